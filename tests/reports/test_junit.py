"""JUnit: a case for each required element and each gate, read back by a reader that others wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml, Skipped

from ddd.model import Cadence, CadenceResult, Gate, Suppression, Verdict, replace
from ddd.reports import junit
from ddd.scan.text import visible
from tests.reports.assessments import (
    ANY_PLACE,
    ANY_TEXT,
    FINDINGS,
    SCRIPT,
    TASKS,
    assessment,
    element,
    finding,
    inventory,
    patient,
    place,
)


def read(one) -> JUnitXml:
    return JUnitXml.fromstring(junit.report(one, inventory()).encode())


def cases(one) -> dict[str, object]:
    return {f"{case.classname}/{case.name}": case for suite in read(one) for case in suite}


def test_a_suite_for_each_cadence_and_one_for_the_gates():
    """Daily: 1 fails, 1 is suppressed. Weekly: 1 of 2 fails. Gates: 3 of 5 fail."""
    told = [(suite.name, suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read(assessment())]
    assert told == [
        ("maintenance.daily", 2, 1, 0, 1),
        ("maintenance.weekly", 2, 1, 0, 0),
        ("maintenance.gates", 5, 3, 0, 0),
    ]
    whole = read(assessment())
    assert (whole.name, whole.tests, whole.failures, whole.errors) == ("maintenance", 9, 5, 0)


def test_only_what_is_met_passes():
    outcomes = {name: [type(one) for one in case.result] for name, case in cases(assessment()).items()}
    assert outcomes == {
        "maintenance.daily/health_checks": [Failure],
        "maintenance.daily/log_rotation": [Skipped],
        "maintenance.weekly/backups": [Failure],
        "maintenance.weekly/updates": [],
        "maintenance.gates/maintenance coverage": [Failure],
        "maintenance.gates/daily": [Failure],
        "maintenance.gates/escalation_clarity": [],
        "maintenance.gates/findings new since main": [Failure],
        "maintenance.gates/weekly": [],
    }


def test_a_failure_has_the_verdict_as_its_type_and_says_what_to_do():
    [failure] = cases(assessment())["maintenance.weekly/backups"].result
    assert (failure.type, failure.message) == ("partial", "dump: validation: not documented")
    assert failure.text.splitlines() == [
        "dump: validation: not documented",
        "earned: 0.6 of 1",
        "missing: validation",
        "tasks: dump, copy",
        "what to do: ddd explain DDD102",
    ]


def test_what_is_missing_altogether_has_no_tasks_to_name():
    [failure] = cases(assessment(findings=()))["maintenance.daily/health_checks"].result
    assert (failure.type, failure.message) == ("missing", "no active task for health checks")
    assert failure.text.splitlines()[1:] == ["earned: 0 of 1", "missing: task"]


def test_an_element_that_earned_something_and_lacks_nothing_named_fails_too():
    """Partial is below met, whatever the reason."""
    results = (CadenceResult(cadence=Cadence.DAILY, weight=1, elements=(element("a", Verdict.PARTIAL, 0.79),)),)
    [failure] = cases(assessment(cadences=results, findings=()))["maintenance.daily/a"].result
    assert failure.text.splitlines() == ["nothing is missing", "earned: 0.79 of 1"]


def test_a_suppressed_element_is_skipped_with_its_reason_and_its_day():
    [skipped] = cases(assessment())["maintenance.daily/log_rotation"].result
    assert skipped.message == skipped.text == "left out until 2027-03-01: the vendor mends it"


def test_what_a_baseline_holds_has_no_day():
    held = replace(FINDINGS[2], suppression=Suppression(reason="known before"))
    [skipped] = cases(assessment(findings=(held,)))["maintenance.weekly/backups"].result
    assert skipped.message == "left out: known before"


def test_a_task_that_is_called_as_an_element_suppresses_nothing():
    held = finding("DDD103", subject="weekly/backups", suppression=Suppression(reason="a task in the folder weekly"))
    [outcome] = cases(assessment(findings=(FINDINGS[2], held)))["maintenance.weekly/backups"].result
    assert isinstance(outcome, Failure)


def where(case) -> tuple[str | None, str | None]:
    return case._elem.get("file"), case._elem.get("line")


def test_a_case_stands_where_its_finding_stands_else_where_its_best_task_acts_else_nowhere():
    told = cases(assessment())
    assert where(told["maintenance.weekly/backups"]) == (SCRIPT, "2")
    assert where(told["maintenance.weekly/updates"]) == (TASKS, "40")
    assert where(told["maintenance.daily/health_checks"]) == (None, None)


def test_a_gate_says_both_numbers():
    told = cases(assessment())
    [below] = told["maintenance.gates/daily"].result
    [above] = told["maintenance.gates/findings new since main"].result
    assert (below.type, below.message, below.text) == ("gate", "10 is below 50", "daily: 10 is below 50")
    assert above.message == "3 is above 0"


def test_a_gate_that_wants_something_measured_says_that_nothing_was():
    gates = (Gate(name="whole", measured=None, wanted=1.0, passed=False),)
    [outcome] = cases(assessment(gates=gates))["maintenance.gates/whole"].result
    assert outcome.message == "nothing to measure"


def test_no_clock_and_no_host():
    text = junit.report(assessment(), inventory())
    assert not {"timestamp", "hostname", "time="} & {
        word for word in ("timestamp", "hostname", "time=") if word in text
    }


def test_no_cadences_and_no_gates_is_a_document_too():
    told = read(assessment(cadences=(), gates=(), findings=()))
    assert [(suite.name, suite.tests) for suite in told] == [("maintenance.gates", 0)]


def fit(text: str) -> str:
    return visible(text).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


@patient
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, ANY_PLACE, st.none() | ANY_TEXT)
def test_any_text_reads_back_as_it_was(name, reason, gate, evidence, left_out):
    one = element(name, Verdict.PARTIAL, 0.5, ("t",), (), reason or "r")
    held = None if left_out is None else Suppression(reason=left_out, evidence=(place(),))
    found = finding("DDD102", evidence=[evidence], subject=f"daily/{name}", suppression=held)
    whole = assessment(
        cadences=(CadenceResult(cadence=Cadence.DAILY, weight=1, elements=(one,)),),
        gates=(Gate(name=gate, measured=1.0, wanted=2.0, passed=False),),
        findings=(found,),
    )
    text = junit.report(whole, inventory())
    assert fit(text) == text
    first, second = (case for suite in JUnitXml.fromstring(text.encode()) for case in suite)
    [outcome] = first.result
    assert (first.name, second.name) == (fit(name), fit(gate))
    assert where(first) == (fit(evidence.path), str(evidence.line))
    assert outcome.message == (fit(reason or "r") if left_out is None else f"left out: {fit(left_out)}")
    assert outcome.text.startswith(outcome.message)
