"""Knows what the cron dialects differ in. A Grammar says it; `field` and `parser` read by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from ddd.cadence.reading import Standing

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


class DayRule(Enum):
    """How day of month and weekday go together when both are restricted."""

    EITHER = auto()
    BOTH = auto()
    ONE = auto()
    """They never are: exactly one of them must be `?`."""


class Open(Enum):
    """What makes a day field unrestricted, where the day rule is EITHER."""

    STARTS = auto()
    """It starts with `*`, and so `*/2` counts as unrestricted too."""
    TERM = auto()
    """One of its terms is `*` or `?`, or steps through it by 1."""
    ALONE = auto()
    """It is `*` or `?`."""
    FULL = auto()
    """It holds every day, however it is written."""
    FULL_DATE = auto()
    """As FULL for the day of month, as ALONE for the weekday."""


class Clock(Enum):
    """What happens to the hour that spring skips and to the hour that autumn repeats."""

    CRON = auto()
    """A fixed time is made up for and runs once; a minute or hour that starts with `*` follows the clock."""
    INTERVAL = auto()
    """As NEXT, and everything with `*`, `-` or `/` in it runs again where the clock does."""
    WALL = auto()
    """What the clock on the wall skips does not run, what it shows twice runs twice."""
    ONCE = auto()
    """As CRON, but what the clock skips does not run."""
    NEXT = auto()
    """What the clock skips runs at the next time there is."""


class Backwards(Enum):
    """What becomes of a range that runs backwards (`22-2`)."""

    REFUSED = auto()
    WRAPS = auto()
    """Around the end of the field."""
    SWAPS = auto()
    """Its ends change places."""


class Step(Enum):
    """How long a step may be."""

    ANY = auto()
    LAST = auto()
    """Up to the last number of its column."""
    SPAN = auto()
    """Up to the distance between the first number of its column and the last."""
    RANGE = auto()
    """The same, and of its range."""


class Names(Enum):
    """How much of a month's or a weekday's English name may stand for its number."""

    SHORT = auto()
    """Three letters."""
    FULL = auto()
    """Three letters or the whole name."""
    PREFIX = auto()
    """Any beginning of it; the first month or weekday that begins so."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an expression and which numbers and names may stand in it."""

    letter: str
    """`s m h D M W Y`: second, minute, hour, day of month, month, day of week, year."""
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()
    """Instead of numbers, the first for `low`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grammar:
    """One dialect of cron. What is not said is as in Debian's cron."""

    system: str
    """Whose name stands in refusals and notes."""
    layouts: tuple[str, ...] = ("mhDMW",)
    """The orders of columns it takes, told apart by their number; letters as in Field."""
    weekdays: tuple[int, int] = (0, 7)
    sunday: int = 0
    week: tuple[int, int] = (0, 6)
    """From which weekday `*/2` counts, and to which `3/2`."""
    months: tuple[int, int] = (1, 12)
    hours: tuple[int, int] = (0, 23)
    years: tuple[int, int] = (1970, 2099)
    names: Names = Names.SHORT
    named: str = "MW"
    """Letters of the columns in which names may stand."""

    day_rule: DayRule = DayRule.EITHER
    open: Open = Open.ALONE
    clock: Clock = Clock.WALL

    question: str = ""
    """Letters of the columns in which `?` may stand; it means `*`."""
    steps: bool = True
    """`*/5` and `1-9/2`."""
    number_steps: bool = True
    """`5/15` for `5-59/15`."""
    bare_steps: bool = False
    """`/5` for `*/5`."""
    longest_step: Step = Step.ANY
    plain_ranges: bool = False
    """Ranges stand alone, not in a list, and between numbers only."""
    backwards: Backwards = Backwards.REFUSED
    sunday_begins: bool = False
    """A range may begin with the Sunday that ends the week: `7-2`."""
    sunday_ends: int | None = None
    """What a range that ends on Sunday (`5-0`, `5-7`) ends on."""
    draws: bool = False
    """`0~30`, at random."""
    hashed: bool = False
    """`H`, `H/15`, `H(0-29)`: chosen by the name of the job."""
    forms: frozenset[str] = frozenset()
    """Of the day columns, by example: `L L-3 LW L-3W 15W -3 last $ 5L L5 5#2 5#-1 5#L 5%2`, `WL` for a weekday `L`."""
    lone: str = ""
    """Letters of the day columns in which such a form cannot stand in a list."""
    joins: bool = False
    """`&` at the end of a day column: both must match."""

    macros: Mapping[str, str] = field(default_factory=dict)
    standing: Mapping[str, Standing] = field(default_factory=dict)
    """Macros that are no calendar."""
    any_case: bool = False
    """Macros may be written in capitals."""

    def column(self, letter: str) -> Field:
        """Describe a column."""
        names = letter in self.named
        match letter:
            case "s":
                return Field("s", "second", 0, 59)
            case "m":
                return Field("m", "minute", 0, 59)
            case "h":
                return Field("h", "hour", *self.hours)
            case "D":
                return Field("D", "day of month", 1, 31)
            case "M":
                return Field("M", "month", *self.months, MONTHS if names else ())
            case "W":
                first = self.weekdays[0] - self.sunday
                return Field("W", "day of week", *self.weekdays, (WEEKDAYS[first:] + WEEKDAYS[:first]) if names else ())
            case _:
                return Field("Y", "year", *self.years)
