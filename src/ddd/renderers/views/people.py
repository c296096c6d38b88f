"""Whom the repository names, by the occasion on which one needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ddd.link.owners import Owners
from ddd.model import Claim, Contact, EscalationStep, Evidence, Expiry, Plan, State, Task, Trigger
from ddd.renderers.views import ways
from ddd.renderers.views.failures import NO_COMPONENT
from ddd.renderers.views.routing import SYSTEM as ALERTMANAGER
from ddd.renderers.views.ways import Told
from ddd.renderers.words import duration
from ddd.scan.tree import DECLARED_TASKS

_TOLD = frozenset({"receiver", "notification", "subscriber", "grafana"})
_LEVELS = frozenset(
    {"rota", "escalation policy", "escalation", "on-call", "responder", "route", "chat", "primary", "secondary"}
)
_OWNERS = frozenset({"owner", "maintainer", "approver"})
_NO_CHANNEL = frozenset({"codeowners", "document"})
"""Where somebody is named; nobody can be reached by it."""


class Occasion(StrEnum):
    """When one needs somebody."""

    ROUTED = "routed"
    """An alert fires and Alertmanager decides."""
    TOLD = "told"
    """Something fails and tells somebody by itself."""
    LEVEL = "level"
    """Nobody answers, or it gets worse."""
    SECURITY = "security"
    COMPONENT = "component"
    """It breaks, or is to be changed."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, a team or a receiver, with all that it answers for."""

    name: str
    role: str
    channel: str
    address: str
    level: int | None
    after: str
    again: str
    note: str
    scopes: tuple[str, ...]
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Who is called for tasks, in this order."""

    owners: tuple[Claim, ...]
    addresses: tuple[str, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Levels that people declared, and what they are declared for."""

    levels: tuple[Told, ...]
    severity: str
    components: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Whom alarms name themselves, or who answers for what ends."""

    who: str
    what: tuple[str, ...]
    places: tuple[Evidence, ...]


def occasion(contact: Contact) -> Occasion:
    """Return when one needs this contact."""
    role = contact.role.lower()
    if contact.system == ALERTMANAGER:
        return Occasion.ROUTED
    if role == "security":
        return Occasion.SECURITY
    if contact.level is not None or role in _LEVELS:
        return Occasion.LEVEL
    if role in _OWNERS:
        return Occasion.COMPONENT
    # What a job tells somebody of has no role; it stands in the job.
    return Occasion.TOLD if role in _TOLD or not role else Occasion.OTHER


def people(plan: Plan) -> dict[Occasion, tuple[Person, ...]]:
    """Return whom the repository names, by occasion, those with most to answer for first; routes in their order."""
    found: dict[Occasion, list[Contact]] = {one: [] for one in Occasion}
    for contact in contacts(plan):
        if contact.name:
            found[occasion(contact)].append(contact)
    return {one: tuple(_sorted(one, same)) for one, same in found.items()}


def contacts(plan: Plan) -> Iterator[Contact]:
    """Yield the contacts in force."""
    for fact in plan.inventory.facts:
        if isinstance(fact, Contact) and fact.state is State.ACTIVE:
            yield fact


def unowned(plan: Plan) -> tuple[Contact, ...]:
    """Return the paths of which the repository says that nobody owns them."""
    return tuple(one for one in contacts(plan) if not one.name and occasion(one) is Occasion.COMPONENT)


def called(plan: Plan) -> tuple[Called, ...]:
    """Return who is called for the tasks, in the order of the first one's name; tasks of nobody are left out."""
    addresses = {one.place: one.address for one in contacts(plan) if one.address}
    groups: dict[tuple[str, ...], list[Task]] = {}
    for task in plan.tasks:
        if task.owners:
            groups.setdefault(tuple(owner.text for owner in task.owners), []).append(task)
    return tuple(_called(tuple(groups[names]), addresses) for names in sorted(groups))


def policies(plan: Plan) -> tuple[Policy, ...]:
    """Return the escalation levels that people declared in `.ddd/tasks.yaml`, each once, with what they hold for."""
    found: dict[tuple[str, ways.Key], list[tuple[str, tuple[EscalationStep, ...]]]] = {}
    for fact in plan.inventory.facts:
        steps = plan.escalations.get(fact.id, ())
        if any(place.path == DECLARED_TASKS for step in steps for place in step.evidence):
            key = (ways.severity(steps), ways.key(steps))
            found.setdefault(key, []).append((fact.component or NO_COMPONENT, steps))
    made = [
        Policy(
            levels=ways.merged([steps for _, steps in same]),
            severity=severity,
            components=tuple(sorted({component for component, _ in same})),
            count=len(same),
        )
        for (severity, _), same in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.components, one.severity)))


def named_by_alarms(plan: Plan) -> tuple[Named, ...]:
    """Return whom alarms name themselves, with the alarms; those that tell nobody have no name."""
    found: dict[str, list[Trigger]] = {}
    for fact in plan.inventory.facts:
        if isinstance(fact, Trigger) and fact.state is State.ACTIVE and fact.notifies is not None:
            for who in fact.notifies or ("",):
                found.setdefault(who, []).append(fact)
    return tuple(_named(who, [(one.name or one.subject, one.place) for one in found[who]]) for who in sorted(found))


def of_endings(plan: Plan) -> tuple[Named, ...]:
    """Return who answers for what ends; what nobody answers for has no name."""
    owners = Owners(plan.inventory)
    found: dict[str, list[tuple[str, Evidence]]] = {}
    for fact in plan.inventory.facts:
        if isinstance(fact, Expiry) and fact.state is State.ACTIVE:
            who = "; then ".join(owner.text for owner in owners.of(fact.origin or fact.place.path))
            found.setdefault(who, []).append((fact.subject or fact.name, fact.place))
    return tuple(_named(who, found[who]) for who in sorted(found))


def _named(who: str, what: Iterable[tuple[str, Evidence]]) -> Named:
    said = list(what)
    return Named(
        who=who,
        what=tuple(dict.fromkeys(subject for subject, _ in said)),
        places=tuple(dict.fromkeys(place for _, place in said)),
    )


def _called(tasks: tuple[Task, ...], addresses: dict[Evidence, str]) -> Called:
    """Return the owners of tasks that have the same ones, each with everybody who says so."""
    owners = tuple(
        Claim(text=same[0].text, evidence=tuple(dict.fromkeys(place for one in same for place in one.evidence)))
        for same in zip(*(task.owners for task in tasks), strict=True)
    )
    known = (addresses[place] for owner in owners for place in owner.evidence if place in addresses)
    return Called(owners=owners, addresses=tuple(dict.fromkeys(known)), tasks=tasks)


def _sorted(when: Occasion, found: Iterable[Contact]) -> Iterator[Person]:
    if when is Occasion.ROUTED:
        # What is for everything is read last: it is for what no other route took.
        ordered = sorted(found, key=lambda one: (one.origin, one.scope in ("{}", ""), one.place))
        yield from (_person([one]) for one in ordered)
        return
    groups: dict[tuple[object, ...], list[Contact]] = {}
    for one in found:
        when_called = (one.level, one.after_seconds, one.repeat_seconds)
        # Levels belong to one policy; everybody else is told once with all that they answer for.
        alone = (one.scope, one.note) if when is Occasion.LEVEL else ()
        said = (one.name, one.role, _channel(one), one.address)
        groups.setdefault((*said, *when_called, *alone), []).append(one)
    made = [_person(same) for same in groups.values()]
    yield from sorted(made, key=_by_level if when is Occasion.LEVEL else _by_scopes)


def _by_level(one: Person) -> tuple[tuple[str, ...], int, str, tuple[Evidence, ...]]:
    return one.scopes, one.level or 0, one.name, one.places


def _by_scopes(one: Person) -> tuple[int, str, str, tuple[Evidence, ...]]:
    return -len(one.scopes), one.name, one.role, one.places


def _person(same: list[Contact]) -> Person:
    first = same[0]
    return Person(
        name=first.name,
        role=first.role,
        channel=_channel(first),
        address=first.address,
        level=first.level,
        after=ways.after(first.after_seconds),
        again=duration(first.repeat_seconds) if first.repeat_seconds else "",
        note="; ".join(dict.fromkeys(one.note for one in same if one.note)),
        scopes=tuple(dict.fromkeys(one.scope for one in same if one.scope)),
        places=tuple(dict.fromkeys(one.place for one in same)),
    )


def _channel(contact: Contact) -> str:
    return "" if contact.channel in _NO_CHANNEL else contact.channel
