"""Reads the annotations that schedule methods: Spring's, Micronaut's, Quarkus's and Jakarta EJB's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._syntax import Call, Program, program
from ddd.extractors.java_schedulers._properties import default_of, references
from ddd.model import Dialect, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

PATHS = ("*.java", "*.kt")

_SPRING, _MICRONAUT, _QUARKUS = "org.springframework.scheduling", "io.micronaut.scheduling", "io.quarkus.scheduler"
_UNITS = {
    "NANOSECONDS": 1e-9,
    "MICROSECONDS": 1e-6,
    "MILLISECONDS": 0.001,
    "SECONDS": 1,
    "MINUTES": 60,
    "HOURS": 3600,
    "DAYS": 86400,
}
_WORDS = {"MILLISECONDS": "ms", "SECONDS": "seconds", "MINUTES": "minutes", "HOURS": "hours", "DAYS": "days"}
_ISO = re.compile(r"P[0-9DTHMS.]+", re.IGNORECASE)
_ORDINAL = re.compile(r"(?P<ordinal>1st|2nd|3rd|4th|5th|last)\s+(?P<day>[a-z]{3})", re.IGNORECASE)
_SETTING = re.compile(r"%[^%]{1,200}%")
_OFF = frozenset({"off", "disabled", "-"})


@extractor("java-scheduled", paths=PATHS, literals=(_SPRING, _MICRONAUT, _QUARKUS))
def java_scheduled(source: Source) -> Iterator[Extracted]:
    """Find methods that Spring, Micronaut or Quarkus run by the clock, in Java and Kotlin.

    `@Scheduled(cron = "0 0 3 * * *", zone = "Europe/Paris")`, `fixedRate = 5, timeUnit = TimeUnit.MINUTES` (Spring:
    milliseconds unless told), `fixedDelay = "10m"` (Micronaut), `every = "1h"` (Quarkus). `"${purge.cron:0 0 3 * * *}"`
    is followed to `application.properties` and `application.yml`; where they do not set it, the default holds. `"-"`
    (Spring) and `"off"` (Quarkus) switch a method off. Not seen: SpEL (`#{…}`), and what a method of the application
    computes. Format: https://docs.spring.io/spring-framework/reference/integration/scheduling.html.
    """
    system = _system(source)
    if not system:
        return
    code = _program(source)
    for call in code.calls("Scheduled"):
        if call.receiver is None:
            yield from _scheduled(code, call, system)


@extractor("java-azure-function", paths=PATHS, literals=("TimerTrigger",))
def java_azure_function(source: Source) -> Iterator[Extracted]:
    """Find Azure Functions in Java and Kotlin that a timer triggers.

    `@TimerTrigger(name = "purge", schedule = "0 0 2 * * *")` stands at a parameter of the function. The times are UTC
    unless the application's setting WEBSITE_TIME_ZONE says otherwise. `%SETTING%` is not followed: unresolved.
    Format: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer.
    """
    code = _program(source)
    for call in code.calls("TimerTrigger"):
        given = call.named("schedule")
        if call.receiver is None and given is not None:
            method = code.name_of(code.declaration(call.node))
            fields: dict[str, Any] = {"system": "azure-functions", "name": method, "timezone": "UTC"}
            found = _timed.by_value(code, given, Dialect.NCRONTAB, call.place, **fields)
            is_setting = _SETTING.fullmatch(found.expression) is not None
            note = "a setting of the application holds the time"
            yield replace(found, state=State.UNRESOLVED, note=note) if is_setting else found


@extractor("ejb-schedule", paths=PATHS, literals=("jakarta.ejb", "javax.ejb"))
def ejb_schedule(source: Source) -> Iterator[Extracted]:
    """Find the timers of Jakarta Enterprise Beans: `@Schedule(hour = "3", dayOfWeek = "Mon", timezone = "UTC")`.

    Hour, minute and second are 0 unless told, the rest is every one. Where both days are told either of them is enough.
    Format: Jakarta Enterprise Beans, Core Features, chapter Timer Service.
    """
    code = _program(source)
    for call in code.calls("Schedule"):
        if call.receiver is None:
            yield _ejb(code, call)


def _program(source: Source) -> Program:
    return program(source, "kotlin" if source.installed_path.endswith(".kt") else "java")


def _system(source: Source) -> str:
    for package, system in ((_QUARKUS, "quarkus"), (_MICRONAUT, "micronaut"), (_SPRING, "spring")):
        if f"{package}." in source.text:
            return system
    return ""


def _scheduled(code: Program, call: Call, system: str) -> Iterator[Extracted]:
    method = code.name_of(code.declaration(call.node))
    title = code.value(call.named("identity"))
    zone = call.named("zone", "zoneId", "timeZone")
    fields: dict[str, Any] = {
        "system": system,
        "name": title.text if title else _dotted(code, call, method),
        "target": "::".join(filter(None, (code.class_around(call.node), method))),
        "zone": _timed.zone(code, zone),
    }
    cron = call.named("cron")
    if cron is not None:
        yield from _of_cron(code, call, cron, system, fields)
    else:
        yield from _of_length(code, call, fields)


def _of_cron(code: Program, call: Call, node: Node, system: str, fields: dict[str, Any]) -> Iterator[Extracted]:
    # Micronaut takes five fields or six and wants both day fields: as Cronos does.
    dialect = {"spring": Dialect.SPRING, "quarkus": Dialect.QUARTZ, "micronaut": Dialect.CRONOS}[system]
    literal = code.value(node)
    if (literal is not None and literal.text in _OFF) or code.text(node).endswith("CRON_DISABLED"):
        yield _off(code, literal.node if literal else node, call, fields)
        return
    yield from _left_open(_timed.by_value(code, node, dialect, call.place, **fields))


def _off(code: Program, node: Node, call: Call, fields: dict[str, Any]) -> Schedule:
    """Return the fact of a method that is switched off; what it would do otherwise nothing says."""
    text = _timed.raw(code, node)
    note = "" if text == "-" else f"it says “{text}”"
    return _timed.by_text(code, "-", Dialect.SPRING, node, call.place, state=State.SUSPENDED, note=note, **fields)


def _of_length(code: Program, call: Call, fields: dict[str, Any]) -> Iterator[Extracted]:
    node = call.named("fixedRate", "fixedDelay", "fixedRateString", "fixedDelayString", "every")
    if node is None:
        return  # only a start: once
    unit = call.named("timeUnit")
    word = code.text(unit).rsplit(".", 1)[-1] if unit else "MILLISECONDS"
    literal, number = code.value(node), code.number(node)
    if literal is not None:
        text, dialect = _length(literal.text, _WORDS.get(word, "ms"))
        if literal.text in _OFF:
            yield _off(code, literal.node, call, fields)
            return
        yield from _left_open(_timed.by_text(code, text, dialect, literal.node, node, call.place, **fields))
    elif number:
        text = _timed.every(number * _UNITS.get(word, 0.001))
        place = code.resolved(node) or node
        yield _timed.by_text(code, text, Dialect.EVERY, place, node, call.place, **fields)
    else:
        yield _timed.unresolved(code, node, Dialect.EVERY, call.place, **fields)


def _length(text: str, unit: str) -> tuple[str, Dialect]:
    """Return the expression and dialect of `10m`, `PT1H`, `60000` and of `${…}` with such a default."""
    shown = default_of(text).strip()
    if _ISO.fullmatch(shown):
        return text.strip(), Dialect.DURATION
    is_bare = shown.isdigit() or not shown
    return f"every {text.strip()} {unit}" if is_bare else f"every {text.strip()}", Dialect.EVERY


def _left_open(schedule: Schedule) -> Iterator[Extracted]:
    """Yield the schedule with its references to properties."""
    texts = (schedule.expression, schedule.timezone or "")
    if "#{" in schedule.expression:
        yield replace(schedule, state=State.UNRESOLVED, note="computed when the application runs: SpEL")
        return
    if schedule.state is State.UNRESOLVED:
        yield schedule
        return
    yield replace(schedule, references=references(*texts))


def _dotted(code: Program, call: Call, method: str) -> str:
    return ".".join(filter(None, (code.class_around(call.node), method)))


def _ejb(code: Program, call: Call) -> Schedule:
    method = code.name_of(code.declaration(call.node))
    given = {one.name: one.node for one in call.arguments}
    fields: dict[str, Any] = {
        "system": "ejb",
        "name": _dotted(code, call, method),
        "target": "::".join(filter(None, (code.class_around(call.node), method))),
        "zone": _timed.zone(code, given.get("timezone")),
    }
    literals = {name: code.value(node) for name, node in given.items()}
    parts = ("second", "minute", "hour", "dayOfMonth", "month", "dayOfWeek")
    place = next(
        (given[name] for name in ("hour", "dayOfMonth", "dayOfWeek", "minute", "second") if name in given), call.place
    )
    if call.node.has_error or any(literals[name] is None for name in parts if name in given):
        raw = call.node if call.node.has_error else place
        return _timed.unresolved(code, raw, Dialect.SPRING, call.place, **fields)
    texts = {
        name: literal.text.replace(" , ", ",").replace(", ", ",").strip()
        for name, literal in literals.items()
        if literal
    }
    second, minute, hour = (texts.get(name, "0") for name in parts[:3])
    day, month, weekday = (texts.get(name, "*") for name in parts[3:])
    day, weekday = _days(day, weekday)
    either = day != "*" and weekday != "*"
    values = (
        (minute, hour, day, month, weekday) if either and second == "0" else (second, minute, hour, day, month, weekday)
    )
    dialect = Dialect.VIXIE if len(values) == 5 else Dialect.SPRING
    return _timed.by_text(code, " ".join(values), dialect, place, call.place, **fields)


def _days(day: str, weekday: str) -> tuple[str, str]:
    """Return both day fields as cron writes them: `Last` is `L`, `-3` is `L-3`, `2nd Fri` is `FRI#2`."""
    if match := _ORDINAL.fullmatch(day):
        name = match["day"].upper()
        return "*", f"{name}L" if match["ordinal"].lower() == "last" else f"{name}#{match['ordinal'][0]}"
    if day.lower() == "last":
        return "L", weekday
    return (f"L{day}" if re.fullmatch(r"-[1-7]", day) else day), weekday
