"""Steps, hashes, backward ranges and zones of the cron dialects, on both sides of their bounds.

1 January 2026 is a Thursday.
"""

from __future__ import annotations

import pytest

from ddd.cadence import recurrence
from ddd.model import Dialect, State

from .test_windows_and_files import first

FIRSTS = ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00", "Sun 01 Mar 00:00", "Wed 01 Apr 00:00"]
LONG_WEEKEND = ["Fri 02 Jan 00:00", "Sat 03 Jan 00:00", "Sun 04 Jan 00:00", "Mon 05 Jan 00:00"]
SEVERAL_31STS = ["Thu 01 Jan 00:00", "Sun 01 Mar 00:00", "Fri 01 May 00:00", "Wed 01 Jul 00:00"]


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        # Jenkins' hash picks one value; with a step above 1 (or none) it goes through the range; days stop at the 28th
        (Dialect.JENKINS, "H(5-5) * * * *", [f"Thu 01 Jan {hour:02}:05" for hour in range(4)]),
        (Dialect.JENKINS, "H(0-29)/1 * * * *", [f"Thu 01 Jan {hour:02}:00" for hour in range(4)]),
        (Dialect.JENKINS, "H(0-29)/2 3 * * *", [f"Thu 01 Jan 03:{minute:02}" for minute in (0, 2, 4, 6)]),
        (
            Dialect.JENKINS,
            "H(1-3)/2 3 * * *",
            ["Thu 01 Jan 03:01", "Thu 01 Jan 03:03", "Fri 02 Jan 03:01", "Fri 02 Jan 03:03"],
        ),
        (Dialect.JENKINS, "H(0-29)/30 * * * *", [f"Thu 01 Jan {hour:02}:00" for hour in range(4)]),
        (
            Dialect.JENKINS,
            "H(10-29)/20 3 * * *",
            ["Thu 01 Jan 03:10", "Fri 02 Jan 03:10", "Sat 03 Jan 03:10", "Sun 04 Jan 03:10"],
        ),
        (
            Dialect.JENKINS,
            "H H H/27 * *",
            ["Thu 01 Jan 00:00", "Wed 28 Jan 00:00", "Sun 01 Feb 00:00", "Sat 28 Feb 00:00"],
        ),
        (Dialect.JENKINS, "H H H/28 * *", FIRSTS),
        (
            Dialect.JENKINS,
            "H H * * H/2",
            ["Thu 01 Jan 00:00", "Sat 03 Jan 00:00", "Sun 04 Jan 00:00", "Tue 06 Jan 00:00"],
        ),
        (
            Dialect.JENKINS,
            "H H * * H/7",
            ["Sun 04 Jan 00:00", "Sun 11 Jan 00:00", "Sun 18 Jan 00:00", "Sun 25 Jan 00:00"],
        ),
        # The longest steps
        (
            Dialect.QUARTZ,
            "0 0/59 * * * ?",
            ["Thu 01 Jan 00:00", "Thu 01 Jan 00:59", "Thu 01 Jan 01:00", "Thu 01 Jan 01:59"],
        ),
        (Dialect.QUARTZ, "0 0 0 1/31 * ?", FIRSTS),
        (Dialect.QUARTZ, "0 0 0 L-30 * ?", SEVERAL_31STS),
        (Dialect.FUGIT, "0 0 -31 * *", SEVERAL_31STS),
        # Backwards: around the end, or with the ends changing places
        *((Dialect.QUARTZ, f"0 0 0 ? * {days}", LONG_WEEKEND) for days in ("FRI-MON", "6-2")),
        (Dialect.CRONOS, "0 0 * * 5-1", LONG_WEEKEND),
        (
            Dialect.CRONOS,
            "0 0 * * 7-2",
            ["Sun 04 Jan 00:00", "Mon 05 Jan 00:00", "Tue 06 Jan 00:00", "Sun 11 Jan 00:00"],
        ),
        (
            Dialect.CRONOS,
            "0 23-1 * * *",
            ["Thu 01 Jan 00:00", "Thu 01 Jan 01:00", "Thu 01 Jan 23:00", "Fri 02 Jan 00:00"],
        ),
        (
            Dialect.NCRONTAB,
            "0 0 12-6/3 * * *",
            ["Thu 01 Jan 06:00", "Thu 01 Jan 09:00", "Thu 01 Jan 12:00", "Fri 02 Jan 06:00"],
        ),
        (
            Dialect.NCRONTAB,
            "0 11-9 0 * * *",
            ["Thu 01 Jan 00:09", "Thu 01 Jan 00:10", "Thu 01 Jan 00:11", "Fri 02 Jan 00:09"],
        ),
        # A zone after the columns: these midnights come before those of UTC, so that of Thursday is already past
        (
            Dialect.FUGIT,
            "0 0 * * * +12:00",
            ["Fri 02 Jan 00:00", "Sat 03 Jan 00:00", "Sun 04 Jan 00:00", "Mon 05 Jan 00:00"],
        ),
        *(
            (Dialect.FUGIT, text, [f"{day} Jan 00:00" for day in ("Fri 02", "Sat 03", "Sun 04", "Mon 05")])
            for text in ("@daily Europe/Berlin", "@daily  Europe/Berlin", "0 0 * * *  Europe/Berlin", "@daily CET")
        ),
    ],
)
def test_just_inside(dialect: Dialect, text: str, expected: list[str]) -> None:
    assert first(text, dialect, 4) == expected


@pytest.mark.parametrize(
    ("dialect", "text", "why"),
    [
        (Dialect.JENKINS, "H(0-29)/31 * * * *", "'H(0-29)/31': the step is not between 1 and 30"),
        (Dialect.JENKINS, "H(10-29)/21 * * * *", "'H(10-29)/21': the step is not between 1 and 20"),
        (Dialect.JENKINS, "H(0-29)/0 * * * *", "'H(0-29)/0': the step is not between 1 and 30"),
        (Dialect.JENKINS, "H H H/29 * *", "'H/29': the step is not between 1 and 28"),
        (Dialect.JENKINS, "H H * * H/8", "'H/8': the step is not between 1 and 7"),
        (Dialect.JENKINS, "H(3-2) * * * *", "'H(3-2)' is not between 0 and 59"),
        (Dialect.JENKINS, "H(0-60) * * * *", "'H(0-60)' is not between 0 and 59"),
        (Dialect.QUARTZ, "0 0/60 * * * ?", "'0/60': Quartz takes steps of up to 59 for a minute"),
        (Dialect.QUARTZ, "0 0 0 1/32 * ?", "'1/32': Quartz takes steps of up to 31 for a day of month"),
        (Dialect.QUARTZ, "0 0 0 L-31 * ?", "'L-31': no month has so many days"),
        (Dialect.CRONOS, "*/60 * * * *", "'*/60': Cronos takes steps of up to 59 for a minute"),
        (Dialect.VIXIE, "*/0 * * * *", "'*/0': a step of 0 never ends"),
        (Dialect.VIXIE, "60 * * * *", "minute 60 is not between 0 and 59"),
        (Dialect.VIXIE, "0 0 * * 8", "day of week 8 is not between 0 and 7; to cron, Sunday is 0"),
        (Dialect.QUARTZ, "0 0 0 ? * 0", "day of week 0 is not between 1 and 7; to Quartz, Sunday is 1"),
        (Dialect.VIXIE, "30-10 * * * *", "'30-10' runs backwards: it holds no minute; write it as two ranges"),
        (Dialect.FUGIT, "0 3 * * * +13:00", "'+13:00': the offset has no name among the time zones"),
        (Dialect.FUGIT, "0 3 * * * +05:30", "'+05:30': the offset has no name among the time zones"),
        (Dialect.FUGIT, "0 3 31 2 *", "fugit refuses days that never come"),
    ],
)
def test_just_outside(dialect: Dialect, text: str, why: str) -> None:
    found = recurrence(text, dialect)
    assert (found.state, found.note) == (State.INVALID, why)
