"""Finds the way a failure takes to people: how grave it is, who is told, and after how long.

An alert goes through the routes of Alertmanager that the repository holds, from there to the one escalation policy
that answers; an alarm that names its receivers goes to them; everything else to whoever owns the file. Format of the
routes: https://prometheus.io/docs/alerting/latest/configuration/#route.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import re2

from ddd.link.owners import Owners
from ddd.model import Contact, EscalationStep, FailureMode, Inventory, State, Trigger, replace
from ddd.scan.patterns import Matcher

RECEIVER = "receiver"
_ROUTED = frozenset({"prometheus-alert", "loki-alert"})
"""Systems whose alerts go to Alertmanager, whatever labels they carry."""
_POLICY_CHANNELS = frozenset({"pagerduty", "opsgenie", "victorops"})
_MATCHER = re.compile(r"(?P<label>\w+)\s{0,5}(?P<sign>=~|!~|!=|=)\s{0,5}\"(?P<value>(?:[^\"\\]|\\.|(?!))*+)\"")

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is called when something of some files fails, as people declare it."""

    files: Matcher
    levels: tuple[EscalationStep, ...]


def escalations(
    inventory: Inventory, policies: Iterable[Policy] = (), owners: Owners | None = None
) -> dict[str, tuple[EscalationStep, ...]]:
    """Return, for the id of every active failure mode and trigger, who is told in which order; empty: nobody is.

    `owners` are those of the inventory, where they are known already.
    """
    finder = _Finder(inventory, tuple(policies), owners or Owners(inventory))
    found: dict[str, tuple[EscalationStep, ...]] = {}
    for fact in inventory.facts:
        if fact.state is not State.ACTIVE:
            continue
        if isinstance(fact, Trigger):
            found[fact.id] = tuple(finder.of_trigger(fact))
        elif isinstance(fact, FailureMode) and not fact.suppressed:
            found[fact.id] = finder.of_file(fact)
    return found


def levels_of(paths: Iterable[str], policies: Sequence[Policy]) -> tuple[EscalationStep, ...]:
    """Return what people declared for the first of the files that they name; of several policies the last one counts.

    Empty: for none of them.
    """
    every = (one.levels for path in paths for one in reversed(policies) if one.files.verdict(path))
    return next(every, ())


def as_declared(fact: Trigger | FailureMode, levels: Iterable[EscalationStep]) -> tuple[EscalationStep, ...]:
    """Return declared levels for a failure: how grave it is, its own word says before theirs."""
    return _as_grave(_severity(fact), levels)


def is_defined(steps: tuple[EscalationStep, ...]) -> bool:
    """Tell whether somebody is told of it, how grave it is, and after how long."""
    return any(one.who and one.severity and one.after_seconds is not None for one in steps)


class _Finder:
    def __init__(self, inventory: Inventory, policies: tuple[Policy, ...], owners: Owners) -> None:
        self._policies = policies
        contacts = [one for one in inventory.facts if isinstance(one, Contact) and one.state is State.ACTIVE]
        self._owners = owners
        self._of_files: dict[tuple[str, str], tuple[EscalationStep, ...]] = {}
        self._routes = [one for one in contacts if one.role == RECEIVER and one.scope.startswith("{")]
        self._levels = [one for one in contacts if one.level is not None]

    def of_trigger(self, trigger: Trigger) -> Iterator[EscalationStep]:
        """Yield who is told when a condition holds."""
        if trigger.notifies is not None:
            severity = _severity(trigger)
            for who in trigger.notifies:
                # It acts as soon as its condition has held: nothing else stands between.
                yield EscalationStep(
                    who=who, severity=severity, after_seconds=trigger.for_seconds, evidence=(trigger.place,)
                )
            return
        routed = list(self._routed(trigger)) if trigger.labels or trigger.system in _ROUTED else []
        yield from routed or self.of_file(trigger)

    def of_file(self, fact: Trigger | FailureMode) -> tuple[EscalationStep, ...]:
        """Return whom people declared for the file; else who owns it: after how long they are called, nobody says."""
        path, severity = fact.origin or fact.place.path, _severity(fact)
        if (path, severity) not in self._of_files:  # one file holds hundreds of ways to fail
            declared = _as_grave(severity, levels_of((path,), self._policies))
            self._of_files[path, severity] = declared or tuple(
                EscalationStep(who=claim.text, severity=severity, evidence=claim.evidence)
                for claim in self._owners.of(path)
            )
        return self._of_files[path, severity]

    def _routed(self, trigger: Trigger) -> Iterator[EscalationStep]:
        labels = {"alertname": trigger.name, **dict(trigger.labels)}
        for route in _taken(self._routes, labels):
            if route.channel == "none":
                continue
            waits = (route.after_seconds or 0) + (trigger.for_seconds or 0)
            yield EscalationStep(
                who=route.name,
                channel=route.channel,
                severity=labels.get("severity", ""),
                after_seconds=None if route.after_seconds is None and trigger.for_seconds is None else waits,
                repeat_seconds=route.repeat_seconds,
                evidence=route.evidence[:1],
            )
            if route.channel in _POLICY_CHANNELS:
                yield from self._policy(labels.get("severity", ""), waits)

    def _policy(self, severity: str, waits: int) -> Iterator[EscalationStep]:
        """Yield the levels of the one policy there is; which of several answers, only the service behind them knows."""
        if self._one_policy:
            for one in sorted(self._levels, key=lambda level: (level.level or 0, level.place)):
                after = None if one.after_seconds is None else waits + one.after_seconds
                yield EscalationStep(
                    who=one.name,
                    channel=one.channel,
                    severity=severity,
                    after_seconds=after,
                    repeat_seconds=one.repeat_seconds,
                    evidence=one.evidence[:1],
                )

    @cached_property
    def _one_policy(self) -> bool:
        return len({(one.origin, one.scope) for one in self._levels}) == 1


def _as_grave(severity: str, levels: Iterable[EscalationStep]) -> tuple[EscalationStep, ...]:
    return tuple(replace(level, severity=severity or level.severity) for level in levels)


def _severity(fact: Trigger | FailureMode) -> str:
    said = dict(fact.labels).get("severity", "") if isinstance(fact, Trigger) else ""
    return said or (fact.severity.value if fact.severity else "")


def _taken(routes: list[Contact], labels: Labels) -> Iterator[Contact]:
    """Yield the routes an alert takes, in the order of the file: a parent is for what none of its children took."""
    matching = [one for one in routes if _matches(one.scope, labels)]
    taken: list[Contact] = []
    for route in matching:
        if any(_is_above(route, other) for other in matching):
            continue
        # A receiver with several channels is one route; the next one is asked only where this one lets it through.
        is_same = bool(taken) and (taken[-1].name, taken[-1].scope) == (route.name, route.scope)
        if taken and not (taken[-1].continues or is_same):
            return
        taken.append(route)
        yield route


def _is_above(parent: Contact, child: Contact) -> bool:
    """A child's matchers begin with those of its parent."""
    is_longer = len(child.scope) > len(parent.scope) and parent.origin == child.origin
    return is_longer and child.scope.startswith(parent.scope[:-1])


def _matches(scope: str, labels: Labels) -> bool:
    return all(_holds(label, sign, value, labels) for label, sign, value in _matchers(scope))


@cache
def _matchers(scope: str) -> tuple[tuple[str, str, str], ...]:
    found = (match.group("label", "sign", "value") for match in _MATCHER.finditer(scope))
    return tuple((label, sign, value.replace('\\"', '"').replace("\\\\", "\\")) for label, sign, value in found)


def _holds(label: str, sign: str, value: str, labels: Labels) -> bool:
    said = labels.get(label, "")  # to Alertmanager a label that is missing is an empty one
    if sign in ("=", "!="):
        return (said == value) == (sign == "=")
    pattern = _pattern(value)
    return pattern is not None and bool(pattern.fullmatch(said)) == (sign == "=~")


@cache
def _pattern(value: str) -> re2._Regexp | None:
    try:
        return re2.compile(value)
    except re2.error:
        return None  # Alertmanager refuses it as well
