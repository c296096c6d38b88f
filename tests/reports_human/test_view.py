"""What the reports say, in words and numbers: worked out by hand from `built.assessment`."""

from __future__ import annotations

import pytest

from ddd.model import Cadence, CadenceResult, Completeness, Gate, Lack, Ratio, Readiness, replace
from ddd.reports import _score_view as view

from . import built


def test_elements_stand_by_the_points_they_lose():
    """health_checks loses all of its 20, log_rotation 0.6 × 20 = 12, backups 0.15 × 60 = 9."""
    told = [(row.cadence, row.element, row.worth, row.points.possible) for row in view.rows(built.assessment())]
    assert told == [
        ("daily", "health_checks", pytest.approx(20), pytest.approx(20)),
        ("daily", "log_rotation", pytest.approx(12), pytest.approx(20)),
        ("weekly", "backups", pytest.approx(9), pytest.approx(60)),
    ]


def test_a_row_names_its_best_task_and_where_it_stands():
    missing, rotate, backup = view.rows(built.assessment())
    assert (missing.task, missing.place, missing.criteria) == ("", None, ())
    assert (rotate.task, str(rotate.place)) == ("rotate", "rotate.sh:3"), "as the finding about it says"
    assert (backup.task, str(backup.place)) == ("backup", "backup.sh:7"), "no finding: what earned its first point"


def test_subtotals_add_up_to_the_whole():
    told = {one.name: (one.points.earned, one.points.possible) for one in view.totals(built.assessment())}
    assert told == {
        "daily": (pytest.approx(8), pytest.approx(40)),
        "weekly": (pytest.approx(51), pytest.approx(60)),
        "whole": (pytest.approx(59), pytest.approx(100)),
    }


def test_a_share_is_the_same_number_wherever_it_stands():
    """0.339 of 2 elements is 16.95 %: rounded once, before it becomes points, or one report says 16.9 and 17.0."""
    elements = (built.element("a", 0.339, "backup"), built.element("b", 0))
    cadence = CadenceResult(cadence=Cadence.WEEKLY, weight=0.3, elements=elements)
    one = built.assessment(cadences=(cadence,))
    assert view.totals(one)[0].percent == cadence.coverage


def test_weights_that_do_not_sum_to_one_still_make_a_hundred():
    weekly = built.assessment().cadences[1]
    halved = built.assessment(cadences=(replace(weekly, weight=0.5),), maintenance=Ratio(0.425, 0.5))
    [row] = view.rows(halved)
    assert row.points.possible == pytest.approx(100)
    assert view.totals(halved)[-1].points.earned == pytest.approx(85)


def test_figures_tell_both_numbers():
    assert [str(figure) for figure in view.figures(built.assessment())] == [
        "Maintenance Coverage 59.0% (59 of 100 points, 3 elements: 1 met, 1 partial, 1 missing)",
        "Procedure Completeness 62.5% (125 of 200 points, 2 tasks, 1 complete)",
        "Escalation Clarity 0.0% (0 of 12 failure modes have somebody, a severity and a time)",
        "Automation Potential 50.0% (1 of 2 tasks need nobody's judgement at any step)",
        "Documentation Coverage 97.3% (71 of 73 units: Ansible modules 71 of 73, script 0 of 0)",
    ]


def test_nothing_of_nothing_is_never_a_number():
    assert [str(figure) for figure in view.figures(built.EMPTY)] == [
        "Maintenance Coverage: nothing to measure (no elements)",
        "Procedure Completeness: nothing to measure (0 of 0 tasks)",
        "Escalation Clarity: nothing to measure (0 of 0 failure modes)",
        "Automation Potential: nothing to measure (0 of 0 tasks)",
        "Documentation Coverage: not measured",
    ]
    nothing = built.assessment(documentation=Ratio(0, 0), documented=())
    assert str(view.figures(nothing)[-1]) == "Documentation Coverage: nothing to measure (0 of 0 units)"
    assert view.gap(nothing) == view.gap(built.EMPTY) == ""
    assert view.answer(built.EMPTY) == "nothing to measure (0 of 0 tasks)"
    assert view.totals(built.EMPTY) == [view.Total("whole", Ratio(0, 0), None)]


def test_a_cadence_without_elements_is_worth_nothing():
    bare = built.assessment(cadences=(CadenceResult(cadence=Cadence.DAILY, weight=1, elements=()),))
    assert view.totals(bare)[0] == view.Total("daily", Ratio(0, 0), None)
    assert view.rows(bare) == []


@pytest.mark.parametrize(
    ("documented", "maintained", "words"),
    [
        (97.3, 12.0, "= gap 85.3 points: what the system does is written down, when it must be touched is not"),
        (12.0, 97.3, "= gap −85.3 points: when it must be touched is written down, what the system does is not"),
        (49.9, 49.9, "= gap 0.0 points: neither what the system does nor when it must be touched"),
        (50.0, 50.0, "are written down alike"),
        (59.9, 50.0, "are written down alike"),
        (60.0, 50.0, "what the system does is written down better than when it must be touched"),
        (50.0, 60.0, "when it must be touched is written down better than what the system does"),
    ],
)
def test_the_gap_says_what_it_means(documented, maintained, words):
    told = view.gap(
        built.assessment(documentation=Ratio(documented * 10, 1000), maintenance=Ratio(maintained * 10, 1000))
    )
    assert told.startswith(f"documentation {documented} − maintenance {maintained} = gap ")
    assert words in told


def test_components_stand_by_the_points_they_lack_and_one_alone_is_no_list():
    parts = (built.share("a", 1, 50), built.share("", 3, 150), built.share("c", 2, 150), built.share("b", 1, 50))
    told = [(part.name, part.tasks) for part in view.worst(parts, "(none)")]
    assert told == [("(none)", 3), ("a", 1), ("b", 1), ("c", 2)], "150 points short, then 50 each, by name"
    assert view.worst(parts[:1], "(none)") == view.worst((), "(none)") == []


def test_the_question_is_answered_by_cadence_with_what_is_missing_most():
    assert view.answer(built.assessment()) == "In part: 1 of 2 tasks (50.0%)"
    assert [str(each) for each in view.junior(built.assessment())] == [
        "daily: 0 of 1 task (0.0%); most often missing: a complete procedure (1), access (1), validation (1)",
        "weekly: 1 of 1 task (100.0%)",
    ]


def test_what_is_missing_is_counted():
    readiness = (
        Readiness(task="a", cadence=Cadence.DAILY, lacks=(Lack.BLANKS, Lack.ACCESS)),
        Readiness(task="b", cadence=Cadence.DAILY, lacks=(Lack.BLANKS,)),
    )
    [daily] = view.junior(built.assessment(readiness=readiness))
    assert daily.lacks == (("what stands in its blanks", 2), ("access", 1))
    assert view.answer(built.assessment(readiness=readiness)).startswith("No: 0 of 2 tasks")
    ready = tuple(replace(one, lacks=()) for one in readiness)
    assert view.answer(built.assessment(readiness=ready)) == "Yes: 2 of 2 tasks (100.0%)"


def test_gates_besides_the_whole():
    gates = (
        *built.assessment().gates,
        Gate(name="daily", measured=20.0, wanted=60, passed=False),
        Gate(name="roles/x", measured=None, wanted=50, passed=True),
        Gate(name="findings new since main", measured=3, wanted=0, passed=False),
    )
    told = [(one.name, one.measured, one.wanted, one.word) for one in view.conditions(built.assessment(gates=gates))]
    assert told == [
        ("daily", "20.0%", "at least 60.0%", "FAILED"),
        ("roles/x", "n/a", "at least 50.0%", "passed"),
        ("findings new since main", "3", "at most 0", "FAILED"),
    ]


def test_improvements_stand_by_what_they_earn():
    """health_checks: no task at all, its 20 points. rotate (worth 20) is held at 40; with a check after the last
    change its points count: 20 + 15 + 15 + 15 = 65, so 25 of 20 hundredths: 5. Of backup (worth 60): on_failure 10 of
    60 hundredths: 6, duration 5: 3. Escalation of rotate earns nothing while it is held down."""
    told = [(one.row.task, one.criteria, one.gain) for one in view.improvements(built.assessment())]
    assert told == [
        ("", ("task",), pytest.approx(20)),
        ("backup", ("on_failure",), pytest.approx(6)),
        ("rotate", ("validation",), pytest.approx(5)),
        ("backup", ("duration",), pytest.approx(3)),
    ]


def test_an_improvement_says_what_to_add():
    texts = [one.what for one in view.improvements(built.assessment())]
    assert texts == ["no active task", "add `it`", "add `it`", "add `it`"]


def test_what_a_lifted_cap_earns_is_what_the_score_then_is():
    """The score that the assessment itself gives once the check is there: no other way to the same number."""
    from ddd.assess import completeness
    from ddd.model import Claim, Step, Task
    from ddd.spec import load

    step = Step(command="apt-get -y upgrade", expected="exit status 0", evidence=built.place("run.sh", 5))
    bare = Task(
        id="t",
        title="t",
        cadence=Cadence.DAILY,
        longest_gap=86_400,
        grace=1,
        resolved=True,
        evidence=(built.place(),),
        steps=(step,),
        owners=(Claim(text="@dba", evidence=(built.place(),)),),
    )
    claim = (Claim(text="test -s /srv/x", evidence=(built.place("run.sh", 9),)),)
    spec = load()
    before, after = completeness(bare, spec), completeness(replace(bare, validations=claim, rollback=claim), spec)
    assert before.cap
    scored = _with_backups(before)
    [change] = [one for one in view.improvements(scored) if one.row.element == "backups"]
    assert set(change.criteria) == {"validation", "rollback"}
    assert change.gain == pytest.approx((after.score - before.score) * 0.6, abs=0.01)


def _with_backups(score: Completeness):
    tame = built.assessment()
    weekly = replace(tame.cadences[1], elements=(built.element("backups", score.score / 100, score.task, "x"),))
    return replace(tame, cadences=(tame.cadences[0], weekly), completeness=(*tame.completeness, score))


def test_tasks_and_findings_stand_with_the_worst_first():
    rotate, backup = view.tasks(built.assessment())
    assert (rotate.task, rotate.score, rotate.cadence, rotate.category) == ("rotate", 40, "daily", "log_rotation")
    assert (rotate.missing, backup.missing) == (("validation", "escalation"), ("on_failure", "duration"))
    codes = [finding.code for finding in view.findings(built.assessment())]
    assert codes == ["DDD101", "DDD103", "DDD201"], "what is suppressed stands last, however grave"
    assert view.findings_counted(built.assessment()) == "3 findings: 1 critical, 1 warning, 1 suppressed"
    assert view.findings_counted(built.EMPTY) == "no findings"


@pytest.mark.parametrize(
    ("value", "words"), [(3500, "3500"), (1508.5, "1508.5"), (0.04, "0"), (1508.46, "1508.5"), (123456.7, "123456.7")]
)
def test_numbers_have_a_decimal_where_they_need_one(value, words):
    assert view.number(value) == words


def test_the_last_line_is_the_contract():
    assert view.verdict_line(built.assessment()) == "MAINTENANCE COVERAGE 59.0% (threshold 80.0%) FAILED"
    assert view.verdict_line(built.EMPTY) == "MAINTENANCE COVERAGE n/a (threshold 80.0%) PASSED"
    other = Gate(name="daily", measured=1, wanted=2, passed=False)
    failed = replace(built.EMPTY, gates=(*built.EMPTY.gates, other))
    assert view.verdict_line(failed).endswith("FAILED"), "the word is that of all gates"
