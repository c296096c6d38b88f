"""How a picture is put together: SVG as data, readable in light and dark, with no script and nothing from outside."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ddd import generated

INK = "ink"
MUTED = "muted"
STRONG = "strong"
LOUD = "loud"

# What XML 1.0 (2.2, Char) forbids, even written as a reference.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STYLE = """
text { font: 14px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1b1f24 }
.paper { fill: #ffffff } .muted { fill: #57606a; font-size: 12px } .strong { font-weight: 700 }
.title { font-size: 18px; font-weight: 700 } .loud { fill: #b42318; font-weight: 700 }
.middle { text-anchor: middle } .end { text-anchor: end }
.track { fill: #eaeef2 } .unknown { fill: none; stroke: #57606a; stroke-dasharray: 4 3 }
.line { stroke: #d0d7de } .dashed { stroke: #1b1f24; stroke-dasharray: 4 3 }
.documented { fill: #0b5cad } .maintained { fill: #8a4b00 } .hatch { stroke: #b42318; stroke-width: 2 }
.gap { stroke: #b42318 }
.level-0 { fill: #f6f8fa } .level-1 { fill: #e3effb } .level-2 { fill: #b9d6f5 }
.level-3 { fill: #7fb3e8 } .level-4 { fill: #1f5fa8 } .level-5 { fill: #0b2f5e }
.on-4, .on-5, .on-dot, .on-nobody { fill: #ffffff } .dot { fill: #0b5cad } .nobody { fill: #b42318 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .paper { fill: #0d1117 } .muted { fill: #9aa4ae } .loud { fill: #ff8a80 }
.track { fill: #21262d } .unknown { stroke: #9aa4ae } .line { stroke: #30363d } .dashed { stroke: #e6edf3 }
.documented { fill: #58a6ff } .maintained { fill: #f0a45b } .hatch { stroke: #ff8a80 } .gap { stroke: #ff8a80 }
.level-0 { fill: #161b22 } .level-1 { fill: #14263d } .level-2 { fill: #1c3f68 }
.level-3 { fill: #2b5c94 } .level-4 { fill: #8fc1f5 } .level-5 { fill: #d3e8fd }
.on-4, .on-5, .on-dot, .on-nobody { fill: #0d1117 } .dot { fill: #58a6ff } .nobody { fill: #ff8a80 }
}
"""
_CHARACTER = 7.6
"""How wide a character of the text is on average, in pixels; wide scripts count twice."""


def picture(width: int, height: int, title: str, told: str) -> Element:
    """Return an empty picture on paper. `title` and `told` say what is in it to those who do not see it."""
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": str(width),
            "height": str(height),
            "viewBox": f"0 0 {width} {height}",
            "role": "img",
            "aria-labelledby": "title told",
        },
    )
    SubElement(root, "title", {"id": "title"}).text = drawn(title)
    SubElement(root, "desc", {"id": "told"}).text = drawn(told)
    SubElement(root, "style").text = _STYLE
    SubElement(root, "rect", {"class": "paper", "width": str(width), "height": str(height), "rx": "6"})
    return root


def text(parent: Element, x: float, y: float, words: str, kind: str = INK) -> None:
    """Write words; `kind`: their classes, `end` and `middle` among them."""
    SubElement(parent, "text", {"x": _number(x), "y": _number(y), "class": kind}).text = drawn(words)


def rect(parent: Element, x: float, y: float, width: float, height: float, kind: str) -> Element:
    """Draw a box."""
    size = {"x": x, "y": y, "width": width, "height": height}
    return SubElement(parent, "rect", {**{name: _number(value) for name, value in size.items()}, "class": kind})


def line(parent: Element, start: tuple[float, float], end: tuple[float, float], kind: str = "line") -> None:
    """Draw a line."""
    ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
    SubElement(parent, "line", {**{name: _number(value) for name, value in ends.items()}, "class": kind})


def circle(parent: Element, x: float, y: float, radius: float, kind: str) -> None:
    """Draw a disc."""
    SubElement(parent, "circle", {"cx": _number(x), "cy": _number(y), "r": _number(radius), "class": kind})


def cut(words: str, width: float) -> str:
    """Return words on one line that are not drawn wider than so many pixels."""
    one_line = " ".join(words.split())
    room = int(width / _CHARACTER)
    return one_line if _length(one_line) <= room else _begin(one_line, room - 1) + "…"


def written(root: Element) -> str:
    """Return the picture as a file, which says first that ddd wrote it."""
    indent(root)
    return f"<!-- {generated.line('the files it names')} -->\n{tostring(root, encoding='unicode')}\n"


def drawn(words: str) -> str:
    """Return words without what XML forbids."""
    return _FORBIDDEN.sub("\ufffd", words)


def _length(words: str) -> int:
    return sum(1 if sign < "\u1100" else 2 for sign in words)


def _begin(words: str, room: int) -> str:
    while words and _length(words) > room:
        words = words[:-1]
    return words


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
