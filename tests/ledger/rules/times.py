"""Moments, zones and rhythms to try the rules with: many of them in the nights in which clocks are set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ddd.ledger.rules.rhythm import Rhythm

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Pacific/Apia")
_SET = (  # the clocks of one of them are set on that day
    datetime(2011, 12, 30, tzinfo=UTC),
    datetime(2026, 3, 8, tzinfo=UTC),
    datetime(2026, 3, 29, tzinfo=UTC),
    datetime(2026, 4, 4, tzinfo=UTC),
    datetime(2026, 10, 3, tzinfo=UTC),
    datetime(2026, 10, 25, tzinfo=UTC),
    datetime(2026, 11, 1, tzinfo=UTC),
)
CALENDARS = (
    "cron 30 2 * * *",
    "cron * * * * *",
    "cron */20 1-3 * * *",
    "cron 0 0 1 * *",
    "cron 0 5 29 2 *",
    "oncalendar Sun *-*-* 02:30",
    "oncalendar *-*~01 02:15",
    "oncalendar 2026-10-25 02:30",
    "rrule FREQ=MONTHLY;BYMONTHDAY=31",
    "rrule DTSTART:20250101T023000 RRULE:FREQ=DAILY;INTERVAL=3;COUNT=200",
    "robfig @every 1h30m",
)

zones = st.sampled_from(ZONES)
moments = st.one_of(
    st.datetimes(datetime(2009, 1, 1), datetime(2034, 1, 1)).map(lambda one: one.replace(microsecond=0, tzinfo=UTC)),
    st.builds(
        lambda day, hours: day + timedelta(minutes=10) * hours, st.sampled_from(_SET), st.integers(-6 * 36, 6 * 36)
    ),
)
lengths = st.one_of(
    st.builds("every {} {}s".format, st.integers(1, 40), st.sampled_from(("hour", "day", "week", "month", "year"))),
    st.builds("every {} minutes".format, st.integers(5, 3_000)),
)
texts = st.one_of(lengths, st.sampled_from(CALENDARS))
rhythms = st.builds(
    lambda texts, start, zone: Rhythm(tuple(texts), start, zone),
    st.lists(texts, min_size=1, max_size=2),
    moments,
    zones,
)


def utc(text: str) -> datetime:
    """Read `2026-03-29 01:00` as a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> datetime:
    """Read `2026-03-29 01:00` as a time of the wall clock; return it in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def shown(moment: datetime | None, zone: str = "Europe/Berlin") -> str:
    """Write a moment as the clock on the wall shows it."""
    return "never" if moment is None else f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
