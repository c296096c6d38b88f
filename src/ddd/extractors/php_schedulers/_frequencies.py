"""Laravel's frequencies: what a chain such as `->weekdays()->dailyAt('3:00')` makes of the cron expression.

Each method replaces fields of `* * * * *`, in the order of the chain, as Laravel's ManagesFrequencies does it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

Arguments = Sequence[str]
"""The arguments as text; a list's elements joined by commas."""
Fields = list[str]

_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY = range(5)
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{1,2}))?(?::[0-9]{1,2})?")

WEEKDAYS = {
    name: number
    for number, name in enumerate(("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"))
}
"""The constants of Laravel's Schedule."""


class Refused(Exception):
    """The arguments are not what the method takes."""


def _minutes(step: str) -> Callable[[Fields, Arguments], None]:
    return lambda fields, _: fields.__setitem__(_MINUTE, step)


def _hours(step: str) -> Callable[[Fields, Arguments], None]:
    def splice(fields: Fields, arguments: Arguments) -> None:
        fields[_MINUTE], fields[_HOUR] = _argument(arguments, 0, "0"), step

    return splice


def _on(days: str) -> Callable[[Fields, Arguments], None]:
    return lambda fields, _: fields.__setitem__(_WEEKDAY, days)


def _at_midnight(**spliced: str) -> Callable[[Fields, Arguments], None]:
    positions = {"day": _DAY, "month": _MONTH, "weekday": _WEEKDAY}

    def splice(fields: Fields, _: Arguments) -> None:
        fields[_MINUTE] = fields[_HOUR] = "0"
        for name, value in spliced.items():
            fields[positions[name]] = value

    return splice


def _at(fields: Fields, time: str) -> None:
    match = _TIME.fullmatch(time.strip())
    if match is None:
        raise Refused(time)
    fields[_MINUTE], fields[_HOUR] = str(int(match["minute"] or 0)), str(int(match["hour"]))


def _daily_at(fields: Fields, arguments: Arguments) -> None:
    _at(fields, _argument(arguments, 0))


def _hourly_at(fields: Fields, arguments: Arguments) -> None:
    fields[_MINUTE], fields[_HOUR] = _argument(arguments, 0), "*"


def _twice_daily(fields: Fields, arguments: Arguments) -> None:
    fields[_MINUTE] = _argument(arguments, 2, "0")
    fields[_HOUR] = f"{_argument(arguments, 0, '1')},{_argument(arguments, 1, '13')}"


def _weekly_on(fields: Fields, arguments: Arguments) -> None:
    _at(fields, _argument(arguments, 1, "0:0"))
    fields[_WEEKDAY] = _argument(arguments, 0)


def _monthly_on(fields: Fields, arguments: Arguments) -> None:
    _at(fields, _argument(arguments, 1, "0:0"))
    fields[_DAY] = _argument(arguments, 0, "1")


def _twice_monthly(fields: Fields, arguments: Arguments) -> None:
    _at(fields, _argument(arguments, 2, "0:0"))
    fields[_DAY] = f"{_argument(arguments, 0, '1')},{_argument(arguments, 1, '16')}"


def _last_day_of_month(fields: Fields, arguments: Arguments) -> None:
    _at(fields, _argument(arguments, 0, "0:0"))
    fields[_DAY] = "L"


def _quarterly_on(fields: Fields, arguments: Arguments) -> None:
    _monthly_on(fields, arguments)
    fields[_MONTH] = "1-12/3"


def _yearly_on(fields: Fields, arguments: Arguments) -> None:
    _at(fields, _argument(arguments, 2, "0:0"))
    fields[_MONTH], fields[_DAY] = _argument(arguments, 0, "1"), _argument(arguments, 1, "1")


def _days(fields: Fields, arguments: Arguments) -> None:
    fields[_WEEKDAY] = ",".join(arguments)
    if not arguments:
        raise Refused("days")


def _days_of_month(fields: Fields, arguments: Arguments) -> None:
    fields[_MINUTE] = fields[_HOUR] = "0"
    fields[_DAY] = ",".join(arguments)


def _cron(fields: Fields, arguments: Arguments) -> None:
    fields[:] = _argument(arguments, 0).split()


def _argument(arguments: Arguments, index: int, default: str | None = None) -> str:
    if index < len(arguments):
        return arguments[index]
    if default is None:
        raise Refused
    return default


_SECONDS = ("Second", "TwoSeconds", "FiveSeconds", "TenSeconds", "FifteenSeconds", "TwentySeconds", "ThirtySeconds")

TIMES: Mapping[str, Callable[[Fields, Arguments], None]] = {
    "cron": _cron,
    "everyMinute": _minutes("*"),
    "everyTwoMinutes": _minutes("*/2"),
    "everyThreeMinutes": _minutes("*/3"),
    "everyFourMinutes": _minutes("*/4"),
    "everyFiveMinutes": _minutes("*/5"),
    "everyTenMinutes": _minutes("*/10"),
    "everyFifteenMinutes": _minutes("*/15"),
    "everyThirtyMinutes": _minutes("*/30"),
    **{f"every{name}": _minutes("*") for name in _SECONDS},
    "hourly": _minutes("0"),
    "hourlyAt": _hourly_at,
    "everyOddHour": _hours("1-23/2"),
    "everyTwoHours": _hours("*/2"),
    "everyThreeHours": _hours("*/3"),
    "everyFourHours": _hours("*/4"),
    "everySixHours": _hours("*/6"),
    "daily": _at_midnight(),
    "dailyAt": _daily_at,
    "at": _daily_at,
    "twiceDaily": _twice_daily,
    "twiceDailyAt": _twice_daily,
    "weekly": _at_midnight(weekday="0"),
    "weeklyOn": _weekly_on,
    "monthly": _at_midnight(day="1"),
    "monthlyOn": _monthly_on,
    "twiceMonthly": _twice_monthly,
    "lastDayOfMonth": _last_day_of_month,
    "daysOfMonth": _days_of_month,
    "quarterly": _at_midnight(day="1", month="1-12/3"),
    "quarterlyOn": _quarterly_on,
    "yearly": _at_midnight(day="1", month="1"),
    "yearlyOn": _yearly_on,
}
"""The methods that say at what time."""

DAYS: Mapping[str, Callable[[Fields, Arguments], None]] = {
    "weekdays": _on("1-5"),
    "weekends": _on("6,0"),
    **{f"{name.lower()}s": _on(str(number)) for name, number in WEEKDAYS.items()},
    "days": _days,
}
"""The methods that only narrow the days."""

SUB_MINUTE = frozenset(f"every{name}" for name in _SECONDS)


def expression(calls: Sequence[tuple[str, Arguments]]) -> str:
    """Return the cron expression a chain makes. Raises Refused when a method cannot take its arguments."""
    fields = ["*"] * 5
    for name, arguments in calls:
        if len(fields) != 5:
            raise Refused(name)  # a `cron()` of another width, then spliced
        (TIMES.get(name) or DAYS[name])(fields, arguments)
    return " ".join(fields)
