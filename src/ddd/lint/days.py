"""Days that are not what they seem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd.lint._starts import by_rhythm, in_force, rare, starts
from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Cadence, Schedule, Severity

_LONG_MONTHS = frozenset({1, 3, 5, 7, 8, 10, 12})
_ALL_BUT_FEBRUARY = frozenset(range(1, 13)) - {2}


@rule("DDD206", "the day is missing in some months", Severity.WARNING)
def day_missing_in_some_months(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """The job runs on the 29th, 30th or 31st only: in shorter months it does not run.

    `0 3 31 * *` runs seven times a year, `0 3 29 2 *` every fourth year. For the last day of the month, write what the
    dialect has for it (`L`, systemd's `*-*~1`), or the first of the next month.
    """
    for one in rare(schedules):
        day = _day_of_some_months(one)
        if day:
            left_out = "once in four years" if one.cadence is Cadence.ANNUAL else "months without it are left out"
            yield Noticed(f"“{one.expression}” runs on day {day} of the month only: {left_out}", one.evidence)


@by_rhythm
def _day_of_some_months(schedule: Schedule) -> int:
    """Return the only day of the month it runs on, where that leaves months out; else 0."""
    days, months = {moment.day for moment in starts(schedule)}, {moment.month for moment in starts(schedule)}
    day = days.pop() if len(days) == 1 else 0
    is_short = (day == 31 and months == _LONG_MONTHS) or (day == 30 and months == _ALL_BUT_FEBRUARY)
    return day if is_short or (day == 29 and 2 in months) else 0


@rule("DDD207", "day of month or weekday", Severity.WARNING)
def either_day(schedules: Sequence[Schedule], _: Context) -> Iterator[Noticed]:
    """Day of month and weekday are both restricted, and this system runs the job when either fits.

    `0 3 1-7 * 1` looks like the first Monday of the month and runs on days 1 to 7 and on every Monday besides. Keep one
    of the two and test the other in the command: `[ "$(date +%u)" = 1 ] && …` on `0 3 1-7 * *` (in a crontab `\\%u`).
    """
    for one in in_force(schedules):
        if "whichever comes" in one.note:
            yield Noticed(
                f"“{one.expression}” runs on those days of the month, and on every such weekday besides", one.evidence
            )
