"""The forms people read at a terminal: tables of facts, and the summary of a bare `ddd`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ddd.measures import DAY, HOUR
from ddd.model import (
    Assessment,
    Check,
    Contact,
    Control,
    Expiry,
    Fact,
    FailureMode,
    Finding,
    Inventory,
    Procedure,
    Rollback,
    Schedule,
    State,
    Trigger,
    Unit,
)
from ddd.reports import _score_view as view
from ddd.reports.score_table import verdict_line

_TITLES = {
    "schedule": "Schedules",
    "trigger": "Triggers",
    "failure_mode": "Failure modes",
    "check": "Checks",
    "rollback": "Rollbacks",
    "procedure": "Procedures",
    "contact": "Contacts",
    "expiry": "Expiries",
    "control": "Controls",
}
_STYLES = {
    State.ACTIVE: "",
    State.INVALID: "bold red",
    State.NEVER: "red",
    State.UNRESOLVED: "yellow",
    State.SUSPENDED: "dim",
    State.ABSENT: "dim",
    State.EXAMPLE: "dim",
}
_WIDEST = 60


def inventory(one: Inventory) -> RenderableType:
    """Return every fact as a line, by kind: what, how often or when, and where it stands."""
    parts: list[RenderableType] = []
    for kind, title in _TITLES.items():
        facts = [fact for fact in one.facts if fact.kind == kind]
        if facts:
            rows = _schedules(facts) if kind == Schedule.kind else _table(map(_row, facts))
            parts += [Text(f"{title}: {_states(facts)}", style="bold"), rows, Text()]
    if one.units is not None:
        parts += [Text(f"Documentation: {len(one.units)} units", style="bold"), _units(one.units), Text()]
    parts += [_told(finding) for finding in one.findings]
    parts.append(Text(view.scanned(one)))
    return Group(*parts)


def summary(facts: Inventory, score: Assessment, tasks: int) -> RenderableType:
    """Return what was found, the score, the three biggest gaps and the next command, in at most twenty lines."""
    counts = Counter(fact.kind for fact in facts.facts if fact.state is State.ACTIVE)
    found = ", ".join(f"{counts[kind]} {title.lower()}" for kind, title in _TITLES.items() if counts[kind])
    lines = [
        Text(f"Found {found or 'nothing that says when or how this must be maintained'}."),
        Text(view.scanned(facts)),
    ]
    lines += [_told(finding) for finding in facts.findings[:3]]
    lines += [
        Text(),
        Text(f"{tasks} tasks of maintenance."),
        verdict_line(score),
        Text(),
        Text("Biggest gaps:", style="bold"),
    ]
    gaps = [row for row in view.rows(score) if row.worth > 0]
    lines += [Text(f"  {row.cadence} {row.element}: {row.reason}") for row in gaps[:3]]
    lines += [Text(), Text(_next_command(facts, score))]
    return Group(*lines)


def _told(finding: Finding) -> Text:
    place = f" ({finding.evidence[0]})" if finding.evidence else ""
    return Text(f"{finding.code} {finding.message}{place}", style="yellow")


def _next_command(facts: Inventory, score: Assessment) -> str:
    if not facts.schedules:
        return "Next: ddd extract --temporal  shows what was read; .ddd/tasks.yaml declares what code cannot say"
    if not score.passed:
        return "Next: ddd generate-runbooks  writes the pages and names on each what to add"
    return "Next: ddd generate-runbooks  writes the pages people work from"


def _states(facts: list[Fact]) -> str:
    counts = Counter(fact.state for fact in facts)
    told = ", ".join(f"{counts[state]} {state}" for state in State if counts[state])
    return f"{len(facts)} ({told})"


def _table(rows: Iterable[list[Text]]) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="ellipsis")  # a narrow terminal cuts the words, never the place
    table.add_column(no_wrap=True)
    for row in rows:
        table.add_row(*row)
    return table


def _schedules(facts: Iterable[Fact]) -> Table:
    """Return the schedules under headings: when, in whose words, what runs, and where it stands."""
    table = Table(box=None, padding=(0, 1, 0, 1), header_style="dim")
    for heading, wide in (("Cadence", True), ("Expression", False), ("Zone", True), ("Job", False), ("Place", True)):
        table.add_column(heading, no_wrap=True, overflow="fold" if wide else "ellipsis")
    for fact in facts:
        if isinstance(fact, Schedule):
            style = _STYLES.get(fact.state, "")
            when = str(fact.cadence or "") if fact.state is State.ACTIVE else str(fact.state)
            words = (_short(fact.expression), fact.timezone or "", _short(fact.name or fact.command or fact.target))
            table.add_row(
                Text(when, style=style), *(Text(one, style=style) for one in words), Text(str(fact.place), style="dim")
            )
    return table


def _units(units: tuple[Unit, ...]) -> Table:
    """Return how many units of each kind there are, and how many have which element."""
    kinds = Counter(unit.kind for unit in units)
    elements = Counter((unit.kind, element) for unit in units for element in unit.documented)
    rows = []
    for kind in sorted(kinds):
        told = ", ".join(f"{count} {element}" for (of, element), count in sorted(elements.items()) if of == kind)
        rows.append([Text(kind.replace("_", " ")), Text(told or "nothing"), Text(f"of {kinds[kind]}")])
    return _table(rows)


def _row(fact: Fact) -> list[Text]:
    style = _STYLES.get(fact.state, "")
    first, second = _said(fact)
    if fact.state is not State.ACTIVE:
        first = str(fact.state)
    words = Text(_short(second), style=style, no_wrap=True, overflow="ellipsis")
    return [Text(first, style=style), words, Text(str(fact.place), style="dim")]


def _said(fact: Fact) -> tuple[str, str]:
    """Return what stands in the two columns before the place."""
    match fact:
        case FailureMode():
            guard = f"  when {fact.guard}" if fact.guard else ""
            return "suppressed" if fact.suppressed else "fails", f"{fact.message or fact.name}{guard}"
        case Check():
            return str(fact.phase), fact.condition
        case Rollback():
            return "back", fact.name or fact.condition or "; ".join(fact.commands)
        case Procedure():
            return f"{len(fact.steps)} steps", fact.title
        case Contact():
            return fact.role or "contact", f"{fact.name or 'nobody'}  {fact.scope}"
        case Trigger():
            limit = fact.stated or ("" if fact.threshold is None else f"{fact.threshold:g}{fact.unit}")
            return str(fact.severity or "acts"), f"{fact.name or fact.subject}  {fact.comparison} {limit}".rstrip()
        case Expiry():
            return fact.not_after or "ends", f"{fact.subject}{_lifetime(fact)}"
        case Control():
            return fact.control, f"{fact.name or fact.scope}  {fact.value} {fact.unit}".strip()
    return "", fact.name


def _lifetime(expiry: Expiry) -> str:
    """Return how long it holds, in the largest unit that needs no fraction."""
    length = expiry.lifetime_seconds
    if length is None:
        return ""
    size, unit = next((size, unit) for size, unit in ((DAY, "days"), (HOUR, "hours"), (1, "s")) if length % size == 0)
    return f"  every {length // size} {unit}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"
