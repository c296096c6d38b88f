"""The score, point by point: who says what earned it, and the smallest change that would earn the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ddd.assess.hints import Hint
from ddd.model import Assessment, CadenceResult, Completeness, ElementResult, Evidence, Finding, Point
from ddd.reports.score_table import verdict_line
from ddd.scan.text import visible

_PLACES = 3
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Snippet:
    """What a person would paste to earn what one task lacks."""

    task: str
    earns: float
    """Points of 100 of the whole."""
    entry: str
    """Lines for the list in `.ddd/tasks.yaml`."""
    file: str = ""
    """The script that may say the same in comments; empty: there is none."""
    comments: tuple[str, ...] = ()


def report(measured: Assessment, snippets: Iterable[Snippet], hints: Sequence[Hint] = ()) -> str:
    """Return the explanation as plain text: each element with the points of its best task, then what to paste.

    `hints` say what the other figures miss.
    """
    scores = {score.task: score for score in measured.completeness}
    lines: list[str] = []
    for result in measured.cadences:
        for element in result.elements:
            lines += [*_element(result, element, scores), ""]
    lines += [*_beside(measured), *_pasted(list(snippets)), *_hinted(hints)]
    return visible("\n".join([*lines, "", verdict_line(measured).plain])) + "\n"


def _pasted(snippets: list[Snippet]) -> Iterator[str]:
    if not snippets:
        yield "Every required element is earned in full."
        return
    yield "What to add to .ddd/tasks.yaml, the most worth first (`--fix` writes it; a TODO earns nothing):"
    for one in snippets:
        yield from ("", f"  # {one.task}: up to {one.earns:.1f} points of 100")
        yield from (f"  {line}" for line in one.entry.split("\n") if line)
        if one.file:
            yield f"    {'or, for a part of it, ' if one.entry else ''}at the head of {one.file}:"
            yield from (f"      {comment}" for comment in one.comments)


def _hinted(hints: Sequence[Hint]) -> Iterator[str]:
    """Yield, for each other figure and each thing that is missing, the first places and what to paste there."""
    for figure, of_figure in groupby(hints, key=lambda one: one.figure):
        yield from ("", f"{figure} misses:")
        kinds: dict[str, list[Hint]] = defaultdict(list)
        for one in of_figure:
            kinds[one.snippet or one.lacks].append(one)
        for several in kinds.values():
            yield from _kind(several)


def _kind(several: Sequence[Hint]) -> Iterator[str]:
    for one in several[:_SHOWN]:
        yield f"  - {one.subject}: {one.lacks}{_places(one.evidence)}"
    if len(several) > _SHOWN:
        yield f"    and {len(several) - _SHOWN} more"
    if several[0].snippet:
        yield from (f"      {line}" for line in several[0].snippet.split("\n"))


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
    reason = "said" if point.evidence and point.reason == f"says {point.evidence[0]}" else point.reason
    return f"  {_sign(point)} {point.criterion:<10} {earned} {reason}{_places(point.evidence)}"


def _sign(point: Point) -> str:
    return "+" if point.earned >= point.possible else "~" if point.earned else "-"


def _places(evidence: tuple[Evidence, ...]) -> str:
    told = ", ".join(dict.fromkeys(map(str, evidence[:_PLACES])))
    more = f" and {len(evidence) - _PLACES} more" if len(evidence) > _PLACES else ""
    return f"  ({told}{more})" if told else ""


def _beside(measured: Assessment) -> Iterator[str]:
    """Yield the gates, and what was left out, with an empty line below."""
    for gate in measured.gates:
        value = "nothing to measure" if gate.measured is None else f"{gate.measured:g}"
        yield f"gate {gate.name}: {value}, wanted {gate.wanted:g}: {'passed' if gate.passed else 'FAILED'}"
    left_out = [finding for finding in measured.findings if finding.suppression]
    yield from map(_left_out, left_out)
    yield ""


def _left_out(finding: Finding) -> str:
    assert finding.suppression is not None
    until = f" until {finding.suppression.until}" if finding.suppression.until else ""
    return f"left out{until}: {finding.code} {finding.message} (“{finding.suppression.reason}”)"
