"""Makes Schedules of what Python code says: crontabs, lengths of time, and what stays open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors.python_schedulers._module import Module, Scope, Value, entries, text
from ddd.model import Confidence, Dialect, Reference, Schedule, State

_UNITS = {
    "years": "year",
    "months": "month",
    "weeks": "w",
    "days": "d",
    "hours": "h",
    "minutes": "min",
    "seconds": "s",
    "milliseconds": "ms",
    "microseconds": "us",
}
_TIMEDELTA = ("days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks")
_DELTAS = frozenset({"timedelta", "relativedelta", "duration"})
_ZONES = frozenset({"timezone", "ZoneInfo", "gettz", "Timezone", "tz"})
_WORDS = re.compile(r"[0-9]{1,6} ?(?:s|sec|seconds?|m|min|minutes?|h|hr|hours?|d|days?|w|weeks?)")
_CRON = re.compile(r"@[a-z]{4,12} | (?: [0-9*] | \S+ \s+ [0-9*] ) \S* (?: \s+ \S+ ){3,6}", re.VERBOSE)
_LONGEST_CRON = 200


@dataclass(frozen=True, slots=True)
class Timing:
    """When, as one system writes it."""

    expression: str
    dialect: Dialect
    state: State = State.ACTIVE
    note: str = ""
    timezone: str | None = None
    is_open: bool = False
    """No literal: the expression is the code itself."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time."""

    text: str
    """As systemd.time(7) writes it."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """What is run, and how sure that is."""

    system: str
    name: str
    command: str = ""
    note: str = ""
    confidence: Confidence = Confidence.HIGH
    references: tuple[Reference, ...] = ()


def schedule(module: Module, job: Job, value: Value, timing: Timing, *more: ast.AST | None) -> Schedule:
    """Make the fact. Its place is the literal's; the using line and those of `more` follow."""
    open_value = value.reference if timing.is_open and timing.state is State.ACTIVE else None
    is_unknown = timing.is_open and open_value is None and timing.state is State.ACTIVE
    return Schedule(
        system=job.system,
        name=job.name,
        evidence=module.places(value, *more),
        state=State.UNRESOLVED if is_unknown else timing.state,
        expression=timing.expression,
        dialect=timing.dialect,
        timezone=timing.timezone,
        command=job.command,
        note="; ".join(dict.fromkeys(filter(None, (timing.note, *value.notes, job.note)))),
        confidence=job.confidence,
        references=(open_value,) if open_value else (),
    )


def cron(module: Module, value: Value, dialect: Dialect) -> Timing:
    """Read a string; anything else stays open."""
    said = value.text
    if said is not None:
        return Timing(said.strip(), dialect)
    return Timing(module.raw(value.node), dialect, is_open=True)


def length(module: Module, value: Value, scope: Scope, unit: str = "s") -> Timing:
    """Read a timedelta, or a number of `unit`; anything else stays open."""
    span = span_of(module, value.node, scope, unit)
    if span is None:
        state = State.ACTIVE if unit == "s" else State.UNRESOLVED  # another file's number would be taken for seconds
        return Timing(module.raw(value.node), Dialect.SPAN, state, is_open=True)
    return Timing(span.text, Dialect.SPAN, note="; ".join(span.notes))


def span_of(module: Module, node: ast.expr, scope: Scope, unit: str = "s") -> Span | None:
    """Return a length of time as systemd.time(7) writes it: `timedelta(days=1)` is `1d`, 30.0 is `30s`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "total_seconds":
        node = module.follow(node.func.value, scope).node
    if (plain := module.number(node, scope)) is not None:
        return Span(f"{_shown(plain)}{unit}")
    if not isinstance(node, ast.Call) or not _is_delta(module, node):
        return None
    given = list(zip(_TIMEDELTA, node.args, strict=False))
    return span_of_keywords(module, scope, [*given, *((one.arg or "", one.value) for one in node.keywords)])


def is_open_delta(module: Module, node: ast.expr, scope: Scope) -> bool:
    """Tell whether a node is a `timedelta(…)` of which an amount is not known here: `timedelta(hours=limit())`."""
    if not isinstance(node, ast.Call) or not _is_delta(module, node):
        return False
    given = [*node.args, *(one.value for one in node.keywords if one.arg in _UNITS)]
    return any(_amount(module, module.follow(one, scope), scope) is None for one in given)


def _is_delta(module: Module, call: ast.Call) -> bool:
    return module.dotted(call.func).rpartition(".")[2] in _DELTAS


def span_of_keywords(module: Module, scope: Scope, given: list[tuple[str, ast.expr]]) -> Span | None:
    """Return `1d 2h` for the keywords days=1, hours=2; None where one is no number or no unit."""
    parts, notes = list[str](), list[str]()
    for name, node in given:
        value = module.follow(node, scope)
        amount = _amount(module, value, scope)
        if amount is None or name not in _UNITS:
            return None
        notes += value.notes if not isinstance(amount, Span) else amount.notes
        if isinstance(amount, Span):
            parts.append(amount.text)
        elif amount:
            parts.append(f"{_shown(amount)}{_UNITS[name]}")
    return Span(" ".join(parts), tuple(notes)) if parts else None


def _amount(module: Module, value: Value, scope: Scope) -> float | Span | None:
    """Return a number; or for `parse("5 minutes")`, as pytimeparse reads it, that length of time."""
    plain = module.number(value.node, scope)
    if plain is None and value.text is not None and value.text.strip().isdecimal() and len(value.text) < 10:
        return int(value.text)
    node = value.node
    if plain is None and isinstance(node, ast.Call) and node.args and _is_parser(module.dotted(node.func)):
        inner = module.follow(node.args[0], scope)
        words = " ".join((inner.text or "").split()).lower()
        return Span(words, (*value.notes, *inner.notes)) if _WORDS.fullmatch(words) else None
    return plain


def _is_parser(name: str) -> bool:
    return name.rpartition(".")[2] in ("parse", "timeparse", "parse_duration")


def zone(module: Module, node: ast.expr | None, scope: Scope) -> str | None:
    """Return a time zone: a string, or that of `pytz.timezone("Europe/Paris")`, `ZoneInfo(…)`, `timezone.utc`."""
    if node is None:
        return None
    node = module.follow(node, scope).node
    if isinstance(node, ast.Call) and module.dotted(node.func).rpartition(".")[2] in _ZONES:
        arguments = [*node.args[:1], *(one.value for one in node.keywords)]
        return text(module.follow(arguments[0], scope).node) if arguments else None
    if isinstance(node, ast.Attribute | ast.Name) and module.dotted(node).lower().endswith("utc"):
        return "UTC"
    return text(node) or None


def looks_like_cron(said: str | None) -> bool:
    """Tell whether a text may be a cron expression or a preset, where only that makes it a fact."""
    return bool(said) and len(said or "") <= _LONGEST_CRON and _CRON.fullmatch((said or "").strip()) is not None


def named(module: Module, node: ast.expr | None, scope: Scope) -> str:
    """Return a name: the string it is, or else the code that makes it."""
    if node is None:
        return ""
    value = module.follow(node, scope)
    said = value.text
    return said if said is not None else module.raw(node)


def called(module: Module, node: ast.expr | None) -> str:
    """Return what a function or a path to one is called: `tasks.clean` of `tasks.clean.s()`, `partial(clean)`."""
    for _ in range(4):
        if isinstance(node, ast.Call):
            wraps = module.dotted(node.func).rpartition(".")[2] in ("partial", "wraps") and node.args
            inner = node.func
            if not wraps and isinstance(inner, ast.Attribute) and inner.attr in _SIGNATURES:
                inner = inner.value
            node = node.args[0] if wraps else inner
    if node is None:
        return ""
    said = text(node)
    return said if said is not None else module.raw(node)


_SIGNATURES = frozenset({"s", "si", "signature", "subtask"})


def dictionaries(module: Module, node: ast.expr, scope: Scope) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Yield the entries of a dictionary that a name or an expression leads to."""
    return entries(module.follow(node, scope).node)


def _shown(amount: float) -> str:
    return str(int(amount)) if amount == int(amount) else f"{amount:f}".rstrip("0")
