"""What readers' own tools say of our documents: Microsoft's SARIF validator with GitHub's rules, Jenkins' schema."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from ddd.model import Problem
from ddd.reports import junit, sarif
from tests.reports import fetched
from tests.reports.assessments import FINDINGS, assessment, inventory

pytestmark = pytest.mark.slow

# Warnings that are left: the tool has no page of its own on the web yet.
KNOWN = {"SARIF2005"}


def judged(log: str, folder: Path) -> list[tuple[str, str]]:
    """Return the rules that the log breaks and where, but for notes."""
    (folder / "log.sarif").write_text(log, encoding="utf-8")
    command = [fetched.multitool(), "validate", "log.sarif", "--rule-kind", "Sarif;Ghas", "--output", "verdict.sarif"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=300, check=True)
    [run] = json.loads((folder / "verdict.sarif").read_text(encoding="utf-8-sig"))["runs"]
    assert run["invocations"][0]["executionSuccessful"]
    return [(one["ruleId"], one["message"]["arguments"][0]) for one in run["results"] if one.get("level") != "note"]


def test_sarif_breaks_no_rule_of_the_standard_nor_of_github(tmp_path):
    problems = [Problem("a b.yml", 3, "kubernetes", "not YAML: {"), Problem("", None, "scan", "may not be listed")]
    log = sarif.report(assessment(), inventory(problems=problems))
    assert {rule for rule, _ in judged(log, tmp_path)} <= KNOWN


def test_the_judge_of_sarif_refuses_what_is_wrong(tmp_path):
    log = json.loads(sarif.of_findings(FINDINGS, inventory()))
    log["runs"][0]["results"][0]["ruleIndex"] = 99
    assert {rule for rule, _ in judged(json.dumps(log), tmp_path)} - KNOWN


def test_jenkins_schema_accepts_all_but_the_two_attributes_that_gitlab_reads():
    schema = xmlschema.XMLSchema(str(fetched.jenkins_schema()))
    root = ET.fromstring(junit.report(assessment(), inventory()))
    told = [error.reason for error in schema.iter_errors(root)]
    assert all("'file'" in reason or "'line'" in reason for reason in told)
    for case in root.iter("testcase"):
        case.attrib.pop("file", None)
        case.attrib.pop("line", None)
    assert schema.is_valid(root)
    root[0].attrib.pop("name")
    assert not schema.is_valid(root)
