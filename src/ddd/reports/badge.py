"""The score as a small picture for a README: `maintenance | 41.5%`, drawn here, with no font needed to lay it out."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ddd.model import Assessment, Inventory
from ddd.reports import _score_view as view

_LABEL = "maintenance"
# Advance widths of DejaVu Sans in units of 1/2048 em. `textLength` makes any other font keep to them.
_ADVANCES = {
    **dict.fromkeys("0123456789", 1303),
    ".": 651,
    "%": 1946,
    "/": 690,
    "a": 1255,
    "c": 1126,
    "e": 1260,
    "i": 569,
    "m": 1995,
    "n": 1298,
    "t": 803,
}
_EM = 2048
_SIZE, _PADDING, _HEIGHT = 11, 6, 20
# White on each of them has a contrast of 4.5 or more.
_GREY, _INK = "#555", "#fff"
_COLOURS = ((1.0, "#1a7f37"), (0.75, "#7d6608"), (0.5, "#a84300"), (0.0, "#c0262d"))
"""From this share of the threshold on, this colour."""


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return the picture as SVG; `n/a` on grey where nothing is measured. It tells the same aloud."""
    value = assessment.maintenance_coverage
    told = "100%" if value == 100 else view.percent(value)
    title = f"{_LABEL}: {told}, threshold {view.percent(assessment.threshold)}"
    left, right = _width(_LABEL), _width(told)
    size = {"width": str(left + right), "height": str(_HEIGHT)}
    picture = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            **size,
            "viewBox": f"0 0 {left + right} {_HEIGHT}",
            "role": "img",
            "aria-label": title,
        },
    )
    SubElement(picture, "title").text = title
    clip = SubElement(picture, "clipPath", {"id": "r"})
    SubElement(clip, "rect", {**size, "rx": "3"})
    boxes = SubElement(picture, "g", {"clip-path": "url(#r)"})
    SubElement(boxes, "rect", {"width": str(left), "height": str(_HEIGHT), "fill": _GREY})
    colour = _colour(value, assessment.threshold)
    SubElement(boxes, "rect", {"x": str(left), "width": str(right), "height": str(_HEIGHT), "fill": colour})
    font = "Verdana,DejaVu Sans,Geneva,sans-serif"
    words = SubElement(
        picture, "g", {"fill": _INK, "font-family": font, "font-size": str(_SIZE), "aria-hidden": "true"}
    )
    for text, start in ((_LABEL, 0), (told, left)):
        place = {"x": str(start + _PADDING), "y": "14", "textLength": str(_length(text))}
        SubElement(words, "text", place).text = text
    indent(picture)
    return tostring(picture, encoding="unicode") + "\n"


def _length(text: str) -> int:
    """Return how long a text is drawn, in pixels."""
    return round(sum(_ADVANCES[sign] for sign in text) * _SIZE / _EM)


def _width(text: str) -> int:
    return _length(text) + 2 * _PADDING


def _colour(value: float | None, threshold: float) -> str:
    if value is None:
        return _GREY
    return next(colour for share, colour in _COLOURS if value >= share * threshold)
