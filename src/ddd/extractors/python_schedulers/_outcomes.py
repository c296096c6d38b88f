"""Makes ways of failing of what task systems in Python say: how often a task is tried again, when it is stopped."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors.python_schedulers._facts import Span, is_open_delta, span_of
from ddd.extractors.python_schedulers._module import Module, Scope
from ddd.measures import seconds
from ddd.model import Confidence, FailureMode

_BROKEN = re.compile(r"(?<=[(\[]) | (?=[)\]])")
"""The spaces of a call over several lines."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What fails."""

    system: str
    name: str
    what: str
    """`task load of the DAG nightly`."""
    user: ast.AST | None = None
    """The call that takes the values up."""
    confidence: Confidence = Confidence.HIGH


def retried(
    code: Module, subject: Subject, times: ast.expr, delay: ast.expr | None, scope: Scope
) -> Iterator[FailureMode]:
    """Yield `… is tried again 3 times, 5min apart, then fails`; nothing for 0 times and what is no number here."""
    value = code.follow(times, scope)
    count = code.number(times, scope)
    if count is None or count < 1 or count != int(count):
        return
    span = span_of(code, code.follow(delay, scope).node, scope) if delay is not None else None
    often = "once" if count == 1 else f"{int(count)} times"
    apart = f", {span.text} {'later' if count == 1 else 'apart'}" if span is not None else ""
    yield FailureMode(
        system=subject.system,
        name=subject.name,
        message=f"{subject.what} is tried again {often}{apart}, then it has failed",
        guard="every try fails",
        outcome=f"tried again {often}{apart}",
        evidence=code.places(value, times, delay, subject.user),
        note="; ".join(value.notes),
        confidence=subject.confidence,
    )


def stopped(
    code: Module, subject: Subject, limit: ast.expr, scope: Scope, outcome: str = "it is stopped and has failed"
) -> Iterator[FailureMode]:
    """Yield `… takes longer than 2h`; `timedelta(seconds=Variable.get("limit"))` stays as it stands.

    Nothing where it is neither, and nothing for a length of 0.
    """
    value = code.follow(limit, scope)
    span = Span(value.text) if value.text else span_of(code, value.node, scope)
    within = seconds(span.text) if span is not None else None
    if span is None and is_open_delta(code, value.node, scope):
        span = Span(_BROKEN.sub("", code.raw(value.node)), ("the length of time is known only when it runs",))
    elif span is None or not within:
        return
    yield FailureMode(
        system=subject.system,
        name=subject.name,
        message=f"{subject.what} takes longer than {span.text}",
        guard=f"it runs longer than {span.text}",
        outcome=outcome,
        within_seconds=within,
        evidence=code.places(value, limit, subject.user),
        note="; ".join((*value.notes, *span.notes)),
        confidence=subject.confidence,
    )
