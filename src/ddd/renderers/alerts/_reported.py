"""A task that reports itself: its run writes the `ddd_task_*` series, by the textfile collector or a Pushgateway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddd import metrics
from ddd.renderers.alerts._series import Series, Translation, series


@dataclass(frozen=True, slots=True)
class Reported:
    """The series by which a task is reported."""

    task: str
    why: str = ""
    """Why no exporter is asked, where one knows things of this kind."""

    def recordings(self) -> Iterator[tuple[str, str]]:
        """Yield nothing: what is reported needs no translation."""
        yield from ()

    def place(self, where: str) -> dict[str, str]:
        """Return the labels by which an overdue task of one place is told from that of another."""
        return {metrics.INSTANCE: where}

    def place_of_failure(self, where: str) -> dict[str, str]:
        """Return those of a failed task."""
        return self.place(where)

    def succeeded(self, where: str, at: object) -> Iterator[Series]:
        """Yield what is told of a task whose last run succeeded at a time."""
        yield self._series(metrics.LAST_SUCCESS, at, where)
        yield self._series(metrics.LAST_RUN_SUCCESS, 1, where)

    def waiting(self, where: str, success: int, due: int) -> Iterator[Series]:
        """Yield what is told where the next due time is known as well."""
        yield self._series(metrics.LAST_SUCCESS, success, where)
        yield self._series(metrics.NEXT_DUE, due, where)

    def failed(self, where: str, hours: int) -> Iterator[Series]:
        """Yield what is told of a task that has never done anything but fail, for so many hours."""
        yield self._series(metrics.LAST_RUN_SUCCESS, f"0x{hours}", where)

    def not_yet(self, where: str, hours: int) -> Iterator[Series]:
        """Yield nothing: what has never run reports nothing."""
        yield from ()

    def translation(self) -> Translation | None:
        """Return None: nothing is translated."""
        return None

    def _series(self, metric: str, values: object, where: str) -> Series:
        return series(metric, values, task=self.task, **self.place(where))
