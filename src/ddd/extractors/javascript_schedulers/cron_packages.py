"""Reads the jobs of npm's cron packages: node-cron, cron, node-schedule, croner; and those of Deno."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Program
from ddd.extractors.javascript_schedulers._javascript import (
    PATHS,
    bound_to,
    called_by,
    code,
    imported,
    switched_off,
    text_of,
)
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_RULE = ("second", "minute", "hour", "date", "month", "dayOfWeek")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*")


@extractor("node-cron", paths=PATHS, literals=("node-cron",))
def node_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of npm's node-cron: `cron.schedule('0 3 * * *', purge, { timezone: 'Europe/Paris' })`.

    `scheduled: false` creates a job that stands still until `start()` is called: suspended where the file never calls
    it. Format: https://nodecron.com/cron-syntax.html.
    """
    names, program = imported(source, "node-cron"), code(source)
    is_started = ".start()" in source.text
    for call in program.calls("schedule", "createTask"):
        owner = program.text(call.receiver) if call.receiver else call.name
        node = call.positional(0)
        if owner not in names or node is None or owner == "type":
            continue
        options = program.entries(call.positional(2))
        state = switched_off(program, options.get("scheduled"), "false")
        yield _timed.by_value(
            program,
            node,
            Dialect.NODE,
            call.place,
            system="node-cron",
            name=text_of(program, options.get("name")) or _work(program, call, 1),
            target=called_by(program, call.positional(1)),
            zone=_timed.zone(program, options.get("timezone")),
            state=State.ACTIVE if is_started else state,
        )


@extractor("npm-cron", paths=PATHS, literals=("CronJob",))
def npm_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of npm's cron: `new CronJob('0 0 3 * * *', purge, null, true, 'UTC')`, `CronJob.from({…})`.

    Before version 3 of the package months counted from 0; the file does not say which version runs it: it is read as
    version 3. Format: https://github.com/kelektiv/node-cron.
    """
    names, program = imported(source, "cron"), code(source)
    for call in program.calls("CronJob", "from", "job"):
        owner = program.text(call.receiver).split(".", 1)[0] if call.receiver else call.name
        if owner not in names or (call.name == "from" and not program.text(call.receiver).endswith("CronJob")):
            continue
        options = program.entries(call.positional(0))
        node = options.get("cronTime") or call.positional(0)
        if node is None or node.type == "object":
            continue
        work = options.get("onTick") or call.positional(1)
        made = program.call(program.resolved(node))
        if made and made.name == "Date":
            continue  # once
        yield _timed.by_value(
            program,
            node,
            Dialect.NODE,
            call.place,
            system="npm-cron",
            name=text_of(program, options.get("name")) or called_by(program, work) or bound_to(program, call.node),
            target=called_by(program, work),
            zone=_timed.zone(program, options.get("timeZone") or call.positional(4)),
        )


@extractor("node-schedule", paths=PATHS, literals=("node-schedule",))
def node_schedule(source: Source) -> Iterator[Extracted]:
    """Find the jobs of npm's node-schedule: `schedule.scheduleJob('purge', '0 3 * * *', purge)`.

    A rule may be cron, `{ rule, tz }`, `{ hour: 3, minute: 0 }` or a `RecurrenceRule` that is filled line by line: in
    the last two a field left out is every one of them, seconds are 0, and months count from 0. A date is no schedule.
    Format: https://github.com/node-schedule/node-schedule.
    """
    names, program = imported(source, "node-schedule"), code(source)
    for call in program.calls("scheduleJob"):
        owner = program.text(call.receiver) if call.receiver else call.name
        if owner in names and call.arguments:
            yield from _of_rule(program, call)


@extractor("croner", paths=PATHS, literals=("croner",))
def croner(source: Source) -> Iterator[Extracted]:
    """Find the jobs of npm's croner: `new Cron('0 3 * * *', { timezone: 'UTC', paused: true }, purge)`.

    Format: https://croner.56k.guru/usage/pattern/.
    """
    names, program = imported(source, "croner", "https://deno.land/x/croner"), code(source)
    for call in program.calls("Cron"):
        node = call.positional(0)
        if "Cron" not in names or call.receiver is not None or node is None:
            continue
        others = [one for one in (call.positional(1), call.positional(2)) if one is not None]
        options = next((found for found in map(program.entries, others) if found), {})
        work = next((one for one in others if one.type != "object"), None)
        fields: dict[str, Any] = {
            "system": "croner",
            "name": text_of(program, options.get("name")) or called_by(program, work) or bound_to(program, call.node),
            "target": called_by(program, work),
            "zone": _timed.zone(program, options.get("timezone")),
            "state": switched_off(program, options.get("paused"), "true"),
        }
        literal = program.value(node)
        if literal is None or not _DATE.fullmatch(literal.text):
            yield _timed.by_value(program, node, Dialect.NODE, call.place, **fields)


@extractor("deno-cron", paths=PATHS, literals=("Deno.cron(",))
def deno_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Deno: `Deno.cron("purge", "0 3 * * *", purge)`; the time is UTC.

    Format: https://docs.deno.com/api/deno/~/Deno.cron.
    """
    program = code(source)
    for call in program.calls("cron"):
        node = call.positional(1)
        if program.text(call.receiver) == "Deno" and node is not None:
            yield _timed.by_value(
                program,
                node,
                Dialect.NODE,
                call.place,
                system="deno-cron",
                name=text_of(program, call.positional(0)),
                target=called_by(program, call.positional(3) or call.positional(2)),
                timezone="UTC",
            )


def _work(program: Program, call: Call, index: int) -> str:
    return called_by(program, call.positional(index)) or bound_to(program, call.node)


def _of_rule(program: Program, call: Call) -> Iterator[Schedule]:
    title = program.value(call.positional(0)) if len(call.arguments) > 2 else None
    given = call.positional(1 if title or len(call.arguments) > 2 else 0)
    if given is None:
        return
    options = program.entries(given)
    node = options.get("rule") or given
    work = call.arguments[-1].node
    fields: dict[str, Any] = {
        "system": "node-schedule",
        "name": title.text if title else called_by(program, work) or bound_to(program, call.node),
        "target": called_by(program, work),
    }
    made = program.call(program.resolved(node))
    if made and made.name == "Date":
        return
    if made and made.name == "RecurrenceRule":
        rule = _assigned(program, program.text(node))
        yield from _of_fields(program, call, made.node, rule, fields)
    elif any(name in options for name in _RULE):
        yield from _of_fields(program, call, program.resolved(node) or node, options, fields)
    else:
        fields["zone"] = _timed.zone(program, options.get("tz"))
        yield _timed.by_value(program, node, Dialect.NODE, call.place, **fields)


def _of_fields(
    program: Program, call: Call, place: Node, rule: dict[str, Node], fields: dict[str, Any]
) -> Iterator[Schedule]:
    fields["zone"] = _timed.zone(program, rule.get("tz"))
    values = [_field(program, name, rule.get(name)) for name in _RULE]
    first = next((rule[name] for name in reversed(_RULE) if name in rule and name != "second"), place)
    if not rule or None in values:
        yield _timed.unresolved(program, place, Dialect.NODE, call.place, **fields)
        return
    text = " ".join(str(value) for value in (values if values[0] != "0" else values[1:]))
    yield _timed.by_text(program, text, Dialect.NODE, first, call.place, **fields)


def _field(program: Program, name: str, node: Node | None) -> str | None:
    """Return a field of a RecurrenceRule as cron writes it; None when it is no literal."""
    if node is None:
        return "0" if name == "second" else "*"
    shift = 1 if name == "month" else 0
    parts = [_part(program, one, shift) for one in program.items(node)]
    return ",".join(part for part in parts if part) if parts and all(parts) else None


def _part(program: Program, node: Node, shift: int) -> str | None:
    call = program.call(node)
    if call and call.name == "Range":
        numbers = [program.number(one.node) for one in call.arguments[:3]]
        if len(numbers) < 2 or None in numbers:
            return None
        begin, end = (int(one or 0) + shift for one in numbers[:2])
        return f"{begin}-{end}" + (f"/{int(numbers[2] or 1)}" if len(numbers) > 2 else "")
    number = program.number(node)
    return str(int(number) + shift) if number is not None else None


def _assigned(program: Program, variable: str) -> dict[str, Node]:
    """Return what is assigned to the fields of a variable: `rule.hour = 3`. A field set twice is not known."""
    found = program.source.derived("assigned fields", lambda _: _all_assigned(program))
    return found.get(variable, {})


def _all_assigned(program: Program) -> dict[str, dict[str, Node]]:
    """Return the fields of every variable."""
    found: dict[str, dict[str, Node]] = {}
    for node in program.nodes:
        if node.type != "assignment_expression" or node.named_child_count != 2:
            continue
        left, right = node.named_children
        if left.type == "member_expression" and left.end_byte - left.start_byte < 100:
            owner, _, name = program.text(left).rpartition(".")
            fields = found.setdefault(owner, {})
            fields[name] = left if name in fields else right
    return found
