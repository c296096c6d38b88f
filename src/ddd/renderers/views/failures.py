"""How a failure mode is named on a page, and how those that look alike are brought together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from ddd.model import Claim, Evidence, FailureMode, Plan, Severity, Task, replace
from ddd.renderers.views import cutting, ways
from ddd.renderers.words import duration
from ddd.scan.source import installed_name

_EXIT = re.compile(r"\bexit[ (]\s{0,4}(?P<status>\d{1,3})\b")
# A message that says no more than that the program ended: the condition says more.
_BARE_EXIT = re.compile(
    r"(?:sys\.|os\._)?exit(?:ed)?(?: with)?(?: status| code)?[ (:]{0,3}(?:\d{1,3}|\$\w{1,40})?\)?[.;]?", re.IGNORECASE
)
NO_COMPONENT = "the repository's root"
_BETWEEN = re.compile(r"[\s;|&()'\"`=<>]+")
_SHOWN_PLACES = 5
_LONGEST_TITLE = 240


@dataclass(frozen=True, kw_only=True)
class Failure:
    """What one sees when something fails, and everything that is known to say it within one component."""

    # Without slots, so that what a template asks for twice is looked up once.

    title: str
    modes: tuple[FailureMode, ...]
    """All with this title in this component, by place."""
    tasks: tuple[Task, ...] = ()
    """What it breaks."""
    own: tuple[Task, ...] = ()
    """Those of them that run the file it stands in; the others call these."""
    owners: tuple[Claim, ...] = ()
    """Whom to call."""
    levels: tuple[Claim, ...] = ()
    """Whom people declared to be called after how long, in their order."""

    @property
    def seen(self) -> str:
        """The title, short enough for a row of a table."""
        return cutting.short(self.title, _LONGEST_TITLE)

    @property
    def guards(self) -> tuple[str, ...]:
        """The conditions that lead there, once each."""
        found = (cutting.short(condition(mode)) for mode in self.modes if condition(mode))
        return tuple(dict.fromkeys(found))

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """What the system does then, once each: `the container is restarted (within 30 seconds)`.

        So is what the code does by itself at the very line of the failure: for another exit that is not said.
        """
        by_itself = (cutting.short(claim.text) for claim in self._said if self._is_told_by(claim))
        return tuple(dict.fromkeys([*(found for mode in self.modes if (found := _outcome(mode))), *by_itself]))

    @property
    def severities(self) -> tuple[str, ...]:
        """How grave the code says it is, once each."""
        return tuple(dict.fromkeys(mode.severity.value for mode in self.modes if mode.severity))

    @property
    def places(self) -> tuple[Evidence, ...]:
        """Where it is said, the first few."""
        return self._places[:_SHOWN_PLACES]

    @property
    def more_places(self) -> int:
        """Where else it is said."""
        return len(self._places) - len(self.places)

    @cached_property
    def _places(self) -> tuple[Evidence, ...]:
        return tuple({str(mode.place): mode.place for mode in self.modes}.values())

    @property
    def on_failure(self) -> tuple[Claim, ...]:
        """What to do, as its own tasks say of all their failures."""
        return tuple(claim for claim in self._said if not self._is_told_by(claim))

    @property
    def _said(self) -> tuple[Claim, ...]:
        return unique(claim for task in self.own for claim in task.on_failure)

    def _is_told_by(self, claim: Claim) -> bool:
        return bool(claim.evidence) and str(claim.evidence[0]) in {str(mode.place) for mode in self.modes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to do when a task fails, as the task says of all its failures."""

    claim: Claim
    tasks: tuple[Task, ...]
    """Who says so, where not every task of the table does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Failures of one component that break the same tasks and have the same people to call: told in one table."""

    failures: tuple[Failure, ...]

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What each of them breaks."""
        return self.failures[0].tasks

    @property
    def owners(self) -> tuple[Claim, ...]:
        """Whom to call."""
        return self.failures[0].owners

    @property
    def levels(self) -> tuple[Claim, ...]:
        """Whom people declared to be called after how long."""
        return self.failures[0].levels

    @property
    def on_failure(self) -> tuple[Claim, ...]:
        """What to do, as the tasks say that they are failures of; what is said of one failure stands there only."""
        claims = unique(claim for failure in self.failures for claim in failure.on_failure)
        own = self.failures[0].own
        told = {(mode.place.path, mode.place.line) for task in own for mode in task.failure_modes} if claims else set()
        return tuple(one for one in claims if not any((place.path, place.line) in told for place in one.evidence[:1]))

    @property
    def advice(self) -> tuple[Advice, ...]:
        """The same, with the tasks that say it."""
        return tuple(Advice(claim=claim, tasks=self._sayers(claim)) for claim in self.on_failure)

    def _sayers(self, claim: Claim) -> tuple[Task, ...]:
        sayers = tuple(task for task in self.tasks if claim in task.on_failure)
        return () if sayers == self.tasks else sayers

    @property
    def has_way_back(self) -> bool:
        """A task has one that they are failures of."""
        return any(task.rollback for task in self.failures[0].own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """The failures of one folder, or a part of them where they are too many for one page."""

    name: str
    failures: tuple[Failure, ...]
    owners: tuple[Claim, ...]
    part: int = 1

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return f"component-{self.name}" + (f"~{self.part}" if self.part > 1 else "")

    @property
    def title(self) -> str:
        """Its folder."""
        return (self.name or NO_COMPONENT) + (f", part {self.part}" if self.part > 1 else "")

    @property
    def called(self) -> tuple[str, ...]:
        """Whom to call for it, or for what it breaks; each name once."""
        owners = self.owners or unique(owner for failure in self.failures for owner in failure.owners)
        return tuple(dict.fromkeys(one.text for one in owners))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its failures by what they break, whose they are and whom to call, in the order of their first one."""
        found: dict[tuple[object, ...], list[Failure]] = {}
        for failure in self.failures:
            whose = (tuple(task.id for task in some) for some in (failure.tasks, failure.own))
            found.setdefault((*whose, failure.owners, failure.levels), []).append(failure)
        return tuple(Block(failures=tuple(same)) for same in found.values())

    def parts(self, most: int) -> Iterator[Component]:
        """Yield it in parts of so many failures at most."""
        for index in range(0, len(self.failures), most):
            yield replace(self, failures=self.failures[index : index + most], part=index // most + 1)


def title(mode: FailureMode) -> str:
    """Return what one sees: the message, else the condition, else the exit status and where, else the code's name."""
    if says(mode.message):
        return mode.message
    if mode.guard.strip():
        return f"when {mode.guard}"
    status = _EXIT.search(mode.place.excerpt)
    if status:
        return f"exit status {status['status']}" + _beside(mode.place.excerpt)
    return next((one for one in (mode.message, mode.name) if one.strip()), "failure without a message")


def says(message: str) -> bool:
    """Tell whether a message says more than that the program ended."""
    return bool(message.strip()) and not _BARE_EXIT.fullmatch(message.strip())


def _beside(excerpt: str) -> str:
    """Return the line where that is all there is to tell of it."""
    return "" if _BARE_EXIT.fullmatch(excerpt.strip()) else f": {excerpt.strip()}"


def _outcome(mode: FailureMode) -> str:
    if mode.within_seconds is None:
        return mode.outcome
    within = duration(mode.within_seconds)
    return f"{mode.outcome} (within {within})" if mode.outcome else f"it fails after about {within}"


def condition(mode: FailureMode) -> str:
    """Return the condition that leads there; nothing where the title tells it already."""
    return mode.guard if says(mode.message) else ""


def gravest(failures: Iterable[Failure], most: int) -> list[Failure]:
    """Return the failures that the code itself calls critical, by what one sees."""
    found = {one.title: one for one in failures if Severity.CRITICAL.value in one.severities}
    return [found[words] for words in sorted(found)][:most]


def by_component(modes: Iterable[FailureMode], plan: Plan) -> tuple[Component, ...]:
    """Group failure modes by their component, and within it by what one sees."""
    tasks, run = _tasks_by_mode(plan), {task.id: _run_by(task) for task in plan.tasks}
    titled = [(mode.component, title(mode), mode.place, mode) for mode in modes]
    ordered = groupby(sorted(titled, key=itemgetter(0, 1, 2)), key=itemgetter(0))
    return tuple(
        _component(name, [(words, mode) for _, words, _, mode in same], tasks, run, plan) for name, same in ordered
    )


def distinct(modes: Iterable[FailureMode]) -> tuple[Failure, ...]:
    """Bring together what one sees alike, in the order of its first line: ways of failing, not lines."""
    found: dict[str, list[FailureMode]] = {}
    for mode in modes:
        found.setdefault(title(mode), []).append(mode)
    return tuple(Failure(title=words, modes=tuple(same)) for words, same in found.items())


def identity(mode: FailureMode) -> tuple[Evidence, str, str]:
    """Return what makes two readings the same failure mode: its place and its words."""
    return mode.place, mode.message, mode.guard


def unique(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return claims once each, in their order."""
    return tuple(dict.fromkeys(claims))


def _tasks_by_mode(plan: Plan) -> dict[tuple[Evidence, str, str], list[Task]]:
    found: dict[tuple[Evidence, str, str], list[Task]] = {}
    for task in plan.tasks:
        for key in dict.fromkeys(identity(mode) for mode in task.failure_modes):
            found.setdefault(key, []).append(task)
    return found


def _component(
    name: str,
    titled: Sequence[tuple[str, FailureMode]],
    tasks: dict[tuple[Evidence, str, str], list[Task]],
    run: Mapping[str, frozenset[str]],
    plan: Plan,
) -> Component:
    failures = []
    for words, group in groupby(titled, key=itemgetter(0)):
        same = tuple(mode for _, mode in group)
        broken = {task.id: task for mode in same for task in tasks.get(identity(mode), ())}
        sufferers = tuple(broken[task] for task in sorted(broken))
        owners = _owners(same, plan) or unique(owner for task in sufferers for owner in task.owners)
        levels = unique(level for mode in same for level in ways.of_failure(mode, plan))
        own = _whose(same, sufferers, run)
        failures.append(Failure(title=words, modes=same, tasks=sufferers, own=own, owners=owners, levels=levels))
    return Component(name=name, failures=tuple(failures), owners=_owners((mode for _, mode in titled), plan))


def _whose(
    modes: Iterable[FailureMode], tasks: tuple[Task, ...], run: Mapping[str, frozenset[str]]
) -> tuple[Task, ...]:
    """Return the tasks that run the files of the failures themselves; all of them where it is none's own."""
    paths = {mode.place.path for mode in modes} | {mode.origin for mode in modes if mode.origin}
    files = paths | {installed_name(path) for path in paths}
    return tuple(task for task in tasks if files & run[task.id]) or tasks


def _run_by(task: Task) -> frozenset[str]:
    """Return the files that a task runs itself: those of its schedules, and the names that its command lines have."""
    lines = (task.command, *(one.command for one in task.schedules))
    names = (word.rpartition("/")[2] for line in lines for word in _BETWEEN.split(line))
    return frozenset((*names, *(one.origin for one in task.schedules)))


def _owners(modes: Iterable[FailureMode], plan: Plan) -> tuple[Claim, ...]:
    return unique(claim for mode in modes for claim in plan.owners.get(mode.origin or mode.place.path, ()))
