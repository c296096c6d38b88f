"""Reads the schedules of Laravel applications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tree_sitter import Node

from ddd.extractors import _timed
from ddd.extractors._commands import called
from ddd.extractors._syntax import Call, Literal, Program, program
from ddd.extractors.php_schedulers._frequencies import DAYS, SUB_MINUTE, TIMES, WEEKDAYS, Refused, expression
from ddd.extractors.php_schedulers._values import value
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_STARTS = frozenset({"command", "job", "call", "exec"})
_WINDOWS = frozenset({"between", "unlessBetween"})
_CONDITIONS = frozenset({"when", "skip"})
_METHODS = frozenset({"method_declaration", "function_definition", "anonymous_function", "arrow_function"})
_DAY_CONSTANTS = {f"{owner}::{name}": str(day) for owner in ("Schedule", "Carbon") for name, day in WEEKDAYS.items()}
_IMPORT = re.compile(r"(?m)^use\s{1,9}(?P<owner>[\w\\]{1,200})\\Schedule\s{0,9};")
_NO_CLASS = "::class"


class _OpenError(Exception):
    """An argument is no literal."""

    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


@dataclass(frozen=True, slots=True)
class _Timed:
    """What a chain says about time."""

    expression: str
    place: Literal
    notes: tuple[str, ...]


@extractor("laravel", paths=("*.php",), literals=("Console\\Scheduling\\Schedule", "Support\\Facades\\"))
def laravel(source: Source) -> Iterator[Extracted]:
    """Find the schedules of Laravel: `app/Console/Kernel.php`, `routes/console.php`, `bootstrap/app.php`, providers.

    `$schedule->command('backup:run')->weekdays()->dailyAt('3:00')->timezone('Europe/Paris')` becomes the cron
    expression that Laravel makes of the chain; a task without a frequency runs every minute. `when()`, `between()` and
    `environments()` are told in a note. The time zone is the application's unless the chain names one. A value from
    `config()` or `env()` is followed to its default only. Not seen: schedules that another package's code makes.
    Format: https://laravel.com/docs/scheduling.
    """
    if "chedule" not in source.text:
        return
    code = program(source, "php")
    for call in code.calls():
        if not code.is_received(call):
            chain = code.chain(call)
            if _is_scheduled(code, chain):
                yield _schedule(code, chain)


def _is_scheduled(code: Program, chain: Sequence[Call]) -> bool:
    owner = code.text(chain[0].receiver)
    if owner in ("Artisan", "\\Artisan"):
        return chain[0].name == "command" and any(call.name in TIMES for call in chain)
    if owner == "Schedule" and not _is_facade(code):
        return False
    start = _start(chain)
    return start is not None and owner.rsplit("\\", 1)[-1] in ("Schedule", "$schedule", "$this->schedule")


def _is_facade(code: Program) -> bool:
    """Tell whether `Schedule::` is Laravel's: a class of the application may have that name."""
    match = _IMPORT.search(code.source.text)
    return match is None or match["owner"].lstrip("\\").startswith("Illuminate\\")


def _start(chain: Sequence[Call]) -> Call | None:
    """Return the call that names the work; frequencies of a group may stand before it."""
    for call in chain:
        if call.name in _STARTS:
            return call
        if call.name not in TIMES and call.name not in DAYS and call.name not in ("timezone", "onOneServer", "name"):
            return None
    return None


def _schedule(code: Program, chain: list[Call]) -> Schedule:
    start = _start(chain) or chain[0]
    calls = [*_of_group(code, start), *chain, *_later(code, chain)]
    zones = [call.positional(0) for call in calls if call.name == "timezone"]
    zone = _timed.zone(code, zones[-1] if zones else None)
    fields: dict[str, Any] = {"system": "laravel", "zone": zone, **_work(code, start, calls)}
    conditions = [*_conditions(code, calls), *_around(code, start)]
    try:
        timed = _time(code, start, calls)
    except _OpenError as error:
        return _timed.unresolved(code, error.node, Dialect.PHP, start.place, note="; ".join(conditions), **fields)
    note = "; ".join((*timed.notes, *conditions))
    return _timed.by_text(code, timed.expression, Dialect.PHP, timed.place.node, start.place, note=note, **fields)


def _time(code: Program, start: Call, calls: Sequence[Call]) -> _Timed:
    spliced: list[tuple[str, list[str]]] = []
    place, notes = Literal("", start.place), list[str]()
    for call in calls:
        if call.name.startswith("$") or not call.name:
            raise _OpenError(call.node if not call.name else call.place)
        if call.name not in TIMES and call.name not in DAYS:
            continue
        literals = [_argument(code, node) for argument in call.arguments for node in code.items(argument.node)]
        spliced.append((call.name, _joined(code, call)))
        notes += [literal.note for literal in literals if literal.note]
        if call.name in TIMES:
            place = literals[0] if literals and len(call.arguments) == 1 else Literal("", call.place)
        elif place.node == start.place:
            place = Literal("", call.place)
        if call.name in SUB_MINUTE:
            notes.append(f"{call.name}: several times a minute")
        if call.name == "lastDayOfMonth":
            notes.append("the last day is computed when the code runs")
    try:
        made = expression(spliced)
    except Refused:
        raise _OpenError(place.node) from None
    return _Timed(made, place, tuple(notes if spliced else ("no frequency given: every minute",)))


def _joined(code: Program, call: Call) -> list[str]:
    return [",".join(_argument(code, node).text for node in code.items(one.node)) for one in call.arguments]


def _argument(code: Program, node: Node) -> Literal:
    text = code.text(node) if node.end_byte - node.start_byte < 40 else ""
    if text in _DAY_CONSTANTS:
        return Literal(_DAY_CONSTANTS[text], node)
    if literal := value(code, node):
        return literal
    number = code.number(node)
    if number is None:
        raise _OpenError(node)
    return Literal(str(int(number)), code.resolved(node) or node)


def _work(code: Program, start: Call, calls: Sequence[Call]) -> dict[str, str]:
    """Return the name, the command and the target of what is started."""
    node = start.positional(0)
    titles = [code.value(call.positional(0)) for call in calls if call.name in ("name", "description")]
    title = next((literal.text for literal in titles if literal), "")
    literal = code.value(node)
    if literal and start.name in ("command", "exec"):
        command = literal.text if start.name == "exec" else f"php artisan {literal.text}"
        name = called(literal.text) if start.name == "exec" else (literal.text.split() or [""])[0]
        return {"name": title or name, "command": command}
    if node is not None and node.type == "encapsed_string" and start.name in ("command", "exec"):
        text = _timed.raw(code, node).strip('"')  # it holds variables
        command = text if start.name == "exec" else f"php artisan {text}"
        return {"name": title or (text.split() or [""])[0], "command": command}
    target = literal.text if literal else _class_name(code, node)
    made = code.call(node)
    given = code.value(made.positional(0)) if made and start.name == "job" else None
    name = " ".join(filter(None, (target.rsplit("\\", 1)[-1], given.text if given else "")))
    return {"name": title or name, "target": target}


def _class_name(code: Program, node: Node | None) -> str:
    """Return the class of `Foo::class`, `new Foo(1)` and `[Foo::class, 'run']`; nothing for a closure."""
    if node is None:
        return ""
    if node.type == "array_creation_expression":
        parts = code.items(node)
        return "::".join(filter(None, (_class_name(code, part) or code.key(part) for part in parts[:2])))
    call = code.call(node)
    if call and node.type == "object_creation_expression":
        return call.name
    text = code.text(node) if node.end_byte - node.start_byte < 200 else ""
    return text.removesuffix(_NO_CLASS) if text.endswith(_NO_CLASS) or text.startswith("$") else ""


def _conditions(code: Program, calls: Sequence[Call]) -> Iterator[str]:
    for call in calls:
        if call.name in _WINDOWS:
            times = "–".join(_timed.raw(code, one.node).strip("'\"") for one in call.arguments)
            yield f"only between {times}" if call.name == "between" else f"not between {times}"
        elif call.name in _CONDITIONS:
            yield "only under a condition: when()" if call.name == "when" else "left out under a condition: skip()"
        elif call.name == "environments":
            names = [code.key(node) for one in call.arguments for node in code.items(one.node)]
            yield f"in environment {', '.join(names)} only"


def _around(code: Program, start: Call) -> Iterator[str]:
    for around in code.ancestors(start.node):
        if around.type in _METHODS:
            return
        if around.type == "if_statement":
            condition = around.child_by_field_name("condition")
            if condition is not None:
                yield f"only if {_timed.raw(code, condition).removeprefix('(').removesuffix(')')[:80]}"


def _of_group(code: Program, start: Call) -> list[Call]:
    """Return what the groups around it say: `Schedule::daily()->group(function () { … })`."""
    found: list[Call] = []
    for around in code.ancestors(start.node):
        call = code.call(around)
        if call and call.name == "group" and call.receiver is not None:
            found = [*code.chain(call)[:-1], *found]
    return found


def _later(code: Program, chain: Sequence[Call]) -> list[Call]:
    """Return what is called on the variable the chain is assigned to, in the same block."""
    assignment = code.parent(chain[-1].node)
    if assignment is None or assignment.type != "assignment_expression":
        return []
    name = code.text(assignment.named_children[0])
    statement = code.parent(assignment)
    found: list[Call] = []
    for _ in range(20):
        statement = statement.next_named_sibling if statement else None
        call = code.call(statement.named_children[0]) if statement and statement.named_children else None
        later = code.chain(call) if call else []
        if not later or code.text(later[0].receiver) != name:
            break
        found += later
    return found
