"""The score, point by point: who says what earned it, and the smallest change that would earn the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddd.model import Assessment, CadenceResult, Completeness, ElementResult, Evidence, Finding, Plan, Point
from ddd.scan.text import visible

_PLACES = 3


def report(measured: Assessment, plan: Plan, snippets: Iterable[tuple[str, float, str]]) -> str:
    """Return the explanation as plain text: each element with the points of its best task, then what to paste.

    `snippets` are, for each entry that would earn something: its id, how many points of 100, and its text.
    """
    scores = {score.task: score for score in measured.completeness}
    lines: list[str] = []
    for result in measured.cadences:
        for element in result.elements:
            lines += [*_element(result, element, scores), ""]
    lines += [*_figures(measured), ""]
    pasted = list(snippets)
    if pasted:
        lines.append("What to add to .ddd/tasks.yaml, the most worth first (`--fix` writes it; a TODO earns nothing):")
        for name, earns, text in pasted:
            lines += ["", f"  # {name}: up to {earns:.1f} points of 100", *(f"  {line}" for line in text.splitlines())]
    else:
        lines.append("Every required element is earned in full.")
    return visible("\n".join(lines)) + "\n"


def _element(result: CadenceResult, element: ElementResult, scores: dict[str, Completeness]) -> Iterator[str]:
    worth = 100 * result.weight / len(result.elements)
    earned = f"{worth * element.earned:.1f} of {worth:.1f} points"
    yield f"{result.cadence} {element.element}: {element.verdict}, {earned}"
    if not element.tasks:
        yield f"  {element.reason}"
        return
    best = scores[element.tasks[0]]
    others = len(element.tasks) - 1
    yield f"  best task: {best.task}, {best.score:.0f} of 100" + (f" ({others} more serve it)" if others else "")
    for point in best.points:
        yield _point(point)
    if best.cap:
        yield f"  ! held down: {best.cap}"


def _point(point: Point) -> str:
    earned = f"{point.earned:>4.3g} of {point.possible:<3.3g}"
    return f"  {_sign(point)} {point.criterion:<10} {earned} {point.reason}{_places(point.evidence)}"


def _sign(point: Point) -> str:
    return "+" if point.earned >= point.possible else "~" if point.earned else "-"


def _places(evidence: tuple[Evidence, ...]) -> str:
    told = ", ".join(dict.fromkeys(map(str, evidence[:_PLACES])))
    more = f" and {len(evidence) - _PLACES} more" if len(evidence) > _PLACES else ""
    return f"  ({told}{more})" if told else ""


def _figures(measured: Assessment) -> Iterator[str]:
    for gate in measured.gates:
        value = "nothing to measure" if gate.measured is None else f"{gate.measured:g}"
        yield f"gate {gate.name}: {value}, wanted {gate.wanted:g}: {'passed' if gate.passed else 'FAILED'}"
    left_out = [finding for finding in measured.findings if finding.suppression]
    yield from map(_left_out, left_out)


def _left_out(finding: Finding) -> str:
    assert finding.suppression is not None
    until = f" until {finding.suppression.until}" if finding.suppression.until else ""
    return f"left out{until}: {finding.code} {finding.message} (“{finding.suppression.reason}”)"
