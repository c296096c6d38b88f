"""`ddd calendar` and `ddd today` as users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import icalendar
import pytest

from tests.cli.running import ddd
from tests.repositories import written

CALENDAR = ("calendar", "--as-of", "2026-11-21")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    jobs = "15 2 * * 6 root /usr/local/bin/backup.sh\n*/5 * * * * root /usr/local/bin/probe.sh\n"
    return written(
        tmp_path / "small",
        {
            "cron.d/jobs": jobs,
            "backup.sh": "#!/bin/sh\n# Owner: @dba\npg_dump x > /srv/x\n",
            "broken.yml": "- name: [\n",
        },
    )


def test_the_month_of_a_day(run, small: Path) -> None:
    told = run(*CALENDAR, small)
    assert told.code == 0
    assert told.out.startswith("November 2026\n")
    assert told.out.count("02:15") == 4
    assert run("calendar", "--month", "2026-11", small).out == told.out
    assert "problem" in told.err
    assert "not in the calendar file" not in told.err


def test_so_many_days_from_a_day_on(run, small: Path) -> None:
    data = json.loads(run(*CALENDAR, "--days", "8", "-f", "json", small).out)
    assert [one["date"] for one in data["due"]] == ["2026-11-21", "2026-11-28"]
    assert data["due"][0]["page"] == "runbooks/weekly.md#task-cron.d/backup.sh"


def test_times_in_another_zone(run, small: Path) -> None:
    data = json.loads(run(*CALENDAR, "--days", "1", "--zone", "Asia/Tokyo", "-f", "json", small).out)
    assert [one["at"] for one in data["due"]] == ["2026-11-21T11:15:00+09:00"]


def test_files_for_programs_and_browsers(run, small: Path, tmp_path: Path) -> None:
    told = run(*CALENDAR, small, "-f", f"ics={tmp_path / 'm.ics'}", "-f", f"html={tmp_path / 'm.html'}")
    assert (told.code, told.out) == (0, "")
    assert "not in the calendar file: 1 run several times a day (ddd calendar lists them)" in told.err
    (event,) = icalendar.Calendar.from_ical((tmp_path / "m.ics").read_bytes()).walk("VEVENT")
    assert event["SUMMARY"] == "backup.sh"
    assert "<title>Maintenance, 01 November 2026 to 30 November 2026</title>" in (tmp_path / "m.html").read_text()


def test_one_day_gives_one_output(run, small: Path) -> None:
    for form in ("ics", "html", "json", "table"):
        assert run(*CALENDAR, small, "-f", form).out == run(*CALENDAR, small, "-f", form).out


def test_today_and_the_days_after(run, small: Path) -> None:
    one = run("today", "--as-of", "2026-11-21", small)
    assert one.out.startswith("Due Saturday, 21 November 2026\n")
    assert "@dba" in one.out
    assert "verify that it ran" in one.out
    data = json.loads(run("today", "--as-of", "2026-11-15", "--days", "7", "-f", "json", small).out)
    assert [due["date"] for due in data["due"]] == ["2026-11-21"]
    assert run("today", small, "-q").err == ""


def test_an_empty_folder_says_what_to_do(run, tmp_path: Path) -> None:
    told = run("today", tmp_path)
    assert told.code == 0
    assert "Next: declare what code cannot say in .ddd/tasks.yaml" in told.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("calendar", "--month", "November"), "“November” is no such date"),
        (("calendar", "--month", "2026-11", "--days", "3"), "--month and --days"),
        (("calendar", "--days", "0"), "--days 0 is not possible"),
        (("calendar", "--as-of", "yesterday"), "“yesterday” is no such date"),
        (("calendar", "--zone", "Mars/Phobos"), "unknown time zone 'Mars/Phobos'"),
        (("calendar", "-f", "pdf"), "no form “pdf”"),
        (("today", "--as-of", "2026-02-30"), "“2026-02-30” is no such date"),
        (("today", "--zone", "berlin"), "unknown time zone 'berlin'"),
        (("today", "--days", "99999"), "--days 99999 is not possible"),
        (("today", "-f", "ics"), "no form “ics”"),
    ],
)
def test_what_cannot_be_asked_is_told_with_advice(run, tmp_path: Path, arguments, told: str) -> None:
    answer = run(*arguments, tmp_path)
    assert (answer.code, answer.out) == (2, "")
    what, advice = answer.err.strip().split("\n")
    assert told in what
    assert advice.startswith("  ")


def test_the_command_itself(small: Path) -> None:
    assert ddd(*CALENDAR, small).out.startswith("November 2026\n")
