"""Reads what Celery, Prefect, Dagster and RQ say of failing: how often a task is tried again, when it is stopped."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors.python_schedulers._facts import named
from ddd.extractors.python_schedulers._module import Call, Decorated, module
from ddd.extractors.python_schedulers._outcomes import Subject, retried, stopped
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source


@dataclass(frozen=True, slots=True)
class _System:
    """One task system's words."""

    name: str
    packages: tuple[str, ...]
    calls: frozenset[str]
    retries: tuple[str, ...]
    delays: tuple[str, ...]
    limits: tuple[str, ...]


_SYSTEMS = (
    _System(
        "celery",
        ("celery",),
        frozenset({"task", "shared_task", "periodic_task"}),
        ("max_retries",),
        ("default_retry_delay", "retry_backoff"),
        ("time_limit", "soft_time_limit"),
    ),
    _System(
        "prefect",
        ("prefect",),
        frozenset({"task", "flow"}),
        ("retries", "max_retries"),
        ("retry_delay_seconds", "retry_delay"),
        ("timeout_seconds", "timeout"),
    ),
    _System("dagster", ("dagster",), frozenset({"RetryPolicy"}), ("max_retries",), ("delay",), ()),
    _System("rq", ("rq", "django_rq"), frozenset({"job", "Retry"}), ("max",), ("interval",), ("timeout",)),
)


@extractor(
    "python-task-failures",
    paths=("*.py",),
    literals=("max_retries", "time_limit", "timeout_seconds", "retry_delay_seconds", "RetryPolicy", "Retry("),
)
def python_task_failures(source: Source) -> Iterator[Extracted]:
    """Find how often tasks of Celery, Prefect, Dagster and RQ are tried again, and when they are stopped.

        @app.task(bind=True, max_retries=5, default_retry_delay=60, time_limit=600)
        def load(self): ...

    Read are the decorators `@app.task` and `@shared_task` (Celery), `@task` and `@flow` (Prefect), `RetryPolicy(…)`
    (Dagster), `@job` and `Retry(…)` (RQ); numbers, lengths of time and constants of the same file. Cannot be seen: the
    settings of the whole application (`task_time_limit`), and whether the code of the task asks to be tried again.

    Format: https://docs.celeryq.dev/en/stable/userguide/tasks.html.
    """
    if source.python and not _may_import(source):
        return
    code = module(source)
    systems = [one for one in _SYSTEMS if code.uses(*one.packages)]
    decorators = {id(one.decorator): one.function.name for one in code.decorated}
    around = {id(one.value): owner for owner, call in _owners(code.decorated) for one in call.keywords}
    for call in code.calls if systems else ():
        system = next((one for one in systems if call.last in one.calls), None)
        if system is None:
            continue
        function = decorators.get(id(call.node), "") or around.get(id(call.node), "")
        if not function and call.last not in ("RetryPolicy", "Retry"):
            continue
        name = named(code, call.keyword("name"), call.scope) or function
        subject = Subject(system.name, name, f"task {name}" if name else "a task", call.node)
        times, delay = call.keyword(*system.retries), call.keyword(*system.delays)
        if times is not None:
            yield from retried(code, subject, times, _length(delay), call.scope)
        for limit in _limits(call, system):
            yield from stopped(code, subject, limit, call.scope)


def _may_import(source: Source) -> bool:
    """Tell whether a package may be imported: its name stands in the file, or in its path for `from . import`."""
    return any(name in source.text or name in source.path for one in _SYSTEMS for name in one.packages)


def _owners(decorated: list[Decorated]) -> Iterator[tuple[str, ast.Call]]:
    """Yield functions and the calls that decorate them: a policy may stand among their arguments."""
    for one in decorated:
        if isinstance(one.decorator, ast.Call):
            yield one.function.name, one.decorator


def _length(delay: ast.expr | None) -> ast.expr | None:
    """Return a delay unless it only says that there is one (`retry_backoff=True`)."""
    return None if isinstance(delay, ast.Constant) and isinstance(delay.value, bool) else delay


def _limits(call: Call, system: _System) -> list[ast.expr]:
    """Return the limit that ends the task: the hard one where both are given."""
    return [found for found in [call.keyword(*system.limits)] if found is not None]
