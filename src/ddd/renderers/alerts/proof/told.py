"""The proof of the alert rules, told to a person at a terminal and to a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ddd.renderers.alerts.proof.proving import PLAIN, Case, Mutation, Proof

SCHEMA = "ddd-alerts-test/1"


def report(proof: Proof) -> RenderableType:
    """Return every case with its outcome, what the plain rule gets wrong, and the mutants that survived."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Case")
    table.add_column("Outcome")
    for case in proof.cases:
        table.add_row(Text(case.name), Text("passed" if case.passed else "FAILED"))
    return Group(
        table, *_said(proof.failed), *_plain(proof.plain), *_mutation(proof.mutation), Text(), *_verdict(proof)
    )


def as_json(proof: Proof) -> str:
    """Return the same as JSON; `mutants` is null when they were not asked for or a case failed."""
    mutation = proof.mutation
    told = {
        "schema": SCHEMA,
        "passed": proof.stands,
        "cases": [_case(one) for one in proof.cases],
        "plain_rule": {"expression": PLAIN, "cases": [_case(one) for one in proof.plain]},
        "mutants": mutation
        and {
            "killed": len(mutation.tried) - len(mutation.survived),
            "survived": [{"rule": one.rule, "change": one.change} for one in mutation.survived],
            "tasks": mutation.tasks,
            "of_tasks": mutation.of_tasks,
        },
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _case(case: Case) -> dict[str, str | bool]:
    return {"name": case.name, "passed": case.passed, "said": case.said}


def _said(failed: tuple[Case, ...]) -> Iterator[Text]:
    for case in failed:
        yield Text()
        yield Text(case.name, style="bold")
        yield Text(case.said)


def _plain(cases: tuple[Case, ...]) -> Iterator[Text]:
    wrong = [case for case in cases if not case.passed]
    if cases:
        yield Text()
        yield Text(f"The plain rule {PLAIN} fails {len(wrong)} of these {len(cases)} cases:")
        yield from (Text(f"  {case.name}") for case in wrong)


def _mutation(mutation: Mutation | None) -> Iterator[Text]:
    if mutation is None:
        return
    yield Text()
    yield Text(
        f"Mutants: the rules of {mutation.tasks} of {mutation.of_tasks} tasks, two of each kind, "
        "one rule of each shape changed in one place at a time"
    )
    for one in mutation.survived:
        yield Text(f"  survived: {one.rule}: {' '.join(one.change.split())}")


def _verdict(proof: Proof) -> Iterator[Text]:
    passed = len(proof.cases) - len(proof.failed)
    yield Text(f"{passed} of {len(proof.cases)} cases passed", style="bold")
    if mutation := proof.mutation:
        killed = len(mutation.tried) - len(mutation.survived)
        yield Text(f"{killed} of {len(mutation.tried)} mutants killed", style="bold")
