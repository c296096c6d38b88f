"""Days that are not what they seem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd.lint._starts import in_force, rare, starts
from ddd.lint.rule import Lines, Noticed, rule
from ddd.model import Schedule, Severity

_LONG_MONTHS = frozenset({1, 3, 5, 7, 8, 10, 12})
_ALL_BUT_FEBRUARY = frozenset(range(1, 13)) - {2}


@rule("DDD206", "the day is missing in some months", Severity.WARNING)
def day_missing_in_some_months(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """The job runs on the 29th, 30th or 31st only: in shorter months it does not run.

    `0 3 31 * *` runs seven times a year, `0 3 29 2 *` every fourth year. For the last day of the month, write what the
    dialect has for it (`L`, systemd's `*-*~1`), or the first of the next month.
    """
    for one in rare(schedules):
        days, months = {moment.day for moment in starts(one)}, {moment.month for moment in starts(one)}
        day = days.pop() if len(days) == 1 else 0
        if (
            (day == 31 and months == _LONG_MONTHS)
            or (day == 30 and months == _ALL_BUT_FEBRUARY)
            or (day == 29 and 2 in months)
        ):
            left_out = "once in four years" if months == {2} else "months without it are left out"
            yield Noticed(f"“{one.expression}” runs on day {day} of the month only: {left_out}", one.evidence)


@rule("DDD207", "day of month or weekday", Severity.WARNING)
def either_day(schedules: Sequence[Schedule], _: Lines) -> Iterator[Noticed]:
    """Day of month and weekday are both restricted, and this system runs the job when either fits.

    `0 3 1-7 * 1` looks like the first Monday of the month and runs on days 1 to 7 and on every Monday besides. Keep one
    of the two and test the other in the command: `[ "$(date +%u)" = 1 ] && …` on `0 3 1-7 * *` (in a crontab `\\%u`).
    """
    for one in in_force(schedules):
        if "whichever comes" in one.note:
            yield Noticed(
                f"“{one.expression}” runs on those days of the month, and on every such weekday besides", one.evidence
            )
