"""The heat map of a week: at which hour of which weekday how much scheduled work starts."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ddd.model import Artifact
from ddd.renderers.pictures import _svg as svg
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import load as weeks
from ddd.renderers.views.load import HOURS, WEEKDAYS, Load
from ddd.renderers.words import counted

PATH = "pictures/calendar.svg"

_LEFT = 24
_GRID = 116
_TOP = 84
_CELL = 26
_ROW = 28
_LEVELS = 5
_DARK = (4, 5)
"""On these the words are in the colour of the paper."""
_LEGEND = 56
_WORDS_OF_LEGEND = (198, 248, 428)


@renderer("picture of the week", Pillar.PREDICTABLE, "at which hour of the week how much starts")
def load(book: Book) -> Iterator[Artifact]:
    """Yield `pictures/calendar.svg`."""
    yield Artifact(path=PATH, text=svg.written(_drawn(weeks.load(book.plan))), title="The week")


def told(week: Load) -> str:
    """Return what the picture says, for those who do not see it."""
    if not week.mean:
        return f"No scheduled work has a day and an hour. {left_out(week)}".strip()
    (day, hour), most = max(week.mean.items(), key=lambda one: one[1])
    at = "at an hour not said" if hour is None else f"from {hour:02}:00"
    much = f"about {counted(round(most), 'start')}" if most >= 1 else "less than one start on average"
    return f"Fullest: {WEEKDAYS[day]} {at}, {much}. {left_out(week)}".strip()


def left_out(week: Load) -> str:
    """Return what is not in the picture, and what had to be assumed."""
    parts = []
    if week.often:
        parts.append(f"{counted(week.often, 'schedule')} that run several times a day")
    if week.floating:
        parts.append(f"{week.floating} without a day of their own")
    assumed = ""
    if week.assumed_utc:
        assumed = f"Zone not documented for {week.assumed_utc} of {week.dated}: their hours are read as UTC."
    shown = f"Not shown: {', '.join(parts)}." if parts else ""
    differs = f"Some hosts have other times for {week.differs} of {week.dated}." if week.differs else ""
    return " ".join(one for one in (shown, assumed, differs) if one)


def _drawn(week: Load) -> Element:
    columns: list[int | None] = [*range(HOURS), *([None] if None in week.hours else [])]
    width = max(_GRID + len(columns) * _CELL + 40, 760)
    bottom = _TOP + len(WEEKDAYS) * _ROW
    root = svg.picture(width, bottom + _LEGEND + 44, "Scheduled work by weekday and hour", told(week))
    svg.text(root, _LEFT, 34, "When maintenance starts in a week", "title")
    svg.text(root, _LEFT, 54, "Starts an hour, the mean of 52 weeks; each in the zone of its schedule.", svg.MUTED)
    for index, hour in enumerate(columns):
        centre = _GRID + index * _CELL + _CELL / 2
        svg.text(root, centre, _TOP - 8, "?" if hour is None else f"{hour:02}", "muted middle")
    for day, name in enumerate(WEEKDAYS):
        svg.text(root, _LEFT, _TOP + day * _ROW + 18, name)
        for index, hour in enumerate(columns):
            _cell(root, _GRID + index * _CELL, _TOP + day * _ROW, week.mean.get((day, hour), 0.0), week.most)
    _legend(root, bottom + 18, None in columns)
    for index, sentence in enumerate(left_out(week).split(". ")):
        svg.text(root, _LEFT, bottom + 62 + index * 18, sentence.rstrip(".") and sentence.rstrip(".") + ".", svg.MUTED)
    return root


def _cell(root: Element, x: float, y: float, mean: float, most: float) -> None:
    level = _level(mean, most)
    svg.rect(root, x, y, _CELL - 2, _ROW - 2, f"level-{level}")
    if mean:
        kind = f"muted middle on-{level}" if level in _DARK else "middle"
        svg.text(root, x + _CELL / 2 - 1, y + 17, weeks.told(mean), kind)


def _level(mean: float, most: float) -> int:
    """Return how dark a cell is: 0 for nothing, else by its share of the fullest; one or two are never dark."""
    return min(_LEVELS, 1 + int(_LEVELS * mean / max(most, _LEVELS))) if mean else 0


def _legend(root: Element, y: float, has_unknown: bool) -> None:
    svg.text(root, _LEFT, y + 12, "less", svg.MUTED)
    for level in range(_LEVELS + 1):
        svg.rect(root, _LEFT + 36 + level * 22, y, 20, 16, f"level-{level}")
    words = ["more", "· less than one a week", *(["? hour not said"] if has_unknown else [])]
    for x, part in zip(_WORDS_OF_LEGEND, words, strict=False):
        svg.text(root, x, y + 12, part, svg.MUTED)
