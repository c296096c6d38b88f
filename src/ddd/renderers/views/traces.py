"""Where the run of a task leaves a trace: what its command writes, who runs it, and how long the trace is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import pairwise

from ddd.link.commands import program, simple_commands, without_output
from ddd.link.declared import run_by
from ddd.model import Control, Evidence, Schedule, Task
from ddd.renderers import words
from ddd.renderers.views import evidence

BY_HAND = "people"
_LOG = re.compile(r"(?:^|[/_.-])(?:logs?|journal|audit)(?:$|[/_.\d-])|\.(?:log|out)\b", re.IGNORECASE)
_REPORT = re.compile(r"(?:^|[/_.${-])reports?(?:$|[/_.\d}-])", re.IGNORECASE)
_ENTRY = re.compile(
    r"\b(?:write|record|note|enter|log|document|attach|save)\b.{0,200}?"
    r"\b(?:logs?|log ?book|tickets?|issues?|wiki|register|protocol|spreadsheet|sheet|journal|records?)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A step by which a person leaves a record."""
_METRIC = re.compile(r"\.prom(?:$|[.$'\"{])|/metrics/job/")
_DISCARDED = re.compile(r"(?:&>>?|>&)\s{0,5}/dev/null|(?<![2-9])>\s{0,5}/dev/null.{0,40}2>&1", re.DOTALL)
_LONGEST_GLOB = 300
_PASSING = re.compile(r"te?mp|list|lock|pid|cache|work", re.IGNORECASE)
"""In the name of a file that a run needs for itself."""
_OPEN = re.compile(r"[{}$]")
"""In a path whose name is not known here: it matches no pattern."""
_NO_RECORDS = ("/dev/", "/tmp/", "/proc/", "/sys/")  # noqa: S108 - only compared


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


def trail(task: Task, retentions: Iterable[Control], *, reports: bool = False) -> Trail:
    """Return what tells of the runs of a task; `retentions` are the controls that say how long logs are kept.

    Of a task that `reports` (an audit) each file it writes tells of its run, whatever it is called.
    """
    machines = run_by(task)
    found: dict[tuple[str, str], Trace] = {}
    for trace in (*_of_schedules(machines), *_of_steps(task, reports=reports)):
        found.setdefault((trace.what, trace.where), trace)
    kept = list(retentions)
    return Trail(
        task=task,
        runners=tuple(sorted({words.runner(one) for one in machines})) or (BY_HAND,),
        traces=tuple(_with_retention(one, kept) for one in _whole(found.values())),
        discarded=bool(machines) and all(_DISCARDED.search(one.command) for one in machines),
    )


def _whole(traces: Iterable[Trace]) -> Iterator[Trace]:
    """Yield traces without those of parts: what is gathered in `$report.groups` ends in `$report`."""
    told = list(traces)
    names = {one.where for one in told if one.where}
    for one in told:
        if not any(one.where.startswith(f"{name}.") for name in names):
            yield one


def _of_schedules(schedules: Iterable[Schedule]) -> Iterator[Trace]:
    """Yield where the command line of a schedule sends its output: whatever it appends to is a record of runs."""
    for one in schedules:
        yield from _told(one.command, one.place, appended=True, any_file=False)


def _of_steps(task: Task, *, reports: bool) -> Iterator[Trace]:
    for step in task.steps:
        if not step.command and _ENTRY.search(step.text):
            yield Trace(what="entry by hand", where="", places=(step.evidence,))
        yield from _told(step.command, step.evidence, appended=False, any_file=reports)


def _told(command: str, place: Evidence, *, appended: bool, any_file: bool) -> Iterator[Trace]:
    """Yield the records that a command writes; those too that are not called so where it appends, or anyhow."""
    if _METRIC.search(command):
        yield Trace(what="metric", where="", places=(place,))
    for line in simple_commands(command):
        for sign, file in _files(line):
            any_other = any_file and not _PASSING.search(file)
            is_record = _LOG.search(file) or _REPORT.search(file) or any_other or (appended and sign == ">>")
            if is_record and not _METRIC.search(file) and not file.startswith(_NO_RECORDS):
                yield Trace(what=_kind(sign, file), where=file, places=(place,))
        if program(line) == "logger":
            yield Trace(what="system log", where=_after(line, "-t", "--tag"), places=(place,))


def _files(line: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield each file that a simple command writes what it prints to, with `>` or `>>`."""
    if len(line) > 2 and line[-2] in (">", ">>"):
        yield line[-2], line[-1]
    if program(line) == "tee":
        sign = ">>" if {"-a", "--append"} & set(line) else ">"
        yield from ((sign, word) for word in without_output(line)[1:] if not word.startswith("-"))


def _kind(sign: str, file: str) -> str:
    """Say what a file is: one that is begun anew each time tells of the last run, unless its name changes."""
    is_log = _LOG.search(file) or (sign == ">>" and not _REPORT.search(file))
    noun = "log file" if is_log else "report"
    return noun if sign == ">>" or _OPEN.search(file) else f"{noun}, last run only"


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
                kept=evidence.amount(one),
                kept_places=one.evidence[:1],
            )
    return trace


def _covers(patterns: str, path: str) -> bool:
    """Say whether a list of globs (`/var/log/a/*.log /var/log/b`) holds for a file."""
    if len(patterns) > _LONGEST_GLOB or not path.startswith("/") or _OPEN.search(path):
        return False
    return any(fnmatchcase(path, one) for one in patterns.split() if one.startswith("/"))
