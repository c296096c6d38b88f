"""The forms of a small assessment as committed, and of the example repository, whose files must hold what they say."""

from __future__ import annotations

from collections import Counter
from datetime import date
from urllib.parse import unquote

import pytest
from junitparser import JUnitXml

from ddd.pipeline import judge
from ddd.reports import codequality, github, junit, sarif
from tests import report_snapshots
from tests.example_output import EXAMPLE
from tests.reports import runner
from tests.reports.test_codequality import checked as checked_issues
from tests.reports.test_junit import fit
from tests.reports.test_sarif import checked as checked_run


@pytest.fixture(scope="module")
def judged():
    return judge(EXAMPLE, documentation=True, as_of=date(2026, 11, 1))


@pytest.mark.parametrize("name", report_snapshots.FORMS)
def test_the_small_assessment_is_told_as_committed(name):
    """`make update` rewrites the files; the diff is the review."""
    assert (report_snapshots.SNAPSHOTS / name).read_text(encoding="utf-8") == report_snapshots.text(name)


def test_nothing_is_committed_that_no_form_writes():
    assert {path.name for path in report_snapshots.SNAPSHOTS.iterdir()} == set(report_snapshots.FORMS)


@pytest.mark.parametrize("form", [sarif, codequality, junit, github])
def test_the_same_tree_gives_the_same_bytes_and_no_path_of_this_machine(form, judged):
    again = judge(EXAMPLE, documentation=True, as_of=date(2026, 11, 1))
    first = form.report(judged.assessment, judged.plan.inventory)
    assert first == form.report(again.assessment, again.plan.inventory)
    assert str(EXAMPLE.resolve()) not in first


def test_every_result_stands_on_a_line_of_the_example(judged):
    told = checked_run(sarif.report(judged.assessment, judged.plan.inventory))
    assert Counter(one["ruleId"] for one in told["results"]) == Counter(one.code for one in judged.assessment.findings)
    assert told["results"]
    for result in told["results"]:
        place = result["locations"][0]["physicalLocation"]
        lines = (EXAMPLE / unquote(place["artifactLocation"]["uri"])).read_text(encoding="utf-8").split("\n")
        line = lines[place["region"]["startLine"] - 1]
        assert place["region"]["startColumn"] <= max(len(line), 1)
        snippet = place.get("contextRegion", place["region"]).get("snippet", {"text": ""})["text"]
        assert snippet.rstrip("…") in line or "•" in snippet or "*" in snippet


def test_sarif_and_code_quality_agree_on_what_counts(judged):
    several = judged.assessment.findings
    run = checked_run(sarif.of_findings(several, judged.plan.inventory))
    issues = checked_issues(codequality.of_findings(several, judged.plan.inventory))
    counting = [one for one in run["results"] if not one.get("suppressions")]
    assert [one["partialFingerprints"]["ddd/v1"] for one in counting] == [one["fingerprint"] for one in issues]


def test_the_cases_are_the_required_elements(judged):
    suites = list(JUnitXml.fromstring(junit.report(judged.assessment, judged.plan.inventory).encode()))
    told = [(suite.name, case.name) for suite in suites[:-1] for case in suite]
    wanted = [
        (f"maintenance.{result.cadence}", fit(one.element))
        for result in judged.assessment.cadences
        for one in result.elements
    ]
    assert told == wanted
    assert [case.name for case in suites[-1]] == [gate.name for gate in judged.assessment.gates]


def test_annotations_and_text_together_are_all_that_counts(judged):
    told = runner.lines(github.report(judged.assessment, judged.plan.inventory))
    annotations = [line for line in told if not isinstance(line, str) and "file" in line.properties]
    texts = [line for line in told if isinstance(line, str)]
    counting = [one for one in judged.assessment.findings if one.suppression is None]
    assert len(annotations) + len(texts) == len(counting)
    assert told[-1].data.startswith("MAINTENANCE COVERAGE ")
