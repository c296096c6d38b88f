"""Walks through a calendar in words and notes what it says; what that means is told in `phrase`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from ddd.cadence import words
from ddd.cadence.refusal import RefusedError

_DOTTED = re.compile(r"(?<=[0-9])\.(?=[a-z])")
_HALF = re.compile(r"\b(?P<half>[ap])\.m\b\.?")
_TOKEN = re.compile(
    r"""
    (?P<clock> [0-9]{1,2} : [0-9]{2} (?: : [0-9]{2} )? (?: \s? [ap]m \b )? | [0-9]{1,2} \s? [ap]m \b )
    | \*{0,2} : (?P<minute> [0-9]{2} ) \b
    | (?P<word> [0-9]{1,2} (?: st | nd | rd | th ) \b | [0-9]{1,6} | [a-z]+ )
    | (?P<sign> [,&-] )
    | \s+
    """,
    re.VERBOSE | re.ASCII,
)

_UNITS = {
    **{name: name for name in ("second", "minute", "hour", "day", "week", "fortnight", "month", "quarter", "year")},
    **dict.fromkeys(("s", "sec"), "second"),
    **dict.fromkeys(("m", "min"), "minute"),
    **dict.fromkeys(("h", "hr"), "hour"),
    **dict.fromkeys(("d", "night", "morning", "evening", "afternoon"), "day"),
    "w": "week",
}
_ADVERBS = {
    "hourly": (1, "hour"),
    "daily": (1, "day"),
    "nightly": (1, "day"),
    "weekly": (1, "week"),
    "biweekly": (2, "week"),
    "fortnightly": (2, "week"),
    "monthly": (1, "month"),
    "bimonthly": (2, "month"),
    "quarterly": (1, "quarter"),
    "semiannually": (6, "month"),
    "biannually": (6, "month"),
    "yearly": (1, "year"),
    "annually": (1, "year"),
}
_DAY_KINDS = {
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), words.WORKDAYS),
    **dict.fromkeys(("weekend", "weekends"), words.WEEKEND),
}
_HALVES = ("am", "pm")
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_HOURS = {"noon": 12 * 3600, "midday": 12 * 3600, "midnight": 0}
_COUNTED_IN = ("month", "quarter", "year")
_AND = ("and", "or", ",", "&")


@dataclass
class Said:
    """What a phrase has said so far."""

    period: tuple[Fraction, str] | None = None
    weekdays: set[int] = field(default_factory=set)
    days: set[int] = field(default_factory=set)
    """Of the month; below zero counted from its end."""
    within: set[int] = field(default_factory=set)
    """Which of those weekdays in the month: 1 the first, -1 the last."""
    recurs: bool = False
    """Said `every` or `on`: then even a bare month or a bare `1st` is a rhythm."""
    working: set[int] = field(default_factory=set)
    """The first (1) or the last (-1) working day of the month."""
    months: set[int] = field(default_factory=set)
    of: str = ""
    """What the days are counted in: month, quarter, year."""
    times: set[int] = field(default_factory=set)
    minutes: set[int] = field(default_factory=set)
    """Of every hour."""

    @property
    def hours(self) -> set[int]:
        """The times of day; midnight where none was said."""
        return self.times or {0}


def read(text: str) -> Said:
    """Read every word of a phrase. Raises RefusedError at the first one that has no place in a calendar."""
    return _Sentence(text).said()


class _Sentence:
    """Walks through the words once; each clause takes what is its own."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._position = 0
        self._said = Said()

    def said(self) -> Said:
        """Read clause after clause; whatever no clause knows refuses the phrase."""
        clauses: tuple[Callable[[], bool], ...] = (
            self._recurring,
            self._adverb,
            self._so_often,
            self._placed,
            self._days,
            self._dates,
            self._clock,
        )
        while self._position < len(self._tokens):
            before = self._position
            if not any(clause() for clause in clauses) or self._position == before:
                raise self._refusal()
            self._take(*_AND)
        if self._tokens and self._tokens[-1] in _AND:
            raise self._refusal()
        return self._said

    def _refusal(self) -> RefusedError:
        at = min(self._position, len(self._tokens) - 1)
        return RefusedError(f"{self._text!r} is no calendar in words: {self._tokens[at]!r} is not understood there")

    def _peek(self, ahead: int = 0) -> str:
        position = self._position + ahead
        return self._tokens[position] if position < len(self._tokens) else ""

    def _take(self, *tokens: str) -> str:
        """Take the next token if it is one of these; otherwise give nothing."""
        token = self._peek()
        if token not in tokens or not token:
            return ""
        self._position += 1
        return token

    def _recurring(self) -> bool:
        """`every day`, `every 5 minutes`, `every other week`, `each quarter`; or every before any other clause."""
        if not self._take("every", "each"):
            return False
        self._said.recurs = True
        self._take("single")
        if (hour := _HOURS.get(self._peek())) is not None:
            self._position += 1
            self._said.times.add(hour)
            return self._every(Fraction(1), "day")
        often = self._often()
        if (unit := _unit(self._peek())) and not self._says_which():
            self._position += 1
            return self._every(often, unit)
        if often != 1:
            return self._days() and self._every(often, "week")
        return self._days() or self._dates()

    def _says_which(self) -> bool:
        """Tell whether `second` counts: `every second monday`, where a unit would be `every second`."""
        return self._peek() == "second" and (words.weekday(self._peek(1)) is not None or bool(_unit(self._peek(1))))

    def _often(self) -> Fraction:
        """Read the number before a unit: `other`, `3`, `two`, `third`."""
        if self._take("other"):
            return Fraction(2)
        word, following = self._peek(), self._peek(1)
        count = words.number(word)
        if count is None and self._peek(2) not in ("of", "in"):
            count = words.ordinal(word)
        followed = _unit(following) or (words.weekday(following) is not None and word == "second")
        if count is None or count < 0 or not followed:
            return Fraction(1)
        self._position += 1
        return Fraction(count)

    def _every(self, often: Fraction, unit: str) -> bool:
        if self._said.period is not None and self._said.period != (often, unit):
            raise RefusedError(f"{self._text!r} says two different rhythms")
        if often <= 0:
            raise RefusedError(f"{self._text!r} names no length of time")
        self._said.period = often, unit
        return True

    def _adverb(self) -> bool:
        """`daily`, `weekly`."""
        if self._peek() not in _ADVERBS:
            return False
        times, unit = _ADVERBS[self._take(*_ADVERBS)]
        return self._every(Fraction(times), unit)

    def _so_often(self) -> bool:
        """`twice a day`, `once per month`, `three times a week`, `twice daily`."""
        times = _TIMES.get(self._peek())
        if times is not None:
            self._position += 1
        elif self._peek(1) == "times" and (times := words.number(self._peek())):
            self._position += 2
        else:
            return False
        if self._peek() in _ADVERBS:
            length, unit = _ADVERBS[self._take(*_ADVERBS)]
        elif self._take("a", "an", "per", "every", "each") and (unit := _unit(self._peek())):
            self._position += 1
            length = 1
        else:
            raise self._refusal()
        return self._every(Fraction(length, times), unit)

    def _placed(self) -> bool:
        """`on …`, `at …`, `in …`, `of …`."""
        if self._take("on"):
            self._said.recurs = True
            self._take("every", "each")
            if self._take("day", "days"):
                return self._numbered(self._said.days, 31)
            return self._days() or self._dates()
        if self._take("at"):
            if self._take("minute", "minutes"):
                return self._numbered(self._said.minutes, 59)
            self._take("every", "each")
            self._days()
            return self._clock(bare=True)
        if self._take("of", "in"):
            return self._counted_in() or self._dates()
        return False

    def _days(self) -> bool:
        """`monday and friday`, `mon-fri`, `weekdays`, `first monday`, `the 1st and the 15th`, `last working day`."""
        self._take("from")
        self._take("the")
        if self._peek() in _DAY_KINDS:
            self._said.weekdays |= _DAY_KINDS[self._take(*_DAY_KINDS)]
            return True
        if self._working_days():
            self._said.weekdays |= words.WORKDAYS
            return True
        return self._weekdays() or self._ordinals()

    def _working_days(self) -> bool:
        if self._peek() in ("business", "working", "work") and self._peek(1) in ("day", "days"):
            self._position += 2
            return True
        return bool(self._take("weekday", "workday"))

    def _weekdays(self) -> bool:
        found = False
        while (first := words.weekday(self._peek())) is not None:
            self._position += 1
            found = True
            self._said.weekdays.add(first)
            if self._take("-", "to", "through", "thru", "until"):
                last = words.weekday(self._peek())
                if last is None:
                    raise self._refusal()
                self._position += 1
                self._said.weekdays |= {(first + days) % 7 for days in range((last - first) % 7 + 1)}
            self._connected(lambda: words.weekday(self._peek()) is not None)
        return found

    def _ordinals(self) -> bool:
        which: set[int] = set()
        while (number := words.ordinal(self._peek())) is not None:
            self._position += 1
            which.add(number)
            self._connected(lambda: words.ordinal(self._peek()) is not None, "the")
        if not which:
            return False
        if self._take("day", "days"):
            return self._days_of_month(which)
        if self._working_days():
            self._said.working |= which
            return self._limited(which, 1)
        if self._weekdays():
            self._said.within |= which
            return self._limited(which, 5)
        return self._days_of_month(which)

    def _days_of_month(self, which: set[int]) -> bool:
        self._said.days |= which
        return self._limited(which, 31)

    def _limited(self, numbers: set[int], most: int) -> bool:
        if not all(-1 <= number <= most and number for number in numbers):
            raise RefusedError(f"{self._text!r}: there are never so many in a month")
        return True

    def _connected(self, goes_on: Callable[[], bool], *fillers: str) -> None:
        """Take `, and` between two entries of a list, and only there."""
        before = self._position
        while self._take(*_AND):
            pass
        self._take(*fillers)
        if not goes_on():
            self._position = before

    def _numbered(self, into: set[int], most: int) -> bool:
        found = False
        while (number := words.number(self._peek())) is not None and number <= most:
            self._position += 1
            into.add(number)
            found = True
            self._connected(lambda: words.number(self._peek()) is not None)
        return found

    def _counted_in(self) -> bool:
        """`of the month`, `of each quarter`, `of the year`."""
        before = self._position
        while self._take("the", "each", "every", "a", "any"):
            pass
        if self._peek() in _COUNTED_IN:
            self._said.of = self._take(*_COUNTED_IN)
            return True
        self._position = before
        return False

    def _dates(self) -> bool:
        """`january 15`, `15 january`, `march and september`."""
        found = False
        if words.number(self._peek()) is not None and words.month(self._peek(1)) is not None:
            self._numbered(self._said.days, 31)
        while (month := words.month(self._peek())) is not None:
            self._position += 1
            self._said.months.add(month)
            found = True
            self._connected(lambda: words.month(self._peek()) is not None)
        if found and not self._said.days:
            self._take("the")
            self._numbered(self._said.days, 31)
        return found

    def _clock(self, *, bare: bool = False) -> bool:
        """Read `03:00`, `3am`, `noon` and, after `at`, `5`, `five` and `:30`."""
        found = False
        while (time := self._time(bare=bare or found)) is not None:
            self._position += 1
            self._take("oclock")
            self._said.times.add(time)
            found = True
            self._connected(lambda: self._time(bare=True) is not None)
        if not found and self._peek().startswith(":"):
            self._said.minutes.add(int(self._peek()[1:]))
            self._position += 1
            found = True
        return found

    def _time(self, *, bare: bool) -> int | None:
        token = self._peek()
        if token in _HOURS:
            return _HOURS[token]
        if ":" in token or token.endswith(_HALVES):
            return words.clock(token)
        hour = words.number(token) if bare else None
        return hour * 3600 if hour is not None and hour < 24 else None


def _tokens(text: str) -> list[str]:
    plain = _HALF.sub(r"\g<half>m", _DOTTED.sub(" ", text.lower())).replace("o'clock", "oclock")
    tokens, position = [], 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise RefusedError(f"{text!r} is no calendar in words: {plain[position]!r} is not understood there")
        if match["minute"]:
            tokens.append(f":{match['minute']}")
        elif token := match["clock"] or match["word"] or match["sign"]:
            tokens.append(token)
        position = match.end()
    return tokens


def _unit(word: str) -> str:
    return _UNITS.get(word) or _UNITS.get(word.removesuffix("s"), "")
