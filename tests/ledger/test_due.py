"""What is due: told from the clock, to the second, for whom it concerns; and the gate."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ddd.ledger.registers import assets, people, schedules, standing
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Schedule
from ddd.ledger.work import log
from tests.cli.running import ddd_here

from .conftest import ADMIN, NOW

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture
def hall(ledger: Ledger) -> Ledger:
    """Give a ledger in which a hall is cleaned daily at noon, with an hour of grace."""
    with ledger.writing() as session:
        assets.add(session, ADMIN, NOW, "theatre")
        assets.add(session, ADMIN, NOW, "hall", parent="theatre")
        schedules.add(session, ADMIN, NOW, "hall", "clean", ["cron 0 12 * * *"], start=NOW + HOUR, grace=3_600)
    return ledger


DUE = NOW + DAY


def stands(ledger: Ledger, now, **wanted) -> list[tuple[str, str]]:
    with ledger.reading() as session:
        return [(row["task"], row["standing"]) for row in standing.due(session, now, standing.Wanted(**wanted))]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (DUE - DAY - SECOND, []),
        (DUE - DAY, [("clean", "soon")]),
        (DUE - SECOND, [("clean", "soon")]),
        (DUE, [("clean", "due")]),
        (DUE + HOUR, [("clean", "due")]),
        (DUE + HOUR + SECOND, [("clean", "overdue")]),
    ],
)
def test_the_second_in_which_it_changes(hall: Ledger, now, expected):
    assert stands(hall, now) == expected


def test_missed_ones_are_one_overdue_that_counts_them(hall: Ledger):
    with hall.reading() as session:
        (row,) = standing.due(session, DUE + 3 * DAY, standing.Wanted())
    assert (row["standing"], row["missed"], row["due"], row["late"]) == ("overdue", "4", DUE, 3 * 86_400)


def test_once_it_is_done_it_is_due_no_more(hall: Ledger):
    with hall.writing() as session:
        log.record(session, ADMIN, DUE + 3 * DAY, schedules.find(session, "clean"))
    assert stands(hall, DUE + 3 * DAY + SECOND) == [("clean", "soon")]


def test_the_most_urgent_comes_first(hall: Ledger):
    with hall.writing() as session:
        for task, priority, start in (("low", "low", DUE), ("high", "high", DUE), ("soon", "high", DUE + 30 * HOUR)):
            schedules.add(session, ADMIN, NOW, "theatre", task, ["every year"], start=start, priority=priority)
    told = stands(hall, DUE + 2 * HOUR, within=2 * DAY)
    assert told == [("high", "overdue"), ("clean", "overdue"), ("low", "overdue"), ("soon", "ok")]


def test_whose_it_is(hall: Ledger):
    with hall.writing() as session:
        for key in ("anna", "ben"):
            people.add(session, ADMIN, NOW, key)
        assets.change(session, ADMIN, NOW, assets.find(session, "theatre"), owner="anna")
        schedules.add(session, ADMIN, NOW, "hall", "lamps", ["every year"], start=DUE, assignee="ben")
    with hall.reading() as session:
        anna, ben = people.find(session, "anna"), people.find(session, "ben")
        theatre = assets.find(session, "theatre")
    assert stands(hall, DUE, person=anna) == [("clean", "due")]  # nobody's, on an asset of hers
    assert stands(hall, DUE, person=ben) == [("lamps", "due")]
    assert len(stands(hall, DUE, asset=theatre)) == 2


def test_what_rests_is_told_only_among_all(hall: Ledger):
    with hall.writing() as session:
        schedules.pause(session, ADMIN, NOW, schedules.find(session, "clean"))
    assert stands(hall, DUE) == []
    assert stands(hall, DUE, everything=True) == [("clean", "paused")]


def test_one_rule_that_cannot_be_read_spoils_nothing_else(hall: Ledger):
    with hall.writing() as session:
        bad = schedules.add(session, ADMIN, NOW, "theatre", "bad", ["every year"], start=DUE)
        bad.rules = ["cron of another planet"]
    with hall.reading() as session:
        rows = {row["task"]: row["missed"] for row in standing.due(session, DUE, standing.Wanted())}
    assert rows == {"bad": None, "clean": "1"}


def test_whom_only_the_repository_names_is_told_apart_from_who_is_told(hall: Ledger, at):
    def shown() -> list[str]:
        lines = [at(DUE, *command).out.split("\n") for command in (("due",), ("schedule", "list"))]
        shows = [line for line in at(DUE, "schedule", "show", "clean").out.split("\n") if line.startswith("who ")]
        return [*(line[1] for line in lines), *shows]

    with hall.writing() as session:
        schedules.find(session, "clean").owner = "@theatre/crew"
    assert all("@theatre/crew (not told)" in line for line in shown())
    row = json.loads(at(DUE, "due", "-f", "json").out)["due"][0]
    assert (row["who"], row["owner"]) == ("", "@theatre/crew")
    assert "(not told)" not in at(DUE, "due", "-f", "csv").out
    with hall.writing() as session:
        people.add(session, ADMIN, NOW, "anna")
        assets.change(session, ADMIN, NOW, assets.find(session, "theatre"), owner="anna")
    assert all("anna" in line and "@theatre/crew" not in line for line in shown())
    row = json.loads(at(DUE, "due", "-f", "json").out)["due"][0]
    assert (row["who"], row["owner"]) == ("anna", "@theatre/crew")


# The command.


@pytest.fixture
def at(monkeypatch, capsys):
    """Run `ddd` at some moment; gives its exit code and both its streams."""

    def go(now, *arguments):
        monkeypatch.setattr("ddd.ledger.clock.now", lambda: now)
        return ddd_here(monkeypatch, capsys, *arguments)

    return go


@pytest.mark.parametrize(
    ("now", "gate", "code"),
    [
        (DUE + HOUR, "overdue", 0),
        (DUE + HOUR + SECOND, "overdue", 1),
        (DUE - SECOND, "due", 0),
        (DUE, "due", 1),
        (DUE + 9 * DAY, "", 0),
    ],
)
def test_the_gate(hall: Ledger, at, now, gate, code):
    assert at(now, "due", *(["--fail-on", gate] if gate else [])).code == code


def test_what_is_told(hall: Ledger, at):
    told = at(DUE + 3 * DAY, "due")
    assert told.out.split("\n")[1].split() == [
        "overdue", "clean", "hall", "Tue", "2026-03-03", "12:00", "UTC", "3", "d", "4", "never", "done",
    ]  # fmt: skip
    assert told.err == "when it is done: ddd done clean\n"
    data = json.loads(at(DUE + 3 * DAY, "due", "--format", "json").out)
    assert data["counts"] == {"overdue": 1}
    assert data["due"][0]["due"] == "2026-03-03T12:00:00Z"


def test_an_asset_is_named_where_it_must_be(hall: Ledger, at):
    with hall.writing() as session:
        schedules.add(session, ADMIN, NOW, "theatre", "clean", ["every year"], start=DUE + DAY * 99)
    assert at(DUE, "due").err == "when it is done: ddd done clean --asset hall\n"


def test_nothing_is_due(hall: Ledger, at):
    assert at(NOW - DAY, "due").out == "nothing is due within 1d; `ddd due --all` shows all schedules\n"


def test_an_empty_ledger_says_what_to_do(ledger: Ledger, at):
    assert at(NOW, "due").out.startswith("no schedules yet: `ddd programme apply`")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--fail-on", "late"), "no gate “late”"),
        (("--within", "soon"), "no time span"),
        (("--asset", "hal"), "did you mean “hall”"),
        (("--person", "x"), "nobody called “x”"),
        (("--mine", "--person", "x"), "--mine and --person"),
        (("--format", "pdf"), "no form “pdf”"),
    ],
)
def test_what_cannot_be_asked(hall: Ledger, at, arguments, told):
    answer = at(NOW, "due", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err


def test_without_a_ledger_the_error_says_how_to_begin(home, at):
    answer = at(NOW, "due")
    assert (answer.code, answer.out) == (2, "")
    assert "ddd programme apply" in answer.err
    assert not home.exists()


def test_hostile_titles_reach_no_terminal_raw(hall: Ledger, at):
    with hall.writing() as session:
        made = schedules.add(session, ADMIN, NOW, "hall", "zap", ["every year"], start=DUE)
        session.get_one(Schedule, made.id).task = "=cmd()|\x1b[31m##[error]"
    for form in ("table", "md", "csv", "html", "json"):
        told = at(DUE, "due", "--format", form)
        assert told.code == 0
        assert "\x1b" not in told.out
        assert "\x1b" not in told.err
    assert "\n'=cmd" not in at(DUE, "due", "--format", "csv").out
    assert ",'=cmd()" in at(DUE, "due", "--format", "csv").out
