"""The JSON forms `ddd-inventory/1` and `ddd-assessment/1`: data first, dumped once; one tree, one text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

import msgspec

from ddd.model import (
    Assessment,
    CadenceResult,
    Documented,
    EscalationStep,
    Fact,
    FailureMode,
    Finding,
    Inventory,
    Ratio,
    Share,
    Trigger,
    Unit,
)
from ddd.version import __version__

# What links inside ddd, and what the contract calls by another name.
_UNTOLD = frozenset({"origin", "references"})
_RENAMED = {"for_seconds": "for"}


Escalations = Mapping[str, tuple[EscalationStep, ...]]


def inventory(one: Inventory, escalations: Escalations) -> str:
    """Return the inventory as `ddd-inventory/1`; with each failure mode and trigger in force, who is told of it."""
    return _dump(
        {
            "schema": "ddd-inventory/1",
            "tool": {"name": "ddd", "version": __version__},
            "scanned": {
                "files": one.scanned.files,
                "bytes": one.scanned.bytes,
                "seen": one.scanned.seen,
                "parsed": one.scanned.parsed,
                "skipped": dict(one.scanned.skipped),
            },
            # Each at once as text: as data they would take five times the memory.
            "facts": [msgspec.Raw(msgspec.json.encode(_fact(fact, escalations))) for fact in one.facts],
            "findings": [finding(each) for each in one.findings],
            "problems": [_plain(problem) for problem in one.problems],
            **({} if one.units is None else {"units": [_unit(unit) for unit in one.units]}),
        }
    )


def assessment(one: Assessment) -> str:
    """Return the assessment as `ddd-assessment/1`. Figures that are not measured are null."""
    return _dump(
        {
            "schema": "ddd-assessment/1",
            "maintenance_coverage": one.maintenance_coverage,
            "documentation_coverage": one.documentation_coverage,
            "gap": one.gap,
            "procedure_completeness": one.procedure_completeness,
            "escalation_clarity": one.escalation_clarity,
            "automation_potential": one.automation_potential,
            "figures": {name: _ratio(ratio) for name, ratio in _figures(one)},
            "documentation": [_documented(kind) for kind in one.documented],
            "cadences": {str(result.cadence): _cadence(result) for result in one.cadences},
            "tasks": [
                {
                    "id": score.task,
                    "category": one.categories.get(score.task),
                    "completeness": score.score,
                    "cap": score.cap,
                    "points": [_plain(point) for point in score.points],
                }
                for score in one.completeness
            ],
            "components": [_share(share) for share in one.components],
            "owners": [_share(share) for share in one.owners],
            "readiness": [{**_fields(each), "ready": not each.lacks} for each in one.readiness],
            "findings": [finding(each) for each in one.findings],
            "gates": [_fields(gate) for gate in one.gates],
            "configured": one.configured,
            "threshold": one.threshold,
            "passed": one.passed,
        }
    )


def findings(several: Sequence[Finding]) -> str:
    """Return what `ddd lint` found, as `ddd-findings/1`: the same entries as in an inventory."""
    return _dump({"schema": "ddd-findings/1", "findings": [finding(one) for one in several]})


def _fact(fact: Fact, escalations: Escalations) -> dict[str, Any]:
    told = {"id": fact.id, "kind": fact.kind, **_fields(fact)}
    if isinstance(fact, FailureMode | Trigger):
        told["escalation"] = _plain(escalations.get(fact.id))
    if isinstance(fact, Trigger):
        told["labels"] = dict(fact.labels)
    told["evidence"] = told.pop("evidence")  # the longest part last
    return told


def _unit(unit: Unit) -> dict[str, Any]:
    return {name: _plain(getattr(unit, name)) for name in ("kind", "name", "documented", "evidence")}


def _figures(one: Assessment) -> Iterator[tuple[str, Ratio]]:
    yield "maintenance_coverage", one.maintenance
    if one.documentation:
        yield "documentation_coverage", one.documentation
    yield "procedure_completeness", one.procedures
    yield "escalation_clarity", one.escalation
    yield "automation_potential", one.automation


def _ratio(ratio: Ratio) -> dict[str, float]:
    return {"earned": round(ratio.earned, 4), "possible": round(ratio.possible, 4)}


def _documented(kind: Documented) -> dict[str, Any]:
    elements = {name: _ratio(ratio) for name, ratio in kind.elements}
    return {"kind": kind.kind, "coverage": kind.complete.percent, **_ratio(kind.complete), "elements": elements}


def _share(share: Share) -> dict[str, Any]:
    return {
        "name": share.name,
        "tasks": share.tasks,
        "maintenance_coverage": share.maintenance.percent,
        "procedure_completeness": share.procedures.percent,
        "automation_potential": share.automation.percent,
        "figures": {
            "maintenance_coverage": _ratio(share.maintenance),
            "procedure_completeness": _ratio(share.procedures),
            "automation_potential": _ratio(share.automation),
        },
    }


def _cadence(result: CadenceResult) -> dict[str, Any]:
    return {
        "weight": result.weight,
        "coverage": result.coverage,
        **_ratio(result.share),
        "elements": [{**_fields(one), "possible": 1} for one in result.elements],
    }


def finding(one: Finding) -> dict[str, Any]:
    """Return a finding as it stands in every JSON form."""
    return _fields(one)


def _fields(value: Any) -> dict[str, Any]:
    return {told: _plain(getattr(value, name)) for name, told in _names(cast(Any, type(value)))}


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    return tuple((name, _RENAMED.get(name, name)) for name in kind.__struct_fields__ if name not in _UNTOLD)


def _plain(value: Any) -> Any:
    if isinstance(value, str):  # most are: no further questions
        return value
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return _fields(value) if isinstance(value, msgspec.Struct) else value


def _dump(data: dict[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"
