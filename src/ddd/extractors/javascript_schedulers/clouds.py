"""Reads schedules that code hands to a platform or a framework: Firebase, Convex, Inngest, Strapi and their like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Literal, Program
from ddd.extractors.javascript_schedulers._javascript import (
    PATHS,
    bound_to,
    called_by,
    code,
    imported,
    objects,
    text_of,
)
from ddd.model import Dialect, Problem, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_ZONE = re.compile(r"TZ=(?P<zone>[\w/+-]{1,64})\s+(?P<cron>.*)")
_CRON = re.compile(r"@[a-z]+|[0-9*][0-9*/,-]*(?:\s+[0-9A-Za-z*/,?#-]+){4,5}")
_DAYS = {name: number for number, name in enumerate(("sunday", "monday", "tuesday", "wednesday", "thursday", "friday"))}
_DAYS["saturday"] = 6


@extractor("firebase", paths=PATHS, literals=("firebase-functions",))
def firebase(source: Source) -> Iterator[Extracted]:
    """Find the scheduled functions of Firebase.

    `functions.pubsub.schedule('every 24 hours').timeZone('Europe/Paris').onRun(…)` of the first generation, whose zone
    is America/Los_Angeles unless told; `onSchedule({ schedule: '0 3 * * *', timeZone: 'UTC' }, …)` of the second, UTC
    unless told. Format: https://firebase.google.com/docs/functions/schedule-functions.
    """
    program = code(source)
    for call in program.calls("schedule", "onSchedule"):
        node = call.positional(0)
        if node is None or (call.name == "schedule" and not program.text(call.receiver).endswith("pubsub")):
            continue
        options = program.entries(node) if call.name == "onSchedule" else {}
        zone = options.get("timeZone")
        for later in program.later(call):
            zone = later.positional(0) if later.name == "timeZone" else zone
        default = "UTC" if call.name == "onSchedule" else "America/Los_Angeles"
        name = bound_to(program, call.node)
        yield _timed.by_value(
            program,
            options.get("schedule") or node,
            Dialect.CLOUD_SCHEDULER,
            call.place,
            system="firebase",
            name=name,
            target=name,
            zone=_timed.zone(program, zone, default),
        )


@extractor("netlify", paths=PATHS, literals=("@netlify/functions",))
def netlify(source: Source) -> Iterator[Extracted]:
    """Find the scheduled functions of Netlify: `schedule('@daily', handler)`, `config = { schedule: '@hourly' }`; UTC.

    Format: https://docs.netlify.com/functions/scheduled-functions/.
    """
    program, names = code(source), imported(source, "@netlify/functions")
    stem = source.installed_path.rsplit("/", 1)[-1].split(".", 1)[0]
    fields: dict[str, Any] = {"system": "netlify", "name": stem, "timezone": "UTC"}
    for call in program.calls("schedule"):
        node = call.positional(0)
        if "schedule" in names and call.receiver is None and node is not None:
            yield _timed.by_value(
                program, node, Dialect.NODE, call.place, target=called_by(program, call.positional(1)), **fields
            )
    yield from _of_config(program, fields)


@extractor("medusa", paths=("**/jobs/*.ts", "**/jobs/*.js"), literals=("@medusajs/",))
def medusa(source: Source) -> Iterator[Extracted]:
    """Find the scheduled jobs of Medusa: `export const config = { name: 'purge', schedule: '0 3 * * *' }` in `jobs/`.

    Format: https://docs.medusajs.com/learn/fundamentals/scheduled-jobs.
    """
    stem = source.installed_path.rsplit("/", 1)[-1].split(".", 1)[0]
    yield from _of_config(code(source), {"system": "medusa", "name": stem})


@extractor("convex", paths=PATHS, literals=("cronJobs",))
def convex(source: Source) -> Iterator[Extracted]:
    """Find the cron jobs of Convex, all in UTC.

    `crons.daily('purge', { hourUTC: 3, minuteUTC: 0 }, …)`, `hourly`, `weekly`, `monthly`, `crons.interval('poll', {
    hours: 1 }, …)` and `crons.cron('report', '0 3 * * 1', …)`. Format: https://docs.convex.dev/scheduling/cron-jobs.
    """
    if not imported(source, "convex"):
        return
    program = code(source)
    for call in program.calls("interval", "hourly", "daily", "weekly", "monthly", "cron"):
        made = program.call(program.resolved(call.receiver))
        node = call.positional(1)
        if made is None or made.name != "cronJobs" or node is None:
            continue
        target = program.text(call.positional(2))[:100] if call.positional(2) else ""
        fields: dict[str, Any] = {
            "system": "convex",
            "name": text_of(program, call.positional(0)),
            "target": target,
            "timezone": "UTC",
        }
        yield _of_convex(program, call, node, fields)


@extractor("inngest", paths=PATHS, literals=("inngest",))
def inngest(source: Source) -> Iterator[Extracted]:
    """Find the scheduled functions of Inngest.

    `inngest.createFunction({ id: 'purge' }, { cron: 'TZ=Europe/Paris 0 3 * * *' }, purge)`.

    UTC unless the expression names a zone. Format: https://www.inngest.com/docs/guides/scheduled-functions.
    """
    program = code(source)
    for call in program.calls("createFunction"):
        options = [program.entries(one.node) for one in call.arguments[:2]]
        triggers = [program.entries(one) for given in options for one in program.items(given.get("triggers"))]
        name = text_of(program, *(given.get("id") or given.get("name") for given in options[:1]))
        for trigger in (*options, *triggers):
            node = trigger.get("cron")
            if node is not None:
                yield _with_zone(program, node, call.place, system="inngest", name=name, target=name)


@extractor("trigger-dev", paths=PATHS, literals=("@trigger.dev/sdk",))
def trigger_dev(source: Source) -> Iterator[Extracted]:
    """Find the scheduled tasks of Trigger.dev: `schedules.task({ id: 'purge', cron: '0 3 * * *' })`.

    `cron: { pattern: '0 3 * * *', timezone: 'Asia/Tokyo' }` names a zone; UTC without. A task without `cron` gets its
    schedule elsewhere and is no fact. Format: https://trigger.dev/docs/tasks/scheduled.
    """
    program = code(source)
    for call in program.calls("task"):
        options = program.entries(call.positional(0))
        node = options.get("cron")
        if program.text(call.receiver) != "schedules" or node is None:
            continue
        inner = program.entries(node)
        name = text_of(program, options.get("id"))
        yield _timed.by_value(
            program,
            inner.get("pattern") or node,
            Dialect.NODE,
            call.place,
            system="trigger-dev",
            name=name,
            target=name,
            zone=_timed.zone(program, inner.get("timezone"), "UTC"),
        )


@extractor("strapi", paths=("**/cron-tasks.*", "**/config/cron.*", "**/config/functions/cron.*"))
def strapi(source: Source) -> Iterator[Extracted]:
    """Find the cron tasks of Strapi: `config/cron-tasks.js`.

    `{ purge: { task() {…}, options: { rule: '0 3 * * *', tz: 'UTC' } } }`, or of old `{ '0 3 * * *': () => {…} }`.
    Format: https://docs.strapi.io/cms/configurations/cron.
    """
    if not source.installed_path.endswith((".js", ".ts")):
        return
    program = code(source)
    if program.root.type == "ERROR":
        yield Problem(source.path, None, "strapi", "not understood as JavaScript: tasks may be missing")
    for _, entries in objects(program):
        for key, node in entries.items():
            if _CRON.fullmatch(key) and (place := program.parent(node)) is not None:
                name = called_by(program, node) if node.type != "object" else ""
                yield _timed.by_literal(program, Literal(key, place), Dialect.NODE, system="strapi", name=name)
            elif node.type == "object" and "task" in (task := program.entries(node)) and "options" in task:
                if program.call(task["options"]):
                    continue  # a date: once
                yield _of_strapi(program, key, task["options"], node)


@extractor("payload", paths=PATHS, literals=("payload",))
def payload(source: Source) -> Iterator[Extracted]:
    """Find the schedules of Payload: `schedule: [{ cron: '0 3 * * *', queue: 'nightly' }]`, `autoRun: [{ cron: … }]`.

    Format: https://payloadcms.com/docs/jobs-queue/schedules.
    """
    if not imported(source, "payload"):
        return
    program = code(source)
    for _, entries in objects(program):
        for key in ("schedule", "autoRun"):
            for item in program.items(entries.get(key)):
                given = program.entries(item)
                queue = text_of(program, given.get("queue"))
                name = text_of(program, entries.get("slug")) or queue
                if (node := given.get("cron")) is not None:
                    note = f"queue {queue}" if queue and queue != name else ""
                    yield _timed.by_value(program, node, Dialect.NODE, system="payload", name=name, note=note)


def _of_config(program: Program, fields: dict[str, Any]) -> Iterator[Schedule]:
    for node, entries in objects(program):
        value = entries.get("schedule")
        if value is not None and bound_to(program, node) == "config":
            name = text_of(program, entries.get("name")) or fields["name"]
            yield _timed.by_value(program, value, Dialect.NODE, **{**fields, "name": name})


def _of_convex(program: Program, call: Call, node: Node, fields: dict[str, Any]) -> Schedule:
    given = program.entries(node)
    if call.name == "cron":
        return _timed.by_value(program, node, Dialect.NODE, call.place, **fields)
    if call.name == "interval":
        lengths = {"seconds": 1, "minutes": 60, "hours": 3600}
        counts = [(program.number(given.get(unit)) or 0) * length for unit, length in lengths.items()]
        text, dialect = _timed.every(sum(counts)) if sum(counts) else None, Dialect.EVERY
    else:
        text, dialect = _calendar(program, call.name, given), Dialect.NODE
    if text is None:
        return _timed.unresolved(program, node, dialect, call.place, **fields)
    place = next((given[key] for key in ("hourUTC", "minuteUTC", "hours") if key in given), node)
    return _timed.by_text(program, text, dialect, place, call.place, **fields)


def _calendar(program: Program, unit: str, given: dict[str, Node]) -> str | None:
    minute, hour = program.number(given.get("minuteUTC")), program.number(given.get("hourUTC"))
    day, weekday = program.number(given.get("day")), _DAYS.get(text_of(program, given.get("dayOfWeek")).lower())
    needed = {
        "hourly": [minute],
        "daily": [minute, hour],
        "weekly": [minute, hour, weekday],
        "monthly": [minute, hour, day],
    }
    if any(value is None for value in needed[unit]):
        return None
    fields = (minute, hour if unit != "hourly" else None, day if unit == "monthly" else None, None)
    last = weekday if unit == "weekly" else None
    return " ".join("*" if value is None else str(int(value)) for value in (*fields, last))


def _with_zone(program: Program, node: Node, user: Node, **fields: Any) -> Schedule:
    literal = program.value(node)
    match = _ZONE.fullmatch(literal.text) if literal else None
    if literal is None or match is None:
        return _timed.by_value(program, node, Dialect.NODE, user, timezone="UTC", **fields)
    cron = Literal(match["cron"], literal.node)
    return _timed.by_literal(program, cron, Dialect.NODE, node, user, timezone=match["zone"], **fields)


def _of_strapi(program: Program, name: str, options: Node, user: Node) -> Schedule:
    given = program.entries(options)
    zone = _timed.zone(program, given.get("tz"))
    return _timed.by_value(
        program, given.get("rule") or options, Dialect.NODE, user, system="strapi", name=name, zone=zone
    )
