"""The score at a terminal and in a log: a table, the figures in words, and the line that pipelines look for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.text import Text

from ddd.model import Assessment, Inventory, Ratio, Severity
from ddd.reports import _score_view as view
from ddd.reports.findings import lines

_VERDICTS = {"met": "green", "partial": "yellow", "missing": "red"}
_HEADS = ("Cadence", "Element", "Earned", "", "Worth", "Verdict", "What")
_RIGHT = frozenset({2, 3, 4})
_NARROWEST_WHAT = 40
_MOST_PARTS, _FEWER_PARTS = 5, 3
_LONGEST_NAME = 60
_WIDEST_CHART = 100
_EIGHTHS = " ▏▎▍▌▋▊▉"
_INDENT = "    "

_MOST_FINDINGS = 20


def report(assessment: Assessment, inventory: Inventory) -> RenderableType:
    """Return the score by cadence and element, the biggest gap first, the figures, and one stable last line.

    On a terminal it wraps at its width and draws a chart of the gap; anywhere else each row is one line.
    """
    return _Score(assessment, inventory)


def verdict_line(one: Assessment) -> Text:
    """Return the line that pipelines look for."""
    return Text(view.verdict_line(one), style="bold green" if one.passed else "bold red")


@dataclass(frozen=True, slots=True)
class _Score:
    assessment: Assessment
    inventory: Inventory

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        one = self.assessment
        width, most = (options.max_width, _FEWER_PARTS) if console.is_terminal else (None, _MOST_PARTS)
        sections = [
            list(_elements(one, console, width)),
            list(_chart(one, options)) if width else [],
            list(_figures(one)),
            [
                *_parts("Components", view.worst(one.components, view.NO_COMPONENT), most),
                *_parts("Owners", view.worst(one.owners, view.NOBODY), most),
            ],
            list(_junior(one)),
            list(_new(one)),
            [*_gates(one), *_terms(one), Text(view.scanned(self.inventory), style="dim")],
        ]
        for section in filter(None, sections):
            for line in section:
                yield from _wrapped(line, console, width)
            yield Text()
        yield verdict_line(one)


def _elements(one: Assessment, console: Console, width: int | None) -> Iterator[Text]:
    """Yield the table: the elements, then what each cadence and the whole earned."""
    found, totals = view.rows(one), view.totals(one)
    cells = [
        (row.cadence, row.element, *_earned(row.points, row.share.percent), view.number(row.worth), str(row.verdict))
        for row in found
    ]
    sums = [(one.name, "", *_earned(one.points, one.percent), view.number(_lost(one.points)), "") for one in totals]
    heads = _HEADS[:-1]
    widths = [max(cell_len(row[column]) for row in (heads, *cells, *sums)) for column in range(len(heads))]
    left = sum(widths) + 2 * len(widths)
    beside = width is None or width - left >= _NARROWEST_WHAT
    head = _line((*heads, _HEADS[-1]) if beside else heads, widths)
    yield Text(head, style="bold", no_wrap=True)
    for row, row_cells in zip(found, cells, strict=True):
        yield from _row(row, _line(row_cells, widths), left if beside else None, console, width)
    yield Text("-" * (left - 2), style="dim", no_wrap=True)
    for total in sums:
        yield Text(_line(total, widths), style="bold" if total is sums[-1] else "", no_wrap=True)


def _row(row: view.Row, cells: str, left: int | None, console: Console, width: int | None) -> Iterator[Text]:
    """Yield one element: what it lacks stands beside it, or below it where there is no room."""
    padded = cells if left is None else cells + " " * (left - cell_len(cells))
    text = Text(padded, no_wrap=True)
    text.highlight_regex(rf"\b{row.verdict}\s*$", _VERDICTS[row.verdict])
    if width is None:
        yield text.append(row.reason)
        return
    lines = Text(row.reason).wrap(console, width - (len(_INDENT) if left is None else left))
    if left is None:
        text.rstrip()
        yield text
    for number, line in enumerate(lines):
        line.rstrip()
        yield (
            Text(_INDENT).append_text(line)
            if left is None
            else (Text(" " * left) if number else text).append_text(line)
        )


def _earned(points: Ratio, share: float | None) -> tuple[str, str]:
    return f"{view.number(points.earned)}/{view.number(points.possible)}", view.percent(share)


def _lost(points: Ratio) -> float:
    return points.possible - points.earned


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    told = [
        " " * (wide - cell_len(cell)) + cell if column in _RIGHT else cell + " " * (wide - cell_len(cell))
        for column, (cell, wide) in enumerate(zip(cells, widths, strict=False))
    ]
    return "  ".join((*told, *cells[len(widths) :])).rstrip()


def _wrapped(line: Text, console: Console, width: int | None) -> Iterator[Text]:
    """Yield a line as it fits: what follows is indented. Without a width it is one line."""
    if width is None or line.no_wrap or cell_len(line.plain) <= width:
        yield line
        return
    first, *rest = line.wrap(console, width - len(_INDENT))
    for one in (first, *(Text(_INDENT).append_text(other) for other in rest)):
        one.rstrip()
        yield one


def _chart(one: Assessment, options: ConsoleOptions) -> Iterator[Text]:
    """Yield a bar for what is documented, for what is maintained, and for each cadence."""
    bars = [("documentation", one.documentation_coverage), ("maintenance", one.maintenance_coverage)]
    bars += [(f"  {result.cadence}", result.share.percent) for result in one.cadences]
    wide = max(len(name) for name, _ in bars)
    room = min(options.max_width, _WIDEST_CHART) - wide - 8  # two blanks, and ` 100.0%`
    for name, value in bars:
        bar = _bar(value or 0.0, max(room, 1), ascii_only=options.ascii_only)
        style = "cyan" if name == "documentation" else _colour(value, one.threshold)
        yield Text.assemble(f"{name:<{wide}} ", (bar, style), f" {view.percent(value):>6}", no_wrap=True)


def _bar(value: float, room: int, *, ascii_only: bool) -> str:
    """Return a bar of `room` cells; the rest of it is dots. What is more than nothing shows."""
    eighths = max(round(value * room * 8 / 100), 1 if value else 0)
    if ascii_only:
        full = max(round(value * room / 100), 1 if value else 0)
        return "#" * full + "." * (room - full)
    full, part = divmod(eighths, 8)
    bar = "█" * full + (_EIGHTHS[part] if part else "")
    return bar + "·" * (room - len(bar))


def _colour(value: float | None, threshold: float) -> str:
    if value is None or value <= 0:
        return "red"
    return "green" if value >= threshold else "yellow"


def _figures(one: Assessment) -> Iterator[Text]:
    for figure in view.figures(one)[1:]:  # the first is the row of the whole, and the last line
        yield Text(str(figure))
    if told := view.gap(one):
        yield Text(told, style="bold")


def _parts(title: str, parts: Sequence[view.Part], most: int) -> Iterator[Text]:
    """Yield the worst components or owners; the name stands last, so that no name begins a line."""
    if not parts:
        return
    yield Text(f"{title} by procedure completeness, the most points missing first:", style="bold")
    for part in parts[:most]:
        name = part.name if len(part.name) <= _LONGEST_NAME else part.name[: _LONGEST_NAME - 1] + "…"
        share = f"{view.percent(part.procedures.percent):>6}  {f'{view.of(part.procedures)} points':<22}"
        yield Text(f"  {share}  {view.counted(part.tasks, 'task'):<9}  {name}")
    if len(parts) > most:
        yield Text(f"  and {len(parts) - most} more")


def _junior(one: Assessment) -> Iterator[Text]:
    yield Text(f"{view.QUESTION} {view.answer(one)}", style="bold")
    for each in view.junior(one):
        yield Text(f"  {each}")


def _new(one: Assessment) -> Iterator[Text]:
    """Yield the findings on which a gate counts, where one counts findings: what a person has to look at."""
    if not any(gate.name.startswith("findings") and not gate.passed for gate in one.gates):
        return
    new = [finding for finding in one.findings if finding.suppression is None and finding.severity is not Severity.INFO]
    yield Text("Findings that count:", style="bold")
    yield from (Text(f"  {line}") for line in lines(new[:_MOST_FINDINGS]).splitlines())
    if len(new) > _MOST_FINDINGS:
        yield Text(f"  and {len(new) - _MOST_FINDINGS} more (-f json has all)")


def _terms(one: Assessment) -> Iterator[Text]:
    if told := view.judged_by(one):
        yield Text(told)


def _gates(one: Assessment) -> Iterator[Text]:
    for gate in view.conditions(one):
        told = f"gate {gate.name}: {gate.measured}, wanted {gate.wanted}: {gate.word}"
        yield Text(told, style="green" if gate.passed else "red")
