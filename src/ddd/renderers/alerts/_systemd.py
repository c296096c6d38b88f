"""A task that a systemd timer starts, as node_exporter's systemd collector tells of it.

A trigger is no success: it counts unless the unit that it started has failed. 0 is a timer that never elapsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd import metrics
from ddd.model import Schedule
from ddd.renderers.alerts._series import Series, Translation, series
from ddd.scan.source import without_template_suffix

_SYSTEM = "systemd-timer"
_FILE = re.compile(r"(?:.*/)?(?P<timer>[A-Za-z0-9:_.-]+)\.timer(?:\.d/[^/]+)?")
_SERVICE = re.compile(r"[A-Za-z0-9:_.@-]+\.(?:service|target)")
_FAILED = "failed"


def timer(schedule: Schedule) -> Timer | None:
    """Return the timer of a schedule; None for other systems, for `backup@.timer` and for names that are open."""
    if schedule.system != _SYSTEM:
        return None
    file = _FILE.fullmatch(without_template_suffix(schedule.origin))
    unit = schedule.target if _SERVICE.fullmatch(schedule.target) else ""
    return Timer(f"{file['timer']}.timer", unit) if file and unit and not unit.count("@.") else None


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer and the unit it starts, on whatever hosts they are installed."""

    name: str
    unit: str

    def recordings(self) -> Iterator[tuple[str, str]]:
        """Yield each metric of the rules with the expression that gives it."""
        trigger = f"{metrics.series(metrics.TIMER_LAST_TRIGGER, name=self.name)} != 0"
        failed = metrics.series(metrics.UNIT_STATE, name=self.unit, state=_FAILED)
        host = f"on ({metrics.INSTANCE})"
        yield metrics.LAST_SUCCESS, f"{trigger}\n  unless {host} {failed} == 1"
        yield metrics.LAST_RUN_SUCCESS, f"1 - {failed}\n  and {host} {trigger}"

    def place(self, where: str) -> dict[str, str]:
        """Return the labels by which an overdue task of one host is told from that of another."""
        return {metrics.INSTANCE: where, "name": self.name}

    def place_of_failure(self, where: str) -> dict[str, str]:
        """Return those of a failed task."""
        return {metrics.INSTANCE: where, "name": self.unit, "state": _FAILED}

    def succeeded(self, where: str, at: object) -> Iterator[Series]:
        """Yield what is told of a timer that elapsed at a time, and whose unit has not failed."""
        yield self._trigger(where, at)
        yield self._state(where, 0)

    def waiting(self, where: str, success: int, due: int) -> Iterator[Series]:
        """Yield nothing: when a timer elapses next is not told."""
        yield from ()

    def failed(self, where: str, hours: int) -> Iterator[Series]:
        """Yield what is told of a timer whose unit has failed, for so many hours."""
        yield self._trigger(where, f"60x{hours}")
        yield self._state(where, f"1x{hours}")

    def not_yet(self, where: str, hours: int) -> Iterator[Series]:
        """Yield what is told of a timer that has never elapsed."""
        yield self._trigger(where, f"0x{hours}")
        yield self._state(where, f"0x{hours}")

    def translation(self) -> Translation:
        """Return every situation of a timer, one a host."""
        another = Timer("another.timer", "another.service")
        told = (
            *self.succeeded("done", -100),
            *another.failed("done", 1),
            self._state("done", 1, state="active"),
            *self.failed("failed", 1),
            *self.not_yet("not-yet", 1),
            *another.succeeded("not-yet", -5),
        )
        return Translation(
            told,
            {
                metrics.LAST_SUCCESS: [(self.place("done"), -100)],
                metrics.LAST_RUN_SUCCESS: [(self.place_of_failure("done"), 1), (self.place_of_failure(_FAILED), 0)],
            },
        )

    def _trigger(self, where: str, values: object) -> Series:
        return series(metrics.TIMER_LAST_TRIGGER, values, **self.place(where))

    def _state(self, where: str, values: object, state: str = _FAILED) -> Series:
        return series(metrics.UNIT_STATE, values, **{**self.place_of_failure(where), "state": state})
