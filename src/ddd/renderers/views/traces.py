"""Where the run of a task leaves a trace: what its command writes, who runs it, and how long the trace is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise

from ddd.link.commands import program, simple_commands
from ddd.model import Control, Evidence, Schedule, Task
from ddd.renderers import words

BY_HAND = "people"
_LOG = re.compile(r"(?:^|[/_.-])(?:logs?|journal|audit)(?:$|[/_.\d-])|\.(?:log|out)\b", re.IGNORECASE)
_METRIC = re.compile(r"\.prom(?:$|[.$'\"{])|/metrics/job/")
_DISCARDED = re.compile(r"(?:&>>?|>&)\s{0,5}/dev/null|(?<![2-9])>\s{0,5}/dev/null.{0,40}2>&1", re.DOTALL)
_DECLARED = "declared"
_LONGEST_GLOB = 300
_OPEN = re.compile(r"[{}$]")
"""In a path whose name is not known here: it matches no pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One place that tells of a run."""

    what: str
    """In a word: `log file`, `system log`, `metric`."""
    where: str
    """The file or the tag, as the command says it; may be empty."""
    places: tuple[Evidence, ...]
    kept: str = ""
    """How long, in the words of a control; empty: nobody says."""
    kept_places: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """What tells of the runs of one task."""

    task: Task
    runners: tuple[str, ...]
    traces: tuple[Trace, ...]
    """Those that the repository itself sets up."""
    discarded: bool
    """Its schedule throws all output away."""

    @property
    def is_none(self) -> bool:
        """Say whether nothing tells of what a run did: a person does it, or its output goes nowhere."""
        return not self.traces and (self.discarded or self.runners == (BY_HAND,))


def trail(task: Task, retentions: Iterable[Control]) -> Trail:
    """Return what tells of the runs of a task; `retentions` are the controls that say how long logs are kept."""
    machines = [one for one in task.schedules if one.system != _DECLARED]
    found: dict[tuple[str, str], Trace] = {}
    for trace in (*_of_schedules(machines), *_of_steps(task)):
        found.setdefault((trace.what, trace.where), trace)
    kept = list(retentions)
    return Trail(
        task=task,
        runners=tuple(sorted({words.runner(one) for one in machines})) or (BY_HAND,),
        traces=tuple(_with_retention(one, kept) for one in found.values()),
        discarded=bool(machines) and all(_DISCARDED.search(one.command) for one in machines),
    )


def _of_schedules(schedules: Iterable[Schedule]) -> Iterator[Trace]:
    """Yield where the command line of a schedule sends its output: whatever it appends to is a record of runs."""
    for one in schedules:
        yield from _written(one.command, one.place, is_schedule=True)


def _of_steps(task: Task) -> Iterator[Trace]:
    for step in task.steps:
        yield from _written(step.command, step.evidence, is_schedule=False)


def _written(command: str, place: Evidence, *, is_schedule: bool) -> Iterator[Trace]:
    if _METRIC.search(command):
        yield Trace(what="metric", where="", places=(place,))
    for line in simple_commands(command):
        sign, file = line[-2:] if len(line) > 2 and line[-2] in (">", ">>") else ("", "")
        if file and not _METRIC.search(file) and (_LOG.search(file) or (is_schedule and sign == ">>")):
            yield Trace(what="log file" if sign == ">>" else "log file, last run only", where=file, places=(place,))
        match program(line):
            case "logger":
                yield Trace(what="system log", where=_after(line, "-t", "--tag"), places=(place,))
            case "tee" if len(line) > 1 and _LOG.search(line[-1]):
                yield Trace(what="log file", where=line[-1], places=(place,))


def _after(line: tuple[str, ...], *options: str) -> str:
    """Return the value of an option."""
    for option, value in pairwise(line):
        if option in options:
            return value
    return ""


def _with_retention(trace: Trace, retentions: Iterable[Control]) -> Trace:
    for one in retentions:
        if trace.where and any(_covers(pattern, trace.where) for pattern in {one.scope, one.name}):
            return Trace(
                what=trace.what,
                where=trace.where,
                places=trace.places,
                kept=f"{one.value} {one.unit}".strip(),
                kept_places=one.evidence[:1],
            )
    return trace


def _covers(patterns: str, path: str) -> bool:
    """Say whether a list of globs (`/var/log/a/*.log /var/log/b`) holds for a file."""
    if len(patterns) > _LONGEST_GLOB or not path.startswith("/") or _OPEN.search(path):
        return False
    return any(fnmatchcase(path, one) for one in patterns.split() if one.startswith("/"))
