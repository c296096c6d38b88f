"""The hours of routine work: by hand where a number is asserted, refused where it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ddd import resources
from ddd.errors import UsageError
from ddd.model import Cadence
from ddd.roi import LARGEST_TEAM, Rate, Roi, compute, rounded
from ddd.spec import load
from tests.cli.running import Ran, ddd_here
from tests.repositories import written

EXAMPLE = Path(__file__).parents[1] / "examples/ansible_baseline"
SCHEMA = json.loads((resources.specs() / "roi.schema.json").read_text())
WORK = load().work
SOURCES = dict.fromkeys(WORK, "specs/maintenance.yaml")


def team(size: int, **options) -> Roi:
    return compute(WORK, size, sources=SOURCES, **options)


def hours(one: Roi) -> list[int]:
    return [rounded(line.hours) for line in one.lines]


@pytest.mark.parametrize(
    ("size", "lines", "total"),
    [
        # 20 min * 365 / 60 = 121.67 h; 60 * 52 / 60 = 52 h; 240 * 12 / 60 = 48 h: 221.67 h a head
        (1, [122, 52, 48], 222),
        (3, [365, 156, 144], 665),
        (10, [1217, 520, 480], 2217),
        # 1,000,000 heads: 121,666,666.67 h
        (LARGEST_TEAM, [121_666_667, 52_000_000, 48_000_000], 221_666_667),
    ],
)
def test_the_defaults_by_hand(size: int, lines: list[int], total: int) -> None:
    one = team(size)
    assert hours(one) == lines
    assert rounded(one.hours) == total
    assert one.adds_up
    assert {line.source for line in one.lines} == {"assumption, from specs/maintenance.yaml"}


def test_the_total_is_the_sum_before_rounding() -> None:
    """0.1 minutes a day are 0.6083 h, 0.7 a week 0.6067 h, 2 a month 0.4 h: 1 + 1 + 0, and 1.615 is 2 as well."""
    one = team(1, given={Cadence.DAILY: 0.1, Cadence.WEEKLY: 0.7, Cadence.MONTHLY: 2})
    assert (hours(one), rounded(one.hours), one.adds_up) == ([1, 1, 0], 2, True)
    # 0.25 h each: 0.25 * 60 / 365 minutes a day; three quarters of an hour are one, three times nothing is none
    quarter = team(1, given={Cadence.DAILY: 15 / 365, Cadence.WEEKLY: 15 / 52, Cadence.MONTHLY: 15 / 12})
    assert (hours(quarter), rounded(quarter.hours), quarter.adds_up) == ([0, 0, 0], 1, False)


@pytest.mark.parametrize(("number", "whole"), [(0.49, 0), (0.5, 1), (1.5, 2), (2.5, 3), (1216.6666, 1217), (0, 0)])
def test_halves_go_up(number: float, whole: int) -> None:
    assert rounded(number) == whole


@pytest.mark.parametrize("size", [0, -1, LARGEST_TEAM + 1])
def test_a_team_that_cannot_be_is_refused(size: int) -> None:
    with pytest.raises(UsageError, match="--team-size takes 1 to 1000000"):
        team(size)


@pytest.mark.parametrize(
    ("cadence", "minutes"),
    [
        (Cadence.DAILY, -0.1),
        (Cadence.DAILY, 1440.1),
        (Cadence.WEEKLY, 10_080.5),
        (Cadence.MONTHLY, 44_641),
        (Cadence.DAILY, float("nan")),
        (Cadence.DAILY, float("inf")),
    ],
)
def test_minutes_that_cannot_be_are_refused(cadence: Cadence, minutes: float) -> None:
    with pytest.raises(UsageError, match=f"--{cadence}-minutes takes 0 to"):
        team(1, given={cadence: minutes})


def test_what_is_given_beats_what_is_measured_and_that_an_assumption() -> None:
    """A team of 2. Daily given 30: 30*365*2/60 = 365 h. Weekly measured 90: 90*52*2/60 = 156 h. Monthly: 96 h."""
    one = team(
        2,
        given={Cadence.DAILY: 30, Cadence.WEEKLY: None},
        measured={Cadence.DAILY: 5, Cadence.WEEKLY: 90},
    )
    assert hours(one) == [365, 156, 96]
    assert [line.source for line in one.lines] == [
        "given on the command line",
        "mean of the recorded durations",
        "assumption, from specs/maintenance.yaml",
    ]


@pytest.mark.parametrize(
    ("amount", "currency"), [(0, "EUR"), (-5, "EUR"), (float("nan"), "EUR"), (80, "Euro"), (80, "")]
)
def test_a_rate_that_cannot_be_is_refused(amount: float, currency: str) -> None:
    with pytest.raises(UsageError, match=r"--hourly-rate takes|ISO 4217"):
        team(1, rate=Rate(amount=amount, currency=currency))


@given(st.integers(1, LARGEST_TEAM), st.integers(1, 1000))
def test_twice_the_people_take_twice_the_hours(size: int, minutes: int) -> None:
    given_minutes = {Cadence.DAILY: float(min(minutes, 1440))}
    once = team(max(1, size // 2), given=given_minutes)
    assert team(2 * once.team_size, given=given_minutes).hours == pytest.approx(2 * once.hours)


@pytest.fixture
def run(monkeypatch, capsys):
    def ran(*arguments: str | Path, folder: Path | None = None) -> Ran:
        return ddd_here(monkeypatch, capsys, "roi", *arguments, folder=folder)

    return ran


def test_the_table_tells_inputs_and_what_was_found(run) -> None:
    got = run(EXAMPLE, "--team-size", "10")
    assert (got.code, got.err) == (0, "")
    words = [line.split() for line in got.out.splitlines()]
    assert ["daily", "20", "365", "1,217", "assumption,", "from", "specs/maintenance.yaml"] in words
    assert ["weekly", "60", "52", "520", "assumption,", "from", "specs/maintenance.yaml"] in words
    assert ["monthly", "240", "12", "480", "assumption,", "from", "specs/maintenance.yaml"] in words
    assert ["total", "2,217"] in words
    assert "What was found in this repository" in got.out
    assert got.out.splitlines()[-1] == "ROUTINE WORK 2,217 hours a year"


def test_what_was_found_is_counted(run, tmp_path: Path) -> None:
    """Two daily jobs and one monthly task; none of them tells all that a procedure needs. TBD is nobody."""
    written(
        tmp_path,
        {
            "etc/cron.d/jobs": "0 3 * * * root pg_dump ledger\n0 4 * * * root restic backup /srv\n",
            ".ddd/tasks.yaml": "tasks: [{id: review, cadence: monthly, owner: TBD, steps: [{do: Read the list.}]}]\n",
        },
    )
    data = json.loads(run(tmp_path, "--team-size", "1", "-f", "json").out)
    Draft202012Validator(SCHEMA).validate(data)
    assert data["tasks"] == [
        {"cadence": "daily", "tasks": 2, "complete": 0},
        {"cadence": "monthly", "tasks": 1, "complete": 0},
    ]
    assert run(tmp_path / "etc", "--team-size", "1").out.count("No task of maintenance was found") == 0
    assert "No task of maintenance was found" in run(written(tmp_path / "x", {"a": "b"}), "--team-size", "1").out


def test_nothing_is_read_when_nobody_asks_for_tasks(run, tmp_path: Path) -> None:
    got = run(tmp_path / "nowhere", "--team-size", "10", "--no-tasks", "-f", "json")
    assert got.code == 0
    data = json.loads(got.out)
    Draft202012Validator(SCHEMA).validate(data)
    assert data["tasks"] is None
    assert data["total"] == {"hours": 2216.67, "hours_rounded": 2217, "cost": None}
    assert run(tmp_path / "nowhere", "--team-size", "10").code == 2


def test_a_rate_gives_costs(run) -> None:
    """10 heads at 80: 2216.67 h * 80 = 177,333.33; daily 1216.67 * 80 = 97,333.33."""
    told = run("--team-size", "10", "--hourly-rate", "80", "--currency", "CHF", "--no-tasks").out
    assert "97,333 CHF" in told
    assert told.splitlines()[-1] == "ROUTINE WORK 2,217 hours a year, 177,333 CHF"
    data = json.loads(run("--team-size", "10", "--hourly-rate", "80", "--no-tasks", "-f", "json").out)
    Draft202012Validator(SCHEMA).validate(data)
    assert data["total"]["cost"] == 177_333.33
    assert data["hourly_rate"] == {"amount": 80, "currency": "EUR"}


def test_lines_that_do_not_add_up_say_so(run) -> None:
    minutes = ("--daily-minutes", "0.0411", "--weekly-minutes", "0.2885", "--monthly-minutes", "1.25")
    assert "rounded one by one" in run("--team-size", "1", "--no-tasks", *minutes).out
    assert "rounded one by one" not in run("--team-size", "1", "--no-tasks").out


def test_measured_without_records_says_so_and_keeps_the_assumption(run) -> None:
    got = run("--team-size", "10", "--measured", "--no-tasks")
    assert got.code == 0
    assert "no durations are recorded" in got.err
    assert "ddd records none yet" in got.err
    assert got.out == run("--team-size", "10", "--no-tasks").out


def test_a_repository_s_own_assumption_is_told_as_its_own(run, tmp_path: Path) -> None:
    """33 minutes * 365 * 2 / 60 = 401.5 h, halves up: 402."""
    written(tmp_path, {".ddd.yaml": "roi:\n  daily: {minutes: 33}\n"})
    told = run(tmp_path, "--team-size", "2", "--no-tasks").out
    assert ["daily", "33", "365", "402", "assumption,", "from", ".ddd.yaml"] in [
        line.split() for line in told.splitlines()
    ]
    assert "from specs/maintenance.yaml" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("--team-size", "0"),
        ("--team-size", "-4"),
        ("--team-size", "1000001"),
        ("--team-size", "ten"),
        (),
        ("--team-size", "1", "--hourly-rate", "-1"),
        ("--team-size", "1", "--daily-minutes", "2000"),
        ("--team-size", "1", "-f", "markdown"),
    ],
)
def test_what_cannot_be_is_a_usage_error(run, arguments: tuple[str, ...]) -> None:
    got = run(*arguments, "--no-tasks")
    assert (got.code, got.out) == (2, "")
