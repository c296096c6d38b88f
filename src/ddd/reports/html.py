"""The score as one page for a browser: charts drawn in place, no script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from ddd import resources
from ddd.generated import MARK
from ddd.model import Assessment, Inventory, Severity, Verdict
from ddd.reports import _score_view as view
from ddd.templating import environment

if TYPE_CHECKING:
    from jinja2 import Environment

_MARK = f"{MARK}. `ddd validate-maintenance-coverage -f html` writes it again."
_MOST_PARTS = 50
_MOST_PLACES = 5
_GRAVENESS = {Severity.CRITICAL: Verdict.MISSING, Severity.WARNING: Verdict.PARTIAL, Severity.INFO: "quiet"}
_CODE = re.compile(r"`([^`]+)`")


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return the page. It needs no network and no script: its policy forbids all but its own style sheet."""
    changes, tasks, findings = view.improvements(assessment), view.tasks(assessment), view.findings(assessment)
    style = _style()
    return (
        _environment(assessment.threshold)
        .get_template("assessment.html.j2")
        .render(
            mark=_MARK,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=_hash(style),
            coverage=assessment.maintenance_coverage,
            threshold=assessment.threshold,
            passed=assessment.passed,
            gap=view.gap(assessment),
            question=view.QUESTION,
            answer=view.answer(assessment),
            chart=_chart(assessment),
            figures=view.figures(assessment),
            kinds=view.kinds(assessment),
            gates=view.conditions(assessment),
            rows=view.rows(assessment),
            totals=view.totals(assessment),
            most_places=_MOST_PLACES,
            improvements=changes[: view.MOST_IMPROVEMENTS],
            more_improvements=_beyond(changes, view.MOST_IMPROVEMENTS),
            junior=view.junior(assessment),
            tasks=tasks[: view.MOST_TASKS],
            more_tasks=_beyond(tasks, view.MOST_TASKS),
            next_score=tasks[view.MOST_TASKS].score if _beyond(tasks, view.MOST_TASKS) else 0,
            parts=(
                _part("Components", "Component", view.worst(assessment.components, view.NO_COMPONENT)),
                _part("Owners", "Owner", view.worst(assessment.owners, view.NOBODY)),
            ),
            findings=findings[: view.MOST_FINDINGS],
            more_findings=_beyond(findings, view.MOST_FINDINGS),
            findings_counted=view.findings_counted(assessment),
            scanned=f"{view.judged_by(assessment)} {view.scanned(inventory)}".strip(),
        )
    )


def _beyond(several: list[Any], shown: int) -> int:
    return max(len(several) - shown, 0)


def _part(title: str, name: str, parts: list[view.Part]) -> tuple[str, str, str, list[view.Part], int]:
    return title, title.lower(), name, parts[:_MOST_PARTS], _beyond(parts, _MOST_PARTS)


def _chart(one: Assessment) -> list[tuple[str, float | None, str]]:
    """Return the bars of the chart: what is documented, what is maintained, and each cadence."""
    parts = [("Maintenance", one.maintenance_coverage)]
    parts += [(str(result.cadence), result.share.percent) for result in one.cadences]
    bars = [(name, value, _colour(value, one.threshold)) for name, value in parts]
    return [("Documentation", one.documentation_coverage, "told"), *bars]


def _colour(value: float | None, threshold: float) -> str:
    if not value:
        return str(Verdict.MISSING)
    return str(Verdict.MET if value >= threshold else Verdict.PARTIAL)


@cache
def _style() -> str:
    return (resources.templates() / "html" / "assessment.css").read_text(encoding="utf-8")


def _hash(style: str) -> str:
    """Return what a Content-Security-Policy calls this one style sheet."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _prose(sentence: str) -> Markup:
    """Return a sentence of ddd's own, in which `backticks` mean code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(sentence))))  # noqa: S704 - escaped first


def _environment(threshold: float) -> Environment:
    return environment(
        resources.templates() / "html",
        html=True,
        filters={
            "colour": lambda value: _colour(value, threshold),
            "graveness": _GRAVENESS.__getitem__,
            "number": view.number,
            "of": view.of,
            "percent": view.percent,
            "prose": _prose,
            "upper_first": lambda text: text[:1].upper() + text[1:],
            "shown": view.shown,
            "words": lambda text: text.replace("_", " "),
        },
    )
