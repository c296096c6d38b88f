"""The agenda at a terminal: a grid of the month with its list, and what is due today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ddd.agenda import view as words
from ddd.agenda.agenda import Agenda, Job
from ddd.scan.text import visible

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WIDEST_NAME = 14
_NARROWEST = 8
_MOST_NAMES = 3
_NOTHING_DECLARED = "Next: declare what code cannot say in .ddd/tasks.yaml; ddd extract --temporal shows what was read."


def calendar(agenda: Agenda) -> RenderableType:
    """Return the months as a grid, below them the list, and apart from both what has no day of its own."""
    parts: list[RenderableType] = []
    for month in words.months(agenda):
        parts += [Text(month.title, style="bold"), _grid(month)]
    if parts:
        parts.append(Text("+N: daily jobs, told once in the list below\n", style="dim"))
    rows = words.rows(agenda)
    parts.append(Text(f"Due {words.span(agenda)}: {_counted(len(agenda.occurrences), 'time')}", style="bold"))
    if rows:
        cells = (
            (
                row.when,
                row.time,
                row.zone,
                visible(row.job.task.id),
                str(words.cadence(row.job)),
                words.owner(row.job.task),
            )
            for row in rows
        )
        parts.append(_table(("When", "Time", "Zone", "Task", "Cadence", "Owner"), cells))
    return Group(*parts, *_apart(agenda), *_remarks(agenda))


def today(agenda: Agenda) -> RenderableType:
    """Return what is due, who does it, for how long and by which page."""
    parts: list[RenderableType] = [Text(f"Due {words.span(agenda)}", style="bold")]
    if agenda.occurrences:
        several = agenda.span.days > 1
        heads = (*(("Day",) if several else ()), "Time", "Zone", "Task", "Who", "Takes", "Page")
        cells = (
            (
                *((words.day(agenda, one),) if several else ()),
                words.time(one),
                words.zone(one.job),
                words.title(one.job.task),
                words.owner(one.job.task),
                words.takes(one.job.task),
                one.job.page,
            )
            for one in agenda.occurrences
        )
        parts.append(_table(heads, cells))
    elif agenda.dated or agenda.often or agenda.floating:
        parts.append(Text("  nothing with a date; ddd calendar shows the month"))
    else:
        parts += [Text("  nothing that ddd knows of"), Text(_NOTHING_DECLARED)]
    return Group(*parts, *_apart(agenda), *_remarks(agenda))


def _grid(month: words.Month) -> Table:
    table = Table(show_lines=True, header_style="bold", padding=(0, 0))
    for day in _DAYS:
        table.add_column(day, min_width=_NARROWEST, max_width=_WIDEST_NAME, no_wrap=True, overflow="ellipsis")
    for week in month.weeks:
        table.add_row(*(Text("\n").join(_day(cell)) if cell else Text() for cell in week))
    return table


def _day(cell: words.Cell) -> Iterator[Text]:
    daily = f"  +{cell.daily}" if cell.daily else ""
    yield Text.assemble((f"{cell.day.day:2}", "bold"), (daily, "dim"))
    fits = len(cell.names) <= _MOST_NAMES
    for name in cell.names if fits else cell.names[: _MOST_NAMES - 1]:
        yield Text(_short(name))
    if not fits:
        yield Text(f"and {len(cell.names) - _MOST_NAMES + 1} more", style="dim")


def _short(name: str) -> str:
    line = " ".join(name.split())
    return line if len(line) <= _WIDEST_NAME else line[: _WIDEST_NAME - 1] + "…"


def _apart(agenda: Agenda) -> Iterator[RenderableType]:
    """Yield what stands in no grid: several times a day, and lengths of time."""
    if agenda.often:
        yield Text("\nSeveral times a day: verify that it ran", style="bold")
        yield _table(("Task", "Runs", "Who", "Page"), (_often(job) for job in agenda.often))
    if agenda.floating:
        yield Text("\nNo date of its own", style="bold")
        yield _table(("Task", "Due", "Who", "Page"), (_floating(job) for job in agenda.floating))


def _often(job: Job) -> tuple[str, ...]:
    expression = visible(job.schedule.expression) if job.schedule else ""
    return words.title(job.task), expression, words.owner(job.task), job.page


def _floating(job: Job) -> tuple[str, ...]:
    return words.title(job.task), words.rhythm(job), words.owner(job.task), job.page


def _remarks(agenda: Agenda) -> Iterator[RenderableType]:
    if agenda.assumed_utc:
        yield Text(f"\n{words.ASSUMED}", style="dim")
    if agenda.differs:
        yield Text(f"\n{words.DIFFERS}", style="dim")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head in ("When", "Day", "Time", "Zone", "Cadence"))
    for row in rows:
        table.add_row(*(Text(" ".join(cell.split())) for cell in row))
    return table


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
