"""What an element earns, word for word and number for number, on plans small enough to follow by hand."""

from __future__ import annotations

import pytest

from ddd.assess import Wanted, assess
from ddd.assess.advice import entries
from ddd.errors import UsageError
from ddd.model import (
    Assessment,
    Cadence,
    Claim,
    ElementResult,
    Evidence,
    Inventory,
    Lack,
    Plan,
    Ratio,
    Scanned,
    Severity,
    Step,
    Task,
    Unit,
    Verdict,
    replace,
)
from ddd.spec import load

SPEC = load()
DAY = 86_400


def said(line: int = 20, path: str = "bin/x.sh") -> tuple[Claim, ...]:
    return (Claim(text="said: 5 minutes", evidence=(Evidence(path, line),)),)


def dump(name: str = "backup", **fields: object) -> Task:
    """A weekly dump that only adds: action 20 and rollback 15 of itself; each field adds its own points."""
    step = Step(command="pg_dump --file=/b/x x", evidence=Evidence("bin/x.sh", 5))
    task = Task(
        id=f"cron.d/{name}", title=name, cadence=Cadence.WEEKLY, longest_gap=7 * DAY, grace=1, command="bin/x.sh",
        resolved=True, steps=(step,), component="cron.d", evidence=(Evidence("cron.d/x", 3),),
    )  # fmt: skip
    return replace(task, **fields)


STRICT = {"steps": (Step(command="pg_dump --file=/b/x x", expected="exit status 0", evidence=Evidence("bin/x.sh", 5)),)}
ALL_BUT_FIVE = {**STRICT, "validations": said(), "on_failure": said(), "owners": said(), "duration": said()[0]}
"""35 + 15 + 15 + 10 + 10 + 5 = 90: the precheck is missing."""


def judged(*tasks: Task, wanted: Wanted | None = None, paths: tuple[str, ...] = (), units=None) -> Assessment:
    inventory = Inventory(
        scanned=Scanned(files=0, bytes=0, skipped=()), facts=(), findings=(), problems=(), paths=paths, units=units
    )
    return assess(Plan(tasks=tasks, inventory=inventory, owners={}), SPEC, wanted)


def element(one: Assessment, name: str = "backups") -> ElementResult:
    return next(part for result in one.cadences for part in result.elements if part.element == name)


@pytest.mark.parametrize(
    ("fields", "score", "verdict"),
    [
        ({}, 35, Verdict.PARTIAL),
        ({**STRICT, "validations": said(), "on_failure": said()}, 75, Verdict.PARTIAL),
        ({**STRICT, "validations": said(), "on_failure": said(), "duration": said()[0]}, 80, Verdict.MET),
        (ALL_BUT_FIVE, 90, Verdict.MET),
        ({**ALL_BUT_FIVE, "prechecks": said(1)}, 100, Verdict.MET),
        ({"steps": (Step(command="/bin/true", evidence=Evidence("bin/x.sh", 5)),)}, 0, Verdict.MISSING),
    ],
)
def test_verdicts_change_at_nothing_and_at_eighty(fields: dict[str, object], score: float, verdict: Verdict) -> None:
    found = element(judged(dump(**fields)))
    assert (found.earned, found.verdict) == (score / 100, verdict)


def test_the_best_of_several_wins_and_the_name_decides_between_equals() -> None:
    poor, good, same = dump("backup-a"), dump("backup-c", **ALL_BUT_FIVE), dump("backup-b", **ALL_BUT_FIVE)
    found = element(judged(poor, good, same))
    assert found.tasks == ("cron.d/backup-b", "cron.d/backup-c", "cron.d/backup-a")
    assert found.earned == 0.9
    assert found.missing == ("precheck",)
    assert found.reason == (
        "cron.d/backup-b: precheck: not documented; add a check before the first step (`test -d … || exit 1`)"
    )


def test_what_is_missing_most_is_named_and_why_it_is_held_down() -> None:
    """Without validation 15, on_failure 10, precheck 10, escalation 10, duration 5: 50, held at 40."""
    found = element(judged(dump(**STRICT, on_failure=said())))
    assert found.earned == 0.4
    assert found.reason == (
        "cron.d/backup: no check comes after the last change: at most 40; "
        "validation: not documented; add a check after the last step that changes something"
    )
    whole = element(judged(dump(**ALL_BUT_FIVE, prechecks=said(1))))
    assert whole.reason == "cron.d/backup: nothing is missing"
    assert whole.missing == ()


def test_why_there_is_none() -> None:
    none = element(judged())
    assert none.reason == "no active task for backups; add a schedule, or an entry in .ddd/tasks.yaml"
    assert (none.tasks, none.missing, none.verdict) == ((), ("task",), Verdict.MISSING)
    rare = element(judged(dump(longest_gap=31 * DAY)))
    assert rare.reason == "cron.d/backup runs every 31 days; weekly asks for 9 at the most"


def test_findings_bear_the_code_and_the_place_of_their_verdict() -> None:
    told = {
        (one.code, one.severity, one.subject, str(one.evidence[0]) if one.evidence else "")
        for one in judged(dump()).findings
    }
    assert ("DDD102", Severity.WARNING, "weekly/backups", "cron.d/x:3") in told
    assert ("DDD101", Severity.CRITICAL, "weekly/updates", "") in told
    assert ("DDD103", Severity.WARNING, "cron.d/backup", "cron.d/x:3") in told
    assert not any(one[2] == "weekly/backups" and one[0] == "DDD101" for one in told)


def test_a_gate_measures_and_a_name_that_is_none_is_refused() -> None:
    one = judged(dump(), wanted=Wanted(whole=5, parts={"weekly": 17.5, "cron.d": 36, "docs": 50}), paths=("docs/x.md",))
    assert [(gate.name, gate.measured, gate.wanted, gate.passed) for gate in one.gates] == [
        ("maintenance coverage", 5.2, 5, True),
        ("cron.d", 35.0, 36, False),
        ("docs", None, 50, True),
        ("weekly", 17.5, 17.5, True),
    ]
    with pytest.raises(UsageError, match="no cadence, figure or component is called “wekly”") as refused:
        judged(dump(), wanted=Wanted(parts={"wekly": 1}))
    assert refused.value.advice == "did you mean “weekly”?"
    with pytest.raises(UsageError) as unknown:
        judged(wanted=Wanted(parts={"zzzzzz": 1}))
    assert unknown.value.advice.startswith("there are: daily, weekly, monthly, documentation_coverage")
    with pytest.raises(UsageError):
        judged(wanted=Wanted(parts={"": 1}))


@pytest.mark.parametrize("limit", [-0.1, 100.1, float("nan"), float("inf")])
def test_a_threshold_is_a_percentage(limit: float) -> None:
    with pytest.raises(UsageError, match="no number from 0 to 100"):
        Wanted(whole=limit)
    with pytest.raises(UsageError, match="no number from 0 to 100"):
        Wanted(parts={"daily": limit})


def test_readiness_names_the_task_and_what_it_lacks() -> None:
    [ready] = judged(dump(**ALL_BUT_FIVE, prechecks=said(1), access=said())).readiness
    assert (ready.task, ready.cadence, ready.lacks) == ("cron.d/backup", Cadence.WEEKLY, ())
    [lacking] = judged(dump(command="bin/x.sh <host>", schedules=())).readiness
    assert lacking.lacks == (Lack.PROCEDURE, Lack.ACCESS, Lack.PREREQUISITES, Lack.VALIDATION)


def test_exactly_complete_is_complete() -> None:
    at_eighty = {**STRICT, "validations": said(), "on_failure": said(), "duration": said()[0]}
    one = judged(dump(**at_eighty))
    assert Lack.PROCEDURE not in one.readiness[0].lacks
    assert not any(finding.code == "DDD103" for finding in one.findings)


def test_advice_is_worth_what_it_says_and_the_most_comes_first() -> None:
    """By hand: daily elements 20 points each, weekly and monthly 15; the dump earns 90 of its 15, so 1.5 are left."""
    tasks = (dump(**ALL_BUT_FIVE),)
    measured = judged(*tasks)
    plan = Plan(
        tasks=tasks,
        inventory=Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=(), findings=(), problems=()),
        owners={},
    )
    found = list(entries(plan, measured, SPEC))
    assert [(one.id, round(one.earns, 6)) for one in found] == [
        ("daily-health-checks", 20),
        ("daily-log-rotation", 20),
        ("monthly-audits", 15),
        ("monthly-reviews", 15),
        ("weekly-updates", 15),
        ("cron.d/backup", 1.5),
    ]
    last = found[-1]
    assert set(last.fields) == {"precheck", "access"}
    assert (last.is_new, last.file, last.comments) == (True, "bin/x.sh", ("# Access: TODO",))
    first = found[0]
    assert first.fields["name"] == "Health checks, daily"
    assert (first.fields["cadence"], first.fields["category"]) == ("daily", "health_checks")
    assert first.fields["steps"] == [{"do": "TODO: what to do", "expected": "TODO: what one should see"}]
    assert (first.is_new, first.file) == (True, "")


def test_an_entry_of_that_name_gets_another_one() -> None:
    other = dump("x", id="daily-health-checks", component="")
    plan = Plan(
        tasks=(other,),
        inventory=Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=(), findings=(), problems=()),
        owners={},
    )
    names = [one.id for one in entries(plan, judged(other), SPEC)]
    assert "daily-health-checks-declared" in names


def test_documentation_counts_units_and_elements() -> None:
    units = tuple(
        Unit(kind="ansible_module", name=f"m{number}", documented=elements, evidence=(Evidence(f"m{number}.py", 1),))
        for number, elements in enumerate([("documentation", "examples"), ("documentation",), ("return",), ()])
    )
    one = judged(units=units)
    [modules] = one.documented
    assert (modules.title, modules.complete) == ("Ansible modules", Ratio(1, 4))
    assert dict(modules.elements) == {"documentation": Ratio(2, 4), "examples": Ratio(1, 4), "return": Ratio(1, 4)}
    assert (one.documentation, one.gap) == (Ratio(1, 4), 25.0)


@pytest.mark.parametrize(
    ("category", "advice"),
    [
        ("backup", "did you mean “backups”?"),
        ("zzz", "there are: health_checks, log_rotation, backups, updates, audits, reviews"),
    ],
)
def test_a_category_that_the_spec_does_not_have_is_told(category: str, advice: str) -> None:
    place = Evidence(".ddd/tasks.yaml", 4)
    job = dump(category=Claim(text=category, evidence=(place,)))
    [told] = [
        one
        for one in judged(job, dump("other", category=Claim(text="audits", evidence=(place,)))).findings
        if one.code == "DDD104"
    ]
    assert told.message == f"cron.d/backup: no category is called “{category}”; {advice}"
    assert (told.severity, told.evidence, told.subject) == (Severity.WARNING, (place,), "cron.d/backup")
