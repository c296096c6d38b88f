"""Expressions are followed to literals by reading them, never by rendering them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.model import Evidence
from ddd.resolve.followed import OMITTED, Followed
from ddd.resolve.jinja import follow

PLACE = Evidence("defaults/main.yml", 3)
VALUES = {
    "hour": Followed("3", (PLACE,)),
    "backup.minute": Followed("15", (PLACE,), ("told",)),
    "jobs.0.hour": Followed("4"),
    "empty": Followed(""),
    "word": Followed(" Daily "),
}


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("{{ hour }}", "3"),
        ("at {{ hour }}:{{ backup.minute }}", "at 3:15"),
        ("{{ backup['minute'] }}", "15"),
        ("{{ jobs[0].hour }}", "4"),
        ("{{ 'daily' }}", "daily"),
        ("{{ missing | default('7') }}", "7"),
        ("{{ missing | d(hour) }}", "3"),
        ("{{ empty | default('x', true) }}", "x"),
        ("{{ empty | default('x') }}", ""),
        ("{{ missing | default() }}", ""),
        ("{{ hour | int | string }}", "3"),
        ("{{ word | trim | lower }}", "daily"),
        ("{{ hour ~ ':' ~ 30 }}", "3:30"),
        ("{{ missing | default(omit) }}", OMITTED),
        ("plain", "plain"),
    ],
)
def test_what_can_be_followed(expression: str, text: str) -> None:
    found = follow(expression, VALUES.get)
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "expression",
    [
        "{{ missing }}",
        "{{ hour }} {{ missing }}",
        "{{ lookup('env', 'X') }}",
        "{{ hour if x else 4 }}",
        "{{ hour | regex_replace('3', '4') }}",
        "{{ missing | lower }}",
        "{{ [1, 2] }}",
        "{{ hour + 1 }}",
        "{{ f(hour).x }}",
        "{{ hour[x] }}",
        "{% if x %}3{% endif %}",
        "{{ broken",
        "{{ a }}{{ b | default(omit) }}",
        "3 {{ missing | default(omit) }}",
        "{{ " + "x" * 5000 + " }}",
        "",
    ],
)
def test_what_stays_open(expression: str) -> None:
    assert follow(expression, VALUES.get) is None


def test_the_lines_that_led_there_come_along_once() -> None:
    found = follow("{{ hour }} {{ backup.minute }} {{ hour }}", VALUES.get)
    assert found is not None
    assert (found.evidence, found.notes) == ((PLACE,), ("told",))


@given(st.text(alphabet="{}%|'\"[]() abhour.d~0", max_size=60))
def test_any_expression_is_followed_or_left_open(expression: str) -> None:
    found = follow(expression, VALUES.get)
    assert found is None or isinstance(found.text, str)


def test_deep_expressions_stay_open() -> None:
    assert follow("{{ " + "(" * 900 + "1" + ")" * 900 + " }}", VALUES.get) in (None, Followed("1"))
