"""Reads the repeated jobs of Node's queues and job runners: Bull, BullMQ, Agenda, Bree, PM2, Meteor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Program
from ddd.extractors.javascript_schedulers._javascript import PATHS, bound_to, code, imported, objects, text_of
from ddd.model import Confidence, Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_FIELD = re.compile(r"[0-9*?/,LW#-]+|(?i:[a-z]{3}(?:[-,][a-z]{3})*)")
_QUEUES = ("bull", "bullmq", "@nestjs/bull", "@nestjs/bullmq", "@nestjs/bull-shared")
_SHORT = re.compile(r"[0-9]{1,6}\s?[a-z]{1,7}")


@extractor("bull", paths=PATHS, literals=("bull", "Bull", "JobScheduler"))
def bull(source: Source) -> Iterator[Extracted]:
    """Find the repeated jobs of Bull and BullMQ.

    `queue.add('purge', {}, { repeat: { pattern: '0 3 * * *', tz: 'UTC' } })`, of old `{ cron: … }`, `{ every: 60_000 }`
    in milliseconds, and `queue.upsertJobScheduler('purge', { pattern: … })`. In a file that imports them also what is
    handed to a function of the application: `{ jobName: 'purge', pattern: '0 3 * * *' }`, less sure.
    Format: https://docs.bullmq.io/guide/job-schedulers.
    """
    program = code(source)
    is_certain = bool(imported(source, *_QUEUES)) or "Queue" in source.text
    for node, entries in objects(program):
        repeat = entries.get("repeat")
        options = program.entries(repeat) if repeat is not None and is_certain else {}
        if options:
            yield from _repeated(program, options, node, _job_around(program, node))
        elif "pattern" in entries and imported(source, *_QUEUES):
            yield from _of_wrapper(program, entries)
    for call in program.calls("upsertJobScheduler"):
        given, template = program.entries(call.positional(1)), program.entries(call.positional(2))
        name = text_of(program, template.get("name"), call.positional(0))
        yield from _repeated(program, given, call.place, name)


@extractor("agenda", paths=PATHS, literals=("agenda", "Agenda"))
def agenda(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Agenda: `agenda.every('0 3 * * *', 'purge')`, `agenda.every('3 minutes', 'poll')`.

    A number counts milliseconds. `agenda.schedule(…)` and `agenda.now(…)` run once and are no schedules.
    Format: https://github.com/agenda/agenda.
    """
    program = code(source)
    for call in program.calls("every", "repeatEvery"):
        node, owner = call.positional(0), program.text(call.receiver)[-60:]
        if node is None or ("agenda" not in owner.lower() and call.name == "every"):
            continue
        if call.name == "repeatEvery" and not imported(source, "agenda", "@hokify/agenda"):
            continue
        names = [text_of(program, one) for one in program.items(call.positional(1))] if call.name == "every" else []
        zone = _timed.zone(program, program.entries(call.positional(3)).get("timezone"))
        for name in names or [""]:
            yield _in_words(program, node, call.place, system="agenda", name=name, target=name, zone=zone)


@extractor("bree", paths=PATHS, literals=("bree", "Bree"))
def bree(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Bree: `new Bree({ jobs: [{ name: 'purge', cron: '0 3 * * *' }, { …, interval: '5m' }] })`.

    `timeout` and `date` run a job once and are no schedules. Format: https://github.com/breejs/bree.
    """
    if not imported(source, "bree", "@breejs/later"):
        return
    program = code(source)
    for node, entries in objects(program):
        name, value = text_of(program, entries.get("name")), entries.get("cron") or entries.get("interval")
        if not name or value is None:
            continue
        zone = _timed.zone(program, entries.get("timezone"))
        fields: dict[str, Any] = {"system": "bree", "name": name, "target": name, "zone": zone}
        if "cron" in entries:
            yield _timed.by_value(program, value, Dialect.NODE, node, **fields)
        else:
            yield _in_words(program, value, node, **fields)


@extractor("pm2", paths=("ecosystem.config.*", "ecosystem.*.config.*", "pm2.config.*"), literals=("cron_restart",))
def pm2(source: Source) -> Iterator[Extracted]:
    """Find when PM2 restarts a process: `cron_restart: '0 3 * * *'` in `ecosystem.config.js`.

    Format: https://pm2.keymetrics.io/docs/usage/application-declaration/.
    """
    if not source.installed_path.endswith((".js", ".cjs", ".mjs", ".ts")):
        return
    program = code(source)
    for node, entries in objects(program):
        value = entries.get("cron_restart")
        literal = program.value(value)
        if value is None or (literal is not None and literal.text in ("0", "")):
            continue
        yield _timed.by_value(
            program,
            value,
            Dialect.NODE,
            node,
            system="pm2",
            name=text_of(program, entries.get("name")),
            command=text_of(program, entries.get("script")),
            note="restarts the process",
        )


@extractor("meteor-cron", paths=PATHS, literals=("SyncedCron",))
def meteor_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Meteor: `SyncedCron.add({ name: 'Purge', schedule: (parser) => parser.text('every 2 hours') })`.

    `parser.cron('0 3 * * *')` takes cron. Format: https://github.com/percolatestudio/meteor-synced-cron.
    """
    program = code(source)
    for call in program.calls("text", "cron"):
        node = call.positional(0)
        around = next((one for one in program.ancestors(call.node) if program.call(one)), None)
        outer = program.call(around)
        if node is None or outer is None or program.text(outer.receiver)[-10:] != "SyncedCron":
            continue
        options = program.entries(outer.positional(0))
        name = text_of(program, options.get("name"))
        fields: dict[str, Any] = {"system": "meteor-cron", "name": name, "target": name}
        if call.name == "cron":
            yield _timed.by_value(program, node, Dialect.NODE, call.place, **fields)
        else:
            yield _timed.by_value(program, node, Dialect.PHRASE, call.place, **fields)


def _repeated(program: Program, options: dict[str, Node], user: Node, name: str) -> Iterator[Schedule]:
    zone = _timed.zone(program, options.get("tz"))
    fields: dict[str, Any] = {"system": "bull", "name": name, "target": name, "zone": zone}
    pattern = options.get("pattern") or options.get("cron")
    if pattern is not None:
        yield _timed.by_value(program, pattern, Dialect.NODE, **fields)
    elif (every := options.get("every")) is not None:
        yield _by_milliseconds(program, every, user, **fields)


def _of_wrapper(program: Program, entries: dict[str, Node]) -> Iterator[Schedule]:
    """Read what an application hands to a function of its own: `{ jobName: 'purge', pattern: '0 3 * * *' }`."""
    titles = [entries[key] for key in ("jobName", "name", "queue", "queueName") if key in entries]
    literal = program.value(entries["pattern"])
    parts = literal.text.split() if literal else []
    if not titles or literal is None or len(parts) not in (5, 6) or not all(map(_FIELD.fullmatch, parts)):
        return
    name = text_of(program, titles[0]) or program.text(titles[0])[-100:].rsplit(".", 1)[-1]
    fields: dict[str, Any] = {"system": "bull", "name": name, "target": name, "confidence": Confidence.MEDIUM}
    zone = _timed.zone(program, entries.get("tz"))
    yield _timed.by_literal(program, literal, Dialect.NODE, entries["pattern"], zone=zone, **fields)


def _job_around(program: Program, node: Node) -> str:
    for around in program.ancestors(node):
        call = program.call(around)
        if call:
            return text_of(program, call.positional(0)) or bound_to(program, node)
        if around.type in ("statement_block", "class_body"):
            break
    return text_of(program, program.entries(node).get("jobId")) or bound_to(program, node)


def _in_words(program: Program, node: Node, user: Node, **fields: Any) -> Schedule:
    literal = program.value(node)
    if literal is None:
        return _by_milliseconds(program, node, user, **fields)
    text = literal.text.strip()
    parts = text.split()
    if len(parts) >= 5 and all(map(_FIELD.fullmatch, parts)):
        return _timed.by_literal(program, literal, Dialect.NODE, node, user, **fields)
    if text.startswith(("every ", "at ", "on ")) and not _SHORT.fullmatch(text.removeprefix("every ")):
        daily = f"every day {text}" if text.startswith("at ") else text
        return _timed.by_text(program, daily, Dialect.PHRASE, literal.node, node, user, **fields)
    words = text if text.startswith("every ") else f"every {text}"
    return _timed.by_text(program, words, Dialect.EVERY, literal.node, node, user, **fields)


def _by_milliseconds(program: Program, node: Node, user: Node, **fields: Any) -> Schedule:
    milliseconds = program.number(node)
    if not milliseconds:
        return _timed.unresolved(program, node, Dialect.EVERY, **fields)
    place = program.resolved(node) or node
    return _timed.by_text(program, _timed.every(milliseconds / 1000), Dialect.EVERY, place, node, **fields)
