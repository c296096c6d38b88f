"""Terraform's files as blocks, in HCL and in JSON, and what their interpolations name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ddd.extractors._hcl import INTERPOLATION, Kind, Value, document, from_json
from ddd.model import Reference
from ddd.scan.source import Source

CONFIGURATION = ("*.tf", "*.tofu", "*.tf.json")
VALUES = ("*.tfvars", "*.tfvars.json")
OF_VALUES = (".tfvars", ".tfvars.json")

_NO_LABELS = frozenset({"terraform", "locals", "moved", "import", "removed"})
_TWO_LABELS = frozenset({"resource", "data", "ephemeral"})

_CHAIN = re.compile(
    r"""(?P<root> [A-Za-z_][\w-]* )
        (?P<rest> (?: \.[\w*-]+ | \[ \s* (?: "[^"\]]*" | [\w.]+ | \* ) \s* \] )* )""",
    re.VERBOSE,
)
_STEP = re.compile(r'\.(?P<name>[\w*-]+)|\[\s*(?:"(?P<key>[^"\]]*)"|(?P<index>[\w.]+|\*))\s*\]')
_CALL = re.compile(r"(?P<function>[a-z]+)\(\s*(?P<arguments>.*)\)", re.DOTALL)
_SAME = frozenset({"tostring", "trimspace", "nonsensitive", "try", "coalesce", "toset", "tomap", "tolist", "keys"})
_SAME_LIST = frozenset({"flatten", "values", "distinct"}) | _SAME
_ITEM = re.compile(r'(?P<container>[^,()]+),\s*(?:"(?P<key>[^"]*)"|(?P<index>count\.index))\s*(?:,.*)?', re.DOTALL)
_FOR = re.compile(
    r"[{\[]\s*for\s+(?P<key>\w+)(?:\s*,\s*(?P<value>\w+))?\s+in\s+"
    r"(?P<container>[^\s:](?:[^:]*[^\s:])?)\s*:(?P<made>.*)[}\]]",
    re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A block of the top level: `resource "aws_db_instance" "main" {…}`."""

    kind: str
    labels: tuple[str, ...]
    body: Value

    @property
    def address(self) -> str:
        """How Terraform calls it: `aws_db_instance.main`, `module.backup`."""
        return ".".join(self.labels if self.kind == "resource" else (self.kind, *self.labels))

    @cached_property
    def called(self) -> str:
        """What a person calls it: its own name where that is a literal, else Terraform's, with the key of a loop."""
        metadata = (self.body.get("manifest") or self.body).get("metadata")
        own = self.body.literal("name") or (metadata.literal("name") if metadata else "")
        label = self.labels[-1] if self.labels else self.kind
        if own and "${" not in own.replace("${each.key}", "").replace("${each.value.name}", ""):
            return own
        return f'{label}["${{each.key}}"]' if self.body.get("for_each") else label


Scope = Mapping[str, str]
"""What an iterator (`each`, the label of a `dynamic` block) goes through: name -> dotted name of the container."""


def blocks(source: Source) -> list[Block]:
    """Return the blocks of a configuration. Raises Unreadable for JSON that is none."""
    return source.derived("terraform blocks", lambda one: list(_blocks(one)))


def values(source: Source) -> Value:
    """Return a file of values, or any other file, as one object."""
    if source.installed_path.endswith(".json"):
        documents = [from_json(node) for node in source.yaml]
        return documents[0] if documents else Value(Kind.NULL, "", 1, 1)
    return document(source)


def references(scope: Scope, *texts: str) -> tuple[Reference, ...]:
    """Return what the texts leave open: each interpolation, with the name it leads to where it is a plain one."""
    found = {match[0]: match["body"] for text in texts for match in INTERPOLATION.finditer(text)}
    return tuple(Reference(text, "terraform", named(body, scope)) for text, body in found.items())


def named(expression: str, scope: Scope) -> str:
    """Return the dotted name an expression looks up: `local.jobs.nightly` of `local.jobs["nightly"]`; empty: none.

    `lookup(local.jobs, "a")` and `coalesce(var.x, "b")` count as their first argument; `each.value.hour` as
    `local.jobs.*.hour` where `each` goes through `local.jobs`.
    """
    expression = expression.strip()
    for _ in range(4):
        call = _CALL.fullmatch(expression)
        if not call:
            break
        expression = _without_call(call)
    chain = _CHAIN.fullmatch(expression)
    if not chain:
        return ""
    steps = [step["name"] or step["key"] or step["index"] for step in _STEP.finditer(chain["rest"])]
    return _name(chain["root"], steps, scope)


def container(value: Value | None, own: str) -> str:
    """Return the dotted name of what a `for_each` goes through; empty: unknown.

    own: the name under which the entries are known when they are written there and then.
    """
    if value is None:
        return ""
    if value.kind in (Kind.OBJECT, Kind.LIST) or (value.items and value.kind is Kind.OPEN):
        return own
    if value.kind is Kind.CHOICE:
        return next((found for one in value.items if (found := container(one, ""))), "")
    return _container(value.text[2:-1].strip()) if value.kind is Kind.OPEN else ""


def _container(expression: str) -> str:
    if made := _FOR.fullmatch(expression):
        same = made["value"] or made["key"]
        is_same = re.search(rf"\b{same}\b", made["made"].partition("=>")[2] or made["made"]) is not None
        return named(made["container"], {}) if is_same and "{" not in made["made"] else ""
    call = _CALL.fullmatch(expression)
    if call and call["function"] in _SAME_LIST:
        return _container(call["arguments"].strip())
    return named(expression, {})


def _without_call(call: re.Match[str]) -> str:
    arguments = call["arguments"].strip()
    if call["function"] in ("lookup", "element") and (item := _ITEM.fullmatch(arguments)):
        return f'{item["container"].strip()}["{item["key"]}"]' if item["key"] else f"{item['container'].strip()}.*"
    if call["function"] in _SAME and "(" not in arguments:
        return arguments.split(",", 1)[0].strip()
    return ""


def _name(root: str, steps: list[str], scope: Scope) -> str:
    if root in scope:
        if not steps or not scope[root]:
            return ""
        above = f"{scope[root]}.*"
        return f"{above}#key" if steps == ["key"] else ".".join((above, *steps[1:])) if steps[0] == "value" else ""
    if root not in ("var", "local") or not steps:
        return ""
    parts = [root]
    for step in steps:
        is_each = step in ("count.index", "*") or (step == "each.key" and scope.get("each") == ".".join(parts))
        parts.append("*" if is_each else step)
    return ".".join(parts) if not any("." in part for part in parts) else ""


def _blocks(source: Source) -> Iterator[Block]:
    if not source.installed_path.endswith(".json"):
        for kind, body in document(source).entries:
            if body.is_block:
                yield Block(kind, body.labels, body)
        return
    for node in source.yaml:
        for kind, value in from_json(node).entries:
            depth = 0 if kind in _NO_LABELS else 2 if kind in _TWO_LABELS else 1
            yield from _labelled(kind, (), value, depth)


def _labelled(kind: str, labels: tuple[str, ...], value: Value, depth: int) -> Iterator[Block]:
    """In JSON labels are keys: `{"resource": {"aws_db_instance": {"main": {…}}}}`."""
    for one in value.items if value.kind is Kind.LIST else (value,):
        if depth == 0:
            yield Block(kind, labels, one)
            continue
        for name, below in one.entries:
            yield from _labelled(kind, (*labels, name), below, depth - 1)
