"""The forms in which the score is given out, by the name that `--format` knows them by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from ddd.model import Assessment, Evidence, Finding, Inventory, replace
from ddd.reports import badge, codequality, github, html, json_form, junit, markdown, sarif

if TYPE_CHECKING:
    from rich.console import RenderableType

Form = Callable[[], "str | RenderableType"]


def forms(measured: Assessment, inventory: Inventory, folder: str = "") -> dict[str, Form]:
    """Return what makes each form.

    `folder`: the scanned one as seen from the top of the repository, `/` at its end; forms that a forge reads name
    their files from there. Empty: it is the top.
    """
    reports = {"markdown": markdown, "html": html, "junit": junit, "badge": badge}
    made: dict[str, Form] = {name: partial(one.report, measured, inventory) for name, one in reports.items()}
    placed, seen = replace(measured, findings=below(folder, measured.findings)), from_above(folder, inventory)
    for name, one in {"sarif": sarif, "codequality": codequality, "github": github}.items():
        made[name] = partial(one.report, placed, seen)
    return {"table": partial(_table, measured, inventory), **made, "json": partial(json_form.assessment, measured)}


def _table(measured: Assessment, inventory: Inventory) -> RenderableType:
    from ddd.reports import score_table  # imports Rich, for the only form that is drawn

    return score_table.report(measured, inventory)


def of_findings(findings: Sequence[Finding], inventory: Inventory, folder: str = "") -> dict[str, Form]:
    """Return what makes each form of mere findings that machines read; `folder` as above."""
    placed, seen = below(folder, findings), from_above(folder, inventory)
    return {
        name: partial(one.of_findings, placed, seen)
        for name, one in {"sarif": sarif, "codequality": codequality, "github": github}.items()
    }


def below(folder: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with their places seen from above the scanned folder."""
    return tuple(_finding_below(folder, one) for one in findings)


def from_above(folder: str, inventory: Inventory) -> Inventory:
    """Return the inventory with its files and problems seen from above the scanned folder."""
    paths = tuple(folder + path for path in inventory.paths)
    problems = tuple(replace(one, path=folder + one.path) for one in inventory.problems)
    return replace(inventory, paths=paths, problems=problems)


def _finding_below(folder: str, finding: Finding) -> Finding:
    word = finding.suppression
    moved = replace(word, evidence=_moved(folder, word.evidence)) if word else None
    return replace(finding, evidence=_moved(folder, finding.evidence), suppression=moved)


def _moved(folder: str, places: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple(replace(place, path=folder + place.path) for place in places)
