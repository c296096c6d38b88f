"""Documentation coverage by DAYLIGHT dimension at a terminal: the figures with both numbers, then what to add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ddd.measure import Gated, Scored, Standing
from ddd.reports import _measure_view as view

_STYLES = {Standing.MET: "green", Standing.INCOMPLETE: "yellow", Standing.BELOW: "red", Standing.NOTHING: "red"}
_HEADS = ("Dimension", "Score", "Element", "Completeness", "Usefulness", "Minimum", "Verdict")
_RIGHT = frozenset(_HEADS[1:6])


def report(one: Gated) -> RenderableType:
    """Return a line for each dimension, what is missing, the cheapest first, and one stable last line."""
    style = "bold" if one.threshold is None else "bold green" if one.passed else "bold red"
    parts: list[RenderableType] = [_dimensions(one.measured.dimensions), Text(), Text(view.LEGEND, style="dim"), Text()]
    return Group(*parts, *_missing(one), Text(view.verdict(one), style=style))


def _dimensions(dimensions: Iterable[Scored]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in _HEADS:
        table.add_column(head, justify="right" if head in _RIGHT else "left", no_wrap=head != "Verdict")
    for one in dimensions:
        shares = (view.of(part) for part in one.parts.values())
        cells = (one.dimension.title, f"{one.score:.1f}%", *shares, f"{one.dimension.minimum:g}%")
        table.add_row(*map(Text, cells), Text(_verdict(one), style=_STYLES[one.standing]))
    return table


def _verdict(one: Scored) -> str:
    missing = ", ".join(found.element.title for found in one.found if not found.items)
    return f"{one.standing}: lacks {missing}" if one.standing is Standing.INCOMPLETE else str(one.standing)


def _missing(one: Gated) -> Iterator[RenderableType]:
    entries, more = view.worthwhile(one.measured), len(one.measured.missing)
    if not more:
        return
    yield Text("Missing, the cheapest first (minutes are estimates; points are those of the whole)", style="bold")
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in ("Effort", "Points", "What", "How", "Where"):
        table.add_column(head, justify="right" if head in ("Effort", "Points") else "left", overflow="fold")
    for entry in entries:
        cells = (view.effort(entry), view.gain(entry), view.lack(entry), entry.what, view.where(entry))
        table.add_row(*map(Text, cells))
    yield table
    if more > len(entries):
        yield Text(f"and {more - len(entries)} more (-f json lists them)", style="dim")
    yield Text()
