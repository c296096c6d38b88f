"""Reads the schedules of Symfony's Scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Program, program
from ddd.extractors.php_schedulers._values import value
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_HASH = re.compile(r"(?:^|\s)#")
_SECONDS = re.compile(r"\d{1,15}")
_HASHED = {
    "#hourly": "H * * * *",
    "#daily": "H H * * *",
    "#midnight": "H H(0-2) * * *",
    "#weekly": "H H * * H",
    "#weekly@midnight": "H H(0-2) * * H",
    "#monthly": "H H H * *",
    "#monthly@midnight": "H H(0-2) H * *",
    "#annually": "H H H H *",
    "#yearly": "H H H H *",
    "#annually@midnight": "H H(0-2) H H *",
    "#yearly@midnight": "H H(0-2) H H *",
}


@extractor("symfony-scheduler", paths=("*.php",), literals=("Component\\Scheduler\\",))
def symfony_scheduler(source: Source) -> Iterator[Extracted]:
    """Find the schedules of Symfony's Scheduler.

    `#[AsCronTask('0 3 * * *', timezone: 'UTC')]` and `#[AsPeriodicTask('1 day')]` above a class or method,
    `RecurringMessage::cron('#daily', new Purge())` and `RecurringMessage::every('10 minutes', …)` in a provider. `#`
    is a time that Symfony chooses by a hash. Not seen: triggers made by classes of the application.
    Format: https://symfony.com/doc/current/scheduler.html.
    """
    code = program(source, "php")
    for call in code.calls("AsCronTask", "AsPeriodicTask"):
        if call.node.type == "attribute":
            yield from _of_attribute(code, call)
    for call in code.calls("cron", "every"):
        if code.text(call.receiver).endswith("RecurringMessage"):
            yield from _of_message(code, call)


def _of_attribute(code: Program, call: Call) -> Iterator[Schedule]:
    declared = code.declaration(call.node)
    name = code.name_of(declared)
    owner = code.class_around(declared) if declared else ""
    target = f"{owner}::{name}" if owner else name
    is_cron = call.name == "AsCronTask"
    node = call.named("expression", "frequency") or call.positional(0)
    zone = call.named("timezone") or (call.positional(1) if is_cron else None)
    if node is not None:
        yield _schedule(code, node, is_cron, call, name=name, target=target, zone=_timed.zone(code, zone))


def _of_message(code: Program, call: Call) -> Iterator[Schedule]:
    node = call.named("expression", "frequency") or call.positional(0)
    message = code.call(call.named("message") or call.positional(1))
    name = message.name if message else ""
    zone = call.named("timezone") or (call.positional(2) if call.name == "cron" else None)
    if node is not None:
        yield _schedule(code, node, call.name == "cron", call, name=name, target=name, zone=_timed.zone(code, zone))


def _schedule(code: Program, node: Node, is_cron: bool, call: Call, **fields: Any) -> Schedule:
    fields = {"system": "symfony-scheduler", **fields}
    literal, number = value(code, node), code.number(node)
    if literal is None and number is not None and not is_cron:
        return _timed.by_text(code, _timed.every(number), Dialect.EVERY, node, call.place, **fields)
    if literal is None:
        return _timed.unresolved(code, node, Dialect.PHP if is_cron else Dialect.EVERY, call.place, **fields)
    if not is_cron:
        text = _timed.every(int(literal.text)) if _SECONDS.fullmatch(literal.text) else f"every {literal.text}"
        return _timed.by_text(code, text, Dialect.EVERY, literal.node, call.place, **fields)
    if _HASH.search(literal.text):
        text = _HASHED.get(literal.text, literal.text.replace("#", "H"))
        fields["note"] = f"“{literal.text}”: the time is chosen by a hash"
        return _timed.by_text(code, text, Dialect.JENKINS, literal.node, call.place, **fields)
    return _timed.by_literal(code, literal, Dialect.PHP, call.place, **fields)
