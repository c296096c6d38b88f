"""Knows lengths of time: systemd's spans (`1h 30min`), words (`every 2 weeks`), Go's and ISO 8601's, anacron's periods.

Spans follow systemd.time(7), checked with `systemd-analyze timespan` of systemd 252: a bare number is seconds, `M` is a
month and `m` a minute, `infinity` is a value, `1mo`, `1hrs` and `1quarter` are not.
Go's durations follow https://pkg.go.dev/time#ParseDuration, which knows no day,
periods of anacron anacrontab(5), Debian's and cronie's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from ddd.cadence.reading import Length, Read, Reading, Standing
from ddd.cadence.refusal import RefusedError, bounded
from ddd.cadence.zones import DAY
from ddd.model import Dialect, State

_MONTH = Fraction(30.4375) * DAY
_YEAR = Fraction(365.25) * DAY

_LONGEST = Fraction(2**64, 10**6)
"""systemd counts microseconds in 64 bits; the last value stands for infinity."""

_UNITS = {
    **dict.fromkeys(("us", "usec", "µs", "μs"), Fraction(1, 10**6)),
    **dict.fromkeys(("ms", "msec"), Fraction(1, 1000)),
    **dict.fromkeys(("", "s", "sec", "second", "seconds"), Fraction(1)),
    **dict.fromkeys(("m", "min", "minute", "minutes"), Fraction(60)),
    **dict.fromkeys(("h", "hr", "hour", "hours"), Fraction(3600)),
    **dict.fromkeys(("d", "day", "days"), Fraction(DAY)),
    **dict.fromkeys(("w", "week", "weeks"), Fraction(7 * DAY)),
    **dict.fromkeys(("M", "month", "months"), _MONTH),
    **dict.fromkeys(("y", "year", "years"), _YEAR),
}

IN_WORDS = {
    "second": Fraction(1),
    "minute": Fraction(60),
    "hour": Fraction(3600),
    "day": Fraction(DAY),
    "night": Fraction(DAY),
    "week": Fraction(7 * DAY),
    "fortnight": Fraction(14 * DAY),
    "month": _MONTH,
    "quarter": 3 * _MONTH,
    "year": _YEAR,
}

_GO_UNITS = {
    "ns": Fraction(1, 10**9),
    **{unit: _UNITS[unit] for unit in ("us", "µs", "μs", "ms", "s", "m", "h")},
}

_ANACRON = {
    "@daily": Fraction(DAY),
    "@weekly": Fraction(7 * DAY),
    "@monthly": _MONTH,
    "@yearly": _YEAR,
    "@annually": _YEAR,
}

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_PART = re.compile(
    r"\s* \+? (?P<number> [0-9]+ (?: \.[0-9]+ )? | \.[0-9]+ ) (?![0-9.]) \s* (?P<unit> [a-zA-Zµμ]* ) \s*", re.VERBOSE
)

_EVERY = re.compile(
    r"every \s+ (?: (?P<other> other ) \s+ | (?P<number> [0-9]+ | [a-z]+ ) \s+ )? (?P<unit> [a-z]+? ) s?",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_EVERY_SPAN = re.compile(r"every\s+(?P<span>.*[a-z].*)", re.IGNORECASE)

_GO = re.compile(r"(?P<number> [0-9]+ (?: \.[0-9]* )? | \.[0-9]+ ) (?P<unit> [a-zµμ]+ )", re.VERBOSE)

_NUMBER = r"[0-9]{1,9} (?: [.,][0-9]{1,9} )?"
_ISO = re.compile(
    rf"""
    P (?= [0-9T] )
    (?: (?P<years> {_NUMBER} ) Y )? (?: (?P<months> {_NUMBER} ) M )?
    (?: (?P<weeks> {_NUMBER} ) W )? (?: (?P<days> {_NUMBER} ) D )?
    (?: T (?= [0-9] )
      (?: (?P<hours> {_NUMBER} ) H )? (?: (?P<minutes> {_NUMBER} ) M )? (?: (?P<seconds> {_NUMBER} ) S )?
    )?
    """,
    re.VERBOSE | re.ASCII,
)


def span(expression: str) -> int | None:
    """Read a systemd time span: whole seconds, rounded up, at least one; None for `infinity`."""
    text = bounded(expression)
    if text == "infinity":
        return None
    total, position = Fraction(0), 0
    while position < len(text):
        match = _PART.match(text, position)
        if match is None or match["unit"] not in _UNITS:
            raise RefusedError(f"{text!r} is no time span such as `1h 30min`")
        total += Fraction(match["number"]) * _UNITS[match["unit"]]
        position = match.end()
    if total >= _LONGEST:
        raise RefusedError(f"{text!r} is longer than systemd can count")
    return max(ceil(total), 1)


def every(expression: str) -> int:
    """Read `every day`, `every other week`, `every 3 months`, `every two hours` or `every 1h 30min`: seconds."""
    text = bounded(expression)
    if (match := _EVERY.fullmatch(text)) and match["unit"].lower() in IN_WORDS:
        times = 2 if match["other"] else _times(match["number"])
        length = times * IN_WORDS[match["unit"].lower()]
    elif match := _EVERY_SPAN.fullmatch(text):
        length = Fraction(span(match["span"]) or 0)
    else:
        length = Fraction(0)
    if not 0 < length < _LONGEST:
        raise RefusedError(f"{text!r} names no length of time")
    return ceil(length)


def _times(number: str | None) -> int:
    """Read how often a unit is taken; 0 for what is no number."""
    if number is None:
        return 1
    if number.isdigit():
        return int(number)
    return _NUMBERS.index(number.lower()) if number.lower() in _NUMBERS else 0


def _read_span(expression: str) -> Reading:
    seconds = span(expression)
    return Length(seconds) if seconds else Standing(State.NEVER, "infinity: switched off")


def _read_every(expression: str) -> Reading:
    return Length(every(expression))


def duration(expression: str) -> int:
    """Read `1h30m` as Go does, or `PT1H30M` as ISO 8601 does: whole seconds, rounded up; 0 for no time at all."""
    text = bounded(expression)
    length = _iso(text) if text.startswith("P") else _go(text)
    if length >= _LONGEST:
        raise RefusedError(f"{text!r} is longer than any program counts")
    return ceil(length)


def _go(text: str) -> Fraction:
    text = text.removeprefix("+")
    total, position = Fraction(0), 0
    while position < len(text) and text != "0":
        match = _GO.match(text, position)
        if match is None or match["unit"] not in _GO_UNITS:
            raise RefusedError(
                f"{text!r} is no duration such as `1h30m` (Go knows ms, s, m and h, no day) or `PT1H30M`"
            )
        total += Fraction(match["number"].removesuffix(".")) * _GO_UNITS[match["unit"]]
        position = match.end()
    return total


def _iso(text: str) -> Fraction:
    match = _ISO.fullmatch(text)
    if match is None:
        raise RefusedError(f"{text!r} is no ISO 8601 duration such as `PT1H30M` or `P7D`")
    return sum(
        (Fraction(number.replace(",", ".")) * _UNITS[unit] for unit, number in match.groupdict("0").items()),
        Fraction(0),
    )


def _read_duration(expression: str) -> Reading:
    seconds = duration(expression)
    return Length(seconds) if seconds else Standing(State.NEVER, "no time at all: switched off")


def _read_anacron(expression: str) -> Reading:
    text = bounded(expression)
    if text in _ANACRON:
        return Length(ceil(_ANACRON[text]))
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 10**5):
        raise RefusedError(f"{text!r} is no period in days, nor one of {', '.join(_ANACRON)}")
    return Length(int(text) * DAY)


READERS: Mapping[Dialect, Read] = {
    Dialect.SPAN: _read_span,
    Dialect.EVERY: _read_every,
    Dialect.DURATION: _read_duration,
    Dialect.ANACRON: _read_anacron,
}
