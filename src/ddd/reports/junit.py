"""The assessment as test results: a case for each required element and each gate, as CI systems read JUnit's XML.

There is no standard; what Jenkins, GitLab and GitHub's readers share is written: suites, cases, failures, skips. `file`
and `line` of a case are what GitLab links to; Jenkins' own schema does not name them, and its reader passes over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET

from ddd.model import Assessment, CadenceResult, ElementResult, Evidence, Finding, Gate, Inventory, Verdict
from ddd.reports._rows import measured
from ddd.scan.text import visible

_ROOT = "maintenance"
_VERDICTS = ("DDD101", "DDD102")
"""The codes of findings that speak of an element; a task may be called as one is."""
_UNFIT = re.compile("[\ufffe\uffff]")
"""What XML 1.0 forbids beside what is written out already."""


def report(assessment: Assessment, inventory: Inventory) -> str:
    """Return a suite for each cadence and one for the gates; what a person has taken out of the count is skipped."""
    root = ET.Element("testsuites", name=_ROOT)
    for result in assessment.cadences:
        _suite(root, str(result.cadence), _elements(assessment, result))
    _suite(root, "gates", (_gate(gate) for gate in assessment.gates))
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root, " ")
    document: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return document.decode() + "\n"


def _suite(root: ET.Element, name: str, cases: Iterable[ET.Element]) -> None:
    suite = ET.SubElement(root, "testsuite", name=f"{_ROOT}.{name}")
    for case in cases:
        case.set("classname", f"{_ROOT}.{name}")
        suite.append(case)
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))


def _elements(assessment: Assessment, result: CadenceResult) -> Iterator[ET.Element]:
    of_subject = {finding.subject: finding for finding in assessment.findings if finding.code in _VERDICTS}
    for one in result.elements:
        finding = of_subject.get(f"{result.cadence}/{one.element}")
        yield _element(one, finding, _place(assessment, one, finding))


def _element(one: ElementResult, finding: Finding | None, place: Evidence | None) -> ET.Element:
    case = ET.Element("testcase", name=_fit(one.element))
    if place:
        case.set("file", _fit(place.path))
        case.set("line", str(place.line))
    if one.verdict is Verdict.MET:
        return case
    if finding and finding.suppression:
        held = finding.suppression
        until = f" until {held.until}" if held.until else ""
        message = f"left out{until}: {held.reason}"
        _outcome(case, "skipped", "suppressed", message, message)
        return case
    _outcome(case, "failure", one.verdict, one.reason, "\n".join(_details(one, finding)))
    return case


def _outcome(case: ET.Element, tag: str, kind: str, message: str, text: str) -> None:
    """Add what came of a case; some readers show its message, some its text."""
    ET.SubElement(case, tag, type=str(kind), message=_fit(message)).text = _fit(text)


def _details(one: ElementResult, finding: Finding | None) -> Iterator[str]:
    yield one.reason
    yield f"earned: {one.earned:g} of 1"
    if one.missing:
        yield f"missing: {', '.join(one.missing)}"
    if one.tasks:
        yield f"tasks: {', '.join(one.tasks)}"
    if finding:
        yield f"what to do: ddd explain {finding.code}"


def _place(assessment: Assessment, one: ElementResult, finding: Finding | None) -> Evidence | None:
    """Return where the finding stands, else where the best task says what it does."""
    if finding and finding.evidence:
        return finding.evidence[0]
    best = (score for score in assessment.completeness if one.tasks and score.task == one.tasks[0])
    return next((place for score in best for point in score.points for place in point.evidence), None)


def _gate(gate: Gate) -> ET.Element:
    case = ET.Element("testcase", name=_fit(gate.name))
    if not gate.passed:
        _outcome(case, "failure", "gate", measured(gate), f"{gate.name}: {measured(gate)}")
    return case


def _fit(text: str) -> str:
    return _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
