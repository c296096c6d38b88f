"""The golden corpus: `corpus/<extractor>/<case>/input/**` is read, and the facts must be those of `expected.yaml`.

`python -m tests.corpus_cases` (or `make update`) rewrites the expectations; the diff is the review. Only fields that
are not defaults are listed, so that an expectation reads like a sentence.
"""

from __future__ import annotations

import sys
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
import yaml

from ddd.extractors import discover
from ddd.model import Evidence, Fact, Inventory, Unit
from ddd.pipeline import take_inventory

CORPUS = Path(__file__).parent / "corpus"
AS_OF = date(2026, 6, 1)
_UNTOLD = {"id", "component", "origin", "references"}


def cases() -> list[Path]:
    return sorted(folder.parent for folder in CORPUS.glob("*/*/input"))


def observed(case: Path) -> dict[str, Any]:
    inventory = take_inventory(case / "input", as_of=AS_OF, documentation=_is_of_documentation(case))
    told: dict[str, Any] = {"facts": [_fact(fact) for fact in inventory.facts]}
    if inventory.findings:
        told["findings"] = [f"{one.code} {one.evidence[0]} {one.message}" for one in inventory.findings]
    if inventory.problems:
        told["problems"] = [_problem(inventory, n) for n in range(len(inventory.problems))]
    definitions = [f"{one.kind} {one.name} = {one.value}" for one in inventory.definitions]
    if definitions:
        told["definitions"] = definitions
    if inventory.units:
        told["units"] = [_unit(unit) for unit in inventory.units]
    return told


def dump(told: dict[str, Any]) -> str:
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)


def _is_of_documentation(case: Path) -> bool:
    return any(one.documentation for one in discover() if one.name == case.parent.name)


def _unit(unit: Unit) -> str:
    return f"{unit.kind} {unit.name}: {', '.join(unit.documented) or '-'} ({', '.join(map(str, unit.evidence))})"


def _problem(inventory: Inventory, n: int) -> str:
    problem = inventory.problems[n]
    return f"{problem.path}:{problem.line or '-'} {problem.extractor}: {problem.message}"


def _fact(fact: Fact) -> dict[str, Any]:
    return {"kind": fact.kind, **_fields(fact)}


def _fields(value: Any) -> dict[str, Any]:
    told = {}
    for field in msgspec.structs.fields(value):
        content = getattr(value, field.name)
        if field.name in _UNTOLD or content == field.default or content in ((), "", None):
            continue
        told[field.name] = _plain(content)
    return told


def _plain(content: Any) -> Any:
    match content:
        case Enum():
            return content.value
        case Evidence():
            return f"{content.path}:{content.line}:{content.column} {content.excerpt}"
        case tuple():
            return [_plain(entry) for entry in content]
        case msgspec.Struct():
            return _fields(content)
    return content


def update() -> None:
    for case in cases():
        (case / "expected.yaml").write_text(dump(observed(case)), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(update())
