"""Every word of the calendars in words, and every refusal with what it says. 1 January 2026 is a Thursday."""

from __future__ import annotations

import pytest

from ddd.model import Cadence, State

from .test_phrase import DAY, first, read

HOUR = 3600
MON_TO_WED = ["Mon 05 Jan 00:00", "Tue 06 Jan 00:00", "Wed 07 Jan 00:00", "Mon 12 Jan 00:00"]
WORKDAYS = ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00", "Mon 05 Jan 00:00", "Tue 06 Jan 00:00"]
FIRST_WORKING = ["Thu 01 Jan 00:00", "Mon 02 Feb 00:00", "Mon 02 Mar 00:00", "Wed 01 Apr 00:00"]
FIRSTS = ["Thu 01 Jan 00:00", "Sun 01 Feb 00:00", "Sun 01 Mar 00:00", "Wed 01 Apr 00:00"]
ENDS = ["Thu 01 Jan 00:00", "Sat 31 Jan 00:00", "Sun 01 Feb 00:00", "Sat 28 Feb 00:00"]
HALVES = ["Thu 01 Jan 00:00", "Thu 15 Jan 00:00", "Sun 01 Feb 00:00", "Sun 15 Feb 00:00"]
MONDAYS = ["Mon 05 Jan 00:00", "Mon 12 Jan 00:00", "Mon 19 Jan 00:00", "Mon 26 Jan 00:00"]
WEEKEND_AND_MONDAY = ["Sat 03 Jan 00:00", "Sun 04 Jan 00:00", "Mon 05 Jan 00:00", "Sat 10 Jan 00:00"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"monday{to}wednesday", MON_TO_WED) for to in (" until ", " through ", " thru ", " to ", " - ", "-")),
        ("saturday to tuesday", ["Sat 03 Jan 00:00", "Sun 04 Jan 00:00", "Mon 05 Jan 00:00", "Tue 06 Jan 00:00"]),
        ("friday to friday", ["Fri 02 Jan 00:00", "Fri 09 Jan 00:00", "Fri 16 Jan 00:00", "Fri 23 Jan 00:00"]),
        (
            "monday, and wednesday to friday",
            ["Thu 01 Jan 00:00", "Fri 02 Jan 00:00", "Mon 05 Jan 00:00", "Wed 07 Jan 00:00"],
        ),
        (
            "saturday and monday to tuesday",
            ["Sat 03 Jan 00:00", "Mon 05 Jan 00:00", "Tue 06 Jan 00:00", "Sat 10 Jan 00:00"],
        ),
        ("monday to wednesday at 3:00", [moment.replace("00:00", "03:00") for moment in MON_TO_WED]),
        ("weekends and monday", WEEKEND_AND_MONDAY),
        ("monday and weekends", WEEKEND_AND_MONDAY),
        *((f"{on} monday", MONDAYS) for on in ("on", "on every", "on each")),
        *(
            (f"{at} monday 3:00", [moment.replace("00:00", "03:00") for moment in MONDAYS])
            for at in ("weekly at", "at", "at every", "at each")
        ),
        *((f"every {kind} {day}", WORKDAYS) for kind in ("work", "working", "business") for day in ("day", "days")),
        *((f"first {kind} of the month", FIRST_WORKING) for kind in ("weekday", "workday", "work day")),
        (
            "last weekday of the month",
            ["Fri 30 Jan 00:00", "Fri 27 Feb 00:00", "Tue 31 Mar 00:00", "Thu 30 Apr 00:00"],
        ),
        *((f"on the 1st of {any_} month", FIRSTS) for any_ in ("the", "each", "every", "a", "any")),
        *((text, HALVES) for text in ("on the 1st and the 15th", "1st, 15th of the month", "on days 1 and 15")),
        *((f"the first and the last {day} of the month", ENDS) for day in ("day", "days")),
        ("on days 1 and 31", ["Thu 01 Jan 00:00", "Sat 31 Jan 00:00", "Sun 01 Feb 00:00", "Sun 01 Mar 00:00"]),
        ("on day 15", ["Thu 15 Jan 00:00", "Sun 15 Feb 00:00", "Sun 15 Mar 00:00", "Wed 15 Apr 00:00"]),
        (
            "the first and last working day of the month",
            ["Thu 01 Jan 00:00", "Fri 30 Jan 00:00", "Mon 02 Feb 00:00", "Fri 27 Feb 00:00"],
        ),
        (
            "first and last monday of the month",
            ["Mon 05 Jan 00:00", "Mon 26 Jan 00:00", "Mon 02 Feb 00:00", "Mon 23 Feb 00:00"],
        ),
        ("first monday of the year", ["Mon 05 Jan 00:00", "Mon 04 Jan 00:00", "Mon 03 Jan 00:00", "Mon 01 Jan 00:00"]),
        (
            "first friday of the quarter",
            ["Fri 02 Jan 00:00", "Fri 03 Apr 00:00", "Fri 03 Jul 00:00", "Fri 02 Oct 00:00"],
        ),
        (
            "last friday of the quarter",
            ["Fri 27 Mar 00:00", "Fri 26 Jun 00:00", "Fri 25 Sep 00:00", "Fri 25 Dec 00:00"],
        ),
        (
            "on the first and the last day of the quarter",
            ["Thu 01 Jan 00:00", "Tue 31 Mar 00:00", "Wed 01 Apr 00:00", "Tue 30 Jun 00:00"],
        ),
        (
            "on the 1st of any quarter at 5:00",
            ["Thu 01 Jan 05:00", "Wed 01 Apr 05:00", "Wed 01 Jul 05:00", "Thu 01 Oct 05:00"],
        ),
        (
            "on the first working day in march",
            ["Mon 02 Mar 00:00", "Mon 01 Mar 00:00", "Wed 01 Mar 00:00", "Thu 01 Mar 00:00"],
        ),
        (
            "first monday in march at 6:00",
            ["Mon 02 Mar 06:00", "Mon 01 Mar 06:00", "Mon 06 Mar 06:00", "Mon 05 Mar 06:00"],
        ),
        (
            "every monday in march at 5:00",
            ["Mon 02 Mar 05:00", "Mon 09 Mar 05:00", "Mon 16 Mar 05:00", "Mon 23 Mar 05:00"],
        ),
        (
            "every third of the month",
            ["Sat 03 Jan 00:00", "Tue 03 Feb 00:00", "Tue 03 Mar 00:00", "Fri 03 Apr 00:00"],
        ),
        ("january 1 and 15", ["Thu 01 Jan 00:00", "Thu 15 Jan 00:00", "Fri 01 Jan 00:00", "Fri 15 Jan 00:00"]),
        *(
            (text, ["Thu 15 Jan 00:00", "Fri 15 Jan 00:00", "Sat 15 Jan 00:00", "Mon 15 Jan 00:00"])
            for text in ("every january 15", "on january the 15", "on january the 15th", "15 january", "on 15 january")
        ),
        (
            "january and july 1",
            ["Thu 01 Jan 00:00", "Wed 01 Jul 00:00", "Fri 01 Jan 00:00", "Thu 01 Jul 00:00"],
        ),
        ("31 january", ["Sat 31 Jan 00:00", "Sun 31 Jan 00:00", "Mon 31 Jan 00:00", "Wed 31 Jan 00:00"]),
        ("every day at 23", ["Thu 01 Jan 23:00", "Fri 02 Jan 23:00", "Sat 03 Jan 23:00", "Sun 04 Jan 23:00"]),
        ("every day at 5 and 17", ["Thu 01 Jan 05:00", "Thu 01 Jan 17:00", "Fri 02 Jan 05:00", "Fri 02 Jan 17:00"]),
        ("every day at 5pm, 6", ["Thu 01 Jan 06:00", "Thu 01 Jan 17:00", "Fri 02 Jan 06:00", "Fri 02 Jan 17:00"]),
        (
            "every day at noon and midnight",
            ["Thu 01 Jan 00:00", "Thu 01 Jan 12:00", "Fri 02 Jan 00:00", "Fri 02 Jan 12:00"],
        ),
        ("daily every noon", ["Thu 01 Jan 12:00", "Fri 02 Jan 12:00", "Sat 03 Jan 12:00", "Sun 04 Jan 12:00"]),
        *(
            (text, ["Thu 01 Jan 00:05", "Thu 01 Jan 00:35", "Thu 01 Jan 01:05", "Thu 01 Jan 01:35"])
            for text in ("at minutes 5 and 35", "at minute 5 and 35", "every hour at :05 and :35")
        ),
        ("at minute 59", ["Thu 01 Jan 00:59", "Thu 01 Jan 01:59", "Thu 01 Jan 02:59", "Thu 01 Jan 03:59"]),
        *(
            (text, ["Thu 01 Jan 00:30", "Thu 01 Jan 01:30", "Thu 01 Jan 02:30", "Thu 01 Jan 03:30"])
            for text in (":30", "hourly at :30", "every hour at :30 on weekdays")
        ),
        ("every 2 hours at :30", ["Thu 01 Jan 00:30", "Thu 01 Jan 02:30", "Thu 01 Jan 04:30", "Thu 01 Jan 06:30"]),
        *(
            (
                f"every day at 3:00 {zone}",
                ["Thu 01 Jan 03:00", "Fri 02 Jan 03:00", "Sat 03 Jan 03:00", "Sun 04 Jan 03:00"],
            )
            for zone in ("utc", "gmt", "GMT", "(UTC)", "in Europe/Berlin", "(Europe/Berlin)", " on  Europe/Berlin")
        ),
    ],
)
def test_calendars(text: str, expected: list[str]) -> None:
    assert first(text, 4) == expected


@pytest.mark.parametrize(
    ("text", "cadence", "seconds"),
    [
        # A number of times in a unit is that share of it; `weekly` and the like are a length where no day is said
        *((f"twice {a} day", Cadence.SUB_DAILY, 12 * HOUR) for a in ("a", "per", "every", "each")),
        ("twice an hour", Cadence.SUB_DAILY, HOUR // 2),
        ("thrice a day", Cadence.SUB_DAILY, 8 * HOUR),
        ("twice daily", Cadence.SUB_DAILY, 12 * HOUR),
        ("three times each week", Cadence.WEEKLY, 7 * DAY // 3),
        ("once a year", Cadence.ANNUAL, 31_557_600),
        ("every second", Cadence.SUB_DAILY, 1),
        ("every 30 seconds", Cadence.SUB_DAILY, 30),
        ("every second day", Cadence.DAILY, 2 * DAY),
        ("every third day", Cadence.WEEKLY, 3 * DAY),
        ("every other day", Cadence.DAILY, 2 * DAY),
        ("each single week", Cadence.WEEKLY, 7 * DAY),
        ("every 12 months", Cadence.ANNUAL, 31_557_600),
        ("every january", Cadence.ANNUAL, 31_557_600),
        ("every quarter", Cadence.QUARTERLY, 7_889_400),
        ("fortnightly", Cadence.MONTHLY, 14 * DAY),
        ("every 999999 minutes", Cadence.ANNUAL, 59_999_940),
    ],
)
def test_lengths(text: str, cadence: Cadence, seconds: int) -> None:
    found = read(text)
    assert (found.state, found.cadence, found.longest_gap, found.note) == (State.ACTIVE, cadence, seconds, "")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("fortnightly on monday", "from which day on is not said"),
        ("every second monday", "from which day on is not said"),
        ("every 2 months at 5:00", "from which day on is not said"),
        ("monthly at 5:00", "on which day is not said"),
        ("every hour at :30 on weekdays", "weekdays only"),
        ("every business day", "weekdays only; no time of day given"),
        ("every business day at 5", "weekdays only"),
        ("every day", "no time of day given"),
        ("every day at 0:00", ""),
    ],
)
def test_what_is_left_open_is_noted(text: str, note: str) -> None:
    assert read(text).note == note


def test_a_named_zone_moves_its_clocks() -> None:
    assert read("every day at 3:00 (Europe/Berlin)").longest_gap == 25 * HOUR
    assert read("every day at 3:00 gmt").longest_gap == DAY


_NO_RHYTHM = "says no rhythm such as `every day`, `weekly` or `on mondays`"
_WITHIN = "says a rhythm within the day and a day or a time as well"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("on day 32", "'on day 32' is no calendar in words: '32' is not understood there"),
        ("32 january", "'32 january' is no calendar in words: '32' is not understood there"),
        ("january 32", "'january 32' is no calendar in words: '32' is not understood there"),
        ("at minute 60", "'at minute 60' is no calendar in words: '60' is not understood there"),
        ("every day at 24", "'every day at 24' is no calendar in words: '24' is not understood there"),
        ("every day 5", "'every day 5' is no calendar in words: '5' is not understood there"),
        ("5 every day", "'5 every day' is no calendar in words: '5' is not understood there"),
        ("every day at", "'every day at' is no calendar in words: 'at' is not understood there"),
        ("monday and", "'monday and' is no calendar in words: 'and' is not understood there"),
        ("monday to", "'monday to' is no calendar in words: 'to' is not understood there"),
        ("monday and foo", "'monday and foo' is no calendar in words: 'foo' is not understood there"),
        ("every seconds week", "'every seconds week' is no calendar in words: 'week' is not understood there"),
        ("every day!", "'every day!' is no calendar in words: '!' is not understood there"),
        ("twice on monday", "'twice on monday' is no calendar in words: 'on' is not understood there"),
        ("0 times a day", "'0 times a day' is no calendar in words: '0' is not understood there"),
        ("every day of", "'every day of' is no calendar in words: 'of' is not understood there"),
        ("monthly weekly", "'monthly weekly' says two different rhythms"),
        ("daily twice a day", "'daily twice a day' says two different rhythms"),
        ("every 0 days", "'every 0 days' names no length of time"),
        ("every zero days", "'every zero days' names no length of time"),
        ("the 6th monday of the month", "'the 6th monday of the month': there are never so many in a month"),
        ("the 32nd of the month", "'the 32nd of the month': there are never so many in a month"),
        ("the 0th day of the month", "'the 0th day of the month': there are never so many in a month"),
        (
            "the second working day of the month",
            "'the second working day of the month': there are never so many in a month",
        ),
        ("every hour at 5:00", _WITHIN),
        ("every hour on the 1st", _WITHIN),
        ("every hour in january", _WITHIN),
        ("every 15 minutes on the first monday", _WITHIN),
        ("every second in march", _WITHIN),
        ("every hour on monday", "says a rhythm within the day and a weekday as well"),
        ("every 5 hours at :30", "says a minute, but not of every hour"),
        ("every 30 minutes at :10", "says a minute, but not of every hour"),
        ("every day at :30", "says a minute, but not of every hour"),
        ("at every 5", _NO_RHYTHM),
        ("in january", _NO_RHYTHM),
        ("every march and september", _NO_RHYTHM),
        ("every month on monday", "says a weekday, but not which of the month"),
        ("every quarter on monday", "says a weekday, but not which of the quarter"),
        ("every monday and the 1st", "says days of the month and weekdays: both, or either?"),
        ("every week on the 15th", "says every week, and days of the month"),
        ("every day on the 15th", "says every day, and days of the month"),
        ("on the 2nd day of the quarter", "days of a quarter other than the first and the last are not understood"),
        ("on the 2nd day of the year", "days of a year other than the first and the last are not understood"),
        ("second friday of the quarter", "weekdays of a quarter other than the first and the last are not understood"),
        (
            "first and last friday of the year",
            "weekdays of a year other than the first and the last are not understood",
        ),
    ],
)
def test_refusals(text: str, why: str) -> None:
    found = read(text)
    assert (found.state, found.note) == (State.INVALID, why)
