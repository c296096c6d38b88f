"""Runbooks that people wrote, as `ddd lint RUNBOOK.md` prints them: what they lack line by line, and their scores."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from ddd.assess.runbooks import Runbook
from ddd.model import Evidence, Finding, Point
from ddd.reports import findings as finding_lines
from ddd.reports import json_form

_LONGEST_TITLE = 60


def table(runbooks: Sequence[Runbook], findings: Sequence[Finding]) -> str:
    """Return the findings a line each, then the runbooks with their scores, the worst first, and the mean."""
    ordered = sorted(runbooks, key=lambda one: (one.completeness.score, one.place))
    told = [finding_lines.lines(findings), "\n" if findings else "", "Score  Runbook\n"]
    told += [f"{one.completeness.score:5.1f}  {_row(one)}\n" for one in ordered]
    return "".join(told)


def summary(runbooks: Sequence[Runbook], complete: float) -> str:
    """Return how many runbooks are complete, the worst score and the mean."""
    scores = [one.completeness.score for one in runbooks]
    noun = "runbook" if len(scores) == 1 else "runbooks"
    whole = sum(score >= complete for score in scores)
    mean = sum(scores) / len(scores)
    return f"{len(scores)} {noun}: {whole} complete (from {complete:g}), worst {min(scores):.1f}, mean {mean:.1f}"


def passes(runbooks: Sequence[Runbook], wanted: float | None) -> bool:
    """Tell whether the worst runbook reaches what is wanted, 0 to 100."""
    return wanted is None or min(one.completeness.score for one in runbooks) >= wanted


def report(
    runbooks: Sequence[Runbook], findings: Sequence[Finding], complete: float, wanted: float | None, *, passed: bool
) -> str:
    """Return `ddd-runbooks/1`: each runbook with its score, point by point, and all findings.

    `passed`: no gate that was asked for failed, neither the score that is `wanted` nor a severity.
    """
    told = {
        "schema": "ddd-runbooks/1",
        "worst": min(one.completeness.score for one in runbooks),
        "threshold": wanted,
        "passed": passed,
        "runbooks": [_runbook(one, complete) for one in runbooks],
        "findings": [json_form.finding(one) for one in findings],
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _row(one: Runbook) -> str:
    title = one.title if len(one.title) <= _LONGEST_TITLE else one.title[: _LONGEST_TITLE - 1] + "…"
    lacks = ", ".join(one.completeness.missing).replace("_", " ")
    said = f"  ({one.completeness.cap})" if one.completeness.cap else ""
    return f"{one.place}  {title}: {f'lacks {lacks}' if lacks else 'nothing is missing'}{said}"


def _runbook(one: Runbook, complete: float) -> dict[str, Any]:
    return {
        "path": one.place.path,
        "line": one.place.line,
        "title": one.title,
        "score": one.completeness.score,
        "complete": one.completeness.score >= complete,
        "cap": one.completeness.cap,
        "missing": list(one.completeness.missing),
        "points": [_point(point) for point in one.completeness.points],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "criterion": point.criterion,
        "earned": round(point.earned, 4),
        "possible": point.possible,
        "reason": point.reason,
        "evidence": [_place(place) for place in point.evidence],
    }


def _place(place: Evidence) -> dict[str, Any]:
    return msgspec.structs.asdict(place)
