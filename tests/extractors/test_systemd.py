"""systemd's timers and services, beyond the golden cases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.extractors import _units
from ddd.extractors.systemd import service_command, systemd_service, systemd_timer, timer_schedules
from ddd.model import Evidence, State
from ddd.scan.source import Source
from tests.extractors.test_crontab import assert_real


def timers(text: str, unit: str = "x.timer"):
    return list(timer_schedules(text.split("\n"), unit, lambda line, column: Evidence("p", line, column)))


def command(text: str) -> list[str]:
    return [
        one.value for one in service_command(text.split("\n"), "x.service", lambda line, column: Evidence("p", line))
    ]


def test_the_place_is_that_of_the_value():
    [fact] = timers("[Timer]\n  OnCalendar =  daily ")
    assert (fact.place.line, fact.place.column, fact.expression) == (2, 17, "daily")


@pytest.mark.parametrize("key", ["OnCalendar", "OnBootSec", "OnUnitActiveSec"])
def test_an_empty_value_of_any_kind_takes_back_all_kinds(key):
    assert timers(f"[Timer]\nOnCalendar=daily\nOnUnitActiveSec=1d\n{key}=") == []


def test_with_a_calendar_the_start_is_no_schedule_of_its_own():
    assert [one.expression for one in timers("[Timer]\nOnBootSec=5min\nOnCalendar=daily")] == ["daily"]


def test_several_starts_alone_run_once_a_boot():
    facts = timers("[Timer]\nOnBootSec=5min\nOnStartupSec=1h")
    assert [(one.expression, one.state) for one in facts] == [("5min", State.BOOT), ("1h", State.BOOT)]


def test_the_delay_stays_as_it_stands_for_resolving():
    [fact] = timers("[Timer]\nOnCalendar=daily\nRandomizedDelaySec={{ x }}")
    assert (fact.delay, fact.random_delay) == ("{{ x }}", 0)
    assert [one.text for one in fact.references] == ["{{ x }}"]


@pytest.mark.parametrize(
    ("expression", "zone"),
    [
        ("daily", None),
        ("*:0/15", None),
        ("Mon *-*-* 03:00 UTC", "UTC"),
        ("03:00 America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("03:00 CET", None),
        ("{{ a }}/{{ b }}", None),
    ],
)
def test_the_zone_is_read_where_it_is_clear(expression, zone):
    [fact] = timers(f"[Timer]\nOnCalendar={expression}")
    assert (fact.timezone, fact.expression) == (zone, expression)


@pytest.mark.parametrize(("value", "told"), [("true", True), ("YES", True), ("1", True), ("off", False), ("", False)])
def test_catching_up(value, told):
    assert ("catches up" in timers(f"[Timer]\nOnCalendar=daily\nPersistent={value}")[0].note) is told


@pytest.mark.parametrize(
    ("unit", "target"), [("a.timer", "a.service"), ("a@.timer", "a@.service"), ("a@b.timer", "a@b.service")]
)
def test_what_is_started(unit, target):
    assert timers("[Timer]\nOnCalendar=daily", unit)[0].target == target


def test_the_names_of_templates_are_followed_too():
    [fact] = timers("[Unit]\nDescription=Renew {{ domain }}\n[Timer]\nOnCalendar={{ when }}\nUnit={{ unit }}.service")
    assert [one.text for one in fact.references] == ["{{ when }}", "{{ domain }}", "{{ unit }}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Service]\nExecStart=-@!/bin/x y z", ["/bin/x z"]),
        ("[Service]\nExecStart=@/bin/x", ["/bin/x"]),
        ("[Service]\nExecStart=+/bin/x a\nExecStart=:/bin/y", ["/bin/x a && /bin/y"]),
        ("[Service]\nExecStart=-", []),
        ("[Install]\nExecStart=/bin/x", []),
        ("[Service]\nExecStart={{ bin }}/x \\\n  --a \\\n# no\n  --b", ["{{ bin }}/x --a --b"]),
        ("[Service]\nExecStart=/bin/x \\", ["/bin/x"]),
        ("[Service]\n{{ more }}=1\nnonsense\n=x\nExecStart=/bin/x", ["/bin/x"]),
    ],
)
def test_commands(text, expected):
    assert command(text) == expected


def test_a_setting_knows_its_place():
    [one] = _units.settings(["[A]", "b=c \\", "d"])
    assert (one.section, one.key, one.value, one.line, one.column) == ("A", "b", "c d", 2, 3)


_BITS = st.sampled_from(
    ["[Timer]", "[Service]", "OnCalendar=", "ExecStart=", "daily", "\\", "\n", "#", "{{ a }}", "{%", "%}", " ", "="]
)


@given(text=st.one_of(st.text(max_size=200), st.lists(_BITS, max_size=40).map("".join), st.binary(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_facts_with_real_lines(text):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    for extractor, path in (
        (systemd_timer, "a.timer.d/b.conf"),
        (systemd_timer, "a.timer.j2"),
        (systemd_service, "a.service"),
    ):
        source = Source(path, data)
        for found in extractor.extract(source):
            assert_real(found, source)
