"""The HTML form, read by a parser that follows the standard and forgives nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings

from ddd.model import Gate
from ddd.reports import html
from ddd.reports._score_view import shown

from . import built

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"


def of(one):
    return html.report(one, built.INVENTORY)


def read(page: str) -> Element:
    return html5lib.HTMLParser(strict=True).parse(page)


def tags(root: Element) -> list[str]:
    """Return the tags in their order; comments have none."""
    return [one.tag for one in root.iter() if isinstance(one.tag, str)]


def words(one: Element) -> str:
    return " ".join("".join(one.itertext()).split())


def rows(root: Element, section: str) -> list[str]:
    """Return the rows of the tables of a section, cell by cell."""
    [found] = [one for one in root.iter(f"{HTML}section") if one.get("aria-labelledby") == section]
    return [" | ".join(words(cell) for cell in row) for row in found.iter(f"{HTML}tr")]


def test_the_page_says_all_of_it():
    root = read(of(built.assessment()))
    text = words(root)
    assert "59.0% of the work that the maintenance spec asks for is there. Threshold 80.0%: FAILED" in text
    assert "Documentation 97.3 − maintenance 59.0 = gap 38.3 points" in text
    assert "Can a junior engineer perform routine maintenance? In part: 1 of 2 tasks (50.0%)." in text
    assert "Ansible modules | 71 of 73 | 97.3% | " in rows(root, "figures")
    assert "daily | log_rotation | 8/20 | 40.0% |  | 12 | partial | rotate: held at 40; validation: not documented" in (
        rows(root, "elements")
    )
    assert "whole | 59/100 | 59.0% |  | 41 |  | " in rows(root, "elements")
    assert "on failure | 0/10 | not documented; add it | " in rows(root, "elements")
    assert "duration | 0/5 | not documented; add it | " in rows(root, "elements")
    assert rows(root, "tasks")[1:] == [
        "40/100 |  | rotate | daily | log_rotation"
        " | validation, escalation (no check comes after the last change: at most 40) | rotate.sh:3",
        "85/100 |  | backup | weekly | backups | on failure, duration | backup.sh:7",
    ]
    assert rows(root, "components")[1] == "(none) | 1 | 40.0% |  | 40 of 100 | 100.0% | 10.0%"
    assert rows(root, "findings")[1:] == [
        "critical | DDD101 | missing | ",
        "warning | DDD103 | rotate: it lacks validation | rotate.sh:3",
        "critical | DDD201 | refused (suppressed until 2027-03-01: known) | crontab:1",
    ]


def test_nothing_is_loaded_and_nothing_runs():
    page = of(built.assessment())
    root = read(page)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {
        tag.rpartition("}")[2] for tag in tags(root)
    }
    links = {one.get("href") for one in root.iter() if one.get("href")}
    assert links
    assert all(link.startswith("#") for link in links)
    assert not {name for one in root.iter() for name in one.attrib if name.startswith("on") or name in {"src", "style"}}
    assert "http" not in page.replace("http-equiv", "")
    assert "url(" not in page


def test_the_policy_lets_nothing_in_but_the_style_that_is_there():
    root = read(of(built.assessment()))
    [policy] = [one.get("content") for one in root.iter(f"{HTML}meta") if one.get("http-equiv")]
    [style] = [one.text for one in root.iter(f"{HTML}style")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_page_can_be_heard():
    """Language, one title, captions, scopes, charts with a name or hidden, links that lead somewhere."""
    root = read(of(built.assessment()))
    assert root.get("lang") == "en"
    tables = list(root.iter(f"{HTML}table"))
    assert len(tables) >= 7
    assert all(table[0].tag == f"{HTML}caption" and words(table[0]) for table in tables)
    assert all(cell.get("scope") in {"col", "row"} for cell in root.iter(f"{HTML}th"))
    for picture in root.iter(f"{SVG}svg"):
        assert picture.get("aria-hidden") == "true" or words(picture.find(f"{SVG}title"))
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len(set(names))
    told = {one.get("href", "")[1:] for one in root.iter(f"{HTML}a")}
    told |= {one.get("aria-labelledby") for one in root.iter() if one.get("aria-labelledby")}
    assert told <= set(names)
    levels = [int(tag[-1]) for tag in tags(root) if re.fullmatch(r".*\}h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_chart_is_drawn_to_scale():
    """480 pixels are 100 %: documentation 97.3 -> 467.0, maintenance 59 -> 283.2, daily 20 -> 96, weekly 85 -> 408."""
    root = read(of(built.assessment()))
    [chart] = [one for one in root.iter(f"{SVG}svg") if one.get("class") == "chart"]
    assert words(chart.find(f"{SVG}title")) == (
        "Documentation 97.3%, Maintenance 59.0%, daily 20.0%, weekly 85.0%; threshold 80.0%"
    )
    bars = [(one.get("width"), one.get("class")) for one in chart.iter(f"{SVG}rect") if one.get("class") != "track"]
    assert bars == [
        ("467.0", "fill told"),
        ("283.2", "fill partial"),
        ("96.0", "fill partial"),
        ("408.0", "fill met"),
    ]
    [limit] = chart.iter(f"{SVG}line")
    assert limit.get("x1") == "544.0", "160 + 80 × 4.8"


def _luminance(colour: str) -> float:
    long = colour if len(colour) == 7 else "#" + "".join(sign * 2 for sign in colour[1:])
    parts = [int(long[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_every_colour_can_be_read_on_its_ground(scheme):
    blocks = re.findall(r":root \{(.*?)\}", of(built.EMPTY), re.DOTALL)
    colours = dict(re.findall(r"--(\w+): (#\w+)", blocks[["light", "dark", "print"].index(scheme)]))
    for ink in ("ink", "quiet", "met", "partial", "missing", "told"):
        assert contrast(colours[ink], colours["paper"]) >= 4.5, ink
        assert contrast(colours[ink], colours["head"]) >= 4.5, ink


def test_an_empty_repository():
    root = read(of(built.EMPTY))
    text = words(root)
    assert "n/a of the work" in text
    assert "The spec asks for nothing." in text
    assert "No active task was found." in text
    assert "improvements" not in {one.get("id") for one in root.iter()}


def test_gates_have_their_table():
    gates = (*built.assessment().gates, Gate(name="daily", measured=20.0, wanted=60, passed=False))
    assert "daily | 20.0% | at least 60.0% | FAILED" in rows(read(of(built.assessment(gates=gates))), "figures")


def test_many_are_counted_not_listed():
    """300 tasks with scores 0…100 thrice (0 to 95 of the third time): the 200 least stand here, the next has 66."""
    root = read(of(built.crowded(330)))
    scores = sorted(number % 101 for number in range(330))
    assert len(rows(root, "tasks")) == 1 + 200
    assert f"And 130 more tasks, of {scores[200]} points or more each." in words(root)
    assert len(rows(root, "components")) == len(rows(root, "owners")) == 1 + 50
    assert words(root).count("And 280 more, which lack fewer points.") == 2
    assert len(rows(root, "findings")) == 1 + 300
    assert "And 30 more." in words(root)


@given(text=built.TEXTS)
@settings(deadline=None)
def test_other_peoples_text_stays_text(text):
    root = read(of(built.saying(text)))
    without_code = [tag for tag in tags(root) if tag != f"{HTML}code"]
    tame = [tag for tag in tags(read(of(built.saying("tame")))) if tag != f"{HTML}code"]
    assert without_code == tame, "not one element more or less; backticks in a sentence make code"
    names = [words(one) for one in root.iter(f"{HTML}th")]
    assert {shown(text + letter) for letter in "ckoq"} <= set(names)


def test_hostile_text_is_shown_as_it_is():
    text = words(read(of(built.saying(built.HOSTILE))))
    assert "<script>alert(1)</script> <img src=x onerror=y> -->" in text
    assert "{{ item }} {% raw %}" in text
