"""GitLab's Code Quality report: as its documentation asks for it, and the same finding tomorrow."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ddd.model import Severity, replace
from ddd.reports import codequality
from ddd.scan.text import visible
from tests.reports.assessments import ANY_FINDINGS, FINDINGS, TASKS, assessment, finding, inventory, patient, place

# Written from https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format: these fields, all of them
# required; the path is relative and does not begin with `./`; the severities are these five; the file has no byte
# order mark and is one array.
SCHEMA = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": False,
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "pattern": "^DDD[0-9]{3}$"},
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,64}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": r"^(?!\./|/)."},
                        "lines": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)


def issues(findings) -> list[dict]:
    return checked(codequality.of_findings(findings, inventory()))


def checked(text: str) -> list[dict]:
    told = json.loads(text)
    SCHEMA.validate(told)
    return told


def test_what_counts_is_told_and_what_is_suppressed_is_not():
    told = [(one["check_name"], one["severity"], one["location"]["path"]) for one in issues(FINDINGS)]
    assert told == [
        ("DDD101", "critical", "pyproject.toml"),
        ("DDD102", "major", "roles/backup/files/nightly dump.sh"),
        ("DDD201", "critical", TASKS),
        ("DDD209", "info", TASKS),
    ]


def test_the_description_begins_with_the_code_one_can_ask_about():
    [issue] = issues([finding("DDD207", message="day or weekday")])
    assert issue["description"] == "DDD207: day or weekday"


def test_nothing_found_is_an_empty_array():
    assert codequality.of_findings([], inventory()) == "[]\n"


def test_an_assessment_is_its_findings():
    assert checked(codequality.report(assessment(), inventory())) == issues(FINDINGS)


def moved(one, by):
    return replace(one, evidence=tuple(replace(place, line=place.line + by) for place in one.evidence))


def test_when_lines_move_the_fingerprints_stay():
    before, after = issues(FINDINGS), issues([moved(one, 7) for one in FINDINGS])
    assert [one["fingerprint"] for one in before] == [one["fingerprint"] for one in after]
    assert [one["location"] for one in before] != [one["location"] for one in after]


def test_a_suppression_changes_no_fingerprint_but_its_own():
    """Two findings alike in one file are told apart by their order, in which the suppressed one still stands."""
    alike = [finding(evidence=[place(line=line, excerpt="0 3 1-7 * 1")]) for line in (3, 8)]
    _, second = issues(alike)
    [left] = issues([replace(alike[0], suppression=FINDINGS[1].suppression), alike[1]])
    assert left == second


@patient
@given(ANY_FINDINGS)
def test_any_text_reads_back_as_it_was(findings):
    text = codequality.of_findings(findings, inventory())
    assert visible(text) == text
    told = checked(text)
    counting = [one for one in findings if one.suppression is None]
    assert sorted(one["description"] for one in told) == sorted(
        f"{one.code}: {visible(one.message)}" for one in counting
    )
    assert len({one["fingerprint"] for one in told}) == len(counting)
    read = sorted((one["location"]["path"], one["location"]["lines"]["begin"]) for one in told)
    homes = [place("pyproject.toml", 1)]
    assert read == sorted((visible(at.path), at.line) for one in counting for at in (one.evidence or homes)[:1])


@patient
@given(st.permutations(FINDINGS))
def test_the_order_of_the_findings_does_not_matter(several):
    assert codequality.of_findings(several, inventory()) == codequality.of_findings(FINDINGS, inventory())


def test_each_severity_has_its_word():
    told = {severity: issues([finding(severity=severity)])[0]["severity"] for severity in Severity}
    assert told == {Severity.CRITICAL: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
