"""What is to be settled before a task begins: access, who runs it, checks, blanks, other tasks it needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from ddd.link.commands import program, simple_commands
from ddd.link.declared import run_by
from ddd.model import Claim, Completeness, Evidence, Plan, Schedule, Task
from ddd.renderers import words
from ddd.renderers.views import checks
from ddd.renderers.views.blanks import blanks, unset_variables
from ddd.renderers.views.by_hand import start
from ddd.renderers.views.cutting import Cut, cut, for_each_task, short
from ddd.renderers.views.failures import title
from ddd.renderers.views.task import counts
from ddd.scan.tree import DECLARED_TASKS
from ddd.spec import Spec

_WORD = re.compile(r"[\w.@-]+")
_NAME = re.compile(r"[\w@-]*[A-Za-z_][\w@-]*(?:\.(?:sh|bash|py|pl|rb|php|yml|yaml|service|timer)|[-_.]\w[\w.@-]*)")
"""A name that somebody gave: `nightly.sh`, `thin-out-backups`; `tar` is none."""
_LEAST_NAME = 6

Lacking = tuple[str, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precheck:
    """One condition that must hold, and what happens otherwise."""

    claim: Claim
    otherwise: tuple[str, ...]
    """The failures that the same line leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Another task whose work this one names."""

    task: Task
    name: str
    """The word by which it names it."""
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """One task."""

    task: Task
    runner: str
    """`cron`; empty: a person."""
    users: tuple[str, ...]
    by_hand: tuple[str, ...]
    """The users as whom a person starts it; empty: nobody says."""
    run_at: tuple[Evidence, ...]
    script: str
    """Path of the script that asks the checks; empty: a script can ask none."""
    prechecks: Cut[Precheck]
    blanks: tuple[str, ...]
    variables: tuple[str, ...]
    needs: tuple[Need, ...]
    lacks: tuple[str, ...]
    """What nobody says: `access`, `a check before it begins`, `whom to call`."""
    other_failures: int
    """Known ways of failing that no check here tells beforehand."""

    @property
    def is_bare(self) -> bool:
        """Tell whether nothing is known but who runs it and whom to call."""
        known = (self.task.access, self.prechecks.shown, self.blanks, self.variables, self.needs)
        return not any(known)


ADVICE = {
    "access": f"`# Access: …` in the task's script, or `access:` in `{DECLARED_TASKS}`",
    "a check before it begins": (
        f"`set -e` and a check such as `test -d …` before the first change of its script, or `precheck:` in "
        f"`{DECLARED_TASKS}`"
    ),
    "whom to call": f"a line in `CODEOWNERS`, `# Owner: …` in its script, or `escalation:` in `{DECLARED_TASKS}`",
}


def checklists(
    plan: Plan, scores: Mapping[str, Completeness], spec: Spec, scripts: Mapping[str, str]
) -> tuple[Checklist, ...]:
    """Return the checklist of every task, in the order of the plan. `scripts`: task id -> what asks its checks."""
    needs = _needs(plan)
    most = for_each_task(len(plan.tasks))
    return tuple(
        _checklist(
            task, scores[task.id], spec, needs=needs.get(task.id, ()), most=most, script=scripts.get(task.id, "")
        )
        for task in plan.tasks
    )


def lacking(lists: Iterable[Checklist]) -> tuple[Lacking, ...]:
    """Return what is not documented, for how many tasks, and how to add it; nothing where nothing is missing."""
    everything = tuple(lists)
    counted = ((what, sum(what in one.lacks for one in everything), advice) for what, advice in ADVICE.items())
    return tuple(one for one in counted if one[1])


def _checklist(
    task: Task, score: Completeness, spec: Spec, needs: tuple[Need, ...], most: int, script: str
) -> Checklist:
    run = run_by(task)
    prechecks = tuple(_prechecks(task, spec))
    told = {otherwise for one in prechecks for otherwise in one.otherwise}
    ways = {short(title(mode)) for mode in task.failure_modes if counts(mode)}
    return Checklist(
        task=task,
        runner=" and ".join(sorted({words.runner(schedule) for schedule in run})),
        users=tuple(sorted({schedule.user for schedule in run if schedule.user})),
        by_hand=start(task, spec).users,
        run_at=_places(run) or task.evidence[:1],
        script=script,
        prechecks=cut(prechecks, most),
        blanks=blanks(task, spec),
        variables=unset_variables(task, spec),
        needs=needs,
        lacks=tuple(_lacks(task, score, spec)),
        other_failures=len(ways - told),
    )


def _places(schedules: Iterable[Schedule]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(schedule.place for schedule in schedules))


def _lacks(task: Task, score: Completeness, spec: Spec) -> Iterator[str]:
    earned = {point.criterion: point.earned for point in score.points}
    said = any(spec.says(claim.text) for claim in task.access)
    missing = (not said, not earned.get("precheck"), not task.owners)
    yield from (what for what, lacks in zip(ADVICE, missing, strict=True) if lacks)


def _prechecks(task: Task, spec: Spec) -> Iterator[Precheck]:
    """Yield the checks that say something, with the failures that stand at the same lines."""
    at: dict[str, list[str]] = {}
    for mode in task.failure_modes:
        if counts(mode):
            at.setdefault(str(mode.place), []).append(title(mode))
    for claim in dict.fromkeys(checks.before(task, spec)):
        if spec.says(claim.text):
            otherwise = dict.fromkeys(found for place in claim.evidence for found in at.get(str(place), ()))
            yield Precheck(claim=claim, otherwise=tuple(short(one) for one in otherwise if one != claim.text))


def _needs(plan: Plan) -> dict[str, tuple[Need, ...]]:
    """Return which other tasks the steps and checks of a task name, by the script or unit only those run."""
    runners: dict[str, list[Task]] = {}
    for task in plan.tasks:
        for name in _names(task):
            runners.setdefault(name, []).append(task)
    alone = {name: tasks[0] for name, tasks in runners.items() if len(tasks) == 1}
    return {task.id: tuple(_needed_by(task, alone)) for task in plan.tasks}


def _names(task: Task) -> set[str]:
    """Return the names by which a task is started: of its script and of its unit."""
    programs = {program(words) for words in simple_commands(task.command)}
    units = {PurePosixPath(schedule.target).name for schedule in task.schedules}
    return {name for name in programs | units if len(name) >= _LEAST_NAME and _NAME.fullmatch(name)}


def _needed_by(task: Task, alone: Mapping[str, Task]) -> Iterator[Need]:
    own = _names(task)
    found: dict[str, list[Evidence]] = {}
    steps = ((step.command, (step.evidence,)) for step in task.steps)
    asked = ((claim.text, claim.evidence) for claim in task.prechecks)
    for text, places in chain(steps, asked):
        for name in dict.fromkeys(_WORD.findall(text)):
            if name in alone and alone[name] is not task and name not in own:
                found.setdefault(name, []).extend(places)
    for name, named_at in sorted(found.items()):
        yield Need(task=alone[name], name=name, places=tuple(dict.fromkeys(named_at)))
