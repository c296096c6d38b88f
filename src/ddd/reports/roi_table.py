"""The return-on-investment model at a terminal: every input with who says so, and what the repository holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ddd.roi import Counted, Line, Roi, rounded

_NOT_COMPUTED = "How much of it runbooks save is not computed: nobody has measured it here."


def report(one: Roi, counts: Sequence[Counted] | None) -> RenderableType:
    """Return the hours by cadence, their sum, and the tasks that were found; None: nothing was looked at."""
    heads = (
        "Cadence",
        "Minutes",
        "Times a year",
        "Hours a year",
        *(("Cost a year",) if one.rate else ()),
        "Minutes are",
    )
    rows = [_row(one, line) for line in one.lines]
    title = Text(f"Routine work of a team of {one.team_size:,} in a year", style="bold")
    parts: list[RenderableType] = [title, _table(heads, [*rows, _total(one)])]
    if not one.adds_up:
        parts.append(Text("The lines are rounded one by one; the total is the rounded sum of what they were before."))
    return Group(*parts, *_held(counts), Text(), Text(_NOT_COMPUTED, style="dim"), Text(_last(one), style="bold"))


def _row(one: Roi, line: Line) -> tuple[str, ...]:
    cost = (_money(one, line.hours),) if one.rate else ()
    hours = f"{rounded(line.hours):,}"
    return str(line.cadence), f"{line.minutes:g}", str(line.times_a_year), hours, *cost, line.source


def _total(one: Roi) -> tuple[str, ...]:
    return "total", "", "", f"{rounded(one.hours):,}", *((_money(one, one.hours),) if one.rate else ()), ""


def _money(one: Roi, hours: float) -> str:
    return f"{rounded(hours * one.rate.amount):,} {one.rate.currency}" if one.rate else ""


def _last(one: Roi) -> str:
    cost = f", {_money(one, one.hours)}" if one.rate else ""
    return f"ROUTINE WORK {rounded(one.hours):,} hours a year{cost}"


def _held(counts: Sequence[Counted] | None) -> Iterator[RenderableType]:
    if counts is None:
        return
    yield Text()
    if not counts:
        yield Text("No task of maintenance was found in this repository.")
        return
    yield Text("What was found in this repository", style="bold")
    yield _table(
        ("Cadence", "Tasks", "With a complete procedure and an owner"),
        ((str(one.cadence), str(one.tasks), str(one.complete)) for one in counts),
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, justify="left" if head in ("Cadence", "Minutes are") else "right", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
