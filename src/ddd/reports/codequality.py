"""Findings as GitLab's Code Quality report: one JSON array, a fingerprint each that no line number changes.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ddd.model import Assessment, Finding, Inventory, Severity
from ddd.reports._rows import Row, counting, rows

_SEVERITIES = {Severity.CRITICAL: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return the findings of an assessment that count."""
    return of_findings(assessment.findings, inventory)


def of_findings(findings: Iterable[Finding], inventory: Inventory) -> str:
    """Return those of the findings that count; `[]` for none: GitLab wants a file also then."""
    told = [_issue(row) for row in counting(rows(findings, inventory))]
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _issue(row: Row) -> dict[str, Any]:
    return {
        "description": f"{row.finding.code}: {row.message}",
        "check_name": row.finding.code,
        "fingerprint": row.fingerprint,
        "severity": _SEVERITIES[row.finding.severity],
        "location": {"path": row.path, "lines": {"begin": row.place.line}},
    }
