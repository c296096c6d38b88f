"""Runs the cases of a plan's rules, the plain rule against three of them, and the cases against every mutant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ddd.model import Plan, Task, replace
from ddd.renderers.alerts import _plain, _sources, rules
from ddd.renderers.alerts import _words as words
from ddd.renderers.alerts._cases import is_quick
from ddd.renderers.alerts.proof import _promtool
from ddd.renderers.alerts.proof._mutants import Mutant, mutants
from ddd.renderers.renderer import Options

find = _promtool.find
PLAIN = _plain.EXPRESSION
_AT_ONCE = 2
"""Promtools at a time: each takes a core."""
_TOGETHER = 1_000_000
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_A_KIND = 2
"""Tasks of a kind whose rules are mutated: one alone does not show what a rule does to its neighbour."""


@dataclass(frozen=True, slots=True)
class Case:
    """One test case and what became of it."""

    name: str
    passed: bool
    said: str = ""
    """What promtool said of it; empty where it passed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutant and what became of it."""

    rule: str
    change: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Mutation:
    """All mutants."""

    tried: tuple[Tried, ...]
    tasks: int
    """Tasks whose rules were changed."""
    of_tasks: int
    """Tasks of the plan."""

    @property
    def survived(self) -> tuple[Tried, ...]:
        """The mutants that no case noticed."""
        return tuple(one for one in self.tried if not one.killed)


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of the rules."""

    cases: tuple[Case, ...]
    plain: tuple[Case, ...]
    """The three cases of a daily task on the plain rule; empty: there is no daily task."""
    mutation: Mutation | None = None
    """None: not asked for."""

    @property
    def failed(self) -> tuple[Case, ...]:
        """The cases that the rules do not stand."""
        return tuple(one for one in self.cases if not one.passed)

    @property
    def stands(self) -> bool:
        """Every case passed, and no mutant survived."""
        return not self.failed and not (self.mutation and self.mutation.survived)


def prove(plan: Plan, options: Options, promtool: Path | None = None, *, mutate: bool = False) -> Proof:
    """Run everything. Raises UsageError where there is no promtool, or it does not do what it is asked."""
    program = find(promtool)
    made, cases = rules.groups(plan, options), rules.cases(plan, options)
    proven = _run_all(program, made, [cases.file("", [test]) for test in cases.all()])
    tried = _mutation(program, plan, options) if mutate and all(one.passed for one in proven) else None
    return Proof(tuple(proven), tuple(_plain_rule(program, plan, options)), tried)


def representatives(plan: Plan) -> tuple[Task, ...]:
    """Return two tasks of each kind; the rules of a kind differ in names and numbers only."""
    sources = _sources.of(plan)
    found: dict[object, list[Task]] = {}
    for task in plan.tasks:
        # A CronJob whose namespace is known has other matchers than one that is watched in all of them.
        looks = tuple(_QUOTED.sub("", expression) for _, expression in sources[task.id].recordings())
        kind = (task.cadence, looks, frozenset(words.labels(task, plan)))
        found.setdefault(kind, []).append(task)
    chosen = {task.id for tasks in found.values() for task in tasks[:_A_KIND]}
    return tuple(task for task in plan.tasks if task.id in chosen)


def _plain_rule(program: str, plan: Plan, options: Options) -> Iterator[Case]:
    task = _plain.first_daily(plan)
    if task:
        rule, files = _plain.plain(task, plan, rules.SET_UP_HOURS, options)
        yield from _cases(program, rule, files)


def _mutation(program: str, plan: Plan, options: Options) -> Mutation:
    tasks = representatives(plan)
    chosen = replace(plan, tasks=tasks)
    cases = rules.cases(chosen, options)
    tests = list(cases.all(together=_TOGETHER))
    # Most mutants die of a test that takes a moment; who does not has to stand the days as well.
    parts = [[one for one in tests if is_quick(one) is quick] for quick in (True, False)]
    files = [cases.file("", part) for part in parts]

    def tried(mutant: Mutant) -> Tried | None:
        for file in files:
            (ran,) = _promtool.run(program, mutant.rules, [file])
            if not ran.passed:
                return None if ran.refused else Tried(mutant.rule, mutant.change, killed=True)
        return Tried(mutant.rule, mutant.change, killed=False)

    found = tuple(one for one in _in_parallel(tried, mutants(rules.groups(chosen, options))) if one)
    return Mutation(found, len(tasks), len(plan.tasks))


def _run_all(program: str, made: dict[str, Any], files: Sequence[dict[str, Any]]) -> list[Case]:
    """Return every case, in the order of the files."""
    parts = [files[start::_AT_ONCE] for start in range(_AT_ONCE)]
    ran = list(_in_parallel(lambda part: list(_cases(program, made, part)), filter(None, parts)))
    return [ran[number % _AT_ONCE][number // _AT_ONCE] for number in range(len(files))]


def _cases(program: str, made: dict[str, Any], files: Sequence[dict[str, Any]]) -> Iterator[Case]:
    for file, ran in zip(files, _promtool.run(program, made, files), strict=True):
        yield Case(file["tests"][0]["name"], ran.passed, "" if ran.passed else ran.said)


def _in_parallel(work: Callable[[Any], Any], things: Iterable[Any]) -> Iterator[Any]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(work, things)
