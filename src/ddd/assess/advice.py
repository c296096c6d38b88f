"""The smallest change that would earn what is missing, as an entry to paste into `.ddd/tasks.yaml`.

What only a person knows is a blank that begins with TODO: it earns nothing until somebody fills it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.assess.completeness import completeness
from ddd.model import Assessment, Cadence, Claim, Completeness, ElementResult, Evidence, Plan, Task, replace
from ddd.resolve.identity import slug
from ddd.scan.tree import DECLARED_TASKS
from ddd.spec import Spec

_BLANKS: dict[str, tuple[str, str | list[str]]] = {
    "action": ("steps", []),
    "validation": ("validation", ["TODO: what shows that it worked, so that anybody could decide"]),
    "rollback": ("rollback", ["TODO: the way back, or the two words “not needed”"]),
    "on_failure": ("on_failure", ["TODO: what to do when it fails"]),
    "precheck": ("precheck", ["TODO: what must hold before it begins"]),
    "escalation": ("owner", "TODO: whom to call"),
    "duration": ("duration", "TODO: how long it takes"),
}
_STEP = {"do": "TODO: what to do", "expected": "TODO: what one should see"}
_ACCESS = "TODO: the host, the account, and how to get in"

_COMMENTS = {
    "owner": "Owner",
    "duration": "Duration",
    "on_failure": "On failure",
    "rollback": "Rollback",
    "access": "Access",
}
_FIELDS = {"rollback": "rollback", "on_failure": "on_failure", "escalation": "owners"}
_STRICT = (".sh", ".bash", ".sh.j2")
_COMMENTED = (".sh", ".bash", ".sh.j2", ".yml")
"""Files whose comments are read for it."""

Value = str | list[str] | list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of `.ddd/tasks.yaml`."""

    id: str
    fields: dict[str, Value] = field(default_factory=dict)
    """In the order of the file, without the id."""
    is_new: bool = True
    """False: the file has an entry of this id, which these fields complete."""
    earns: float = 0.0
    """Points of 100 of the whole, once every blank is filled."""
    file: str = ""
    """The script or playbook that may say the same in comments; empty: there is none."""
    comments: tuple[str, ...] = ()
    """Those comments, each with its blank."""


def entries(plan: Plan, measured: Assessment, spec: Spec) -> Iterator[Entry]:
    """Yield what would earn each required element more, the most first: a task, or what its best task lacks."""
    tasks = {task.id: task for task in plan.tasks}
    scores = {score.task: score for score in measured.completeness}
    found: dict[str, Entry] = {}
    for lost, cadence, element in _gaps(measured):
        if element.tasks:
            best = tasks[element.tasks[0]]
            entry = of_task(best, scores[best.id], spec, lost / (1 - element.earned))
        else:
            entry = _of_element(cadence, element, spec, tasks, lost)
        if entry.fields or entry.comments:
            found.setdefault(entry.id, entry)
    yield from found.values()


def of_task(task: Task, score: Completeness, spec: Spec, worth: float = 0.0) -> Entry:
    """Return the fields that a task lacks, each with its blank; `worth`: points of 100 for a whole procedure."""
    lacks = [point.criterion for point in score.points if point.earned < point.possible]
    if task.steps:  # declared steps would stand in the place of all that are known
        lacks = [criterion for criterion in lacks if criterion != "action"]
    fields: dict[str, Value] = {}
    for key, blank in (_BLANKS[criterion] for criterion in lacks if criterion in _BLANKS):
        fields[key] = [dict(_STEP)] if key == "steps" else blank
    if lacks and not task.access:
        fields["access"] = _ACCESS
    script = next((step.evidence.path for step in task.steps if step.evidence.path.endswith(_COMMENTED)), "")
    comments = tuple(f"# {_COMMENTS[key]}: TODO" for key in fields if key in _COMMENTS)
    if "expected" in lacks and script.endswith(_STRICT):
        comments = ("set -e", *comments)
    gain = max(0.0, completeness(_filled(task, lacks), spec).score - score.score)
    return Entry(
        task.id,
        fields,
        is_new=all(place.path != DECLARED_TASKS for place in task.evidence),
        earns=worth * gain / 100,
        file=script if comments else "",
        comments=comments if script else (),
    )


def _filled(task: Task, lacks: list[str]) -> Task:
    """Return the task with every blank filled: what a person could earn by it."""
    said = (Claim(text="filled in: 5 minutes", evidence=(Evidence(DECLARED_TASKS, 1),)),)
    changes: dict[str, object] = {name: said for criterion, name in _FIELDS.items() if criterion in lacks}
    if "duration" in lacks:
        changes["duration"] = said[0]
    if "expected" in lacks and any(step.evidence.path.endswith(_STRICT) for step in task.steps):
        changes["steps"] = tuple(replace(step, expected=step.expected or "exit status 0") for step in task.steps)
    if "precheck" in lacks:
        changes["prechecks"] = (*task.prechecks, *said)
    if "validation" in lacks:
        changes["validations"] = (*task.validations, *said)
    return replace(task, **changes)


def _of_element(cadence: Cadence, element: ElementResult, spec: Spec, tasks: dict[str, Task], earns: float) -> Entry:
    """Return a task that would be this element, everything in it a blank but how often and what kind."""
    name = slug(f"{cadence} {element.element}").replace("_", "-")
    while name in tasks:
        name += "-declared"
    title = spec.title(element.element)
    fields: dict[str, Value] = {"name": f"{title}, {cadence}", "cadence": str(cadence), "category": element.element}
    fields["steps"] = [dict(_STEP)]
    fields.update({key: blank for key, blank in _BLANKS.values() if key != "steps"})
    fields["access"] = _ACCESS
    return Entry(name, fields, earns=earns)


def _gaps(measured: Assessment) -> list[tuple[float, Cadence, ElementResult]]:
    """Return what each element lacks, in points of 100 of the whole, the most first."""
    weight = sum(result.weight for result in measured.cadences)
    gaps = [
        (100 * result.weight * (1 - element.earned) / len(result.elements) / weight, result.cadence, element)
        for result in measured.cadences
        for element in result.elements
        if element.earned < 1
    ]
    return sorted(gaps, key=lambda gap: (-gap[0], gap[1], gap[2].element))
