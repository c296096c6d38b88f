"""Says which ways of failing are those of what a schedule starts: of its object, unit or DAG, not of the code it runs.

Formats: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ (one object says when and how often it is
tried again); systemd.timer(5) (`Unit=`, else the service of the timer's own name), systemd.unit(5) (drop-ins,
instances of templates).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ddd.model import FailureMode, Schedule
from ddd.scan.source import installed_name

_UNIT = "systemd-service"
_CLUSTER = "kubernetes-"
_DAG = "airflow"
_DROP_INS = re.compile(r"\.(?:service|timer)\.d$")
_INSTANCE = re.compile(r"@[^@]*(?=\.[a-z]+$)")


class OwnFailures:
    """The ways of failing that name an object, a unit or a DAG, by that name."""

    def __init__(self, failures: Iterable[FailureMode]) -> None:
        self._by_name: dict[str, list[FailureMode]] = defaultdict(list)
        for one in failures:
            if one.name and (one.system in (_UNIT, _DAG) or one.system.startswith(_CLUSTER)):
                self._by_name[_INSTANCE.sub("@", one.name)].append(one)

    def of(self, schedules: Iterable[Schedule]) -> tuple[FailureMode, ...]:
        """Return those of what the schedules start, each once, in the order of the facts."""
        return tuple(dict.fromkeys(one for schedule in schedules for one in self._of(schedule)))

    def _of(self, schedule: Schedule) -> Iterator[FailureMode]:
        for name in _names(schedule):
            yield from (one for one in self._by_name.get(name, ()) if _is_of(one, schedule))


def _names(schedule: Schedule) -> Iterator[str]:
    """Yield what a schedule and what it starts are called; of an object with several schedules the object's own."""
    if schedule.system == "systemd-timer":
        own = installed_name(schedule.origin)
        timer = own if own.endswith(".timer") else f"{schedule.target.rpartition('.')[0]}.timer"
        yield from dict.fromkeys(_INSTANCE.sub("@", unit) for unit in (schedule.target, timer))
    elif schedule.name:
        yield from dict.fromkeys((schedule.name, schedule.name.partition(" ")[0]))


def _is_of(failure: FailureMode, schedule: Schedule) -> bool:
    if failure.system == _UNIT:
        # The same name elsewhere is another host's, unless a task brings both to one place.
        together = _folder(failure.origin) == _folder(schedule.origin)
        led_to = any(one.path == failure.origin for one in schedule.evidence)
        return schedule.system == "systemd-timer" and (together or led_to)
    return failure.origin == schedule.origin and _kind(failure.system) == _kind(schedule.system)


def _kind(system: str) -> str:
    """`argo-cronworkflow` and `kubernetes-cronworkflow` speak of one object."""
    return system.rpartition("-")[2]


def _folder(path: str) -> str:
    """Return the folder a unit stands in; of a drop-in the one in which its unit would stand."""
    folder = path.rpartition("/")[0]
    return folder.rpartition("/")[0] if _DROP_INS.search(folder) else folder
