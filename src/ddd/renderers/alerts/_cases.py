"""The test cases of the alert rules, for promtool: what is done is silent, late fires, never done fires.

"Long ago" is a negative time: so most tests have to simulate no more than the second 0 of 1970. Only what waits for the
end of the set-up time takes a day. Each test loads all rules, so many tasks share their tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ddd import metrics
from ddd.model import Cadence, Claim, Plan, Severity, Task, replace
from ddd.renderers.alerts import _check
from ddd.renderers.alerts import _series as expect
from ddd.renderers.alerts import _words as words
from ddd.renderers.alerts._series import Series, series
from ddd.renderers.alerts._sources import Source
from ddd.renderers.alerts._words import Annotations, labels, this_task
from ddd.renderers.renderer import Options

_INTERVAL = "1h"
_LONG_AGO = 10
"""As many maximum ages ago."""
_TEN_MINUTES = 600
_ALONE, _SHARES = 40, 10
"""So many tasks have quick tests of their own; more of them share ten of each kind."""
_ALONE_FOR_DAYS, _SHARES_OF_DAYS = 8, 4
"""The same for the tests that wait for a day, and cost ten times as much."""
_A_SECOND = "1s"
_NOW = "0m"

Test = dict[str, Any]


class Cases:
    """Everything that the cases of a plan depend on."""

    def __init__(self, plan: Plan, sources: Mapping[str, Source], set_up_hours: int, options: Options) -> None:
        self._plan = plan
        self._sources = sources
        self._hours = set_up_hours
        self._options = options

    def file(self, rules_file: str, tests: Iterable[Test] | None = None) -> dict[str, Any]:
        """Return a test file as data: of these tests, or of all."""
        chosen = self.all() if tests is None else tests
        return {"rule_files": [rules_file], "evaluation_interval": _INTERVAL, "tests": list(chosen)}

    def all(self, together: int | None = None) -> Iterator[Test]:
        """Yield every test. together: so many tasks share one; None: as many as keep promtool quick."""
        if self._plan.tasks:
            yield from self.of_tasks(together)
            yield from self._of_all()

    def of_tasks(self, together: int | None = None) -> Iterator[Test]:
        """Yield the tests of the tasks, one after the other; those that take days last."""
        for tasks in self._shares(_ALONE, _SHARES, together):
            yield self._done(tasks)
            yield self._late(tasks)
            yield self._failed(tasks)
            if any(self._sources[task.id].translation() for task in tasks):
                yield self._translated(tasks)
        for tasks in self._shares(_ALONE_FOR_DAYS, _SHARES_OF_DAYS, together):
            yield self._never(tasks)
        yield self._fails_on(self._plan.tasks)

    def three_of(self, task: Task) -> tuple[Test, Test, Test]:
        """Return the three cases of one task: done, late, never done."""
        return self._done([task]), self._late([task]), self._never([task])

    def _shares(self, alone: int, shares: int, together: int | None) -> Iterator[Sequence[Task]]:
        """Yield the tasks of each test: one of its own for `alone` of them, else at most so many shares."""
        tasks = self._plan.tasks
        size = together or (1 if len(tasks) <= alone else -(-len(tasks) // shares))
        for start in range(0, len(tasks), size):
            yield tasks[start : start + size]

    def _done(self, tasks: Sequence[Task]) -> Test:
        """Return the test of what must stay silent, up to the last second of grace."""
        told: list[Series] = []
        for task in tasks:
            source, max_age = self._sources[task.id], task.longest_gap + task.grace
            told += source.succeeded("just-now", -1)
            told += source.succeeded("ten-minutes-later", -task.longest_gap - min(_TEN_MINUTES, task.grace))
            told += source.succeeded("in-the-last-second", -max_age)
            told += source.waiting("not-due-yet", -max_age * _LONG_AGO, _LONG_AGO)
            told += source.waiting("in-the-last-second-of-grace", -max_age * _LONG_AGO, -task.grace)
        checks = [expect.alerts_at(_NOW, alert, []) for alert in (*_overdue_alerts(tasks), metrics.FAILED)]
        return _test("done ten minutes later than the longest gap, still within the grace: silent", tasks, told, checks)

    def _late(self, tasks: Sequence[Task]) -> Test:
        """Return the test of what is late by the one second that `_done` was not."""
        told: list[Series] = []
        for task in tasks:
            told += self._sources[task.id].succeeded("late", -task.longest_gap - task.grace - 1)
        checks = self._overdue(_NOW, tasks, "late")
        return _test("late by a second: fires", tasks, told, checks)

    def _never(self, tasks: Sequence[Task]) -> Test:
        """Return the test of what nothing is known of, until an hour after the set-up time it succeeds."""
        told: list[Series] = []
        first = (self._hours + 1) * 3600
        for task in tasks:
            told += self._sources[task.id].not_yet("never-done", self._hours + 1)
            told += self._sources[task.id].succeeded("done-at-last", f"_x{self._hours + 1} {first}")
        checks = []
        for task in tasks:
            query = expect.firing(metrics.NEVER_REPORTED, task=task.id)
            known = {"alertname": metrics.NEVER_REPORTED, "alertstate": "firing", **self._never_labels(task)}
            fires = {"labels": metrics.series("ALERTS", **known), "value": 1}
            checks += [
                expect.samples_at(f"{self._hours - 1}h", query, []),
                expect.samples_at(f"{self._hours}h", query, [fires]),
                expect.samples_at(f"{self._hours + 1}h", query, []),
            ]
        name = f"never done: fires when {self._hours} hours are over, not before, and ends with the first success"
        return _test(name, tasks, told, checks, queries=True)

    def _failed(self, tasks: Sequence[Task]) -> Test:
        """Return the test of what failed, and of what missed the time it was due next."""
        told: list[Series] = []
        for task in tasks:
            told += self._sources[task.id].failed("failed", 1)
            told += self._sources[task.id].waiting("missed", -1, -task.grace - 1)
        able = [task for task in tasks if any(self._sources[task.id].waiting("", 0, 0))]
        checks = [
            *self._overdue(_NOW, able, "missed"),
            expect.alerts_at(_NOW, metrics.FAILED, [self._failure(task) for task in tasks]),
        ]
        return _test("failed, or not done by the next due time: fires", tasks, told, checks)

    def _fails_on(self, tasks: Sequence[Task]) -> Test:
        """Return the test of what has done nothing but fail: that is known of it."""
        told: list[Series] = []
        hours = self._hours + 2
        for task in tasks:
            told += self._sources[task.id].failed("failed", hours)
        made = _test(
            "fails from the first run on: is told as failed, not as never reported",
            tasks,
            told,
            [expect.alerts_at(f"{hours}h", metrics.FAILED, [self._failure(task) for task in tasks])],
        )
        queries = [expect.firing(metrics.NEVER_REPORTED, task=task.id) for task in tasks]
        made["promql_expr_test"] = [expect.samples_at(f"{hours}h", query, []) for query in queries]
        return made

    def _translated(self, tasks: Sequence[Task]) -> Test:
        """Return the test of the recording rules that read an exporter."""
        told: list[Series] = []
        checks = []
        for task in tasks:
            translation = self._sources[task.id].translation()
            if translation is None:
                continue
            told += translation.told
            for metric, recorded in translation.recorded.items():
                samples = [
                    expect.sample(metric, value, **{**place, metrics.TASK: task.id}) for place, value in recorded
                ]
                checks.append(expect.samples_at(_NOW, metrics.series(metric, task=task.id), samples))
        return _test("what the exporter tells is what the alerts see", tasks, told, checks, queries=True)

    def _of_all(self) -> Iterator[Test]:
        """Yield what needs several tasks: the words for each of them, and neighbours that must change nothing."""
        yield self._words_of_never()
        for _, tasks in by_cadence(self._plan):
            yield self._neighbours(tasks[0])
        yield self._runs_alone()
        yield from _check.cases(self._options)

    def _words_of_never(self) -> Test:
        never = [
            _alert(self._never_labels(task), words.never_reported(this_task(task, self._options)))
            for task in self._plan.tasks
        ]
        checks = [expect.alerts_at(f"{self._hours}h", metrics.NEVER_REPORTED, never)]
        return {
            "name": "nothing is reported at all: every task fires",
            "interval": _INTERVAL,
            "alert_rule_test": checks,
        }

    def _neighbours(self, task: Task) -> Test:
        """Return the test of a Prometheus that another repository's rules were given to as well.

        It knows a task of the same id, with limits of its own; others of this cadence, one of them late and failed
        like this one, and owned whether or not this one is; and one of another cadence. What is paused is never late.
        """
        owned = replace(task, id="a-task-that-is-owned", owners=(Claim(text="its owner", evidence=()),))
        known = {metrics.CADENCE: task.cadence.value, metrics.SEVERITY: "none", metrics.OWNER: "another repository"}
        others = (
            ({metrics.TASK: task.id, **known}, -1),
            ({metrics.TASK: "another-task", **known, metrics.OWNER: "a third repository"}, 10**10),
            ({metrics.TASK: "another-cadence", **known, metrics.CADENCE: "another"}, 0),
        )
        told = [series(metric, age, **one) for one, age in others for metric in (metrics.MAX_AGE, metrics.GRACE)]
        max_age = task.longest_gap + task.grace
        told.append(series(metrics.MAX_AGE, max_age, **labels(owned, self._plan)))
        told.append(series(metrics.GRACE, task.grace, **labels(owned, self._plan)))
        for name in (task.id, owned.id, "another-cadence"):
            told.append(series(metrics.LAST_SUCCESS, -max_age - 1, task=name, instance="late"))
            told.append(series(metrics.LAST_SUCCESS, 0, task=name, instance="missed"))
            told.append(series(metrics.NEXT_DUE, -task.grace - 1, task=name, instance="missed"))
            told.append(series(metrics.LAST_SUCCESS, -max_age - 1, task=name, instance="paused"))
            told.append(series(metrics.NEXT_DUE, "Inf", task=name, instance="paused"))
        for one in (task, owned):
            told.append(series(metrics.LAST_RUN_SUCCESS, 0, task=one.id, instance="failed"))
            told.append(series(metrics.LAST_RUN_SUCCESS, 1, task=one.id, instance="done"))
        places = [{metrics.INSTANCE: where} for where in ("late", "missed")]
        late = [self._overdue_task(one, place) for one in (task, owned) for place in places]
        failed = [self._failed_task(one, {metrics.INSTANCE: "failed"}) for one in (task, owned)]
        checks = [
            expect.alerts_at(_NOW, metrics.overdue_alert(task.cadence.value), late),
            expect.alerts_at(_NOW, metrics.FAILED, failed),
        ]
        return _test("other repositories' tasks change nothing", [task], told, checks)

    def _runs_alone(self) -> Test:
        """Return the test of a task of which only runs are reported: a failed one is known, a good one is no proof.

        Nor is the success of another task, or when another one is due. Of which is known when it is due first, that
        decides: work of every quarter is not missed on its second day.
        """
        told = [
            series(metric, f"0x{self._hours}", task="another-task", instance="one")
            for metric in (metrics.LAST_SUCCESS, metrics.NEXT_DUE)
        ]
        told.append(series(metrics.MAX_AGE, f"1x{self._hours}", task="only-due"))
        told.append(series(metrics.NEXT_DUE, f"{10**10}x{self._hours}", task="only-due", instance="one"))
        for name, value in (("only-fails", 0), ("only-runs", 1)):
            told.append(series(metrics.MAX_AGE, f"1x{self._hours}", task=name))
            told.append(series(metrics.LAST_RUN_SUCCESS, f"{value}x{self._hours}", task=name, instance="one"))
        query = expect.firing(metrics.NEVER_REPORTED)[:-1] + ',task=~"only-.*"}'
        label = {"alertname": metrics.NEVER_REPORTED, "alertstate": "firing", metrics.TASK: "only-runs"}
        fires = {"labels": metrics.series("ALERTS", **label, severity=Severity.WARNING.value), "value": 1}
        return {
            "name": "a run without a known success: never reported fires, unless it failed or is not due yet",
            "interval": _INTERVAL,
            "input_series": told,
            "promql_expr_test": [expect.samples_at(f"{self._hours}h", query, [fires])],
        }

    def _overdue(self, time: str, tasks: Sequence[Task], where: str) -> list[dict[str, Any]]:
        """Expect each of the tasks to be late by a second at one place."""
        checks = []
        for alert in _overdue_alerts(tasks):
            late = [
                self._overdue_task(task, self._sources[task.id].place(where))
                for task in tasks
                if metrics.overdue_alert(task.cadence.value) == alert
            ]
            checks.append(expect.alerts_at(time, alert, late))
        return checks

    def _overdue_task(self, task: Task, place: Mapping[str, str]) -> dict[str, Any]:
        subject = this_task(task, self._options, lateness=_A_SECOND)
        return _alert({**labels(task, self._plan), **place}, words.overdue(subject))

    def _failure(self, task: Task) -> dict[str, Any]:
        return self._failed_task(task, self._sources[task.id].place_of_failure("failed"))

    def _failed_task(self, task: Task, place: Mapping[str, str]) -> dict[str, Any]:
        return _alert({**labels(task, self._plan), **place}, words.failed(this_task(task, self._options)))

    def _never_labels(self, task: Task) -> dict[str, str]:
        return {**labels(task, self._plan), metrics.SEVERITY: Severity.WARNING.value}


def is_quick(test: Test) -> bool:
    """Tell whether a test simulates no more than a moment."""
    checks = (*test.get("alert_rule_test", ()), *test.get("promql_expr_test", ()))
    return all(one["eval_time"] == _NOW for one in checks)


def by_cadence(plan: Plan) -> Iterator[tuple[Cadence, tuple[Task, ...]]]:
    """Yield each cadence that has tasks, and they."""
    for cadence in Cadence:
        tasks = tuple(task for task in plan.tasks if task.cadence is cadence)
        if tasks:
            yield cadence, tasks


def _overdue_alerts(tasks: Sequence[Task]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(metrics.overdue_alert(task.cadence.value) for task in tasks))


def _alert(known: Mapping[str, str], annotations: Annotations) -> dict[str, Any]:
    return {"exp_labels": dict(known), "exp_annotations": annotations}


def _test(
    what: str, tasks: Sequence[Task], told: Sequence[Series], checks: Sequence[dict[str, Any]], *, queries: bool = False
) -> Test:
    first, last = tasks[0].id, tasks[-1].id
    whose = first if len(tasks) == 1 else f"{first} … {last} ({len(tasks)} tasks)"
    kind = "promql_expr_test" if queries else "alert_rule_test"
    return {"name": f"{whose}: {what}", "interval": _INTERVAL, "input_series": list(told), kind: list(checks)}
