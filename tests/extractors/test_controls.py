"""What an auditor asks for: names that tell of retention, amounts, and the rule about what is kept forever."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ddd.extractors._nodes import documents
from ddd.extractors.controls import _keys, keys
from ddd.extractors.controls._words import FOREVER, Amount, amount, copies
from ddd.lint import Context, lint
from ddd.model import Control, Evidence, State
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("30", Amount("30", "")),
        ("30d", Amount("30", "days")),
        ("1 Week", Amount("1", "weeks")),
        ("6M", Amount("6M", "")),
        ("50GiB", Amount("50", "GiB")),
        ("720h0m0s", Amount("720h0m0s", "")),
        ("P30D", Amount("P30D", "")),
        ("never", Amount(FOREVER, "")),
        ("timedelta(days=30)", Amount("30", "days")),
        ("cdk.Duration.hours(12)", Amount("12", "hours")),
        ("Duration(5)", None),
        ("3rd", None),
        ("30 bananas", None),
        ("size", None),
        ("", None),
        ("9" * 200, None),
    ],
)
def test_amounts(text, told):
    assert amount(text) == told


@pytest.mark.parametrize(
    ("name", "control", "unit"),
    [
        ("retention", "data retention", ""),
        ("logRetentionDays", "log retention", "days"),
        ("BACKUP_KEEP_DAYS", "backup retention", "days"),
        ("keep_daily", "backup retention", "daily copies"),
        ("retention_week", "data retention", ""),
        ("log.retention.ms", "data retention", "milliseconds"),
        ("days_to_keep", "data retention", "days"),
        ("artifact-num-to-keep", "artifact retention", "copies"),
        ("binlog_expire_logs_seconds", "log retention", "seconds"),
        ("delete_older_than_hours", "data retention", "hours"),
        ("daily_keep", "backup retention", "daily copies"),
        ("snapshots_retain", "backup retention", "copies"),
    ],
)
def test_names_of_settings_that_keep(name, control, unit):
    kind = _keys.kept(name)
    assert kind is not None and (kind.control, kind.unit) == (control, unit)


@pytest.mark.parametrize(
    "name",
    [
        *("keepalive", "keep", "keep_alive_timeout", "retention_enabled", "retention_delete_delay", "retainKeys"),
        *("older_than", "session_expire", "log_expire", "expire_logs", "files_to_keep_open", "a" * 200, ""),
    ],
)
def test_names_of_settings_that_keep_nothing(name):
    assert _keys.kept(name) is None


def test_what_stands_around_tells_what_is_kept_where_the_name_does_not():
    kind = _keys.kept("retention", ["limits", "loki", "values.yaml"])
    assert kind is not None and kind.control == "log retention"


@pytest.mark.parametrize(
    ("text", "name", "told"),
    [
        ("-1", "log_retention_hours", (FOREVER, "", "", False)),
        ("-1", "log_retention_bytes", None),
        ("-1", "num_to_keep", None),
        ("0", "keep_daily", None),
        ("0", "retention_days", ("0", "days", "", False)),
        ("6M", "retention_days", ("6M", "", "", False)),
        ("${DAYS:-7}", "retention_days", ("7", "days", "unless DAYS says otherwise", False)),
        ("${DAYS:-many}", "retention_days", None),
        ("${DAYS}d", "retention_period", ("${DAYS}d", "", "", True)),
        ("$DAYS", "retention_days", ("$DAYS", "days", "", True)),
        ("{{ days }}d", "retention", ("{{ days }}d", "", "", False)),
        ("{{ .Values.days }}", "retention", None),
        ("x" * 400, "retention", None),
        ("", "retention", None),
    ],
)
def test_values_of_settings(text, name, told):
    kind = _keys.kept(name)
    assert kind is not None
    assert _keys.told(text, kind) == (None if told is None else _keys.Told(*told))


def test_copies_are_counted_by_their_period():
    assert [copies("daily"), copies("last")] == ["daily copies", "copies"]


def _control(value, state=State.ACTIVE):
    return Control(
        system="terraform",
        name="api",
        control="log retention",
        value=value,
        state=state,
        evidence=(Evidence("main.tf", 3),),
    )


def test_what_is_kept_forever_is_told_once_a_fact():
    facts = [_control(FOREVER), _control("90"), _control(FOREVER, State.SUSPENDED)]
    found = [one for one in lint(facts, Context(lambda _: (), date(2026, 6, 1))) if one.code == "DDD305"]
    assert [(one.message, str(one.evidence[0])) for one in found] == [("api is kept forever", "main.tf:3")]


_WORDS = (
    *("keep", "Retention", "retained", "older", "than", "delete", "log", "expire", "expiry", "days", "daily", "Last"),
    *(
        "to",
        "backups",
        "KEEP",
        "logs",
        "n",
        "retain",
        "interval",
        "name",
        "option",
        "value",
        "key",
        "max-size",
        "logging",
    ),
)
_NAMES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from(["_", "-", ".", " ", "", "  ", "/"]).map(lambda sign: sign.join(words))
)
_SCALARS = st.one_of(
    _NAMES,
    _NAMES.map(lambda name: f'"{name}"'),
    _NAMES.map(lambda name: f"'{name}'"),
    _NAMES.map(lambda name: '"' + name.replace(" ", "\\t") + '"'),
    _NAMES.map(lambda name: '"' + name.replace("e", "\\x65").replace("_", "\\u005f") + '"'),
    _NAMES.map(lambda name: f"&x {name}"),
    st.sampled_from(["7", "7d", "*x", "retain daily 7", '"rotate\\t12"', "maxage 5 # days"]),
)
_LINES = st.tuples(st.sampled_from(["", "  ", "- ", "  - ", "    ", "? "]), _SCALARS, _SCALARS).map(
    lambda parts: f"{parts[0]}{parts[1]}: {parts[2]}"
)


@given(st.lists(st.one_of(_LINES, _SCALARS.map(lambda text: f"- {text}"), st.just("a:")), max_size=5).map("\n".join))
@example("keep:\n  ? daily # copies\n  : 7")
@example("- name: daily\n  option: retain\n  value: 7")
@example("- {name: keep\n    daily, value: 7}")
@example("&x daily : 1\nkeep: {*x : 7}")
def test_what_is_not_composed_holds_nothing_that_is_kept(text: str) -> None:
    source = Source("a.yml", text.encode())
    try:
        found = [fact for document in documents(source) for fact in keys._of_document(source, document)]
    except Unreadable:
        return
    if found:
        assert keys._may_keep(text.lower())


@given(_NAMES)
def test_every_name_of_what_is_kept_is_seen_at_a_glance(name: str) -> None:
    if _keys.kept(name):
        assert _keys.may_be_kept(name)
        assert _keys.may_name_what_is_kept(f"a: 1\n{name}: 7".lower())


LINES = ("retention", "KEEP_", "İkeeps", "older expired", "x = 1", "", "retain\x0b")


@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_the_lines_that_may_keep_are_found_at_once(lines: list[str]) -> None:
    assert _keys.lines_that_may_keep(lines) == [n for n, line in enumerate(lines) if _keys.may_be_kept(line)]
