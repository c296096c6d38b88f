"""The forms people read at a terminal: tables of facts, the score, and the summary of a bare `ddd`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ddd.measures import DAY, HOUR
from ddd.model import (
    Assessment,
    Check,
    Contact,
    Control,
    ElementResult,
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
    Verdict,
)

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
_VERDICTS = {Verdict.MET: "green", Verdict.PARTIAL: "yellow", Verdict.MISSING: "red"}
_WIDEST = 60


def inventory(one: Inventory) -> RenderableType:
    """Return every fact as a line, by kind: what, how often or when, and where it stands."""
    parts: list[RenderableType] = []
    for kind, title in _TITLES.items():
        facts = [fact for fact in one.facts if fact.kind == kind]
        if facts:
            rows = _schedules(facts) if kind == Schedule.kind else _table(map(_row, facts))
            parts += [Text(f"{title}: {_states(facts)}", style="bold"), rows, Text()]
    parts += [_told(finding) for finding in one.findings]
    parts.append(Text(scanned(one)))
    return Group(*parts)


def assessment(one: Assessment) -> RenderableType:
    """Return the score by cadence and element, the biggest gap first, and one stable last line."""
    results = ((result, element) for result in one.cadences for element in result.elements)
    rows = sorted(
        (_element_row(str(result.cadence), result.weight, element) for result, element in results), key=_first
    )
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold")
    for name, justify in (
        ("Cadence", "left"),
        ("Element", "left"),
        ("Earned", "right"),
        ("Verdict", "left"),
        ("What", "left"),
    ):
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    for _, cells in rows:
        table.add_row(*cells)
    return Group(table, Text(), *_figures(one), verdict_line(one))


def verdict_line(one: Assessment) -> Text:
    """Return the line that pipelines look for."""
    word = "PASSED" if one.passed else "FAILED"
    line = f"MAINTENANCE COVERAGE {one.maintenance_coverage:.1f}% (threshold {one.threshold:.1f}%) {word}"
    return Text(line, style="bold green" if one.passed else "bold red")


def summary(facts: Inventory, score: Assessment, tasks: int) -> RenderableType:
    """Return what was found, the score, the three biggest gaps and the next command, in at most twenty lines."""
    counts = Counter(fact.kind for fact in facts.facts if fact.state is State.ACTIVE)
    found = ", ".join(f"{counts[kind]} {title.lower()}" for kind, title in _TITLES.items() if counts[kind])
    lines = [Text(f"Found {found or 'nothing that says when or how this must be maintained'}."), Text(scanned(facts))]
    lines += [_told(finding) for finding in facts.findings[:3]]
    lines += [
        Text(),
        Text(f"{tasks} tasks of maintenance."),
        verdict_line(score),
        Text(),
        Text("Biggest gaps:", style="bold"),
    ]
    lines += [Text(f"  {cadence} {one.element}: {one.reason}") for cadence, one in biggest_gaps(score)[:3]]
    lines += [Text(), Text(_next_command(facts, score))]
    return Group(*lines)


def scanned(one: Inventory) -> str:
    """Return how much was read and what was not."""
    skipped = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in one.scanned.skipped if number)
    rest = f"; skipped: {skipped}" if skipped else ""
    problems = f"; could not be read: {len(one.problems)}" if one.problems else ""
    others = "; no reader knows the others" if one.scanned.files < len(one.paths) else ""
    return f"Read {one.scanned.files} of {len(one.paths)} files{others}{rest}{problems}."


def biggest_gaps(one: Assessment) -> list[tuple[str, ElementResult]]:
    """Return cadence and element of all that is not fully earned, the costliest first."""
    gaps = [
        (result.weight * (1 - element.earned) / len(result.elements), str(result.cadence), element)
        for result in one.cadences
        for element in result.elements
        if element.earned < 1
    ]
    return [
        (cadence, element) for _, cadence, element in sorted(gaps, key=lambda gap: (-gap[0], gap[1], gap[2].element))
    ]


def _told(finding: Finding) -> Text:
    place = f" ({finding.evidence[0]})" if finding.evidence else ""
    return Text(f"{finding.code} {finding.message}{place}", style="yellow")


def _next_command(facts: Inventory, score: Assessment) -> str:
    if not facts.schedules:
        return "Next: ddd extract --temporal  shows what was read; .ddd/tasks.yaml declares what code cannot say"
    if not score.passed:
        return "Next: ddd generate-runbooks  writes the pages and names on each what to add"
    return "Next: ddd generate-runbooks  writes the pages people work from"


def _figures(one: Assessment) -> Iterator[Text]:
    count = len(one.completeness)
    if one.procedure_completeness is None:
        yield Text("Procedure completeness: no tasks, nothing to measure")
    else:
        complete = sum(score.score >= 80 for score in one.completeness)
        yield Text(
            f"Procedure completeness {one.procedure_completeness:.1f} (mean of {count} tasks, {complete} complete)"
        )


def _element_row(cadence: str, weight: float, one: ElementResult) -> tuple[tuple[float, str, str], list[Text]]:
    key = (-weight * (1 - one.earned), cadence, one.element)
    verdict = Text(str(one.verdict), style=_VERDICTS[one.verdict])
    cells = [Text(cadence), Text(one.element), Text(f"{100 * one.earned:.0f}%"), verdict, Text(one.reason)]
    return key, cells


def _first(row: tuple[tuple[float, str, str], list[Text]]) -> tuple[float, str, str]:
    return row[0]


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
