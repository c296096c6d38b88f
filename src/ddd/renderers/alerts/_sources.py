"""Where the figures of a task come from, chosen by the origin of its schedules; each source translates its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ddd.model import Plan, Task
from ddd.renderers.alerts._kubernetes import CronJob, cron_job
from ddd.renderers.alerts._reported import Reported
from ddd.renderers.alerts._systemd import Timer, timer

Source = Reported | CronJob | Timer


def of(plan: Plan) -> Mapping[str, Source]:
    """Return where each task is seen, by its id.

    What the system calls a thing must be known literally and be the name of one task alone: an exporter tells names
    without the file they come from. Else whatever runs the task reports it.
    """
    native = {task.id: found for task in plan.tasks if (found := _native(task))}
    all_native = tuple(native.values())
    return {task.id: _chosen(task, native.get(task.id), all_native) for task in plan.tasks}


def _native(task: Task) -> CronJob | Timer | None:
    """Return what runs all schedules of the task; None where it is no one thing, or its name is open."""
    found = {cron_job(one) or timer(one) for one in task.schedules}
    return found.pop() if len(found) == 1 else None


def _chosen(task: Task, native: CronJob | Timer | None, found: Iterable[CronJob | Timer]) -> Source:
    if native is None:
        return Reported(task.id)
    shared = sum(_is_seen_as(one, native) for one in found)
    return Reported(task.id, f"{shared} tasks have the name {native.name}") if shared > 1 else native


def _is_seen_as(one: CronJob | Timer, native: CronJob | Timer) -> bool:
    """Tell whether what the rules of a thing look for is there of another one too: of a CronJob, any namespace's."""
    if isinstance(one, CronJob) and isinstance(native, CronJob) and not native.namespace:
        return one.name == native.name
    return one == native
