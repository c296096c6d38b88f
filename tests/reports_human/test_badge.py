"""The badge, read as XML and drawn by a renderer."""

from __future__ import annotations

import struct
import zlib
from xml.etree import ElementTree

import pytest
import resvg_py

from ddd.model import Ratio
from ddd.reports import badge

from . import built
from .test_html_report import contrast

SVG = "{http://www.w3.org/2000/svg}"


def scored(percent, threshold=80.0):
    ratio = Ratio(0, 0) if percent is None else Ratio(percent, 100)
    return built.assessment(maintenance=ratio, threshold=threshold)


def of(percent, threshold=80.0):
    return ElementTree.fromstring(badge.report(scored(percent, threshold), built.INVENTORY))


def colour(percent, threshold=80.0):
    return of(percent, threshold).findall(f".//{SVG}g/{SVG}rect")[1].get("fill")


@pytest.mark.parametrize(("percent", "told"), [(41.5, "41.5%"), (0, "0.0%"), (100, "100%"), (None, "n/a")])
def test_it_says_the_score_to_eyes_and_ears(percent, told):
    root = of(percent)
    assert [one.text for one in root.iter(f"{SVG}text")] == ["maintenance", told]
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == root.get("aria-label") == f"maintenance: {told}, threshold 80.0%"


def test_the_colour_is_that_of_the_share_of_the_threshold():
    """Of 80: three quarters are 60, half is 40."""
    green, yellow, orange, red = (shade for _, shade in badge._COLOURS)
    told = [colour(percent) for percent in (100, 80, 79.9, 60, 59.9, 40, 39.9, 0)]
    assert told == [green, green, yellow, yellow, orange, orange, red, red]
    assert colour(0, threshold=0) == green, "whoever asks for nothing has it"
    assert colour(None) == badge._GREY


def test_white_can_be_read_on_every_colour():
    assert all(contrast(badge._INK, shade) >= 4.5 for shade in (badge._GREY, *(one for _, one in badge._COLOURS)))


def test_the_text_stands_inside_its_box_by_its_own_numbers():
    for percent in (None, 0, 41.5, 100):
        root = of(percent)
        boxes = root.findall(f".//{SVG}g/{SVG}rect")
        for box, text in zip(boxes, root.iter(f"{SVG}text"), strict=True):
            left, wide = int(box.get("x", "0")), int(box.get("width"))
            start, length = int(text.get("x")), int(text.get("textLength"))
            assert left < start
            assert start + length < left + wide
        assert sum(int(box.get("width")) for box in boxes) == int(root.get("width"))


def _pixels(image: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and the rows (RGBA, 8 bits) of a PNG, its five filters undone (PNG, section 9)."""
    width, height = struct.unpack(">II", image[16:24])
    assert image[24:26] == b"\x08\x06"
    data, at = b"", 8
    while at < len(image):
        (length,) = struct.unpack(">I", image[at : at + 4])
        data += image[at + 8 : at + 8 + length] if image[at + 4 : at + 8] == b"IDAT" else b""
        at += 12 + length
    raw, rows, before = zlib.decompress(data), [], bytes(4 * width)
    for number in range(height):
        start = number * (4 * width + 1)
        before = _unfiltered(raw[start], raw[start + 1 : start + 1 + 4 * width], before)
        rows.append(before)
    return width, height, rows


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    row = bytearray()
    for place, value in enumerate(line):
        left = row[place - 4] if place >= 4 else 0
        corner = above[place - 4] if place >= 4 else 0
        row.append((value + _predicted(kind, left, above[place], corner)) % 256)
    return bytes(row)


def _predicted(kind: int, left: int, above: int, corner: int) -> int:
    paeth = min((left, above, corner), key=lambda one: abs(left + above - corner - one))
    return (0, left, above, (left + above) // 2, paeth)[kind]


@pytest.mark.parametrize("percent", [None, 0, 41.5, 100])
def test_a_renderer_draws_the_text_inside_its_boxes(percent):
    """White signs in both boxes, and none within two pixels of an edge."""
    drawn = bytes(resvg_py.svg_to_bytes(svg_string=badge.report(scored(percent), built.INVENTORY)))
    width, height, rows = _pixels(drawn)
    split = int(of(percent).find(f".//{SVG}g/{SVG}rect").get("width"))
    assert (width, height) == (int(of(percent).get("width")), 20)
    bright = {
        (column, line)
        for line, row in enumerate(rows)
        for column in range(width)
        if min(row[4 * column : 4 * column + 3]) > 200 and row[4 * column + 3] == 255
    }
    columns = {column for column, _ in bright}
    if not columns:
        pytest.skip("no font is installed here: nothing to draw signs with")
    assert columns & set(range(split))
    assert columns & set(range(split, width))
    near = {0, 1, split - 2, split - 1, split, split + 1, width - 2, width - 1}
    assert not columns & near
    assert all(2 <= line <= 17 for _, line in bright)


def test_two_runs_draw_the_same():
    assert badge.report(scored(41.5), built.INVENTORY) == badge.report(scored(41.5), built.INVENTORY)
