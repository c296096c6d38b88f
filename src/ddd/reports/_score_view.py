"""What every form of an assessment for people shows: its rows, figures, gates and answers, in plain words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ddd.assess.gates import WHOLE
from ddd.model import (
    Assessment,
    Cadence,
    Completeness,
    ElementResult,
    Evidence,
    Finding,
    Gate,
    Inventory,
    Point,
    Ratio,
    Readiness,
    Severity,
    Share,
    Verdict,
)
from ddd.scan.text import visible

MOST_IMPROVEMENTS = 10
MOST_TASKS = 200
MOST_FINDINGS = 300
QUESTION = "Can a junior engineer perform routine maintenance?"
NO_COMPONENT = "(none)"
NOBODY = "(nobody)"

_INCOMPLETE = "DDD103"
"""The finding that every task without a complete procedure has."""
_LIFTING = ("action", "validation", "rollback")
"""While one of these earns nothing, a procedure's score is held down, whatever the others earn."""
_FROM_GRAVE = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
_MOST_LACKS = 3
_WELL_TOLD = 50
_ALIKE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One required element, in points of the hundred that the whole is worth."""

    cadence: str
    element: str
    verdict: Verdict
    share: Ratio
    """What its best task earned, of 1."""
    points: Ratio
    """The same in points of the hundred."""
    reason: str
    task: str
    """The id of its best task; empty where there is none."""
    place: Evidence | None
    """Where that task begins."""
    criteria: tuple[Point, ...]
    """What the best task earned, criterion by criterion."""
    cap: str
    """Why its score was held down; empty when it was not."""

    @property
    def worth(self) -> float:
        """The points that are lost here."""
        return self.points.possible - self.points.earned


@dataclass(frozen=True, slots=True)
class Total:
    """What a cadence or the whole earned, in points of the hundred."""

    name: str
    points: Ratio
    percent: float | None
    """As it stands everywhere else: worked out before the points are."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its numerator and its denominator in words."""

    name: str
    percent: float | None
    told: str
    """`71 of 73 units`; of a figure that is none, why."""

    def __str__(self) -> str:
        return f"{self.name}: {self.told}" if self.percent is None else f"{self.name} {self.percent:.1f}% ({self.told})"


@dataclass(frozen=True, slots=True)
class Part:
    """A component or an owner."""

    name: str
    tasks: int
    procedures: Ratio
    maintenance: Ratio
    automation: Ratio


@dataclass(frozen=True, slots=True)
class Readable:
    """How many tasks of one cadence a newcomer could carry out from the page."""

    cadence: Cadence
    share: Ratio
    lacks: tuple[tuple[str, int], ...]
    """What is missing most often, and of how many tasks."""

    def __str__(self) -> str:
        told = _tasks_of(self.share)
        missing = ", ".join(f"{what} ({count})" for what, count in self.lacks)
        return f"{self.cadence}: {told}" + (f"; most often missing: {missing}" if missing else "")


@dataclass(frozen=True, slots=True)
class Condition:
    """A gate in words."""

    name: str
    measured: str
    wanted: str
    passed: bool

    @property
    def word(self) -> str:
        """What a person looks for."""
        return "passed" if self.passed else "FAILED"


@dataclass(frozen=True, slots=True)
class Improvement:
    """One change and what it would earn at most."""

    row: Row
    criteria: tuple[str, ...]
    what: str
    gain: float
    """Points of the hundred."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task and how much of its procedure is there."""

    task: str
    cadence: str
    category: str
    score: float
    missing: tuple[str, ...]
    cap: str
    place: Evidence | None


def percent(value: float | None) -> str:
    """Return a share with one decimal, or that there is none."""
    return "n/a" if value is None else f"{value:.1f}%"


def number(value: float) -> str:
    """Return a number with one decimal where it needs one: 3500, 1508.5."""
    return f"{round(value, 1):.1f}".removesuffix(".0")


def of(ratio: Ratio) -> str:
    """Return both numbers of a share: `71 of 73`."""
    return f"{number(ratio.earned)} of {number(ratio.possible)}"


def shown(text: str) -> str:
    """Return what comes from the repository on one line, with nothing in it that cannot be seen."""
    return " ".join(visible(text).split())


def counted(count: int, noun: str) -> str:
    """Return `1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def verdict_line(one: Assessment) -> str:
    """Return the line that pipelines look for."""
    word = "PASSED" if one.passed else "FAILED"
    return f"MAINTENANCE COVERAGE {percent(one.maintenance_coverage)} (threshold {one.threshold:.1f}%) {word}"


def rows(one: Assessment) -> list[Row]:
    """Return every required element, the biggest loss first."""
    scores = {score.task: score for score in one.completeness}
    places = _places(one)
    found = [
        _row(str(result.cadence), element, _worth(result.weight, len(result.elements), one), scores, places)
        for result in one.cadences
        for element in result.elements
    ]
    return sorted(found, key=lambda row: (-row.worth, row.cadence, row.element))


def totals(one: Assessment) -> list[Total]:
    """Return what each cadence earned, and the whole of them."""
    parts = [
        Total(
            str(result.cadence),
            _scaled(result.share, _worth(result.weight, len(result.elements), one)),
            result.share.percent,
        )
        for result in one.cadences
    ]
    return [*parts, Total("whole", _of_hundred(one.maintenance), one.maintenance.percent)]


def figures(one: Assessment) -> list[Figure]:
    """Return the five figures, each with its two numbers."""
    count = len(one.completeness)
    complete = count - len({finding.subject for finding in one.findings if finding.code == _INCOMPLETE})
    points = f"{of(one.procedures)} points, {counted(count, 'task')}, {complete} complete"
    modes = f"{of(one.escalation)} failure modes"
    tasks = f"{of(one.automation)} tasks"
    return [
        _figure("Maintenance Coverage", one.maintenance, _elements(one), "no elements"),
        _figure("Procedure Completeness", one.procedures, points, "0 of 0 tasks"),
        _figure("Escalation Clarity", one.escalation, f"{modes} have somebody, a severity and a time", modes),
        _figure("Automation Potential", one.automation, f"{tasks} need nobody's judgement at any step", tasks),
        _documentation(one),
    ]


def kinds(one: Assessment) -> list[tuple[str, Ratio]]:
    """Return what the spec calls each kind of documented units, and how many are."""
    return [(shown(kind.title or kind.kind.replace("_", " ")), kind.complete) for kind in one.documented]


def gap(one: Assessment) -> str:
    """Return the gap between the two figures, and what it means; nothing where one of them is none."""
    told, kept = one.documentation_coverage, one.maintenance_coverage
    if told is None or kept is None or one.gap is None:
        return ""
    difference = f"{one.gap:.1f}".replace("-", "−")
    return f"documentation {told:.1f} − maintenance {kept:.1f} = gap {difference} points: {_meaning(told, kept)}"


def worst(parts: Sequence[Share], nobody: str) -> list[Part]:
    """Return components or owners, those whose procedures lack most points first; nothing where there is one only."""
    if len(parts) < 2:
        return []
    found = sorted(parts, key=lambda part: (part.procedures.earned - part.procedures.possible, part.name))
    return [
        Part(shown(part.name) or nobody, part.tasks, part.procedures, part.maintenance, part.automation)
        for part in found
    ]


def junior(one: Assessment) -> list[Readable]:
    """Return by cadence how many tasks a newcomer could carry out, and what the others lack."""
    groups: dict[Cadence, list[Readiness]] = defaultdict(list)
    for each in one.readiness:
        groups[each.cadence].append(each)
    return [_readable(cadence, groups[cadence]) for cadence in Cadence if cadence in groups]


def answer(one: Assessment) -> str:
    """Return the answer to the question, with its two numbers."""
    able, count = sum(not each.lacks for each in one.readiness), len(one.readiness)
    if not count:
        return "nothing to measure (0 of 0 tasks)"
    word = "Yes" if able == count else "In part" if able else "No"
    return f"{word}: {_tasks_of(Ratio(able, count))}"


def conditions(one: Assessment) -> list[Condition]:
    """Return the gates besides the whole."""
    return [_condition(gate) for gate in one.gates if gate.name != WHOLE]


def improvements(one: Assessment) -> list[Improvement]:
    """Return single changes that would raise Maintenance Coverage, those that earn most first."""
    found = [change for row in rows(one) if row.worth > 0 for change in _changes(row)]
    return sorted(found, key=lambda change: (-change.gain, change.row.cadence, change.row.element, change.criteria))


def tasks(one: Assessment) -> list[TaskRow]:
    """Return every task, the least complete first."""
    cadences, places = {each.task: str(each.cadence) for each in one.readiness}, _places(one)
    found = [
        TaskRow(
            score.task,
            cadences.get(score.task, ""),
            one.categories.get(score.task, ""),
            score.score,
            score.missing,
            score.cap,
            places.get(score.task),
        )
        for score in one.completeness
    ]
    return sorted(found, key=lambda row: (row.score, row.task))


def findings(one: Assessment) -> list[Finding]:
    """Return what was noticed: what counts before what is suppressed, the gravest first."""
    return sorted(one.findings, key=_grave)


def findings_counted(one: Assessment) -> str:
    """Return how many findings there are of each severity, and how many are suppressed."""
    if not one.findings:
        return "no findings"
    count = Counter(finding.severity for finding in one.findings if finding.suppression is None)
    told = [f"{count[severity]} {severity}" for severity in _FROM_GRAVE if count[severity]]
    suppressed = sum(finding.suppression is not None for finding in one.findings)
    told += [f"{suppressed} suppressed"] if suppressed else []
    return f"{counted(len(one.findings), 'finding')}: {', '.join(told)}"


def scanned(one: Inventory) -> str:
    """Return how much was read and what was not."""
    skipped = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in one.scanned.skipped if count)
    rest = f"; skipped: {skipped}" if skipped else ""
    problems = f"; could not be read: {len(one.problems)}" if one.problems else ""
    others = "; no reader knows the others" if one.scanned.files < len(one.paths) else ""
    return f"Read {one.scanned.files} of {len(one.paths)} files{others}{rest}{problems}."


def judged_by(one: Assessment) -> str:
    """Return by whose words it was judged beside ddd's own; empty where the repository has none."""
    return f"Judged by its own configuration too ({shown(one.configured)})." if one.configured else ""


def _places(one: Assessment) -> dict[str, Evidence]:
    """Return where each task begins: as the finding about it says, else the first place that earned it a point."""
    first = {
        score.task: place for score in one.completeness for point in score.points[:1] for place in point.evidence[:1]
    }
    told = {finding.subject: finding.evidence[0] for finding in one.findings if finding.evidence and finding.subject}
    return {**first, **{task: told[task] for task in (score.task for score in one.completeness) if task in told}}


def _worth(weight: float, elements: int, one: Assessment) -> float:
    """Return how many points of the hundred one element of a cadence is worth."""
    return 100 * weight / elements / one.maintenance.possible if elements and one.maintenance.possible else 0.0


def _scaled(ratio: Ratio, factor: float) -> Ratio:
    return Ratio(ratio.earned * factor, ratio.possible * factor)


def _of_hundred(ratio: Ratio) -> Ratio:
    return _scaled(ratio, 100 / ratio.possible) if ratio.possible else ratio


def _row(
    cadence: str,
    element: ElementResult,
    worth: float,
    scores: Mapping[str, Completeness],
    places: Mapping[str, Evidence],
) -> Row:
    best = element.tasks[0] if element.tasks else ""
    score = scores.get(best)
    share = Ratio(element.earned, 1)
    return Row(
        cadence=cadence,
        element=shown(element.element),
        verdict=element.verdict,
        share=share,
        points=_scaled(share, worth),
        reason=shown(element.reason),
        task=shown(best),
        place=places.get(best),
        criteria=score.points if score else (),
        cap=shown(score.cap) if score else "",
    )


def _figure(name: str, ratio: Ratio, told: str, nothing: str) -> Figure:
    value = ratio.percent
    return Figure(name, value, f"nothing to measure ({nothing})" if value is None else told)


def _elements(one: Assessment) -> str:
    count = Counter(element.verdict for result in one.cadences for element in result.elements)
    told = ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict if count[verdict])
    return f"{of(_of_hundred(one.maintenance))} points, {counted(count.total(), 'element')}: {told}"


def _documentation(one: Assessment) -> Figure:
    name = "Documentation Coverage"
    if one.documentation is None:
        return Figure(name, None, "not measured")
    units = f"{of(one.documentation)} units"
    parts = ", ".join(f"{title} {of(ratio)}" for title, ratio in kinds(one))
    return _figure(name, one.documentation, f"{units}: {parts}" if parts else units, units)


def _meaning(told: float, kept: float) -> str:
    match told >= _WELL_TOLD, kept >= _WELL_TOLD:
        case True, False:
            return "what the system does is written down, when it must be touched is not"
        case False, True:
            return "when it must be touched is written down, what the system does is not"
        case False, False:
            return "neither what the system does nor when it must be touched is written down for the most part"
    if abs(told - kept) < _ALIKE:
        return "what the system does and when it must be touched are written down alike"
    more, less = "what the system does", "when it must be touched"
    more, less = (more, less) if told > kept else (less, more)
    return f"{more} is written down better than {less}"


def _readable(cadence: Cadence, several: Sequence[Readiness]) -> Readable:
    count = Counter(lack for each in several for lack in each.lacks)
    often = sorted(count.items(), key=lambda one: (-one[1], one[0]))[:_MOST_LACKS]
    return Readable(
        cadence,
        Ratio(sum(not each.lacks for each in several), len(several)),
        tuple((str(lack), times) for lack, times in often),
    )


def _tasks_of(share: Ratio) -> str:
    return f"{number(share.earned)} of {counted(round(share.possible), 'task')} ({percent(share.percent)})"


def _condition(gate: Gate) -> Condition:
    name = shown(gate.name)
    if gate.name.startswith("findings"):
        found = "n/a" if gate.measured is None else number(gate.measured)
        return Condition(name, found, f"at most {number(gate.wanted)}", gate.passed)
    return Condition(name, percent(gate.measured), f"at least {gate.wanted:.1f}%", gate.passed)


def _changes(row: Row) -> Iterator[Improvement]:
    """Yield what could be done about an element: find a task for it, or complete its best one."""
    if not row.criteria:
        yield Improvement(row, ("task",), row.reason, row.worth)
        return
    worth, gaps = row.points.possible / 100, [one for one in row.criteria if one.earned < one.possible]
    if row.cap:  # nothing else helps while the score is held down; without the cap it is the sum of its points
        lifting = [one for one in gaps if one.criterion in _LIFTING and not one.earned]
        total = sum(one.earned for one in row.criteria) + sum(one.possible for one in lifting)
        names = tuple(one.criterion for one in lifting)
        gain = total * worth - row.points.earned
        yield Improvement(row, names, _told(lifting), gain)
        return
    for one in gaps:
        yield Improvement(row, (one.criterion,), _told([one]), (one.possible - one.earned) * worth)


def _told(points: Iterable[Point]) -> str:
    return "; ".join(shown(point.reason).removeprefix("not documented; ") for point in points)


def _grave(finding: Finding) -> tuple[object, ...]:
    place = finding.evidence[0] if finding.evidence else None
    where = (place.path, place.line, place.column) if place else ("", 0, 0)
    return finding.suppression is not None, _FROM_GRAVE.index(finding.severity), finding.code, where, finding.message
