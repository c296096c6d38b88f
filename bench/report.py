"""Figures as a table of Markdown, on the terminal and in `docs/performance.md`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.figures import Figure

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_HEAD = ("What", "Against", "Median", "Lowest to highest", "Goal", "", "Seconds", "CPU time")
_VERDICTS = {True: "met", False: "**not met**", None: ""}


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table, one line each."""
    rows = [_HEAD, *map(_row, figures)]
    widths = [max(3, *map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def line(figure: Figure) -> str:
    """Return what a person sees while the rest is still being measured."""
    verdict = {True: "met", False: "NOT met", None: "no goal"}[figure.met]
    return f"{figure.what}: {figure.goal.written(figure.value)} (goal {figure.goal or '-'}: {verdict})"


def summary(figures: Sequence[Figure]) -> str:
    """Return how many goals are met, and the others by name."""
    missed = [figure.what.replace("`", "") for figure in figures if figure.met is False]
    goals = sum(figure.met is not None for figure in figures)
    return f"{goals - len(missed)} of {goals} goals are met" + (f"; not: {', '.join(missed)}" if missed else "")


def written_into(page: str, name: str, figures: Iterable[Figure], machine: str) -> str:
    """Return the page with the table of one benchmark, and what it was measured on, between its two marks."""
    start, end = f"<!-- bench: {name} -->", "<!-- end of bench -->"
    marked = re.compile(f"({re.escape(start)}\n).*?({re.escape(end)})", re.DOTALL)
    if len(marked.findall(page)) != 1:
        raise ValueError(f"one place marked {start} … {end} is wanted in {PAGE.name}")
    return marked.sub(lambda match: f"{match[1]}\n{table(figures)}\n\n{machine}\n\n{match[2]}", page)


def _row(figure: Figure) -> tuple[str, ...]:
    spread = f"{figure.goal.written(min(figure.values))} to {figure.goal.written(max(figure.values))}"
    return (
        figure.what,
        f"`{figure.against}`" if figure.seconds else "",
        figure.goal.written(figure.value),
        spread if len(figure.values) > 1 else "",
        str(figure.goal),
        _VERDICTS[figure.met],
        " / ".join(f"{seconds:.3g}" for seconds in figure.seconds),
        figure.goal.written(figure.cpu) if figure.cpu is not None else "",
    )
