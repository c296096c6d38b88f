"""Findings as SARIF 2.1.0, which code scanning, editors and dashboards read; suppressed ones with their reason.

The format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ddd.model import Assessment, Evidence, Finding, Inventory, Problem, Severity
from ddd.reports._rows import Row, pages, rows
from ddd.reports.explanations import Page
from ddd.scan.text import visible
from ddd.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
"""The gravest first."""
_FINGERPRINT = "ddd/v1"
_LINK_SIGNS = re.compile(r"[\[\]\\]")


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return the findings of an assessment; its figures and gates are properties of the run."""
    return _dump({**_run(assessment.findings, inventory), "properties": _figures(assessment)})


def of_findings(findings: Iterable[Finding], inventory: Inventory) -> str:
    """Return the findings, suppressed ones marked as such, and the problems of the scan."""
    return _dump(_run(findings, inventory))


def _dump(run: Mapping[str, Any]) -> str:
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1, ensure_ascii=False) + "\n"


def _run(findings: Iterable[Finding], inventory: Inventory) -> dict[str, Any]:
    every = rows(findings, inventory)
    explained = pages(every)
    index = {code: number for number, code in enumerate(explained)}
    suppressed = any(row.finding.suppression for row in every)
    return {
        "tool": {"driver": {"name": "ddd", "version": __version__, "rules": list(_rules(explained, every))}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(problem) for problem in inventory.problems],
            }
        ],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that was scanned."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\n"],
        "results": [_result(row, index, suppressed=suppressed) for row in every],
    }


def _rules(explained: Mapping[str, Page], every: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for code, page in explained.items():
        severities = {row.finding.severity for row in every if row.finding.code == code}
        first, _, _ = page.text.partition("\n\n")
        words = re.findall(r"[A-Za-z0-9]+", page.summary)
        yield {
            "id": code,
            "name": "".join(word[:1].upper() + word[1:] for word in words) if page.summary != code else "Finding",
            "shortDescription": {"text": page.summary},
            "fullDescription": {"text": " ".join(first.split())},
            "help": {"text": page.text, "markdown": page.text},
            "defaultConfiguration": {"level": next(_LEVELS[one] for one in _LEVELS if one in severities)},
        }


def _result(row: Row, index: Mapping[str, int], *, suppressed: bool) -> dict[str, Any]:
    finding = row.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(row.message)},
        "locations": [_location(row.place)],
        "partialFingerprints": {_FINGERPRINT: row.fingerprint},
    }
    if finding.evidence[1:]:
        result["relatedLocations"] = [
            {"id": number, **_location(place)} for number, place in enumerate(finding.evidence[1:], 1)
        ]
    if suppressed:  # of one run either all results have the property or none
        result["suppressions"] = list(_suppressions(finding))
    return result


def _suppressions(finding: Finding) -> Iterator[dict[str, Any]]:
    one = finding.suppression
    if one is None:
        return
    own = {place.path for place in finding.evidence}
    told: dict[str, Any] = {
        "kind": "inSource" if any(place.path in own for place in one.evidence) else "external",
        "justification": visible(one.reason),
    }
    if one.evidence:
        told["location"] = _location(one.evidence[0])
    if one.until:
        told["properties"] = {"until": visible(one.until)}
    yield told


def _notification(problem: Problem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "level": "warning",
        "message": {"text": _message(visible(problem.message))},
        "properties": {"extractor": visible(problem.extractor)},
    }
    if problem.path:
        place: dict[str, Any] = {"artifactLocation": _artifact(problem.path)}
        if problem.line:
            place["region"] = {"startLine": problem.line}
        told["locations"] = [{"physicalLocation": place}]
    return told


def _location(place: Evidence) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column}
    told: dict[str, Any] = {"artifactLocation": _artifact(place.path), "region": region}
    if place.excerpt:
        snippet = {"snippet": {"text": visible(place.excerpt)}}
        if place.column == 1:
            region.update(snippet)
        else:  # the excerpt is of the whole line, and the region begins inside of it
            told["contextRegion"] = {"startLine": place.line, **snippet}
    return {"physicalLocation": told}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": quote(visible(path), safe="/"), "uriBaseId": _ROOT}


def _message(text: str) -> str:
    """Return text as a message, in which `{0}` is a placeholder unless doubled, and `[a](b)` a link unless escaped.

    So §3.11.5 and §3.11.6 want it; the help of a rule has no arguments and is told as it is.
    """
    told = text.replace("{", "{{").replace("}", "}}")
    return _LINK_SIGNS.sub(r"\\\g<0>", told) if "](" in told else told


def _figures(one: Assessment) -> dict[str, Any]:
    return {
        "maintenanceCoverage": one.maintenance_coverage,
        "documentationCoverage": one.documentation_coverage,
        "gap": one.gap,
        "procedureCompleteness": one.procedure_completeness,
        "escalationClarity": one.escalation_clarity,
        "automationPotential": one.automation_potential,
        "threshold": one.threshold,
        "passed": one.passed,
        "gates": [
            {"name": visible(gate.name), "measured": gate.measured, "wanted": gate.wanted, "passed": gate.passed}
            for gate in one.gates
        ],
    }
