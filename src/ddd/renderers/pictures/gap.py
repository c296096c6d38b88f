"""The picture of the gap: how much is documented, how much could be maintained from it, and cadence by cadence."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from ddd.model import Artifact, Assessment
from ddd.renderers.pictures import _svg as svg
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import figures
from ddd.renderers.views.figures import Figure

PATH = "pictures/gap.svg"

_WIDTH = 800
_LEFT = 24
_BAR = 224
_LENGTH = 320
_THICK = 22
_ROW = 52
_SMALL_ROW = 34


@renderer("picture of the gap", Pillar.COMPLIANCE, "documentation coverage beside maintenance coverage")
def gap(book: Book) -> Iterator[Artifact]:
    """Yield `pictures/gap.svg`."""
    yield Artifact(path=PATH, text=svg.written(_drawn(book.assessment)), title="The gap")


def told(assessment: Assessment) -> str:
    """Return what the picture says, for those who do not see it."""
    pair = (figures.documentation(assessment), figures.maintenance(assessment))
    parts = [*(_said(one) for one in pair), f"The gap: {figures.gap(assessment)}"]
    by_cadence = ", ".join(f"{one.name.lower()} {one.told}" for one in figures.cadences(assessment))
    return ". ".join([*parts, *([f"Maintenance by cadence: {by_cadence}"] if by_cadence else [])]) + "."


def _said(figure: Figure) -> str:
    return f"{figure.name} {figure.told}" + (f" ({figure.counted})" if figure.counted else "")


def _drawn(assessment: Assessment) -> Element:
    by_cadence = figures.cadences(assessment)
    begin = 60 + 2 * _ROW + 44
    height = begin + (44 + len(by_cadence) * _SMALL_ROW if by_cadence else 0)
    root = svg.picture(_WIDTH, height, "Documentation, maintenance, and the gap between them", told(assessment))
    _hatching(root)
    svg.text(root, _LEFT, 34, "Documented is not maintainable", "title")
    documented, maintained = figures.documentation(assessment), figures.maintenance(assessment)
    _bar(root, 60, documented, "documented", _THICK)
    _bar(root, 60 + _ROW, maintained, "maintained", _THICK)
    _the_gap(root, 60 + _ROW, documented.value, maintained.value)
    svg.text(root, _LEFT, 60 + 2 * _ROW + 16, f"The gap: {figures.gap(assessment)}", "loud")
    if by_cadence:
        svg.text(root, _LEFT, begin + 16, "Maintenance coverage by cadence", "strong")
        _wanted(root, begin + 26, len(by_cadence) * _SMALL_ROW, assessment.threshold)
    for index, one in enumerate(by_cadence):
        _bar(root, begin + 32 + index * _SMALL_ROW, one, "maintained", _THICK - 6)
    return root


def _bar(root: Element, top: float, figure: Figure, kind: str, thick: float) -> None:
    base = top + thick / 2 + 5
    svg.text(root, _LEFT, base, figure.name)
    if figure.value is None:
        svg.rect(root, _BAR, top, _LENGTH, thick, "unknown")
        svg.text(root, _BAR + 10, base, figures.NOT_MEASURED, svg.MUTED)
        return
    svg.rect(root, _BAR, top, _LENGTH, thick, "track")
    svg.rect(root, _BAR, top, _along(figure.value), thick, kind)
    svg.text(root, _BAR + _LENGTH + 12, base, figure.told, svg.STRONG)
    svg.text(root, _BAR + _LENGTH + 84, base, figure.counted, svg.MUTED)


def _the_gap(root: Element, top: float, documented: float | None, maintained: float | None) -> None:
    """Hatch what one bar is longer than the other by: seen without any colour."""
    if documented is None or maintained is None or documented == maintained:
        return
    start, end = sorted((_BAR + _along(documented), _BAR + _along(maintained)))
    row = top if documented > maintained else top - _ROW
    box = svg.rect(root, start, row, end - start, _THICK, "gap")
    box.set("fill", "url(#hatching)")


def _wanted(root: Element, top: float, height: float, threshold: float) -> None:
    x = _BAR + _along(threshold)
    svg.line(root, (x, top), (x, top + height), "dashed")
    svg.text(root, x, top - 6, f"wanted: {figures.percent(threshold)}", "muted middle")


def _hatching(root: Element) -> None:
    size = {"width": "7", "height": "7", "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = SubElement(SubElement(root, "defs"), "pattern", {"id": "hatching", **size})
    svg.line(pattern, (0, 0), (0, 7), "hatch")


def _along(value: float) -> float:
    return _LENGTH * min(max(value, 0.0), 100.0) / 100
