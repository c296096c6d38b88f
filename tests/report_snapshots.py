"""The forms for machines of one small assessment: committed, so that a change of the product can be read as a diff.

`python -m tests.report_snapshots` (or `make update`) rewrites them.
"""

from __future__ import annotations

from pathlib import Path

from ddd.model import Problem
from ddd.reports import codequality, github, junit, sarif
from tests.reports.assessments import assessment, inventory

SNAPSHOTS = Path(__file__).parent / "snapshots" / "reports"
FORMS = {
    "codequality.json": codequality.report,
    "github.txt": github.report,
    "junit.xml": junit.report,
    "sarif.json": sarif.report,
}


def text(name: str) -> str:
    problem = Problem("charts/values.yaml", 3, "kubernetes-cronjob", "not YAML: a tab where blanks belong")
    return FORMS[name](assessment(), inventory(problems=(problem,)))


def write() -> None:
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for name in FORMS:
        (SNAPSHOTS / name).write_text(text(name), encoding="utf-8")


if __name__ == "__main__":
    write()
