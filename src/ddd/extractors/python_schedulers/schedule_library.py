"""Reads the `schedule` library: sentences such as `schedule.every().monday.at("03:00").do(job)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors.python_schedulers._facts import Job, Timing, called, schedule, zone
from ddd.extractors.python_schedulers._module import Call, Module, Value, module
from ddd.model import Dialect
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_UNITS = ("second", "minute", "hour", "day", "week")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 30


@dataclass(slots=True)
class _Said:
    """What a sentence says, clause by clause."""

    number: str = ""
    unit: str = ""
    at: str = ""
    timezone: str | None = None
    up_to: str = ""
    place: ast.expr | None = None
    """Where `every` stands."""
    tags: list[str] = field(default_factory=list)
    is_open: bool = False


@extractor("python-schedule", paths=("*.py",), literals=("every(",))
def python_schedule(source: Source) -> Iterator[Extracted]:
    """Find the jobs of the `schedule` library.

        schedule.every().monday.at("03:00", "Europe/Paris").do(clean_up)      # every monday at 03:00
        schedule.every(10).minutes.do(poll)                                    # every 10 minutes

    Also the decorator `@repeat(every().day)`. With `.to(n)` the length is drawn between the two numbers: the smaller
    stands for it, with a note. A sentence whose number or time is no literal is unresolved. Without `.at` a job counts
    from the start of the program, which must keep running.

    Format: https://schedule.readthedocs.io/en/stable/examples.html.
    """
    code = module(source) if "schedule" in source.text else None  # parsing costs more than looking
    if code is None or not code.uses("schedule"):
        return
    decorated = {id(one.decorator): one.function.name for one in code.decorated}
    for call in code.calls:
        func = call.node.func
        if call.last == "do" and isinstance(func, ast.Attribute):
            command, sentence = called(code, call.argument(0, "job_func")), func.value
        elif call.last == "repeat" and id(call.node) in decorated and call.node.args:
            command, sentence = decorated[id(call.node)], call.node.args[0]
        else:
            continue
        said = _said(code, call, sentence)
        if said is not None and said.place is not None:
            yield schedule(
                code, Job("python-schedule", command, command), Value(said.place), _timing(code, said, sentence)
            )


def _said(code: Module, call: Call, node: ast.expr) -> _Said | None:
    """Read a chain from its end; None where it begins with anything but `every(…)`."""
    said = _Said()
    for _ in range(_LONGEST):
        match node:
            case ast.Call(func=ast.Attribute(attr="at", value=before)):
                _at(code, Call(node, call.scope, ""), said)
                node = before
            case ast.Call(func=ast.Attribute(attr="to", value=before), args=[upper]):
                said.up_to = _number(code, upper, call) or code.raw(upper)
                node = before
            case ast.Call(func=ast.Attribute(attr="tag" | "until" | "at", value=before)):
                node = before
            case ast.Attribute(attr=unit, value=before) if unit.rstrip("s") in _UNITS or unit in _WEEKDAYS:
                said.unit = unit
                node = before
            case ast.Call(func=func) if code.dotted(func).rpartition(".")[2] == "every":
                if node.args:
                    plain = _number(code, node.args[0], call)
                    said.number, said.is_open = plain or "", said.is_open or plain is None
                said.place = node
                return said if said.unit else None
            case _:
                return None
    return None


def _at(code: Module, call: Call, said: _Said) -> None:
    given = call.argument(0, "time_str")
    value = code.follow(given, call.scope) if given is not None else None
    if value is None or value.text is None:
        said.is_open = True
        return
    said.at = value.text.strip()
    said.timezone = zone(code, call.argument(1, "tz"), call.scope)


def _number(code: Module, node: ast.expr, call: Call) -> str | None:
    plain = code.number(node, call.scope)
    return str(int(plain)) if plain is not None else None


def _timing(code: Module, said: _Said, sentence: ast.expr) -> Timing:
    if said.is_open:
        return Timing(code.raw(sentence), Dialect.PHRASE, is_open=True)
    note = f"drawn each time: up to {said.up_to} {said.unit}" if said.up_to else ""
    unit = said.unit.rstrip("s") if said.unit.rstrip("s") in _UNITS else said.unit
    is_several = said.number not in ("", "1")
    words = ["every", *([said.number, unit + "s"] if is_several else [unit])]
    if said.at.startswith(":") and unit in ("hour", "minute"):
        note = "; ".join(filter(None, (note, f"at {said.at} of it")))  # no clock of a day: the length says it all
    elif said.at:
        words += ["at", said.at]
    dialect = Dialect.PHRASE if unit in _WEEKDAYS or len(words) > 3 or "at" in words else Dialect.EVERY
    return Timing(" ".join(words), dialect, note=note, timezone=said.timezone)
