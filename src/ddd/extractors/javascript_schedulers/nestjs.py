"""Reads the schedules of NestJS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Literal, Program
from ddd.extractors.javascript_schedulers._javascript import PATHS, code, imported, switched_off, text_of
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_ENUM = "CronExpression"
_HOURLY = re.compile(r"EVERY_(?P<hours>[0-9]{1,2})_HOURS")
_DAILY = re.compile(r"EVERY_DAY_AT_(?P<hour>[0-9]{1,2})(?P<half>[AP]M)")
_WORKDAYS = re.compile(r"MONDAY_TO_FRIDAY_AT_(?P<hour>[0-9]{1,2})(?:_(?P<minute>[0-9]{2}))?(?P<half>[AP]M)")
_EXPRESSIONS = {
    "EVERY_SECOND": "* * * * * *",
    "EVERY_5_SECONDS": "*/5 * * * * *",
    "EVERY_10_SECONDS": "*/10 * * * * *",
    "EVERY_30_SECONDS": "*/30 * * * * *",
    "EVERY_MINUTE": "*/1 * * * *",
    "EVERY_5_MINUTES": "0 */5 * * * *",
    "EVERY_10_MINUTES": "0 */10 * * * *",
    "EVERY_15_MINUTES": "0 */15 * * * *",
    "EVERY_30_MINUTES": "0 */30 * * * *",
    "EVERY_HOUR": "0 0-23/1 * * *",
    "EVERY_DAY_AT_NOON": "0 12 * * *",
    "EVERY_DAY_AT_MIDNIGHT": "0 0 * * *",
    "EVERY_WEEK": "0 0 * * 0",
    "EVERY_WEEKDAY": "0 0 * * 1-5",
    "EVERY_WEEKEND": "0 0 * * 6,0",
    "EVERY_1ST_DAY_OF_MONTH_AT_MIDNIGHT": "0 0 1 * *",
    "EVERY_1ST_DAY_OF_MONTH_AT_NOON": "0 12 1 * *",
    "EVERY_2ND_HOUR": "0 */2 * * *",
    "EVERY_2ND_HOUR_FROM_1AM_THROUGH_11PM": "0 1-23/2 * * *",
    "EVERY_2ND_MONTH": "0 0 1 */2 *",
    "EVERY_QUARTER": "0 0 1 */3 *",
    "EVERY_6_MONTHS": "0 0 1 */6 *",
    "EVERY_YEAR": "0 0 1 1 *",
    "EVERY_30_MINUTES_BETWEEN_9AM_AND_5PM": "0 */30 9-17 * * *",
    "EVERY_30_MINUTES_BETWEEN_9AM_AND_6PM": "0 */30 9-18 * * *",
    "EVERY_30_MINUTES_BETWEEN_10AM_AND_7PM": "0 */30 10-19 * * *",
}
"""The members of `CronExpression` that follow no rule; the others are made by `cron_expression`."""


@extractor("nestjs", paths=PATHS, literals=("@nestjs/schedule",))
def nestjs(source: Source) -> Iterator[Extracted]:
    """Find the schedules of NestJS: `@Cron(CronExpression.EVERY_DAY_AT_3AM, { timeZone: 'UTC' })` above a method.

    `@Interval(600_000)` counts milliseconds; `@Timeout` runs once and is no schedule. `disabled: true` is suspended;
    `disabled` with any other value is told in a note. Format: https://docs.nestjs.com/techniques/task-scheduling.
    """
    names, program = imported(source, "@nestjs/schedule"), code(source)
    for call in program.calls("Cron", "Interval"):
        if call.name in names and call.receiver is None and call.arguments:
            yield _cron(program, call) if call.name == "Cron" else _interval(program, call)


def cron_expression(member: str) -> str | None:
    """Return the cron expression of a member of NestJS's `CronExpression`; None for what it has not."""
    if member in _EXPRESSIONS:
        return _EXPRESSIONS[member]
    if match := _HOURLY.fullmatch(member):
        return f"0 0-23/{match['hours']} * * *"
    if match := _DAILY.fullmatch(member):
        return f"0 {_hour(match):02} * * *"
    if match := _WORKDAYS.fullmatch(member):
        return f"0 {int(match['minute'] or 0)} {_hour(match):02} * * 1-5"
    return None


def _dotted(program: Program, call: Call, method: str) -> str:
    return ".".join(filter(None, (program.class_around(call.node), method)))


def _hour(match: re.Match[str]) -> int:
    return int(match["hour"]) % 12 + (12 if match["half"] == "PM" else 0)


def _cron(program: Program, call: Call) -> Schedule:
    options = program.entries(call.positional(1))
    node = call.arguments[0].node
    method = program.name_of(program.declaration(call.node))
    disabled = options.get("disabled")
    state = switched_off(program, disabled, "true")
    is_open = disabled is not None and program.text(disabled) not in ("true", "false")
    fields = {
        "system": "nestjs",
        "name": text_of(program, options.get("name")) or _dotted(program, call, method),
        "target": "::".join(filter(None, (program.class_around(call.node), method))),
        "zone": _timed.zone(program, options.get("timeZone")),
        "state": state,
        "note": f"disabled if {_timed.raw(program, disabled)}" if is_open and disabled is not None else "",
    }
    target = program.resolved(node) or node
    owner, _, member = (
        program.text(target).rpartition(".") if target.end_byte - target.start_byte < 100 else ("", "", "")
    )
    known = cron_expression(member) if owner == _ENUM else None
    if known is not None:
        return _timed.by_literal(program, Literal(known, target), Dialect.NODE, node, **fields)
    return _timed.by_value(program, node, Dialect.NODE, **fields)


def _interval(program: Program, call: Call) -> Schedule:
    node, method = call.arguments[-1].node, program.name_of(program.declaration(call.node))
    fields = {
        "system": "nestjs",
        "name": text_of(program, call.positional(0)) or _dotted(program, call, method),
        "target": "::".join(filter(None, (program.class_around(call.node), method))),
    }
    milliseconds = program.number(node)
    if not milliseconds:
        return _timed.unresolved(program, node, Dialect.EVERY, **fields)
    text = _timed.every(milliseconds / 1000)
    return _timed.by_text(program, text, Dialect.EVERY, program.resolved(node) or node, node, **fields)
