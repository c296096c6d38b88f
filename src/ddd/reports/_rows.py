"""What the forms for machines share: each finding with its place, its fingerprint and its page, in one order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from ddd.fingerprints import fingerprints
from ddd.model import Assessment, Evidence, Finding, Gate, Inventory
from ddd.reports import explanations
from ddd.reports.explanations import Page
from ddd.scan.text import visible

_HOMES = (".ddd/tasks.yaml", ".ddd.yaml", "pyproject.toml", "README.md")
"""Where a person would add what is missing, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as every form tells it."""

    finding: Finding
    place: Evidence
    """Where it stands; for one that stands nowhere, where a person would add what is missing."""
    fingerprint: str

    @property
    def message(self) -> str:
        """What was found, fit to be sent."""
        return visible(self.finding.message)

    @property
    def path(self) -> str:
        """The file, relative to the scanned folder, fit to be sent."""
        return visible(self.place.path)


def rows(findings: Iterable[Finding], inventory: Inventory) -> list[Row]:
    """Return a row for each finding, by place and code. The fingerprint depends on nothing of the order."""
    several = tuple(findings)
    nowhere = Evidence(home(inventory.paths), 1)
    return sorted(
        (
            Row(finding, finding.evidence[0] if finding.evidence else nowhere, fingerprint)
            for finding, fingerprint in zip(several, fingerprints(several), strict=True)
        ),
        key=lambda row: (row.place, row.finding.code, row.finding.message, row.fingerprint),
    )


def counting(several: Iterable[Row]) -> list[Row]:
    """Return those that no person has taken out of the count."""
    return [row for row in several if row.finding.suppression is None]


def home(paths: Collection[str]) -> str:
    """Return the file to which a missing task would be added; the one ddd reads for it, when there is none yet."""
    return next((path for path in _HOMES if path in paths), _HOMES[0])


def pages(several: Iterable[Row]) -> dict[str, Page]:
    """Return the page of each code that occurs, by code; a code without one explains itself by its name."""
    known = _known()
    codes = sorted({row.finding.code for row in several})
    return {code: known.get(code) or Page(code, "Findings", code, code) for code in codes}


@cache
def _known() -> dict[str, Page]:
    return {page.name: page for page in explanations.pages()}


def verdict(one: Assessment) -> str:
    """Return the line that pipelines look for, with the other gates that did not let it pass."""
    coverage = one.maintenance_coverage
    share = "not measured" if coverage is None else f"{coverage:.1f}%"
    line = f"MAINTENANCE COVERAGE {share} (threshold {one.threshold:.1f}%) {'PASSED' if one.passed else 'FAILED'}"
    return "; ".join([line, *(f"{visible(gate.name)}: {measured(gate)}" for gate in one.gates[1:] if not gate.passed)])


def measured(gate: Gate) -> str:
    """Return what a gate that let nothing pass measured, beside what it wants."""
    if gate.measured is None:
        return "nothing to measure"
    return f"{gate.measured:g} is {'below' if gate.measured < gate.wanted else 'above'} {gate.wanted:g}"
