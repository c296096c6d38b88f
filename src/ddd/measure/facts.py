"""Reads active facts as items: what each kind of fact says, field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.measure.daylight import FactFinder
from ddd.measure.items import Ground, Item
from ddd.measure.links import is_address, resolves
from ddd.model import (
    Check,
    Contact,
    Control,
    Expiry,
    Fact,
    FailureMode,
    Procedure,
    Rollback,
    Schedule,
    State,
    Trigger,
)

_YES = "yes"
_NOBODY = "none"
_TYPED = re.compile(r"`(?P<command>[^`\n]{1,500})`|\bGET \S")


def found(finder: FactFinder, ground: Ground) -> Iterator[Item]:
    """Yield an item for each fact in force that the finder means and that says something."""
    for fact in ground.plan.inventory.facts:
        if fact.state is State.ACTIVE and _is_meant(finder, fact):
            fields = _fields(fact, ground)
            if ground.says(fields["content"]):
                told = (fact.kind, fact.system, *(text for name, text in sorted(fields.items()) if name != "owner"))
                yield ground.item(fact.name or fields["content"], fact.place, fields, told)


def _is_meant(finder: FactFinder, fact: Fact) -> bool:
    if fact.kind not in finder.kinds or fact.system in finder.except_systems:
        return False
    if finder.systems and fact.system not in finder.systems:
        return False
    if finder.controls and isinstance(fact, Control) and fact.control not in finder.controls:
        return False
    if finder.roles and isinstance(fact, Contact) and fact.role not in finder.roles:
        return False
    named = not finder.words.compiled or finder.words.match(fact.name)
    return named and not finder.except_words.match(fact.name)


def _fields(fact: Fact, ground: Ground) -> dict[str, str]:
    """Return what a fact says, by field; `content` is empty where it says nothing."""
    who = ground.named(step.who for step in ground.plan.escalations.get(fact.id, ()))
    owner = ground.owner(fact.origin) or ground.owner(fact.place.path)
    common = {"name": fact.name, "owner": owner, "contact": who}
    return {"content": "", **common, **_own(fact, ground)}


def _own(fact: Fact, ground: Ground) -> dict[str, str]:
    match fact:
        case Schedule():
            return _schedule(fact, ground)
        case Trigger():
            return _trigger(fact, ground)
        case Check(condition=condition):
            return {"content": condition, "condition": condition, "command": _yes(_TYPED.search(condition))}
        case FailureMode(message=message, guard=guard, outcome=outcome):
            severity = fact.severity or ""
            return {"content": message or guard, "condition": guard, "severity": severity, "action": outcome}
        case Rollback(condition=condition, commands=commands):
            act = ground.named(filter(ground.acts, commands))
            return {"content": condition or act, "condition": condition, "command": act}
        case Procedure():
            return _procedure(fact, ground)
    return _about_people_and_rules(fact)


def _about_people_and_rules(fact: Fact) -> dict[str, str]:
    match fact:
        case Contact(name=name, address=address, channel=channel):
            reached = address or (name if channel != _NOBODY else "")
            told = address or (channel if channel != _NOBODY else "")
            return {"content": name or address, "address": told, "contact": reached, "scope": fact.scope}
        case Expiry():
            date = fact.not_after or _yes(fact.lifetime_seconds)
            lead = "" if fact.lead_days is None else _yes(True)
            return {"content": fact.subject, "date": date, "lead": lead, "renewal": fact.renewed_by}
        case Control(control=control, value=value, unit=unit, scope=scope):
            return {"content": control, "value": " ".join(filter(None, (value, unit))), "scope": scope}
    return {}


def _schedule(fact: Schedule, ground: Ground) -> dict[str, str]:
    task = ground.tasks.get(fact.id)
    steps = _yes(task and ground.sees(task))
    command = fact.command if ground.acts(fact.command) else fact.target
    idle = bool(fact.command) and not command and not steps
    return {
        "content": "" if idle else fact.expression,
        "cadence": fact.cadence or "",
        "timezone": fact.timezone or "",
        "command": command,
        "steps": steps,
    }


def _trigger(fact: Trigger, ground: Ground) -> dict[str, str]:
    condition = fact.condition or f"{fact.subject} {fact.comparison} {fact.stated}"
    page = _is_there(fact, ground)
    fields = {
        "content": condition,
        "condition": condition,
        "severity": fact.severity or "",
        "runbook": fact.runbook_url if page or is_address(fact.runbook_url) else "",
        "resolves": _yes(page),
        "action": fact.action,
    }
    told = ground.named(fact.notifies or ())
    return {**fields, "contact": told} if told else fields


def _is_there(fact: Trigger, ground: Ground) -> bool:
    """Tell whether the runbook is a page of this repository: seen from its root, or from where the alert stands."""
    targets = (f"/{fact.runbook_url.lstrip('/')}", fact.runbook_url) if fact.runbook_url else ()
    return any(resolves(one, fact.origin or fact.place.path, ground.shelf) for one in targets)


def _procedure(fact: Procedure, ground: Ground) -> dict[str, str]:
    return {
        "content": ground.named(step.text or step.command for step in fact.steps),
        "command": next((step.command for step in fact.steps if ground.acts(step.command)), ""),
        "expected": ground.named(step.expected for step in fact.steps),
        "duration": fact.duration.text if fact.duration else "",
        "steps": _yes(fact.steps),
    }


def _yes(value: object) -> str:
    return _YES if value else ""
