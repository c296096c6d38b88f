"""Makes one Task of the schedules that run one job, and of everything that is known about what they run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, count
from typing import TypeVar

from ddd.cadence import gap_of_several
from ddd.link.commands import program, simple_commands, without_output
from ddd.link.declared import NOT_NEEDED
from ddd.link.follow import Files, Followed
from ddd.link.own_failures import OwnFailures
from ddd.link.owners import Owners
from ddd.lint.handles import PROSE, handles
from ddd.model import (
    Cadence,
    Check,
    Claim,
    Evidence,
    Fact,
    FailureMode,
    Inventory,
    Phase,
    Procedure,
    Rollback,
    Schedule,
    State,
    Step,
    Task,
)
from ddd.resolve.identity import slug
from ddd.scan.source import installed_name
from ddd.spec import Spec

_F = TypeVar("_F", bound=Fact)

_MAX_FILES = 50
_MIN_NAME = 6
_FREQUENT_FIRST = list(Cadence)
# Programs that stand around the work in a command line; they are not steps of it.
_SURROUNDINGS = frozenset(
    {"cd", "logger", "test", "[", "true", "tee", "mail", "mailx", "ts", "cat", "sleep", "export", "set"}
)


class Linker:
    """Knows the facts of an inventory by file."""

    def __init__(self, inventory: Inventory, spec: Spec) -> None:
        self._spec = spec
        self.owners = Owners(inventory)
        self._files = Files(inventory)
        self._by_file: dict[str, list[Fact]] = defaultdict(list)
        self._documents: list[Procedure] = []
        self._told = [one for one in inventory.schedules if one.system == PROSE and one.target]
        for fact in inventory.facts:
            if fact.state not in (State.ACTIVE, State.EXAMPLE):
                continue
            self._by_file[fact.origin].append(fact)
            if isinstance(fact, Procedure) and fact.system == "markdown":
                self._documents.append(fact)
        failures = (fact for facts in self._by_file.values() for fact in facts if isinstance(fact, FailureMode))
        self._own_failures = OwnFailures(failures)

    def tasks(self, schedules: Iterable[Schedule]) -> list[Task]:
        """Return a Task for every job that the schedules run, sorted by id. Copies of one job become one Task."""
        jobs: dict[str, dict[str, list[Schedule]]] = defaultdict(lambda: defaultdict(list))
        for schedule in schedules:
            jobs[self._id(schedule)][schedule.command or schedule.target].append(schedule)
        tasks = []
        for name, by_command in sorted(jobs.items()):
            ordinals = (f"{name}-{number}" for number in count(2))
            free = chain([name], (one for one in ordinals if one not in jobs))
            # In the order of the commands, so that moving a line in a file renames nothing.
            tasks += [
                self._task(task_id, same) for (_, same), task_id in zip(sorted(by_command.items()), free, strict=False)
            ]
        return tasks

    def _id(self, schedule: Schedule) -> str:
        component = "/".join(slug(part) for part in schedule.component.split("/") if part)
        return f"{component}/{self._native_name(schedule)}".lstrip("/")

    def _native_name(self, schedule: Schedule) -> str:
        """Return the name the system knows the job by, else its command without folders and redirections."""
        if schedule.system == "systemd-timer":
            return slug(installed_name(schedule.origin).removesuffix(".timer"))
        if schedule.name and schedule.system != "crontab":
            return slug(schedule.name)
        commands = map(without_output, simple_commands(schedule.command))
        words = next((one for one in commands if program(one) not in _SURROUNDINGS), ())
        return slug(" ".join((program(words), *words[1:])) or schedule.name or schedule.target)

    def _task(self, task_id: str, schedules: list[Schedule]) -> Task:
        first = min(schedules, key=lambda one: (one.longest_gap or 0, one.place))
        gap = _gap(first, schedules)
        followed = self._files.run_by(first)
        paths = self._with_calls(one.path for one in followed)
        procedures = list(self._facts(Procedure, paths))
        rollbacks = list(self._facts(Rollback, paths))
        checks = list(self._facts(Check, paths))
        failures = dict.fromkeys((*self._own_failures.of(schedules), *self._facts(FailureMode, paths)))
        return Task(
            id=task_id,
            title=first.name or slug(first.command),
            cadence=min((one.cadence for one in schedules if one.cadence), key=_FREQUENT_FIRST.index),
            schedules=tuple(schedules),
            longest_gap=gap,
            grace=self._spec.grace.of(gap, first.random_delay),
            command=first.command,
            resolved=bool(followed),
            purpose=_first(one.purpose for one in procedures),
            steps=self._steps(first, followed, procedures),
            prechecks=tuple(_checked(one) for one in checks if one.phase is Phase.PRE),
            validations=tuple(_checked(one) for one in checks if one.phase is Phase.POST),
            access=tuple(one.access for one in procedures if one.access),
            rollback=tuple(_way_back(one) for one in rollbacks if not NOT_NEEDED.match(one.name)),
            rollback_not_needed=_first(_way_back(one) for one in rollbacks if NOT_NEEDED.match(one.name)),
            on_failure=tuple(_on_failure(procedures, rollbacks)),
            failure_modes=tuple(one for one in failures if not one.suppressed),
            owners=self._owners_of((*paths, first.origin)),
            duration=_first(one.duration for one in procedures),
            references=tuple(self._mentions(first, paths)),
            component=first.component,
            evidence=_evidence(schedules, followed, procedures),
        )

    def _with_calls(self, paths: Iterable[str]) -> list[str]:
        """Return the files and those their procedures call, in order: roles, task files, other installed scripts."""
        found: dict[str, None] = {}
        pending = list(paths)
        while pending and len(found) < _MAX_FILES:
            path = pending.pop(0)
            if path in found:
                continue
            found[path] = None
            procedures = list(self._facts(Procedure, [path]))
            calls = self._files.existing(call for procedure in procedures for call in procedure.calls)
            steps = [step.command for procedure in procedures for step in procedure.steps]
            pending = [*calls, *self._files.installed_by(steps), *pending]
        return list(found)

    def _facts(self, kind: type[_F], paths: Iterable[str]) -> Iterator[_F]:
        for path in paths:
            yield from (fact for fact in self._by_file.get(path, ()) if isinstance(fact, kind))

    def _steps(self, schedule: Schedule, followed: list[Followed], procedures: list[Procedure]) -> tuple[Step, ...]:
        """Return the steps of what is run; a command that leads to no file of ours is a step by itself."""
        place = schedule.place
        if not followed and not schedule.command:
            # What a document tells people to do is an act by hand; what a machine does without a command is no step,
            # unless one knows the program: a stanza of logrotate's is carried out by logrotate.
            if schedule.system == PROSE:
                return (Step(text=schedule.name, manual=True, evidence=place),)
            own = self._spec.programs.get(schedule.system)
            return (Step(command=own, evidence=place),) if own else ()
        if not followed:
            return (Step(command=schedule.command, evidence=place),)
        is_all = any(one.path == schedule.origin for one in followed)  # a workflow: its steps are what is run
        beside = [] if is_all else list(self._commands_beside(schedule, followed))
        if not procedures:
            return (Step(command=schedule.command, evidence=place),)
        steps = [step for procedure in procedures for step in procedure.steps]
        return (*steps, *(Step(command=" ".join(words), evidence=place) for words in beside))

    def _commands_beside(self, schedule: Schedule, followed: list[Followed]) -> Iterator[tuple[str, ...]]:
        names = {installed_name(one.path) for one in followed}
        for words in simple_commands(schedule.command):
            runs_file = any(word.rsplit("/", 1)[-1] in names for word in words)
            leads_to_file = any(
                definition.value == one.path for one in followed for definition in self._files.at(words[0])
            )
            if program(words) not in _SURROUNDINGS and not runs_file and not leads_to_file:
                yield words

    def _owners_of(self, paths: Iterable[str]) -> tuple[Claim, ...]:
        return next((owners for owners in map(self.owners.of, paths) if owners), ())

    def _mentions(self, schedule: Schedule, paths: list[str]) -> Iterator[Claim]:
        """Yield the documents that name the job, its script or its playbook."""
        own = handles(schedule)
        yield from (Claim(text=one.name, evidence=one.evidence) for one in self._told if one.target in own)
        names = {installed_name(path) for path in paths} | {schedule.name}
        names = {name.lower() for name in names if len(name) >= _MIN_NAME and name not in {"main.yml", "main.yaml"}}
        for document in self._documents:
            texts = (document.title, *(f"{step.text} {step.command}" for step in document.steps))
            if any(name in text.lower() for name in names for text in texts):
                yield Claim(text=document.title, evidence=document.evidence)


def _gap(first: Schedule, schedules: list[Schedule]) -> int:
    """Return the longest gap of what one file schedules together: Monday and Thursday leave four days, not seven."""
    alone = first.longest_gap or 0
    together = [one for one in schedules if one.origin == first.origin]
    return min(alone, gap_of_several([(one.expression, one.dialect, one.timezone) for one in together]) or alone)


def _checked(check: Check) -> Claim:
    return Claim(text=check.condition, evidence=check.evidence)


def _way_back(rollback: Rollback) -> Claim:
    commands = "; ".join(rollback.commands)
    said = rollback.name or rollback.condition
    text = said if not commands or commands in said else f"{said}: {commands}" if said else commands
    return Claim(text=text, evidence=rollback.evidence)


def _on_failure(procedures: list[Procedure], rollbacks: list[Rollback]) -> Iterator[Claim]:
    """Yield what the author says, and what the code does by itself when it fails."""
    yield from (one.on_failure for one in procedures if one.on_failure)
    for rollback in rollbacks:
        if rollback.commands and rollback.condition:
            text = f"when {rollback.condition}, it does by itself: {'; '.join(rollback.commands)}"
            yield Claim(text=text, evidence=rollback.evidence)


def _first(claims: Iterable[Claim | None]) -> Claim | None:
    return next((claim for claim in claims if claim), None)


def _evidence(schedules: list[Schedule], followed: list[Followed], procedures: list[Procedure]) -> tuple[Evidence, ...]:
    places = [place for schedule in schedules for place in schedule.evidence]
    places += [place for one in followed for place in one.evidence]
    places += [procedure.place for procedure in procedures]
    return tuple(dict.fromkeys(places))
