"""A task that a Kubernetes CronJob runs, as kube-state-metrics tells of it.

Its next schedule time moves on when a run fails, and a start is no success: both count only after a success.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd import metrics
from ddd.model import Schedule
from ddd.renderers.alerts._series import Sample, Series, Translation, series

_SYSTEM = "kubernetes-cronjob"
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9.]{0,50}[a-z0-9])?")  # a CronJob's name has at most 52 characters
_KEPT = f"max by ({metrics.CLUSTER}, {metrics.NAMESPACE}, {metrics.CRONJOB})"
"""One series a CronJob, however many kube-state-metrics tell of it and whatever they are called."""


def cron_job(schedule: Schedule) -> CronJob | None:
    """Return the CronJob of a schedule; None for other systems and for a name that only the cluster knows."""
    is_one = schedule.system == _SYSTEM and not schedule.references and _NAME.fullmatch(schedule.name)
    return CronJob(schedule.name, schedule.namespace) if is_one else None


@dataclass(frozen=True, slots=True)
class CronJob:
    """A CronJob, in whatever clusters it is installed."""

    name: str
    namespace: str = ""
    """Empty: in whatever namespaces, too."""

    def recordings(self) -> Iterator[tuple[str, str]]:
        """Yield each metric of the rules with the expression that gives it."""
        success, schedule = self._of(metrics.CRONJOB_LAST_SUCCESS), self._of(metrics.CRONJOB_LAST_SCHEDULE)
        yield metrics.LAST_SUCCESS, f"{_KEPT} ({success})"
        due = self._of(metrics.CRONJOB_NEXT_SCHEDULE)
        yield metrics.NEXT_DUE, f"{_KEPT} (\n  {due}\n    unless {schedule} > {success}\n)"
        ended = f"({success} >= bool {schedule}\n    or {schedule} * 0)"
        yield metrics.LAST_RUN_SUCCESS, f"{_KEPT} (\n  {ended}\n  unless {self._of(metrics.CRONJOB_ACTIVE)} >= 1\n)"

    def place(self, where: str) -> dict[str, str]:
        """Return the labels by which an overdue task of one namespace is told from that of another.

        Where the namespace is known, it is one cluster and another.
        """
        if self.namespace:
            return {metrics.CLUSTER: where, metrics.NAMESPACE: self.namespace, metrics.CRONJOB: self.name}
        return {metrics.NAMESPACE: where, metrics.CRONJOB: self.name}

    def place_of_failure(self, where: str) -> dict[str, str]:
        """Return those of a failed task."""
        return self.place(where)

    def succeeded(self, where: str, at: object) -> Iterator[Series]:
        """Yield what is told of a CronJob whose last run succeeded at a time."""
        yield self._series(metrics.CRONJOB_LAST_SCHEDULE, at, where)
        yield self._series(metrics.CRONJOB_LAST_SUCCESS, at, where)
        yield self._series(metrics.CRONJOB_ACTIVE, 0, where)

    def waiting(self, where: str, success: int, due: int) -> Iterator[Series]:
        """Yield what is told where the next due time is known as well."""
        yield from self.succeeded(where, success)
        yield self._series(metrics.CRONJOB_NEXT_SCHEDULE, due, where)

    def failed(self, where: str, hours: int) -> Iterator[Series]:
        """Yield what is told of a CronJob that has never done anything but fail, for so many hours."""
        yield self._series(metrics.CRONJOB_LAST_SCHEDULE, f"60x{hours}", where)
        yield self._series(metrics.CRONJOB_ACTIVE, f"0x{hours}", where)

    def not_yet(self, where: str, hours: int) -> Iterator[Series]:
        """Yield what is told of a CronJob that was never started."""
        yield self._series(metrics.CRONJOB_ACTIVE, f"0x{hours}", where)

    def translation(self) -> Translation:
        """Return every situation of a CronJob, one a namespace, or one a cluster."""
        none = None
        told = [
            *self._situation("done", start=-200, success=-100, due=500),
            *self._situation("done-at-once", start=-100, success=-100, due=500),
            *self._situation("failed", start=-50, success=-100, due=500),
            *self._situation("failed-first", start=60, success=none, due=500),
            *self._situation("runs", start=-50, success=-100, due=500, active=1),
            *self._situation("runs-twice", start=-50, success=-100, due=500, active=2),
            *self._situation("new", start=none, success=none, due=500),
            *self._situation("told-by-three", start=-200, success=-100, due=500, instance="first"),
            *self._situation("told-by-three", start=-200, success=-300, due=none, instance="second"),
            *self._situation("told-by-three", start=-400, success=-300, due=400, instance="third"),
            *self._situation("done", start=-200, success=-80, due=600, cluster="another"),
        ]
        for other in self._others():
            told += other._situation("done", start=60, success=none, due=700)
            told += other._situation("done", start=-1, success=-1, due=700, cluster="another")
        done = ("done", "done-at-once", "told-by-three")
        success = dict.fromkeys((*done, "failed", "runs", "runs-twice"), -100)
        due = dict.fromkeys((*done, "failed-first", "new"), 500)
        ended = {**dict.fromkeys(done, 1), "failed": 0, "failed-first": 0}
        return Translation(
            tuple(told),
            {
                metrics.LAST_SUCCESS: self._samples(success, another=-80),
                metrics.NEXT_DUE: self._samples(due, another=600),
                metrics.LAST_RUN_SUCCESS: self._samples(ended, another=1),
            },
        )

    def _others(self) -> Iterator[CronJob]:
        """Yield CronJobs that are none of this name and namespace, and must change nothing."""
        yield CronJob("another-cronjob", self.namespace)
        if self.namespace:
            yield CronJob(self.name, "another-namespace")

    def _of(self, metric: str) -> str:
        namespace = {metrics.NAMESPACE: self.namespace} if self.namespace else {}
        return metrics.series(metric, **namespace, **{metrics.CRONJOB: self.name})

    def _series(self, metric: str, values: object, where: str, **more: str) -> Series:
        return series(metric, values, **{**self.place(where), **more})

    def _situation(
        self, where: str, *, start: int | None, success: int | None, due: int | None, active: int = 0, **more: str
    ) -> Iterator[Series]:
        told = {
            metrics.CRONJOB_LAST_SCHEDULE: start,
            metrics.CRONJOB_LAST_SUCCESS: success,
            metrics.CRONJOB_NEXT_SCHEDULE: due,
            metrics.CRONJOB_ACTIVE: active,
        }
        for metric, value in told.items():
            if value is not None:
                yield self._series(metric, value, where, **more)

    def _samples(self, values: dict[str, int], another: int) -> list[Sample]:
        """Return what is recorded of each namespace; `another`: of the namespace `done` in another cluster."""
        here = [(self.place(where), value) for where, value in values.items()]
        return [*here, ({**self.place("done"), metrics.CLUSTER: "another"}, another)]
