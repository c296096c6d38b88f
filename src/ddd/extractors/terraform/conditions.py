"""Reads the conditions that a configuration of Terraform tests itself: of its inputs, its resources, what it built."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import once
from ddd.extractors.terraform._facts import Found, select
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks
from ddd.model import Check, Phase
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_TESTS: dict[str, tuple[tuple[str, Phase], ...]] = {
    "variable": (("validation", Phase.PRE),),
    "output": (("precondition", Phase.PRE),),
    "check": (("assert", Phase.POST),),
    **dict.fromkeys(
        ("resource", "data", "ephemeral"),
        (("lifecycle.precondition", Phase.PRE), ("lifecycle.postcondition", Phase.POST)),
    ),
}
"""Kind of block -> where its tests stand, and when they are made."""
_COPIED = "terraform-null-label"
"""Names the module whose `context.tf` is copied into others as it is: its tests are nobody's own."""
_LONGEST = 300


@extractor("terraform-conditions", paths=CONFIGURATION, literals=("error_message",))
def terraform_conditions(source: Source) -> Iterator[Check]:
    """Find what Terraform tests before it goes on and after it has built something.

        variable "replicas" {
          validation {
            condition     = var.replicas >= 2
            error_message = "One replica is no replica."
          }
        }

    is a check before the change: `var.replicas >= 2`, with the message as its note. `precondition` of resources, data
    and outputs is one before it; `postcondition`, and `assert` in a `check` block, are checks after it. A condition too
    long to be told is told by its message. Left out is the `context.tf` that Cloud Posse's modules carry along.
    Format: https://developer.hashicorp.com/terraform/language/validate.
    """
    if source.installed_path.endswith("context.tf") and _COPIED in source.text:
        return
    for block in blocks(source):
        for path, phase in _TESTS.get(block.kind, ()):
            for found in select(Found(block.body, ()), path):
                if check := _check(source, block, found.value, phase):
                    yield check


def _check(source: Source, block: Block, held: Value, phase: Phase) -> Check | None:
    at, message = held.get("condition"), " ".join(held.literal("error_message").split())
    condition = _condition(at) or message if at else ""
    if at is None or not condition or condition in ("true", "false"):
        return None
    return Check(
        system="terraform",
        name=block.labels[0] if block.kind == "variable" and block.labels else block.address,
        phase=phase,
        condition=condition,
        note=message[:_LONGEST] if message != condition else "",
        evidence=once(source.at(at.line, at.column), source.at(block.body.line, block.body.column)),
    )


def _condition(value: Value) -> str:
    """Return a condition as it is written; empty where it is too long or a form that cannot be told in a line."""
    if value.kind is Kind.CHOICE:
        arms = [_condition(one) for one in value.items]
        text = f"{value.text} ? {' : '.join(arms)}" if all(arms) else ""
    else:
        text = value.text.removeprefix("${").removesuffix("}") if value.kind in (Kind.OPEN, Kind.TEXT) else ""
    return text if len(text) <= _LONGEST else ""
