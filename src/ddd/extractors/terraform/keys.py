"""Reads the schedules that Terraform's locals, variables and files of values hold under telling keys."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._hcl import Kind, Value
from ddd.extractors.terraform._files import blocks, values
from ddd.extractors.terraform._keys import keyed_values
from ddd.model import Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "schedule-key"
_LITERALS = ("schedule", "Schedule", "cron", "Cron", "recurrence", "window", "Window", "weekly_maintenance")


@extractor("terraform-keys", paths=("*.tf", "*.tofu", "*.tfvars", "terragrunt.hcl"), literals=_LITERALS)
def terraform_keys(source: Source) -> Iterator[Schedule]:
    """Find schedules known by their key alone, such as `backup_schedule = "cron(0 3 * * ? *)"`.

    They stand in `locals`, in defaults of variables, in `*.tfvars` and in Terragrunt's `inputs`. The key, or the one
    above it, must be called like a schedule and the value must be a valid one: five fields of cron, or a window such as
    `Mon:03:00-Mon:04:00`; `cron(…)` and `rate(…)` of AWS count under any key. Where a resource that uses the value is
    known, that one is told and this one is not. Format: https://developer.hashicorp.com/terraform/language/values.
    """
    for value in _holding(source):
        yield from keyed_values(source, value, _SYSTEM)


def _holding(source: Source) -> Iterator[Value]:
    name = source.installed_path
    if name.endswith(".tfvars"):
        yield values(source)
    elif name.endswith(".hcl"):
        yield from (value for key, value in values(source).entries if key in ("inputs", "locals"))
    else:
        for block in blocks(source):
            if block.kind == "locals":
                yield block.body
            elif block.kind == "variable" and block.labels and (default := block.body.get("default")):
                entries = ((block.labels[0], default),)
                yield Value(Kind.OBJECT, "", default.line, default.column, entries=entries)
