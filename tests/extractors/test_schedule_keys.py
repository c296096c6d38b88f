"""Which keys promise a schedule, which values keep the promise, and what the reader by keys does with any text."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ddd.extractors import schedule_keys as module
from ddd.extractors._schedule_words import LONGEST_VALUE, Promise, meaning, promise, subject
from ddd.extractors.schedule_keys import schedule_keys
from ddd.model import Dialect, Schedule, State
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable


def _found(path: str, text: str) -> list[Schedule]:
    return list(schedule_keys.extract(Source(path, text.encode())))


@pytest.mark.parametrize(
    ("key", "promised"),
    [
        ("schedule", Promise.CRON),
        ("schedules", Promise.CRON),
        ("cron", Promise.CRON),
        ("cronExpression", Promise.CRON),
        ("backup-schedule", Promise.CRON),
        ("cleanupCron", Promise.CRON),
        ("BACKUP_CRON_TIME", Promise.CRON),
        ("on_calendar", Promise.CALENDAR),
        ("OnCalendar", Promise.CALENDAR),
        ("scan_systemd_timer_schedule", Promise.CALENDAR),
        ("backup_frequency", Promise.FREQUENCY),
        ("sms_log_rotation", Promise.FREQUENCY),
        ("special_time", Promise.FREQUENCY),
        ("scheduler", None),
        ("scheduled", None),
        ("synchronize", None),
        ("calendar", None),
        ("keep_interval", None),
        ("scrape_interval", None),
        ("cron_retention", None),
        ("name", None),
        ("", None),
    ],
)
def test_a_key_promises_a_schedule_by_its_words(key: str, promised: Promise | None) -> None:
    assert promise(key) is promised


@pytest.mark.parametrize(
    ("value", "dialect"),
    [
        ("0 3 * * *", Dialect.VIXIE),
        ("0/15 * * * *", Dialect.ROBFIG),
        ("0 3 ? * *", Dialect.ROBFIG),
        ("@weekly", Dialect.VIXIE),
        ("@reboot", Dialect.VIXIE),
        ("@every 1h30m", Dialect.ROBFIG),
        ("CRON_TZ=Europe/Paris 0 3 * * *", Dialect.ROBFIG),
        ("cron(0 3 * * ? *)", Dialect.AWS),
        ("rate(1 day)", Dialect.AWS),
        ("0 0 3 ? * MON", Dialect.QUARTZ),
        ("0 0 3 * * ?", Dialect.QUARTZ),
        ("0 0 3 ? * MON 2026", Dialect.QUARTZ),
        ("0 30 3 * * *", Dialect.ROBFIG_SECONDS),
        ("daily", Dialect.PHRASE),
    ],
)
def test_the_form_of_a_value_tells_its_dialect(value: str, dialect: Dialect) -> None:
    found = meaning(value, Promise.CRON)
    assert found and found.dialect is dialect


@pytest.mark.parametrize(
    "value",
    [
        *("", "soon", "1.2.3", "0 3 * *", "0 25 * * *", "@sometimes", "a b c d e", "0 3 * * ? *", "0 0 3 * * * 2026"),
        *("15s", "cron(never)", "@every day", "0 3 * * *\n", "* " * LONGEST_VALUE, "{{ schedule }}", "Mon *-*-* 04:00"),
    ],
)
def test_other_values_keep_no_promise(value: str) -> None:
    assert meaning(value, Promise.CRON) is None


def test_a_calendar_may_also_be_a_cron_expression() -> None:
    assert meaning("0 3 * * *", Promise.CALENDAR).dialect is Dialect.VIXIE  # type: ignore[union-attr]
    assert meaning("weekly", Promise.CALENDAR).dialect is Dialect.ONCALENDAR  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("key", "told"),
    [("nightly_backup_schedule", "nightly-backup"), ("cron", ""), ("periodicEmailCron", "periodic-email")],
)
def test_the_rest_of_a_key_names_the_work(key: str, told: str) -> None:
    assert subject(key) == told


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("roles/pki/defaults/main.yml", "cron: 0 3 * * *", "pki"),
        ("charts/shop/values.yaml", "cron: 0 3 * * *", "shop"),
        ("charts/shop/values-production.yaml", "schedule: {cron: 0 3 * * *}", "shop"),
        ("purge.yaml", "cron: 0 3 * * *", "purge"),
        (".env", "SCHEDULE=0 3 * * *", "env"),
        ("a.yaml", "reports: {jobs: [{cron: 0 3 * * *}]}", "reports"),
        ("a.yaml", "deep: {name: x, jobs: {cron: 0 3 * * *}}", "deep"),
        ("a.ini", "[digest]\nschedule = 0 3 * * *", "digest"),
    ],
)
def test_a_schedule_is_named_by_what_stands_around_it(path: str, text: str, name: str) -> None:
    (found,) = _found(path, text)
    assert found.name == name


def test_a_folded_value_is_one_line_and_shared_nodes_count_once() -> None:
    (found,) = _found("a.yaml", "a: &a\n  cron: >-\n    0 3\n    * * *\nb: *a\n")
    assert (found.expression, found.place.line) == ("0 3 * * *", 2)


def test_a_line_without_end_and_nesting_without_end_are_left_out() -> None:
    assert _found("a.ini", "schedule = 0 3 * * *" + " " * 3_000) == []
    assert _found("a.yaml", "[" * 60 + "{cron: 0 3 * * *}" + "]" * 60)
    assert _found("a.yaml", "{a: " * 60 + "{cron: 0 3 * * *}" + "}" * 60) == []


def test_a_line_scan_knows_what_a_line_stands_in() -> None:
    text = "jobs:\n  purge:\n    cron: 0 3 * * *\n  digest:\n    - cron: 0 4 * * *\nother: {{ x\n"
    assert [one.name for one in _found("a.yaml", text)] == ["purge", "digest"]


def test_an_absent_zone_or_an_odd_one_is_none() -> None:
    assert _found("a.yaml", "{cron: 0 3 * * *, timezone: '{{ zone }}'}")[0].timezone is None
    assert _found("a.yaml", "{cron: 0 3 * * *, tz: UTC}")[0].timezone == "UTC"


def test_settings_that_are_examples_are_told_as_such() -> None:
    assert _found("config.example.yaml", "cron: 0 3 * * *")[0].state is State.EXAMPLE
    assert _found("chart/.fixtures/a.yaml", "cron: 0 3 * * *")[0].state is State.EXAMPLE


_TEXTS = st.text(st.sampled_from("{}-.\"'|: \n\tabcronschedule=$#&*[]%\\/\0\x85\u2028é0123456789@"), max_size=200)


@given(_TEXTS, st.sampled_from(["a.yaml", "a.json", "a.toml", ".env", "a.yaml.j2", "group_vars/all.yml"]))
def test_any_text_gives_facts_with_real_lines_or_a_problem(text: str, path: str) -> None:
    for before in ("", "cron: ", "schedule:\n", "a_interval: daily\n"):
        source = Source(path, (before + text).encode())
        try:
            found = list(schedule_keys.extract(source))
        except Unreadable:
            continue
        assert all(1 <= one.place.line <= len(source.lines) for one in found)


_KEYS = st.sampled_from(
    [
        "cron",
        "my schedule",
        "backupSchedule",
        "interval",
        "period",
        '"on\\x20calendar"',
        "scrape_interval",
        "x",
        "? cron",
    ]
)
_LINES = st.tuples(st.sampled_from(["", "  ", "- "]), _KEYS, st.sampled_from(['"0 3 * * *"', "daily", "5m", ""])).map(
    lambda parts: f"{parts[0]}{parts[1]}: {parts[2]}"
)


@given(st.sampled_from(["a.yml", "a.toml", "group_vars/a.yml"]), st.lists(_LINES, max_size=5).map("\n".join))
@example("a.yml", 'interval: 1\n? my cron\n: "0 3 * * *"')
@example("a.yml", '"sch\\u0065dule": "0 3 * * *"\nperiod: 1')
def test_the_lines_that_are_looked_at_decide_as_the_whole_text_does(path: str, text: str) -> None:
    def found() -> list[str]:
        try:
            return [str(one) for one in schedule_keys.extract(Source(path, text.encode()))]
        except Unreadable as fault:
            return [fault.message]

    with patch.object(module, "_may_promise", lambda source: module._promises(source.text)):
        by_all = found()
    assert found() == by_all
