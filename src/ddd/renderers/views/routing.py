"""Where the generated alerts go: the receivers the repository routes such alerts to, and a receiver for each owner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ddd.model import Contact, Evidence, Plan, Severity, State, Task
from ddd.renderers.views import gravity

UNOWNED = "maintenance"
"""Receiver of what has no owner where the repository names no receiver for everything."""
SYSTEM = "alertmanager"
_EVERYTHING = "{}"
_SENDS_NOTHING = "none"
_BY_SEVERITY = re.compile(r'\{severity=~?"(?P<values>[\w|]{1,100})"\}')
_SEVERITIES = (Severity.CRITICAL, Severity.WARNING)
"""Those of the generated alerts, where the repository does not say that a task is less grave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One that generated alerts go to."""

    name: str
    severity: str = ""
    """Of the alerts it gets: those that the repository itself sends there; empty: of every severity."""
    tasks: tuple[Task, ...] = ()
    """Whose alerts it gets as their owner."""
    is_known: bool = False
    """The repository has a receiver of this name already."""
    channels: tuple[tuple[str, str], ...] = ()
    """How the repository's receiver of this name tells people: channel and address, each once."""
    places: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """All receivers of the generated alerts."""

    default: Receiver
    by_severity: tuple[Receiver, ...]
    """Told besides the owner."""
    by_owner: tuple[Receiver, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Every receiver once, the one for everything else first."""
        every = (self.default, *self.by_severity, *self.by_owner)
        return tuple(dict.fromkeys(one.name for one in every))


def owner_of(task: Task) -> str:
    """Return the label `owner` of a task's alerts; empty: they have none."""
    return " ".join(task.owners[0].text.split()) if task.owners else ""


def routing(plan: Plan) -> Routing:
    """Return where the alerts go. Of several Alertmanagers ddd cannot tell which one is meant: it follows none."""
    routes = routes_of(plan)
    one = routes if len({route.origin for route in routes}) == 1 else ()
    root = [route for route in one if route.scope == _EVERYTHING and route.channel != _SENDS_NOTHING]
    return Routing(
        default=_receiver(root[0].name if root else UNOWNED, routes),
        by_severity=tuple(_by_severity(_severities(plan), one, routes)),
        by_owner=tuple(_by_owner(plan.tasks, routes)),
    )


def routes_of(plan: Plan) -> tuple[Contact, ...]:
    """Return the routes and receivers of every Alertmanager of the repository that are in force, in their order."""
    return tuple(
        one
        for one in plan.inventory.facts
        if isinstance(one, Contact) and one.system == SYSTEM and one.state is State.ACTIVE
    )


def _severities(plan: Plan) -> tuple[Severity, ...]:
    told = {gravity.of_task(task, plan).severity for task in plan.tasks}
    return (*_SEVERITIES, *(one for one in Severity if one in told and one not in _SEVERITIES))


def _by_severity(
    severities: Iterable[Severity], routes: Sequence[Contact], known: Sequence[Contact]
) -> Iterator[Receiver]:
    """Yield whom an alert of which one knows the severity alone is sent to."""
    for severity in severities:
        taken = dict.fromkeys(route.name for route in _taken(routes, severity.value) if route.channel != _SENDS_NOTHING)
        yield from (_receiver(name, known, severity=severity.value) for name in taken)


def _taken(routes: Iterable[Contact], severity: str) -> Iterator[Contact]:
    last: Contact | None = None
    for route in routes:
        matched = _BY_SEVERITY.fullmatch(route.scope)
        if matched is None or severity not in matched["values"].split("|"):
            continue
        is_next = last is None or last.continues or last.name == route.name
        if not is_next:
            return
        yield route
        last = route


def _by_owner(tasks: Iterable[Task], known: Sequence[Contact]) -> Iterator[Receiver]:
    owned: dict[str, list[Task]] = {}
    for task in tasks:
        if owner := owner_of(task):
            owned.setdefault(owner, []).append(task)
    for owner in sorted(owned):
        places = tuple(dict.fromkeys(place for task in owned[owner] for place in task.owners[0].evidence))
        yield _receiver(owner, known, tasks=tuple(owned[owner]), places=places)


def _receiver(
    name: str,
    known: Iterable[Contact],
    *,
    severity: str = "",
    tasks: tuple[Task, ...] = (),
    places: tuple[Evidence, ...] = (),
) -> Receiver:
    same = tuple(one for one in known if one.name == name)
    return Receiver(
        name=name,
        severity=severity,
        tasks=tasks,
        is_known=bool(same),
        channels=tuple(dict.fromkeys((one.channel, one.address) for one in same)),
        places=tuple(dict.fromkeys((*places, *(one.place for one in same)))),
    )
