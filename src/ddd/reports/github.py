"""Findings as workflow commands, which GitHub Actions shows as annotations beside the lines of a change.

Commands: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands. Their escapes are those of
`packages/core/src/command.ts` in actions/toolkit. Of one kind GitHub shows ten a step and drops the rest, so the
gravest come first, and what it would drop is plain text in a group of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ddd.model import Assessment, Finding, Inventory, Severity
from ddd.reports._rows import Row, counting, pages, rows, verdict

SHOWN = 10
"""Annotations of one kind that GitHub shows of a step."""

_KINDS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
"""The gravest first."""
_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_PROPERTY = _DATA | {ord(":"): "%3A", ord(","): "%2C"}


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return the findings of an assessment that count, and the verdict as the last command."""
    kind = "notice" if assessment.passed else "error"
    last = _command(kind, {"title": "Maintenance coverage"}, verdict(assessment))
    return "".join([*_lines(rows(assessment.findings, inventory), kept=kind), last])


def of_findings(findings: Iterable[Finding], inventory: Inventory) -> str:
    """Return those of the findings that count."""
    return "".join(_lines(rows(findings, inventory)))


def _lines(every: Iterable[Row], kept: str = "") -> Iterator[str]:
    """Yield a command for each finding that GitHub will show, then the others; of one kind a place is kept free."""
    several = counting(every)
    titles = {code: page.summary for code, page in pages(several).items()}
    left: list[Row] = []
    for severity, kind in _KINDS.items():
        of_kind = [row for row in several if row.finding.severity is severity]
        free = SHOWN - (kind == kept)
        yield from (_annotation(row, kind, titles[row.finding.code]) for row in of_kind[:free])
        left += of_kind[free:]
    if left:
        yield from _group(left)


def _annotation(row: Row, kind: str, title: str) -> str:
    code = row.finding.code
    properties = {
        "file": row.path,
        "line": str(row.place.line),
        "col": str(row.place.column),
        "title": code if title == code else f"{code} {title}",
    }
    return _command(kind, properties, row.message)


def _command(kind: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={value.translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{kind} {told}::{message.translate(_DATA)}\n"


def _group(left: Sequence[Row]) -> Iterator[str]:
    yield f"::group::{len(left)} more finding{'s' if len(left) > 1 else ''} (GitHub shows {SHOWN} of a kind)\n"
    for row in left:
        place = f"{row.path}:{row.place.line}:{row.place.column}"
        yield _plain(f"- {place}: {row.finding.code} {row.finding.severity}: {row.message}") + "\n"
    yield "::endgroup::\n"


def _plain(text: str) -> str:
    """Return text as one line in which the runner finds no command: it looks for `##[` anywhere."""
    return " ".join(text.split()).replace("##[", "## [")
