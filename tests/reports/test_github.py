"""Workflow commands: what the runner reads back is what was found, and a repository gives it no command of its own."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd.model import Gate, Ratio, Severity
from ddd.reports import github
from ddd.scan.text import visible
from tests.reports import runner
from tests.reports.assessments import (
    ANY_FINDINGS,
    ANY_TEXT,
    FINDINGS,
    TASKS,
    assessment,
    finding,
    inventory,
    patient,
    place,
)
from tests.reports.runner import Command

KINDS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def log(findings) -> str:
    return github.of_findings(findings, inventory())


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("::error file=a%2Cb,line=3::x%250A", Command("error", {"file": "a,b", "line": "3"}, "x%0A")),
        ("  ::warning::a::b", Command("warning", {}, "a::b")),
        ("x ##[add-mask]secret", Command("add-mask", {}, "secret")),
        ("a ::error::b", "a ::error::b"),
        ("::nothing::b", "::nothing::b"),
        ("::error", "::error"),
    ],
)
def test_the_reader_of_these_tests_reads_as_the_runner_does(line, read):
    assert runner.lines(f"{line}\n") == [read]


def test_findings_that_count_are_annotations_the_gravest_first():
    told = [(one.name, one.properties["file"], one.properties["line"]) for one in runner.commands(log(FINDINGS))]
    assert told == [
        ("error", "pyproject.toml", "1"),
        ("error", TASKS, "13"),
        ("warning", "roles/backup/files/nightly dump.sh", "2"),
        ("notice", TASKS, "14"),
    ]


def test_an_annotation_has_place_title_and_message():
    [command] = runner.commands(log([finding("DDD207", message="100%: a, b", evidence=[place("a,b:c.yml", 3, 7)])]))
    assert command.properties == {
        "file": "a,b:c.yml",
        "line": "3",
        "col": "7",
        "title": "DDD207 day of month or weekday",
    }
    assert command.data == "100%: a, b"


def test_escapes_are_those_of_the_toolkit():
    """As packages/core/src/command.ts has them: `%`, CR, LF in the message; `:` and `,` too in properties."""
    line = log([finding("DDD999", message="1% a:b,c\nd", evidence=[place("a%b:c,d", 1, 1)])])
    assert line == "::warning file=a%25b%3Ac%2Cd,line=1,col=1,title=DDD999::1%25 a:b,c%0Ad\n"


def many(count: int, severity: Severity):
    return [finding(severity=severity, message=f"m{line}", evidence=[place(line=line)]) for line in range(1, count + 1)]


@pytest.mark.parametrize(("count", "shown"), [(9, 9), (10, 10), (11, 10), (30, 10)])
@pytest.mark.parametrize("severity", Severity)
def test_github_shows_ten_of_a_kind_and_the_rest_is_text(severity, count, shown):
    told = runner.lines(log(many(count, severity)))
    kinds = Counter(line.name for line in told if isinstance(line, Command))
    texts = [line for line in told if isinstance(line, str)]
    assert kinds[KINDS[severity]] == shown
    assert len(texts) == count - shown
    assert kinds["group"] == kinds["endgroup"] == (count > shown)


def test_what_is_left_over_says_place_code_and_severity():
    *_, group, line, end = runner.lines(log(many(11, Severity.WARNING)))
    assert group == Command("group", {}, "1 more finding (GitHub shows 10 of a kind)")
    assert line == f"- {TASKS}:11:5: DDD207 warning: m11"
    assert end == Command("endgroup", {}, "")


def test_the_verdict_comes_last_and_names_the_other_gates_that_failed():
    *_, last = runner.commands(github.report(assessment(), inventory()))
    assert last == Command(
        "error",
        {"title": "Maintenance coverage"},
        "MAINTENANCE COVERAGE 37.9% (threshold 80.0%) FAILED; daily: 10 is below 50; "
        "findings new since main: 3 is above 0",
    )


def test_a_verdict_that_passes_is_a_notice():
    gates = (Gate(name="maintenance coverage", measured=90.0, wanted=80.0, passed=True),)
    told = github.report(assessment(gates=gates, maintenance=Ratio(0.9, 1), findings=()), inventory())
    assert told == "::notice title=Maintenance coverage::MAINTENANCE COVERAGE 90.0%25 (threshold 80.0%25) PASSED\n"


def test_nothing_to_measure_is_said_so():
    told = github.report(assessment(gates=(), maintenance=Ratio(0, 0), findings=()), inventory())
    assert "MAINTENANCE COVERAGE not measured (threshold 80.0%25) PASSED" in told


@pytest.mark.parametrize(("passed", "kind"), [(True, "notice"), (False, "error")])
def test_the_verdict_is_never_the_eleventh_of_its_kind(passed, kind):
    gates = (Gate(name="maintenance coverage", measured=1.0, wanted=0.0, passed=passed),)
    findings = (*many(20, Severity.CRITICAL), *many(20, Severity.INFO))
    told = runner.commands(github.report(assessment(gates=gates, findings=findings), inventory()))
    assert Counter(one.name for one in told)[kind] == github.SHOWN
    assert told[-1].name == kind
    assert told[-1].properties["title"] == "Maintenance coverage"


def test_no_findings_no_lines():
    assert log([]) == ""


@patient
@given(ANY_FINDINGS)
def test_any_text_reads_back_as_it_was(findings):
    text = log(findings)
    assert visible(text) == text
    told = runner.lines(text)
    counting = [one for one in findings if one.suppression is None]
    assert sorted(one.name for one in told) == sorted(KINDS[one.severity] for one in counting)
    assert sorted(one.data for one in told) == sorted(visible(one.message) for one in counting)
    homes = [place("pyproject.toml", 1)]
    paths = sorted(visible(one.evidence[0].path if one.evidence else homes[0].path) for one in counting)
    assert sorted(one.properties["file"] for one in told) == paths


@patient
@given(ANY_FINDINGS, st.lists(ANY_TEXT, min_size=1, max_size=3))
def test_a_repository_gives_the_runner_no_command(findings, names):
    """Also not where eleven of a kind make text of the last ones."""
    gates = tuple(Gate(name=name, measured=1.0, wanted=2.0, passed=False) for name in ("whole", *names))
    filled = (*(one for severity in Severity for one in many(10, severity)), *findings)
    told = runner.lines(github.report(assessment(gates=gates, findings=filled), inventory()))
    assert {line.name for line in told if isinstance(line, Command)} <= {*KINDS.values(), "group", "endgroup"}
    assert all(line.startswith("- ") for line in told if isinstance(line, str))
    assert told[-1].data.endswith(": 1 is below 2")
    assert Counter(line.name for line in told if isinstance(line, Command))["error"] == github.SHOWN
