"""Reads the triggers of Quartz, in Java, Kotlin and XML, and Spring's tasks in XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ddd.extractors import _timed
from ddd.extractors._offsets import at_offset
from ddd.extractors._syntax import Call, Literal, Program, program
from ddd.extractors._tags import Tag, blanked, tags
from ddd.extractors.java_schedulers._properties import references
from ddd.extractors.java_schedulers.annotations import PATHS
from ddd.model import Dialect, Schedule, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_INTERVALS = {
    "repeatSecondlyForever": 1,
    "repeatMinutelyForever": 60,
    "repeatHourlyForever": 3600,
    "withIntervalInMilliseconds": 0.001,
    "withIntervalInSeconds": 1,
    "withIntervalInMinutes": 60,
    "withIntervalInHours": 3600,
    "withIntervalInDays": 86400,
    "withIntervalInWeeks": 604800,
}
_WEEKDAYS = {
    name: n for n, name in enumerate(("SUNDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"), 1)
}
_CALENDARS = ("dailyAtHourAndMinute", "weeklyOnDayAndHourAndMinute", "monthlyOnDayAndHourAndMinute")
_CRON = ("cronSchedule", "setCronExpression", "CronTrigger", "cronScheduleNonvalidatedExpression")
_CAMEL = re.compile(
    r"(?:quartz2?|spring-rabbitmq-cron):(?://)?(?P<name>[\w/.-]{1,200})\?(?:[^\s\"]{0,300}&)?cron=(?P<cron>[^&\s\"]{1,200})"
)
_TEXT = re.compile(r"[^<]*+")


@extractor("quartz", paths=PATHS, literals=("org.quartz", "CronTrigger", "quartz:", "quartz2:"))
def quartz(source: Source) -> Iterator[Extracted]:
    """Find the triggers of Quartz in Java and Kotlin.

    `CronScheduleBuilder.cronSchedule("0 0 3 * * ?").inTimeZone(…)`, `dailyAtHourAndMinute(3, 0)`,
    `repeatHourlyForever(2)`, `withIntervalInMinutes(5).repeatForever()`, Spring's `factory.setCronExpression("…")` and
    `new CronTrigger("0 0 3 * * *")` (Spring's cron), Camel's `quartz://purge?cron=0+0+3+*+*+?`.
    Format: https://www.quartz-scheduler.org/documentation/.
    """
    code = program(source, "kotlin" if source.installed_path.endswith(".kt") else "java")
    for call in code.calls(*_CRON, *_CALENDARS, *_INTERVALS, "from"):
        if call.name in _CRON:
            yield from _of_cron(code, call)
        elif call.name in _CALENDARS:
            yield from _of_calendar(code, call)
        elif call.name == "from":
            yield from _of_camel(code, call)
        elif call.name.startswith("repeat") or any(later.name == "repeatForever" for later in code.later(call)):
            yield from _of_interval(code, call)


@extractor("quartz-xml", paths=("*.xml",), literals=("cronExpression", "cron-expression", "scheduled-tasks"))
def quartz_xml(source: Source) -> Iterator[Extracted]:
    """Find the triggers that XML configures: Quartz's `quartz_jobs.xml`, and Spring's beans and tasks.

    `<cron-expression>0 0 3 * * ?</cron-expression>`, `<property name="cronExpression" value="${purge.cron}"/>`,
    `<task:scheduled ref="purge" method="run" cron="0 0 3 * * *"/>`. Values left to properties are followed.
    Format: https://www.quartz-scheduler.org/xml/job_scheduling_data_2_0.xsd.
    """
    text = blanked(source.text)
    name, is_open = "", False
    for tag in tags(text, ("bean", "name", "job-name", "property", "value", "cron-expression", "scheduled")):
        if tag.name == "bean":
            name, is_open = tag.attributes.get("id") or tag.attributes.get("name", ""), False
        elif tag.name in ("name", "job-name"):
            name = _content(text, tag)[0]
        elif tag.name == "scheduled":
            yield from _task(source, text, tag)
        elif tag.name == "property":
            is_open = tag.attributes.get("name") == "cronExpression" and "value" not in tag.attributes
            if tag.attributes.get("name") == "cronExpression" and not is_open:
                begin = text.rfind("value", 0, tag.end)
                yield from _in_xml(source, name, tag.attributes["value"], begin, Dialect.QUARTZ)
        elif tag.name == "cron-expression" or is_open:
            value, begin = _content(text, tag)
            is_open = False
            yield from _in_xml(source, name, value, begin, Dialect.QUARTZ)


def _of_cron(code: Program, call: Call) -> Iterator[Extracted]:
    node = call.positional(0)
    literal = code.value(node)
    is_spring = call.name == "CronTrigger"
    made = code.resolved(node)
    if node is None or (is_spring and (literal is None or "springframework" not in code.source.text)):
        return
    if literal is None and (made is None or call.name == "setCronExpression"):
        return  # an assignment from a parameter: a setter, not a schedule
    zones = [later.positional(0) for later in code.later(call) if later.name == "inTimeZone"]
    zone_node = zones[0] if zones else call.positional(1) if is_spring else None
    fields: dict[str, Any] = {
        "system": "spring" if is_spring else "quartz",
        "name": _identity(code, call),
        "zone": _timed.zone(code, zone_node),
    }
    made_by = _timed.by_value(code, node, Dialect.SPRING if is_spring else Dialect.QUARTZ, call.place, **fields)
    yield replace(made_by, references=references(made_by.expression) if literal else ())


def _of_calendar(code: Program, call: Call) -> Iterator[Schedule]:
    values = [_weekday(code, one.node) for one in call.arguments]
    fields: dict[str, Any] = {"system": "quartz", "name": _identity(code, call)}
    if not values or None in values or len(values) != (2 if call.name.startswith("daily") else 3):
        yield _timed.unresolved(code, call.node, Dialect.QUARTZ, call.place, **fields)
        return
    hour, minute = values[-2:]
    day = values[0] if len(values) == 3 else "*"
    text = f"0 {minute} {hour} ? * {day}" if call.name.startswith("weekly") else f"0 {minute} {hour} {day} * ?"
    yield _timed.by_text(code, text, Dialect.QUARTZ, call.place, **fields)


def _of_interval(code: Program, call: Call) -> Iterator[Schedule]:
    node = call.positional(0)
    count = code.number(node) if node is not None else 1
    fields: dict[str, Any] = {"system": "quartz", "name": _identity(code, call)}
    if not count:
        yield _timed.unresolved(code, node or call.place, Dialect.EVERY, call.place, **fields)
        return
    place = (code.resolved(node) or node) if node is not None else call.place
    yield _timed.by_text(code, _timed.every(count * _INTERVALS[call.name]), Dialect.EVERY, place, call.place, **fields)


def _of_camel(code: Program, call: Call) -> Iterator[Schedule]:
    literal = code.value(call.positional(0))
    match = _CAMEL.match(literal.text) if literal else None
    if literal and match:
        cron = Literal(match["cron"].replace("+", " ").replace("%20", " "), literal.node)
        yield _timed.by_literal(code, cron, Dialect.QUARTZ, call.place, system="camel", name=match["name"])


def _weekday(code: Program, node: Any) -> str | None:
    text = code.text(node).rsplit(".", 1)[-1]
    if text in _WEEKDAYS:
        return str(_WEEKDAYS[text])
    number = code.number(node)
    return str(int(number)) if number is not None else None


def _identity(code: Program, call: Call) -> str:
    """Return what `withIdentity("…")` of the trigger around a schedule's builder names it, or `forJob("…")`."""
    outer = next(
        (one for around in code.ancestors(call.node) if (one := code.call(around)) and one.name == "withSchedule"), None
    )
    if outer is None:
        return ""
    for one in (*code.chain(outer), *code.later(outer)):
        literal = code.value(one.positional(0)) if one.name in ("withIdentity", "forJob") else None
        if literal:
            return literal.text
    return ""


def _content(text: str, tag: Tag) -> tuple[str, int]:
    match = _TEXT.match(text, tag.end)
    value = match[0] if match else ""
    return value.strip(), tag.end + len(value) - len(value.lstrip())


def _task(source: Source, text: str, tag: Tag) -> Iterator[Extracted]:
    given = tag.attributes
    name = ".".join(filter(None, (given.get("ref", ""), given.get("method", ""))))
    for key in ("cron", "fixed-rate", "fixed-delay"):
        if key in given:
            begin = text.rfind(key, 0, tag.end)
            value = given[key] if key == "cron" else f"every {given[key]} ms"
            yield from _in_xml(source, name, value, begin, Dialect.SPRING if key == "cron" else Dialect.EVERY)
            return


def _in_xml(source: Source, name: str, value: str, begin: int, dialect: Dialect) -> Iterator[Extracted]:
    if not value:
        return
    yield Schedule(
        system="spring" if dialect is not Dialect.QUARTZ else "quartz",
        name=name,
        evidence=(at_offset(source, begin),),
        expression=value,
        dialect=dialect,
        references=references(value),
    )
