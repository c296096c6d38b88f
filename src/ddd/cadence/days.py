"""Knows the days of a month that no number tells: the second Friday, the working day nearest to the 15th."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol

_EPOCH = date(1970, 1, 1)
_FIRST_WEEK = (date(2018, 12, 31) - _EPOCH).days
"""The Monday from which fugit counts weeks (et-orbi 1.4)."""

_SATURDAY, _SUNDAY = 5, 6


class Month(NamedTuple):
    """A month of a certain year."""

    eve: int
    """Days since 1970 of the day before its first, so that `eve + 1` is the first."""
    weekday: int
    """Of its first day; 0 is Monday."""
    length: int

    def on(self, weekday: int) -> range:
        """List its days that fall on a weekday."""
        return range(1 + (weekday - self.weekday) % 7, self.length + 1, 7)


class DayRule(Protocol):
    """Finds days of a month."""

    def days(self, month: Month) -> Iterable[int]:
        """List them, counted from 1."""
        ...


@dataclass(frozen=True, slots=True)
class Nth:
    """The nth such weekday of the month."""

    weekday: int
    """0 is Monday."""
    nth: int
    """Below zero counted from the end, -1 the last."""

    def days(self, month: Month) -> Iterable[int]:
        """Give one day or none: not every month has a fifth Friday."""
        fitting = month.on(self.weekday)
        index = self.nth - 1 if self.nth > 0 else self.nth + len(fitting)
        return fitting[index : index + 1] if index >= 0 else ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The working day nearest to a day, in the same month."""

    day: int
    """1 to 31; below zero counted from the end of the month, -1 its last day."""

    def days(self, month: Month) -> Iterable[int]:
        """Give one day, or none in a month that has no such day."""
        day = self.day if self.day > 0 else month.length + 1 + self.day
        if not 1 <= day <= month.length:
            return ()
        weekday = (month.weekday + day - 1) % 7
        if weekday == _SATURDAY:
            return (day - 1 if day > 1 else day + 2,)
        if weekday == _SUNDAY:
            return (day + 1 if day < month.length else day - 2,)
        return (day,)


@dataclass(frozen=True, slots=True)
class Alternate:
    """A weekday in every second, third … week, as fugit counts weeks."""

    weekday: int
    every: int
    rest: int
    """The week's number leaves this rest."""

    def days(self, month: Month) -> Iterable[int]:
        """Give the days in such weeks."""
        return (
            day
            for day in month.on(self.weekday)
            if ((month.eve + day - _FIRST_WEEK) // 7 - self.rest) % self.every == 0
        )


@dataclass(frozen=True, slots=True)
class InWeeks:
    """A weekday in certain weeks of the year, as ISO 8601 numbers them."""

    weekday: int
    weeks: frozenset[int]

    def days(self, month: Month) -> Iterable[int]:
        """Give the days in such weeks."""
        eve = _EPOCH + timedelta(days=month.eve)
        return (day for day in month.on(self.weekday) if (eve + timedelta(days=day)).isocalendar().week in self.weeks)
