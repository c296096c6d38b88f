"""Reads programs that are clocks themselves: clockwork, rufus-scheduler, Discourse's mini_scheduler, crono."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ddd.extractors.ruby_schedulers._ruby import Call, Ruby, Value, in_words, ruby, schedule
from ddd.model import Dialect
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_AT = re.compile(
    r"(?: (?P<day> [A-Za-z]{3,9} ) \s+ )? (?P<hour> \d{1,2} | \*\*? ) : (?P<minute> \d{2} )", re.VERBOSE | re.ASCII
)
_SCHEDULED = re.compile(r"(?:::)?Jobs::Scheduled|.*MiniScheduler::Schedule")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@extractor("clockwork", paths=("*.rb",), literals=("Clockwork", "clockwork"))
def clockwork(source: Source) -> Iterator[Extracted]:
    """Find the events of clockwork.

        every(1.day, "clean_up", at: "03:00", tz: "Europe/Paris") { CleanUpJob.perform_later }

    `at:` may name a weekday (`"Monday 16:20"`), every hour (`"**:30"`) and be an array. The zone is `tz:`, else the
    process's. An `if:` is told in a note: it may hold an event back. Without `at:` it counts from the program's start.

    Format: https://github.com/Rykian/clockwork.
    """
    code = ruby(source)
    for call in code.calls:
        if call.method != "every" or call.receiver not in ("", "Clockwork", "self") or len(call.arguments) < 2:
            continue
        value = code.follow(call.arguments[0])
        length = code.duration(value.node)
        name = code.string(call.arguments[1]) or code.raw(call.arguments[1])
        note = "only if its own condition holds" if "if" in call.keywords else ""
        at = call.keywords.get("at")
        tz = call.keywords.get("tz")
        for one in code.elements(code.follow(at).node) if at is not None else [None]:
            expression, dialect = _event(code, length, code.follow(one).node if one is not None else None)
            yield schedule(
                code,
                "clockwork",
                name,
                value,
                call.node,
                expression=expression,
                dialect=dialect,
                timezone=code.string(code.follow(tz).node) if tz is not None else None,
                command=_body(code, call),
                note=note,
            )


def _event(code: Ruby, length: tuple[int, str] | None, at: Node | None) -> tuple[str | None, Dialect]:
    if length is None:
        return None, Dialect.EVERY
    unit = length[1]
    plain = in_words(length)
    if at is None:
        return plain, Dialect.EVERY
    match = _AT.fullmatch((code.string(at) or "").strip())
    if match is None:
        return None, Dialect.PHRASE
    if match["hour"].startswith("*"):
        return ("every hour" if unit in ("minute", "hour") else plain), Dialect.EVERY
    clock = f"{int(match['hour']):02}:{match['minute']}"
    if match["day"]:
        return f"every {match['day'].lower()} at {clock}", Dialect.PHRASE
    return (f"{plain} at {clock}", Dialect.PHRASE) if unit == "day" else (plain, Dialect.EVERY)


def _body(code: Ruby, call: Call) -> str:
    """Return what a block does, where that is one call."""
    inner = (
        [one for one in call.block.named_children if one.type in ("body_statement", "block_body")] if call.block else []
    )
    return code.raw(inner[0]) if inner and inner[0].named_child_count == 1 else ""


@extractor("rufus-scheduler", paths=("*.rb",), literals=("Rufus", "rufus"))
def rufus_scheduler(source: Source) -> Iterator[Extracted]:
    """Find the jobs of rufus-scheduler.

        scheduler.cron("0 3 * * *") { CleanUp.call }
        scheduler.every("1h", first_in: "10s") { Poll.call }

    `cron`, `every` and `interval` recur; `in` and `at` run once. A plain number is seconds. A class that wraps the
    scheduler may call them on itself. Jobs live as long as their process does.

    Format: https://github.com/jmettraux/rufus-scheduler.
    """
    code = ruby(source)
    for call in code.calls:
        method = call.method.removeprefix("schedule_")
        if method not in ("cron", "every", "interval") or not call.arguments or call.block is None:
            continue
        value = code.follow(call.arguments[0])
        dialect = Dialect.FUGIT if method == "cron" else Dialect.EVERY
        expression = code.string(value.node) if method == "cron" else _length(code, value.node)
        name = call.keywords.get("name", call.keywords.get("tag"))
        command = _body(code, call)
        told = (code.string(name) if name is not None else None) or command
        yield schedule(
            code, "rufus-scheduler", told, value, call.node, expression=expression, dialect=dialect, command=command
        )


def _length(code: Ruby, node: Node) -> str | None:
    """Return a length of time in words: of `1.hour`, of `"1h"`, of 60, which is seconds."""
    said, length, seconds = code.string(node), code.duration(node), code.number(node)
    if length is not None:
        return in_words(length)
    return f"every {seconds}s" if seconds is not None else f"every {said.strip()}" if said is not None else None


@extractor("mini-scheduler", paths=("*.rb",), literals=("Jobs::Scheduled", "MiniScheduler::Schedule"))
def mini_scheduler(source: Source) -> Iterator[Extracted]:
    """Find the scheduled jobs of Discourse and of others that use mini_scheduler.

        class CleanUp < ::Jobs::Scheduled
          daily at: 4.hours

    `every 1.hour` is a length of time, put off by up to 10 % at random; `daily` is at midnight unless told. The zone is
    UTC.

    Format: https://github.com/discourse/mini_scheduler.
    """
    code = ruby(source)
    for node in code.nodes:
        if node.type != "class":
            continue
        name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        parent, title = node.child_by_field_name("superclass"), code.raw(name) if name is not None else ""
        children = body.named_children if body is not None else []
        if not (parent is not None and _SCHEDULED.fullmatch(code.text(parent).lstrip("< "))) and not any(
            "MiniScheduler::Schedule" in code.raw(one) for one in children if one.type == "call"
        ):
            continue
        for one in children:
            if one.type in ("call", "identifier"):
                yield from _of_class_line(code, title, one)


def _of_class_line(code: Ruby, title: str, node: Node) -> Iterator[Extracted]:
    call = code.call(node) if node.type == "call" else None
    method = call.method if call is not None else code.text(node)
    if method == "every" and call is not None and call.arguments and not call.receiver:
        value = code.follow(call.arguments[0])
        length = code.duration(value.node)
        expression = in_words(length) if length else None
        yield schedule(
            code, "mini-scheduler", title, value, node, expression=expression, dialect=Dialect.EVERY, command=title
        )
    elif method == "daily" and (call is None or not call.receiver):
        at = call.keywords.get("at") if call is not None else None
        value = Value(node)
        yield schedule(
            code,
            "mini-scheduler",
            title,
            value,
            expression=_daily(code, at),
            dialect=Dialect.PHRASE,
            timezone="UTC",
            command=title,
        )


def _daily(code: Ruby, at: Node | None) -> str | None:
    """`4.hours`, or `4.hours + 30.minutes`."""
    if at is None:
        return "every day at 00:00"
    parts = [at.children[0], at.children[2]] if at.type == "binary" and at.child_count == 3 else [at]
    lengths = [code.duration(one) for one in parts]
    if any(one is None or one[1] not in _SECONDS for one in lengths):
        return None
    seconds = sum(one[0] * _SECONDS[one[1]] for one in lengths if one)
    return f"every day at {seconds // 3600:02}:{seconds % 3600 // 60:02}" if seconds < 86400 else None


@extractor("crono", paths=("*.rb",), literals=("Crono",))
def crono(source: Source) -> Iterator[Extracted]:
    """Find the jobs of crono.

        Crono.perform(CleanUpJob).every 1.day, at: {hour: 3, min: 0}

    `on: :monday` goes with weeks. The zone is the application's.

    Format: https://github.com/plashchynski/crono.
    """
    code = ruby(source)
    for call in code.calls:
        if call.method != "every" or not call.receiver.startswith("Crono.perform(") or not call.arguments:
            continue
        job = call.receiver.removeprefix("Crono.perform(").split(",")[0].split(")")[0]
        value = code.follow(call.arguments[0])
        expression, dialect = _of_crono(code, code.duration(value.node), call)
        yield schedule(code, "crono", job, value, call.node, expression=expression, dialect=dialect, command=job)


def _of_crono(code: Ruby, length: tuple[int, str] | None, call: Call) -> tuple[str | None, Dialect]:
    if length is None:
        return None, Dialect.EVERY
    amount, unit = length
    on, at = call.keywords.get("on"), call.keywords.get("at")
    day = code.string(on) if on is not None else None
    words = f"every {day}" if day and amount == 1 else in_words(length)
    if at is None or unit not in ("day", "week") or (unit == "week" and not day):
        return words, Dialect.PHRASE if day else Dialect.EVERY
    said = (code.string(at) or "").strip()
    if at.type == "hash":
        fields = {key: code.number(value) for key, _, value in code.pairs(at)}
        hour, minute = fields.get("hour", 0), fields.get("min", 0)
        is_told = len(fields) == at.named_child_count and hour is not None and minute is not None
        said = f"{hour:02}:{minute:02}" if is_told else ""
    return (f"{words} at {said}", Dialect.PHRASE) if said else (None, Dialect.PHRASE)
