"""SARIF: valid by OASIS's own schema, true to the findings, and with nothing of a repository taken for a command."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sarif_kit.validate import validation_errors

from ddd.model import Problem, Severity, Suppression, replace
from ddd.reports import explanations, sarif
from ddd.scan.text import visible
from tests.reports.assessments import (
    ANY_FINDINGS,
    ANY_PROBLEM,
    ANY_TEXT,
    FINDINGS,
    HELD,
    TASKS,
    assessment,
    finding,
    inventory,
    patient,
    place,
)


def run(findings, **more) -> dict:
    return checked(sarif.of_findings(findings, inventory(**more)))


def checked(text: str) -> dict:
    """Return the one run of a log that OASIS's schema accepts."""
    log = json.loads(text)
    assert validation_errors(log) == []
    [only] = log["runs"]
    return only


def as_read(message: str) -> str:
    """Undo what §3.11.5 and §3.11.6 ask a producer to do, as a consumer does."""
    if "](" in message:
        message = re.sub(r"\\([\[\]\\])", r"\1", message)
    return message.replace("{{", "{").replace("}}", "}")


def where(location: dict) -> tuple[str, int, int]:
    physical = location["physicalLocation"]
    assert physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    region = physical["region"]
    return unquote(physical["artifactLocation"]["uri"]), region["startLine"], region["startColumn"]


def test_the_schema_that_judges_refuses_what_is_wrong():
    """Else the tests above and below would prove nothing."""
    log = json.loads(sarif.of_findings(FINDINGS, inventory()))
    log["runs"][0]["results"][0]["level"] = "grave"
    assert validation_errors(log)


def test_each_finding_is_a_result_with_its_level_its_place_and_its_fingerprint():
    results = run(FINDINGS)["results"]
    told = [(one["ruleId"], one["level"], *where(one["locations"][0])) for one in results]
    assert told == [
        ("DDD101", "error", "pyproject.toml", 1, 1),
        ("DDD102", "warning", "roles/backup/files/nightly dump.sh", 2, 1),
        ("DDD201", "error", TASKS, 13, 11),
        ("DDD209", "note", TASKS, 14, 5),
        ("DDD102", "warning", TASKS, 31, 7),
    ]
    prints = [one["partialFingerprints"]["ddd/v1"] for one in results]
    assert len(set(prints)) == len(prints) == len(FINDINGS)


def test_the_units_of_columns_and_lines_are_said():
    """Columns count characters and lines end at a line feed only: both are not SARIF's defaults."""
    told = run(FINDINGS)
    assert (told["columnKind"], told["newlineSequences"]) == ("unicodeCodePoints", ["\n"])


def test_paths_are_percent_encoded_and_name_no_place_on_this_machine():
    [result] = run([finding(evidence=[place("a b/100%/ü#?.yml:x")])])["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "a%20b/100%25/%C3%BC%23%3F.yml%3Ax"
    assert run([])["originalUriBaseIds"]["%SRCROOT%"].keys() == {"description"}


def test_only_rules_that_occur_are_told_sorted_and_found_by_index():
    told = run(FINDINGS)
    rules = told["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["DDD101", "DDD102", "DDD201", "DDD209"]
    assert all(rules[one["ruleIndex"]]["id"] == one["ruleId"] for one in told["results"])


def test_a_rule_brings_its_page():
    [rule] = run([finding("DDD207")])["tool"]["driver"]["rules"]
    page = explanations.page("DDD207")
    assert rule["name"] == "DayOfMonthOrWeekday"
    assert rule["shortDescription"]["text"] == page.summary
    assert page.text.startswith(rule["fullDescription"]["text"][:40])
    assert rule["help"] == {"text": page.text, "markdown": page.text}
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_a_code_without_a_page_explains_itself_by_its_name():
    [rule] = run([finding("DDD999")])["tool"]["driver"]["rules"]
    assert (rule["id"], rule["shortDescription"]["text"]) == ("DDD999", "DDD999")
    assert rule["name"] != rule["id"]


def test_a_rule_is_as_grave_as_its_gravest_finding():
    several = [finding(severity=one) for one in (Severity.INFO, Severity.CRITICAL, Severity.WARNING)]
    [rule] = run(several)["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}


@pytest.mark.parametrize(
    ("paths", "home"),
    [
        (("README.md", "pyproject.toml", ".ddd.yaml", ".ddd/tasks.yaml"), ".ddd/tasks.yaml"),
        (("README.md", "pyproject.toml", ".ddd.yaml"), ".ddd.yaml"),
        (("README.md", "pyproject.toml"), "pyproject.toml"),
        (("README.md", "docs/pyproject.toml"), "README.md"),
        (("docs/README.md",), ".ddd/tasks.yaml"),
        ((), ".ddd/tasks.yaml"),
    ],
)
def test_what_stands_nowhere_is_shown_where_it_would_be_added(paths, home):
    [result] = run([finding("DDD101")], paths=paths)["results"]
    assert where(result["locations"][0]) == (home, 1, 1)


def test_the_excerpt_of_a_whole_line_is_the_snippet_of_the_region_that_is_the_whole_line():
    evidence = [place(column=1, excerpt="hour: 3"), place(column=5, excerpt="hour: 3"), place(column=1)]
    [result] = run([finding(evidence=evidence)])["results"]
    first, second, third = (one["physicalLocation"] for one in (*result["locations"], *result["relatedLocations"]))
    snippet = {"text": "hour: 3"}
    assert first["region"] == {"startLine": 13, "startColumn": 1, "snippet": snippet}
    assert second["region"] == {"startLine": 13, "startColumn": 5}
    assert second["contextRegion"] == {"startLine": 13, "snippet": snippet}
    assert "contextRegion" not in first.keys() | third.keys()


def test_lines_that_lead_to_it_are_related():
    result = run(FINDINGS)["results"][2]
    assert [(one["id"], *where(one)) for one in result["relatedLocations"]] == [
        (1, "roles/backup/defaults/main.yml", 2, 7)
    ]


def test_a_repository_sets_no_links_and_no_placeholders():
    message = run(FINDINGS)["results"][2]["message"]["text"]
    assert message.startswith(r"ansible-cron refuses “{{{{ hour }}}} \[see\](https")
    assert as_read(message) == FINDINGS[3].message


def test_brackets_that_cannot_be_a_link_stay_as_they_are():
    [result] = run([finding(message=r"a [list] (of) C:\temp")])["results"]
    assert result["message"]["text"] == r"a [list] (of) C:\temp"


def test_without_suppressions_no_result_speaks_of_them():
    assert not [one for one in run(FINDINGS[2:])["results"] if "suppressions" in one]


def test_with_one_suppression_every_result_says_whether_it_is_suppressed():
    by_line = {where(one["locations"][0])[1]: one["suppressions"] for one in run(FINDINGS)["results"]}
    [held] = by_line.pop(31)
    assert set(map(len, by_line.values())) == {0}
    assert (held["kind"], held["justification"]) == ("inSource", "the vendor mends it")
    assert held["properties"] == {"until": "2027-03-01"}
    assert where(held["location"]) == (TASKS, 30, 1)


@pytest.mark.parametrize(
    ("one", "keys"),
    [
        (Suppression(reason="known"), {"kind", "justification"}),
        (replace(HELD, evidence=(place(".ddd.yaml", 4),)), {"kind", "justification", "location", "properties"}),
    ],
    ids=["a baseline", "the configuration"],
)
def test_a_suppression_that_does_not_stand_beside_it_is_external(one, keys):
    [result] = run([finding(evidence=[place()], suppression=one)])["results"]
    [told] = result["suppressions"]
    assert told["kind"] == "external"
    assert told.keys() == keys


def test_problems_are_notifications_of_a_run_that_went_well():
    problems = [
        Problem("a b.yml", 3, "kubernetes", "not YAML: {"),
        Problem("x", None, "scan", "too large"),
        Problem("", None, "scan", "no"),
    ]
    [invocation] = run([], problems=problems)["invocations"]
    assert invocation["executionSuccessful"] is True
    first, second, third = invocation["toolExecutionNotifications"]
    assert (as_read(first["message"]["text"]), first["properties"]) == ("not YAML: {", {"extractor": "kubernetes"})
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert "locations" not in third


def test_an_assessment_adds_its_figures_and_gates():
    """0.265 of 0.7 is 37.857…; 1 of 4; 0 of 0 is null."""
    told = checked(sarif.report(assessment(), inventory()))
    figures = told.pop("properties")
    assert told == run(FINDINGS)
    assert (figures["maintenanceCoverage"], figures["escalationClarity"]) == (37.9, 25.0)
    assert figures["procedureCompleteness"] is None
    assert figures["gates"][1] == {"name": "daily", "measured": 10.0, "wanted": 50.0, "passed": False}
    assert (figures["passed"], figures["threshold"]) == (False, 80.0)


def test_nothing_found_is_a_valid_log_too():
    told = run([])
    assert (told["results"], told["tool"]["driver"]["rules"]) == ([], [])


@patient
@given(ANY_FINDINGS, st.lists(ANY_PROBLEM, max_size=3))
def test_any_text_reads_back_as_it_was(findings, problems):
    text = sarif.of_findings(findings, inventory(problems=problems))
    assert visible(text) == text
    told = checked(text)
    read = sorted(
        (one["partialFingerprints"]["ddd/v1"], as_read(one["message"]["text"]), one["level"]) for one in told["results"]
    )
    assert len({fingerprint for fingerprint, _, _ in read}) == len(findings)
    assert sorted(message for _, message, _ in read) == sorted(visible(one.message) for one in findings)
    places = [
        where(place) for one in told["results"] for place in (*one["locations"], *one.get("relatedLocations", ()))
    ]
    assert {(visible(place.path), place.line, place.column) for one in findings for place in one.evidence} <= set(
        places
    )
    reasons = [held["justification"] for one in told["results"] for held in one.get("suppressions", ())]
    assert sorted(reasons) == sorted(visible(one.suppression.reason) for one in findings if one.suppression)
    notes = [as_read(one["message"]["text"]) for one in told["invocations"][0]["toolExecutionNotifications"]]
    assert notes == [visible(one.message) for one in problems]


@patient
@given(ANY_TEXT)
def test_no_message_holds_a_link_or_a_placeholder(text):
    [result] = run([finding(message=text)])["results"]
    told = result["message"]["text"]
    assert not re.search(r"(?<!\\)(\\\\)*\[(?:[^\[\]\\]|\\.)*\]\(", told, re.DOTALL)
    assert not re.search(r"(?<!\{)(\{\{)*\{\d+\}(?!\})", told)
