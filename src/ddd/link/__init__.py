"""Links what the facts say apart: a schedule to what it runs, who owns it and what documents it. Gives the Plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddd.link.declared import Declaration, Declared, laid_over, task_of_its_own
from ddd.link.escalation import as_declared, escalations, levels_of
from ddd.link.faults import COMPLETES_NOTHING, ID_TAKEN, NO_RHYTHM
from ddd.link.tasks import Linker
from ddd.lint.handles import PROSE
from ddd.model import EscalationStep, FailureMode, Finding, Inventory, Plan, Schedule, State, Task
from ddd.spec import Spec, load


def link(inventory: Inventory, declared: Declared | None = None, spec: Spec | None = None) -> Plan:
    """Return the Plan: a Task for every active schedule and every declared task. Declared beats extracted."""
    spec, declared = spec or load(), declared or Declared()
    linker = Linker(inventory, spec)
    tasks = {task.id: task for task in linker.tasks(filter(_is_a_job, inventory.schedules))}
    findings = []
    for declaration in declared.tasks:
        fault = _lay(tasks, declaration, spec)
        if fault:
            findings.append(fault)
    failing = (fact.origin for fact in inventory.facts if isinstance(fact, FailureMode))
    running = (place.path for task in tasks.values() for place in task.evidence)
    told = escalations(inventory, declared.policies, linker.owners)
    return Plan(
        tasks=tuple(tasks[name] for name in sorted(tasks)),
        inventory=inventory,
        owners=linker.owners.of_all((*failing, *running)),
        escalations={**told, **dict(_of_tasks(tasks, declared.tasks))},
        levels=dict(_levels(tasks.values(), declared)),
        findings=tuple(findings),
    )


def _levels(tasks: Iterable[Task], declared: Declared) -> Iterator[tuple[str, tuple[EscalationStep, ...]]]:
    """Yield the declared levels of each task that has some: its own, else those of the files that it runs."""
    own = {one.id: one.levels for one in declared.tasks}
    for task in tasks:
        paths = [step.evidence.path for step in task.steps] + [place.path for place in task.evidence]
        if levels := own.get(task.id) or levels_of(dict.fromkeys(paths), declared.policies):
            yield task.id, levels


def _of_tasks(
    tasks: dict[str, Task], declarations: Iterable[Declaration]
) -> Iterator[tuple[str, tuple[EscalationStep, ...]]]:
    """Yield, for the failures of a task whose escalation is declared in steps, those steps."""
    for declaration in declarations:
        if declaration.levels and declaration.id in tasks:
            for mode in tasks[declaration.id].failure_modes:
                yield mode.id, as_declared(mode, declaration.levels)


def _is_a_job(schedule: Schedule) -> bool:
    """Tell whether a schedule is work of its own: in force, and not a sentence about another one."""
    return schedule.state is State.ACTIVE and not (schedule.system == PROSE and schedule.target)


def _lay(tasks: dict[str, Task], declaration: Declaration, spec: Spec) -> Finding | None:
    """Lay one declaration over the task it completes, or add the task it makes; return what is wrong with it."""
    completed = tasks.pop(declaration.completes or declaration.id, None)
    if declaration.id in tasks:  # another task's id, which this one would take away
        if completed:
            tasks[completed.id] = completed
        what = f"the declared task “{declaration.id}” has the id of another task and is left out"
        return ID_TAKEN.finding(what, (declaration.evidence,), declaration.id)
    made = laid_over(completed, declaration, spec) if completed else task_of_its_own(declaration, spec.grace)
    if completed is None and declaration.completes:
        what = (
            f"the declared task “{declaration.id}” completes “{declaration.completes}”: "
            "no such task is found, or another entry completes it"
        )
        return COMPLETES_NOTHING.finding(what, (declaration.evidence,), declaration.id)
    if made is None:
        what = f"the declared task “{declaration.id}” has neither cadence nor schedule"
        return NO_RHYTHM.finding(what, (declaration.evidence,), declaration.id)
    tasks[made.id] = made
    return None
