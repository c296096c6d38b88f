"""Reads who is called, in which order and in whose turn, from resources of PagerDuty, Opsgenie and their sisters."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ddd.extractors._hcl import Kind, Value
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks
from ddd.extractors.terraform._people import Named, lines, named, number, scope_name, shown, state
from ddd.measures import DAY, HOUR, MINUTE, WEEK
from ddd.model import Contact, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_MAX_LEVELS = 50
_CHANNEL = re.compile(r"\s#.{0,60}?(?P<name>#[a-z0-9][\w-]{0,80})")
"""The name of a channel in the comment behind its id."""
_UNITS = ((WEEK, "week"), (DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second"))
_ROTATIONS = {"hourly": HOUR, "daily": DAY, "weekly": WEEK, "monthly": 30 * DAY}


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of an escalation policy."""

    targets: tuple[Value, ...]
    after: int | None
    """Seconds after the first call; None: open."""
    holder: Value
    note: str = ""


@extractor(
    "terraform-on-call",
    paths=CONFIGURATION,
    literals=("pagerduty_", "opsgenie_", "victorops_", "grafana_oncall_"),
)
def terraform_on_call(source: Source) -> Iterator[Extracted]:
    """Find who is called when something fails: escalation policies, rotas and services of a pager, in Terraform.

    Each target of a rule of a `pagerduty_escalation_policy` is a contact with its level and how long after the first
    call it is reached (the sum of the delays before it); a policy with `num_loops` begins again after its last delay.
    The layers of a `pagerduty_schedule` tell who takes turns and when they hand over; a `pagerduty_service` names its
    policy, a `pagerduty_service_integration` the service that gets its alarms. Opsgenie's escalations, rotations and
    routing rules, VictorOps' policies and Grafana OnCall's steps are read in the same way. Rules that a module's
    caller gives (`dynamic "rule"`) are not seen.
    Format: https://registry.terraform.io/providers/PagerDuty/pagerduty and those of its sisters.
    """
    for block in blocks(source):
        if block.kind == "resource" and len(block.labels) == 2 and block.labels[0] in _READERS:
            yield from _READERS[block.labels[0]](source, block)
    yield from _oncall_chains(source)


def _pagerduty_policy(source: Source, block: Block) -> Iterator[Contact]:
    levels, after = list[_Level](), 0 if block.body.get("rule") else None
    for rule in list(block.body.all("rule"))[:_MAX_LEVELS]:
        targets = tuple(target for one in rule.all("target") if (target := one.get("id")))
        levels.append(_Level(targets, after, rule))
        delay = number(rule, "escalation_delay_in_minutes")
        after = None if after is None or delay is None else after + delay * MINUTE
    loops = number(block.body, "num_loops") or 0
    again = f"repeated {loops} times" if loops > 1 else "repeated once" if loops else ""
    yield from _levels(source, block, "pagerduty", levels, repeat=after if loops else None, note=again)


def _opsgenie_policy(source: Source, block: Block) -> Iterator[Contact]:
    levels = []
    for rule in list(block.body.all("rules"))[:_MAX_LEVELS]:
        delay = number(rule, "delay")
        targets = tuple(one for recipient in rule.all("recipient") if (one := recipient.get("id")))
        condition = rule.literal("condition")
        levels.append(_Level(targets, None if delay is None else delay * MINUTE, rule, condition.replace("-", " ")))
    repeat = block.body.get("repeat")
    wait = number(repeat, "wait_interval") if repeat else None
    yield from _levels(source, block, "opsgenie", levels, repeat=wait * MINUTE if wait else None)


def _victorops_policy(source: Source, block: Block) -> Iterator[Contact]:
    levels = []
    for step in list(block.body.all("step"))[:_MAX_LEVELS]:
        entries = [item for one in step.all("entries") for item in (one.items if one.kind is Kind.LIST else (one,))]
        targets = tuple(
            found for one in entries if (found := one.get("slug") or one.get("username") or one.get("email"))
        )
        wait = number(step, "timeout")
        levels.append(_Level(targets, None if wait is None else wait * MINUTE, step))
    yield from _levels(source, block, "victorops", levels)


def _oncall_chains(source: Source) -> Iterator[Contact]:
    """Grafana OnCall: each step is a resource of its own; steps of type `wait` part the levels."""
    chains: dict[str, list[Block]] = {}
    for block in blocks(source):
        if block.kind == "resource" and block.labels[:1] == ("grafana_oncall_escalation",):
            chains.setdefault(shown(source, block.body.get("escalation_chain_id")), []).append(block)
    for chain, steps in chains.items():
        after: int | None = 0
        level = 0
        for block in sorted(steps, key=lambda one: number(one.body, "position") or 0):
            if block.body.literal("type") == "wait":
                wait = number(block.body, "duration")
                after = None if after is None or wait is None else after + wait
                continue
            targets = [value for key in _ONCALL_TARGETS if (value := block.body.get(key))]
            level += bool(targets)
            for somebody in (one for target in targets for one in named(source, block, target)):
                yield _contact(source, block, somebody, "grafana-oncall", chain, level=level, after=after)


_ONCALL_TARGETS = (
    *("notify_on_call_from_schedule", "persons_to_notify", "persons_to_notify_next_each_time"),
    *("group_to_notify", "notify_to_team_members"),
)


def _pagerduty_rota(source: Source, block: Block) -> Iterator[Contact]:
    for layer in block.body.all("layer"):
        length = number(layer, "rotation_turn_length_seconds")
        yield from _turns(source, block, "pagerduty", layer, layer.get("users"), length)


def _opsgenie_rota(source: Source, block: Block) -> Iterator[Contact]:
    length = _ROTATIONS.get(block.body.literal("type"))
    times = number(block.body, "length") or 1
    people = tuple(found for one in block.body.all("participant") if (found := one.get("id")))
    users = Value(Kind.LIST, "", people[0].line, people[0].column, items=people) if people else None
    yield from _turns(source, block, "opsgenie", block.body, users, length * times if length else None)


def _turns(
    source: Source, block: Block, system: str, layer: Value, users: Value | None, length: int | None
) -> Iterator[Contact]:
    """Yield who takes turns, all in one: the rota is called, not one of its people."""
    people = list(named(source, block, users))
    if users is None or not people:
        return
    names = dict.fromkeys(one.name.removeprefix("${local.").removeprefix("${").removesuffix("}") for one in people)
    own = layer.literal("name")
    part = "rotation" if layer is block.body else "layer"
    handed = f"handed over every {_length(length)}" if length and len(names) > 1 else ""
    rota = shown(source, block.body.get("schedule_id")) or scope_name(block)
    told = "; ".join(filter(None, (f"{part} {own}" if own and own != rota else "", handed, state(source, block)[1])))
    yield Contact(
        system=system,
        name=", ".join(names),
        role="rota",
        channel=system,
        scope=rota,
        state=State.UNRESOLVED if all(one.is_open for one in people) else state(source, block)[0],
        note=told,
        evidence=lines(source, users, layer.get("rotation_turn_length_seconds"), block.body),
    )


def _service(source: Source, block: Block) -> Iterator[Contact]:
    again, resolved = (number(block.body, key) for key in ("acknowledgement_timeout", "auto_resolve_timeout"))
    note = "; ".join(
        (
            *((f"called again when acknowledged for {_length(again)}",) if again else ()),
            *((f"resolved by itself after {_length(resolved)}",) if resolved else ()),
        )
    )
    for policy in named(source, block, block.body.get("escalation_policy")):
        yield _contact(source, block, policy, "pagerduty", scope_name(block), role="escalation policy", note=note)


def _integration(source: Source, block: Block) -> Iterator[Contact]:
    """What sends its alarms to a service."""
    for target in named(source, block, block.body.get("service")):
        yield _contact(source, block, target, "pagerduty", scope_name(block), role="receiver")


def _user(source: Source, block: Block) -> Iterator[Contact]:
    key = "email" if block.body.get("email") else "username"
    for address in named(source, block, block.body.get(key)):
        if "@" in address.name:
            name = Named(block.body.literal("full_name") or block.called, address.value, address.references)
            system = block.labels[0].partition("_")[0]
            yield _contact(source, block, name, system, "", role="responder", channel="email", address=address.name)


def _slack(source: Source, block: Block) -> Iterator[Contact]:
    scope = shown(source, block.body.get("source_id"))
    for channel in named(source, block, block.body.get("channel_id")):
        told = _CHANNEL.search(source.lines[channel.value.line - 1])
        who = replace(channel, name=told["name"]) if told else channel
        yield _contact(source, block, who, "pagerduty", scope, role="chat", channel="slack", address=channel.name)


def _routing(source: Source, block: Block) -> Iterator[Contact]:
    team = shown(source, block.body.get("team_id"))
    for notify in block.body.all("notify"):
        for target in named(source, block, notify.get("id") or notify.get("name")):
            yield _contact(source, block, target, "opsgenie", team, role="route", note=f"by the rule {block.called}")


def _levels(
    source: Source, block: Block, system: str, levels: list[_Level], *, repeat: int | None = None, note: str = ""
) -> Iterator[Contact]:
    for level, one in enumerate(levels, start=1):
        told = "; ".join(filter(None, (one.note, note)))
        for somebody in (each for target in one.targets for each in named(source, block, target)):
            yield _contact(
                source,
                block,
                somebody,
                system,
                scope_name(block),
                level=level,
                after=one.after,
                repeat=repeat,
                note=told,
                holder=one.holder,
            )


def _contact(
    source: Source,
    block: Block,
    somebody: Named,
    system: str,
    scope: str,
    *,
    role: str = "on-call",
    channel: str = "",
    address: str = "",
    level: int | None = None,
    after: int | None = None,
    repeat: int | None = None,
    note: str = "",
    holder: Value | None = None,
) -> Contact:
    standing, switched = state(source, block)
    return Contact(
        system=system,
        name=somebody.name,
        role=role,
        channel=channel or system,
        address=address,
        scope=scope,
        level=level,
        after_seconds=after,
        repeat_seconds=repeat,
        state=State.UNRESOLVED if somebody.is_open and standing is State.ACTIVE else standing,
        note="; ".join(filter(None, (note, somebody.note, switched))),
        evidence=lines(source, somebody.value, holder, block.body),
        references=somebody.references,
    )


def _length(seconds: int) -> str:
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    return unit if seconds == size else f"{seconds // size} {unit}s"


_READERS: dict[str, Callable[[Source, Block], Iterator[Contact]]] = {
    "pagerduty_escalation_policy": _pagerduty_policy,
    "pagerduty_schedule": _pagerduty_rota,
    "pagerduty_service": _service,
    "pagerduty_service_integration": _integration,
    "pagerduty_user": _user,
    "pagerduty_slack_connection": _slack,
    "opsgenie_escalation": _opsgenie_policy,
    "opsgenie_schedule_rotation": _opsgenie_rota,
    "opsgenie_team_routing_rule": _routing,
    "opsgenie_user": _user,
    "victorops_escalation_policy": _victorops_policy,
}
