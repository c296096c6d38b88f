"""The threshold definitions: from which value on something acts, and what ends on which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ddd.link.owners import Owners
from ddd.model import Claim, Evidence, Expiry, Plan, Severity, State, Trigger
from ddd.renderers.views.cutting import short
from ddd.renderers.views.failures import NO_COMPONENT
from ddd.renderers.views.watched import limit
from ddd.renderers.words import duration

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One measured value and from where on it is grave."""

    names: tuple[str, ...]
    """What people know it by."""
    subject: str
    warning: str
    """`> 85 %`; empty: no such limit."""
    critical: str
    other: str
    """Where nobody says how grave it is, or it is only told (`info`)."""
    wait: str
    """For how long it must hold; empty: nobody says."""
    action: str
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one folder watches."""

    title: str
    rows: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRule:
    """A rule of the repository about work that was not done in time."""

    name: str
    subject: str
    age: str
    """How long ago it may have been done."""
    wait: str
    severity: str
    places: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Something that ends, told once however many files say so."""

    subject: str
    not_after: str
    lead: str
    """`30 days before`; empty: nobody says."""
    lifetime: str
    renewed_by: str
    owners: tuple[Claim, ...]
    note: str
    places: tuple[Evidence, ...]


def thresholds(plan: Plan) -> tuple[Group, ...]:
    """Return the limits in force by component, one row for a subject with its limits of each severity."""
    found = [one for one in _triggers(plan) if one.max_age is None]
    return tuple(
        Group(title=name or NO_COMPONENT, rows=tuple(_rows(group)))
        for name, group in groupby(found, key=lambda one: one.component)
    )


def overdue_rules(plan: Plan) -> tuple[OverdueRule, ...]:
    """Return the rules about overdue work, by component; those that say the same once."""
    found: dict[_Key, list[Trigger]] = {}
    for one in _triggers(plan):
        if one.max_age is not None:
            found.setdefault((one.component, one.name, one.subject, limit(one), _wait(one), _severity(one)), []).append(
                one
            )
    return tuple(
        OverdueRule(
            name=same[0].name,
            subject=short(same[0].subject),
            age=duration(same[0].max_age or 0),
            wait=_wait(same[0]),
            severity=_severity(same[0]),
            places=_places(same),
        )
        for same in found.values()
    )


def endings(plan: Plan) -> tuple[Ending, ...]:
    """Return what ends and is in force: first what has a date, by date."""
    owners = Owners(plan.inventory)
    found: dict[tuple[object, ...], list[Expiry]] = {}
    for one in plan.inventory.facts:
        if isinstance(one, Expiry) and one.state is State.ACTIVE:
            said = (one.subject, one.not_after, one.lead_days, one.lifetime_seconds, one.renewed_by, one.note)
            found.setdefault((*said, owners.of(one.origin or one.place.path)), []).append(one)
    made = [_ending(same, owners) for same in found.values()]
    return tuple(sorted(made, key=lambda one: (not one.not_after, one.not_after, one.subject, one.places)))


def _triggers(plan: Plan) -> list[Trigger]:
    active = (one for one in plan.inventory.facts if isinstance(one, Trigger) and one.state is State.ACTIVE)
    return sorted(active, key=lambda one: (one.component, one.subject, one.comparison, one.name, one.place))


def _rows(triggers: Iterable[Trigger]) -> Iterator[Threshold]:
    """Yield a row for each subject; where it has several limits of one severity, for each of its names."""
    for _, group in groupby(triggers, key=lambda one: (one.subject, one.comparison, one.unit)):
        same = list(group)
        if _is_pair(same):
            yield _threshold(same)
            continue
        named: dict[str, list[Trigger]] = {}
        for one in same:
            named.setdefault(one.name, []).append(one)
        for alike in named.values():
            yield from [_threshold(alike)] if _is_pair(alike) else _apart(alike)


def _apart(triggers: Iterable[Trigger]) -> Iterator[Threshold]:
    """Yield a row for each limit."""
    found: dict[_Key, list[Trigger]] = {}
    for one in triggers:
        found.setdefault((_severity(one), limit(one), _wait(one), one.action), []).append(one)
    yield from map(_threshold, found.values())


def _is_pair(triggers: Iterable[Trigger]) -> bool:
    """Tell whether no severity has two different limits."""
    said: dict[Severity | None, tuple[str, str]] = {}
    return all(said.setdefault(one.severity, (limit(one), one.action)) == (limit(one), one.action) for one in triggers)


def _threshold(same: list[Trigger]) -> Threshold:
    return Threshold(
        names=tuple(dict.fromkeys(short(one.name) for one in same if one.name not in ("", one.subject))),
        subject=short(same[0].subject),
        warning=_limits(one for one in same if one.severity is Severity.WARNING),
        critical=_limits(one for one in same if one.severity is Severity.CRITICAL),
        other=_limits(one for one in same if one.severity in (Severity.INFO, None)),
        wait=_by_severity(same, _wait),
        action=_by_severity(same, lambda one: short(one.action)),
        places=_places(same),
    )


def _limits(triggers: Iterable[Trigger]) -> str:
    told = (f"info: {limit(one)}" if one.severity is Severity.INFO else limit(one) for one in triggers)
    return short(" or ".join(dict.fromkeys(told)))


def _by_severity(triggers: list[Trigger], say: Callable[[Trigger], str]) -> str:
    """Return what is said of all; where it differs, with the severity it is said of."""
    said = dict.fromkeys((_severity(one), say(one)) for one in triggers)
    words = {word for _, word in said}
    if len(words) == 1:
        return words.pop()
    return "; ".join(f"{severity}: {word}" if severity else word for severity, word in said if word)


def _severity(trigger: Trigger) -> str:
    return dict(trigger.labels).get("severity", "") or (trigger.severity.value if trigger.severity else "")


def _wait(trigger: Trigger) -> str:
    if trigger.for_seconds is None:
        return ""
    return duration(trigger.for_seconds) if trigger.for_seconds else "acts at once"


def _ending(same: list[Expiry], owners: Owners) -> Ending:
    first = same[0]
    return Ending(
        subject=short(first.subject or first.name),
        not_after=first.not_after,
        lead="" if first.lead_days is None else f"{first.lead_days} days before",
        lifetime="" if first.lifetime_seconds is None else duration(first.lifetime_seconds),
        renewed_by=first.renewed_by,
        owners=owners.of(first.origin or first.place.path),
        note=short(first.note),
        places=_places(same),
    )


def _places(facts: Iterable[Trigger | Expiry]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(one.place for one in facts))
