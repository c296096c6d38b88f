"""promtool runs the cases; a rule that is wrong in one place is noticed; the plain rule is wrong about two of three."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import promql_parser
import pytest

from ddd import metrics
from ddd.errors import UsageError
from ddd.model import replace
from ddd.renderers.alerts import _cases, rules
from ddd.renderers.alerts.proof import _equivalent as equivalent
from ddd.renderers.alerts.proof import _promtool, proving, told
from ddd.renderers.alerts.proof._mutants import Mutant, changed, mutants
from ddd.renderers.renderer import Options
from tests import promtool

from . import alert_plans, plans


def prove(plan, **more):
    return proving.prove(plan, Options(), Path(promtool.promtool()), **more)


def test_every_case_of_every_source_passes():
    proof = prove(alert_plans.all_sources())
    assert [case for case in proof.cases if not case.passed] == []
    assert proof.stands
    # Seven tasks have four cases, four of them a translation; of all: only fails, nothing reported, runs alone; the
    # neighbours of two cadences; and three of the daily check.
    assert len(proof.cases) == 7 * 4 + 4 + 3 + 2 + 3


def test_two_jobs_of_one_name_are_told_apart_by_their_namespaces():
    proof = prove(alert_plans.namespaced())
    assert [case for case in proof.cases if not case.passed] == []
    assert proof.stands


def test_the_plain_rule_is_wrong_about_two_of_the_three_cases():
    """A run ten minutes later than yesterday fires falsely, and a task never done stays silent; late is right."""
    proof = prove(plans.plan_of(plans.documented()))
    outcome = {case.name.removeprefix("roles/backup/nightly-backup: "): case.passed for case in proof.plain}
    assert outcome == {
        "done ten minutes later than the longest gap, still within the grace: silent": False,
        "late by a second: fires": True,
        "never done: fires when 24 hours are over, not before, and ends with the first success": False,
    }
    done, _, never = proof.plain
    assert "ten-minutes-later" in done.said
    assert "exp:[]" in done.said
    assert "got: nil" in never.said


def test_without_a_daily_task_the_plain_rule_is_not_asked():
    assert prove(plans.plan_of(plans.bare())).plain == ()
    assert prove(plans.empty()) == proving.Proof((), ())


@pytest.mark.slow
@pytest.mark.parametrize(
    "plan",
    [alert_plans.all_sources(), plans.everything(), plans.plan_of(plans.by_hand())],
    ids=["sources", "all", "one"],
)
def test_every_mutant_is_killed(plan):
    mutation = prove(plan, mutate=True).mutation
    assert mutation.survived == ()
    assert len(mutation.tried) > 100


def test_every_tenth_mutant_is_killed(monkeypatch):
    """All of them take minutes: see the slow test."""
    monkeypatch.setattr(proving, "mutants", lambda made: list(mutants(made))[::10])
    mutation = prove(alert_plans.all_sources(), mutate=True).mutation
    assert mutation.survived == ()
    assert len(mutation.tried) > 20


@pytest.mark.parametrize("owned", [True, False])
def test_a_label_that_no_task_has_is_still_proven_to_be_carried(owned, monkeypatch):
    """A repository in which nobody owns anything gets an owner one day."""
    monkeypatch.setattr(proving, "mutants", lambda made: [one for one in mutants(made) if "group_left" in one.change])
    task = plans.documented() if owned else replace(plans.documented(), owners=())
    mutation = prove(plans.plan_of(task), mutate=True).mutation
    assert mutation.survived == ()
    assert len({one.change for one in mutation.tried if "owner)` to " in one.change}) == 8


def test_a_weaker_proof_lets_mutants_survive(monkeypatch):
    """Without the cases of other repositories' tasks nobody notices that a matcher is gone."""
    monkeypatch.setattr(_cases.Cases, "_neighbours", lambda cases, task: cases._done([task]))
    monkeypatch.setattr(
        proving, "mutants", lambda made: [one for one in mutants(made) if '`cadence="daily"` to ``' in one.change]
    )
    proof = prove(plans.plan_of(plans.documented()), mutate=True)
    assert len(proof.mutation.tried) == 2
    assert len(proof.mutation.survived) == 2
    assert not proof.stands


def test_what_prometheus_refuses_is_no_mutant(monkeypatch):
    """promql_parser may read what Prometheus does not; nothing was proven by it then."""
    wrong = {"groups": [{"name": "x", "rules": [{"alert": "X", "expr": "sum("}]}]}
    same = rules.groups(plans.plan_of(plans.bare()), Options())
    monkeypatch.setattr(proving, "mutants", lambda made: [Mutant("a", "b", wrong), Mutant("c", "d", same)])
    mutation = prove(plans.plan_of(plans.bare()), mutate=True).mutation
    assert mutation.tried == (proving.Tried("c", "d", killed=False),)


def test_two_tasks_of_each_kind_stand_for_all():
    plan = alert_plans.many(30)
    assert [task.id for task in proving.representatives(plan)] == ["task-000", "task-001"]
    assert len(proving.representatives(alert_plans.all_sources())) == 7
    more = [alert_plans.cron_job(name, name, namespace=name) for name in ("alpha", "beta", "gamma")]
    assert len(proving.representatives(plans.plan_of(*alert_plans.all_sources().tasks, *more))) == 9


def mutants_of(expression, **more):
    return [wrong for _, wrong in changed(expression, **({"value_is_told": True} | more))]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a > 7", {"a == 7", "a != 7", "a < 7", "a >= 7", "a <= 7", "a > 8", "a > 6"}),
        ("a - b", {"a + b", "a * b", "a / b"}),
        ("a unless b", {"a or b", "a and b"}),
        ('a{b="c"}', {'a{b!="c"}', 'a{b="wrong"}', "a{}"}),
        ("a >= bool b", {"a == bool b", "a != bool b", "a > bool b", "a < bool b", "a <= bool b", "a >=  b"}),
        ("max by (x, y) (a)", {"min by (x, y) (a)", "max by (y) (a)", "max by (x) (a)", "max  (a)"}),
        ("max by (x) (a)", {"max without (x) (a)", "max by () (a)"}),
        ("a * on (x) group_left (y) b", {"a * on (x) group_left () b", "a * on (x)  b"}),
        ("topk by (x) (1, a)", {"bottomk by (x) (1, a)", "topk by (x) (2, a)", "topk by (x) (0, a)"}),
    ],
)  # fmt: skip
def test_each_word_of_an_expression_is_changed(expression, expected):
    found = mutants_of(expression)
    assert expected <= set(found)
    assert len(found) == len(set(found))
    assert expression not in found
    for wrong in found:
        promql_parser.parse(wrong)


def test_numbers_in_names_and_strings_stay():
    assert mutants_of('a2{b="7h > 3"}') == ['a2{b!="7h > 3"}', 'a2{b="wrong"}', "a2{}"]


def test_each_part_of_a_rule_is_changed():
    rule = {"alert": "A", "expr": "a", "for": "24h", "labels": {"s": "1"}, "annotations": {"t": "2"}}
    made = [one.change for one in mutants({"groups": [{"name": "g", "rules": [rule]}]})]
    assert made == [
        "the whole rule left out",
        "for: 24h to 0s",
        "for: 24h to 23h",
        "for: 24h to 25h",
        "labels: s left out",
        "labels: s changed",
        "annotations: t left out",
        "annotations: t changed",
    ]


def test_rules_of_one_shape_are_changed_once():
    def recorded(seconds, task):
        return {"record": "r", "expr": f"vector({seconds})", "labels": {"task": task}}

    one = list(mutants({"groups": [{"name": "g", "rules": [recorded(86_400, "a")]}]}))
    two = list(mutants({"groups": [{"name": "g", "rules": [recorded(86_400, "a"), recorded(600, "b")]}]}))
    assert len(one) == len(two) == 5
    assert all(len(mutant.rules["groups"][0]["rules"]) >= 1 for mutant in two)


@pytest.mark.parametrize("metric", sorted(equivalent._VALUES))
def test_a_comparison_that_selects_the_same_of_all_possible_values_is_no_mutant(metric):
    """Checked by asking each value, as Prometheus would."""
    values = equivalent._VALUES[metric]
    for sign, other, number, another in product(equivalent._TELLS, equivalent._TELLS, (0, 1, 2), (0, 1, 2)):
        same = all(equivalent._TELLS[sign](one, number) == equivalent._TELLS[other](one, another) for one in values)
        assert equivalent.selects_the_same(f"{metric} {sign} {number}", f"{metric} {other} {another}") == same


def test_of_a_time_no_two_comparisons_are_the_same():
    assert not equivalent.selects_the_same(f"{metrics.NEXT_DUE} > 0", f"{metrics.NEXT_DUE} >= 0")


def test_the_sign_of_a_join_counts_only_where_the_value_is_told():
    joined = "a * on (task) group_left (owner) b"
    assert joined.replace("*", "+") in mutants_of(joined)
    assert joined.replace("*", "+") not in mutants_of(joined, value_is_told=False)


def test_a_matcher_that_the_other_side_repeats_is_not_dropped():
    success = rules.groups(plans.plan_of(alert_plans.cron_job()), Options())["groups"][0]["rules"][3]["expr"]
    dropped = [wrong for wrong in mutants_of(success) if "{}" in wrong]
    assert len(dropped) == 1
    assert f"{metrics.CRONJOB_NEXT_SCHEDULE}{{}}" in dropped[0]


def program(folder, words):
    file = folder / "promtool"
    file.write_text(f"#!/bin/sh\n{words}\n")
    file.chmod(0o755)
    return str(file)


def test_a_missing_promtool_is_told_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="promtool is not installed") as told_so:
        _promtool.find(None)
    assert "prometheus" in told_so.value.advice
    with pytest.raises(UsageError, match="no program"):
        _promtool.find(tmp_path / "nothing")


def test_a_program_in_path_is_found(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    there = program(tmp_path, "")
    assert _promtool.find(None) == there


def test_what_is_no_promtool_is_told(tmp_path):
    with pytest.raises(UsageError, match="did not run the tests") as told_so:
        _promtool.run(program(tmp_path, "echo I am another"), {}, [{}])
    assert told_so.value.advice == "I am another"


def test_a_promtool_that_hangs_is_stopped(monkeypatch, tmp_path):
    monkeypatch.setattr(_promtool, "_SECONDS", 0.1)
    with pytest.raises(UsageError, match="did not end"):
        _promtool.run(program(tmp_path, "exec sleep 20"), {}, [{}])


def test_the_table_names_what_failed_and_what_survived():
    mutation = proving.Mutation(
        (proving.Tried("r", "line 1: `a\n b` to ``", killed=False), proving.Tried("r", "x", killed=True)), 2, 9
    )
    proof = proving.Proof(
        (proving.Case("one", passed=True), proving.Case("two", passed=False, said="exp: []")), (), mutation
    )
    from rich.console import Console

    console = Console(width=200, no_color=True)
    with console.capture() as shown:
        console.print(told.report(proof))
    lines = [line.rstrip() for line in shown.get().splitlines()]
    assert [line.split() for line in lines[:3]] == [["Case", "Outcome"], ["one", "passed"], ["two", "FAILED"]]
    assert "exp: []" in lines
    assert "  survived: r: line 1: `a b` to ``" in lines
    assert lines[-2:] == ["1 of 2 cases passed", "1 of 2 mutants killed"]
    assert "Mutants: the rules of 2 of 9 tasks, two of each kind" in shown.get()
