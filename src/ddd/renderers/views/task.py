"""What a page shows of one Task: its facts in words, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ddd import markup, metrics
from ddd.model import (
    Cadence,
    Claim,
    Completeness,
    Control,
    Evidence,
    FailureMode,
    Plan,
    Point,
    Schedule,
    State,
    Step,
    Task,
)
from ddd.renderers import pages, words
from ddd.renderers.renderer import Book
from ddd.renderers.scripts import run, validate
from ddd.renderers.views import cutting
from ddd.renderers.views.failures import Failure, distinct, says
from ddd.scan.secrets import MASK

# Criterion -> key of a declared task that fills it. They are those of Procedure Completeness, and two more.
KEYS = {
    "purpose": "purpose",
    "access": "access",
    "precheck": "precheck",
    "action": "steps",
    "expected": "expected",
    "validation": "validation",
    "on_failure": "on_failure",
    "rollback": "rollback",
    "escalation": "owner",
    "duration": "duration",
}
MOST_FAILURES = 25
"""In one section; the emergency runbook has them all."""
_REASONS = {"access": "add where it is done and how to get in (`# Access: …`)", "purpose": "add what it is for"}
_DECLARED = "declared"
_RUN_PARTS = "run-parts"
_LOGROTATE = "logrotate"
_COUNT = re.compile(r"\d+ of \d+ steps")
_VARIABLE = re.compile(r"\$\{?(?P<name>[A-Za-z_]\w*)")
_MOST_VARIABLES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One section of a page."""

    task: Task
    anchor: str
    score: str
    """`72/100`, and why it was held down where it was."""
    missing: tuple[str, ...]
    """The criteria that lack something, access among them."""
    runner: str
    """Who starts it; empty: a person does."""
    as_user: Markup
    """`, as user x`, where the schedule names one."""
    steps: tuple[Step, ...]
    """What is done; nothing where that is the command alone, which stands above the steps already."""
    facts: tuple[tuple[str, Markup], ...]
    """The table on top: label, content."""
    advice: Mapping[str, Markup]
    """Criterion -> what to say where it is missing."""
    expects: bool
    """At least one step says what one should see."""
    masked: bool
    """A command has a secret in it, which no page shows."""
    query: str
    """PromQL: seconds since it last succeeded."""
    prechecks: tuple[tuple[Claim, str], ...]
    """What must hold before it begins, and what one sees where it does not."""
    variables: tuple[tuple[str, tuple[Evidence, ...]], ...]
    """What these need a value for, and where a value is seen; no place: none was."""
    failures: cutting.Cut[Failure]
    """Its known ways of failing, each told once, without those that the prechecks tell."""
    component: str
    """The section of the emergency runbook that has them all, by the folder of the first one."""
    links: tuple[tuple[str, Markup], ...]
    """The last rows of the table: what else there is of it, label and links."""
    rotates: bool
    """logrotate does it: there is no command of its own."""
    sources: tuple[Evidence, ...]


def view(task: Task, completeness: Completeness, book: Book) -> TaskView:
    """Return what a page shows of a task."""
    modes = [mode for mode in task.failure_modes if counts(mode)]
    told = _told_with_checks(task, modes)
    alone = len(task.steps) == 1 and task.steps[0].command == task.command and not task.steps[0].text
    return TaskView(
        task=task,
        anchor=pages.anchor(task),
        score=f"{completeness.score:.0f}/100" + (f", held down: {completeness.cap}" if completeness.cap else ""),
        missing=(*completeness.missing, *(() if task.access else ("access",))),
        runner=" and ".join(sorted({words.runner(schedule) for schedule in _run(task)})),
        as_user=_as_user(task),
        steps=() if (alone or _rotates(task)) and _run(task) else task.steps,
        facts=tuple(_facts(task, book.plan)),
        advice=dict(_advice(completeness)),
        expects=any(step.expected for step in task.steps),
        masked=any(MASK in command for command in (task.command, *(step.command for step in task.steps))),
        query=f"time() - {metrics.series(metrics.LAST_SUCCESS, task=task.id)}",
        prechecks=tuple((claim, _otherwise(claim, told)) for claim in task.prechecks),
        variables=tuple(_variables(task)),
        failures=cutting.cut(distinct(mode for mode in modes if mode not in told), MOST_FAILURES),
        component=modes[0].component if modes else "",
        links=tuple(_links(task, modes, book)),
        rotates=_rotates(task),
        sources=tuple(_sources(task)),
    )


def counts(mode: FailureMode) -> bool:
    """Say whether a failure mode is one: in force, and not suppressed by the code itself."""
    return mode.state is State.ACTIVE and not mode.suppressed


def how_to_add(views: Iterable[TaskView], scores: Mapping[str, Completeness]) -> dict[str, Markup]:
    """Return for each criterion that a section of the page lacks, what to add: told once for all of them."""
    found: dict[str, Markup] = {}
    for one in views:
        reasons = _REASONS | {point.criterion: point.reason for point in scores[one.task.id].points}
        for criterion in (*one.missing, *(() if one.task.purpose else ("purpose",))):
            reason = reasons.get(criterion, f"add its {criterion.replace('_', ' ')}").removeprefix("not documented; ")
            found.setdefault(criterion, _sentence(_COUNT.sub("", reason).strip("; ")))
    return {criterion: found[criterion] for criterion in KEYS if criterion in found}


def _told_with_checks(task: Task, modes: Iterable[FailureMode]) -> list[FailureMode]:
    """Return the failures that say no more than that a precheck did not hold: they stand beside it."""
    places = {str(claim.evidence[0]) for claim in task.prechecks}
    return [mode for mode in modes if str(mode.place) in places and not mode.outcome and mode.within_seconds is None]


def _otherwise(check: Claim, told: Iterable[FailureMode]) -> str:
    place = str(check.evidence[0])
    messages = (mode.message for mode in told if str(mode.place) == place and says(mode.message))
    return "; ".join(dict.fromkeys(one for one in messages if one not in check.text))


def _variables(task: Task) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    """Yield the variables of the shell that the prechecks name, and the lines seen that give them a value."""
    names = dict.fromkeys(found["name"] for one in task.prechecks for found in _VARIABLE.finditer(one.text))
    lines = {place: place.excerpt for claim in (*task.prechecks, *task.validations) for place in claim.evidence}
    lines |= {step.evidence: step.command for step in task.steps}
    lines |= {place: place.excerpt for mode in task.failure_modes for place in mode.evidence}
    for name in list(names)[:_MOST_VARIABLES]:
        given = re.compile(rf"(?:^|[\s;]){name}=\S")
        yield name, tuple(sorted(place for place, line in lines.items() if given.search(line)))


def _advice(completeness: Completeness) -> Iterator[tuple[str, Markup]]:
    """Yield what a section says when it has nothing of its own: why that is fine, or that it lacks it."""
    points = {point.criterion: point for point in completeness.points}
    for criterion in KEYS:
        point = points.get(criterion)
        told = _fine(point) if point and point.earned >= point.possible else _wanted(criterion, point)
        yield criterion, markup.markdown(told)


def _fine(point: Point) -> str:
    """Return why nothing is missing although the section is empty: the points came from elsewhere."""
    if point.evidence and not point.reason.startswith("not needed"):
        return f"What is checked there tells it: {markup.places(point.evidence)}"
    return f"{_sentence(point.reason)}. {markup.places(point.evidence)}".rstrip()


def _wanted(criterion: str, point: Point | None) -> str:
    count = _COUNT.search(point.reason) if point and criterion == "expected" else None
    return f"**Not documented{f' for all: {count[0]} say it' if count else ''}.** {_add(criterion)}"


def _add(criterion: str) -> Markup:
    """Return the link to where the page tells once how to add it."""
    return markup.markdown(f"[How to add it](#add-{criterion})")


def _sentence(reason: str) -> Markup:
    """Return a reason as the beginning of a sentence."""
    return markup.prose(reason[:1].upper() + reason[1:].rstrip("."))


def _facts(task: Task, plan: Plan) -> Iterator[tuple[str, Markup]]:
    machines = dict.fromkeys(_run_by(schedule) for schedule in _run(task))
    yield "When", _join([_when(schedule) for schedule in task.schedules] or [_by_hand(task)])
    notes = dict.fromkeys(note for one in task.schedules for note in one.note.split("; ") if note)
    if notes:
        yield "Mind", _join(map(_plain, notes))
    yield "Run by", _join(machines or [_plain("you, by hand")])
    yield "Longest time between two runs", _plain(words.duration(task.longest_gap))
    yield "Overdue after", _plain(f"{words.duration(task.longest_gap + task.grace)} without a success")
    yield "Owner", _claim(task.owners[0]) if task.owners else _not_documented("escalation")
    yield "Access", _claim(task.access[0]) if task.access else _not_documented("access")
    yield "Takes", _claim(task.duration) if task.duration else _not_documented("duration")
    if kept := _kept(task, plan):
        yield "Keeps", kept


def _links(task: Task, modes: list[FailureMode], book: Book) -> Iterator[tuple[str, Markup]]:
    """Yield what else there is of a task: its scripts, and what is told of its failures."""
    if why := run.why_not(task, book.spec):
        yield "Script", markup.markdown(f"none: {markup.text(why)}")
    else:
        yield "Script", _script(task, "run", "carries it out; without `--run` it only says what it would do")
    if (task.prechecks or task.validations) and validate.decidable(task, book.plan, book.spec):
        yield "Checks", _script(task, "validate", "asks what must be true before and after; it changes nothing")
    if modes:
        anchor = markup.fragment(f"component-{modes[0].component}")
        told = words.counted(len(distinct(modes)), "way") + " of failing"
        yield "In an emergency", markup.markdown(f"[{told}](emergency.md#{anchor})")


def _script(task: Task, purpose: str, does: str) -> Markup:
    path = pages.script_of(task, purpose)
    return markup.markdown(f"[{markup.heading(path)}]({markup.fragment(path)}): {markup.cell_prose(does)}")


def _not_documented(criterion: str) -> Markup:
    return markup.markdown(f"not documented. {_add(criterion)}")


def _rotates(task: Task) -> bool:
    return not task.command and any(schedule.system == _LOGROTATE for schedule in task.schedules)


def _kept(task: Task, plan: Plan) -> Markup:
    """Return how many old logs its stanza keeps."""
    stanzas = {one.origin: one.name for one in task.schedules if one.system == _LOGROTATE}
    found = [
        markup.markdown(f"{markup.text(f'{one.value} {one.unit}'.strip())} {_cell_place(one.place)}")
        for one in plan.inventory.facts
        if isinstance(one, Control) and one.origin in stanzas and one.scope in ("", stanzas.get(one.origin))
    ]
    return _join(found)


def _run(task: Task) -> tuple[Schedule, ...]:
    """Return the schedules by which a machine runs it: a declared one only tells a person when."""
    return tuple(schedule for schedule in task.schedules if schedule.system != _DECLARED)


def _when(schedule: Schedule) -> Markup:
    plain = words.in_words(schedule)
    expression = markup.cell_code(schedule.expression)
    zone = markup.text(schedule.timezone) if schedule.timezone else "in the host's zone (which one is not documented)"
    delay = f", up to {words.duration(schedule.random_delay)} later" if schedule.random_delay else ""
    told = f"{plain}: {expression}" if plain and schedule.system != _RUN_PARTS else plain or expression
    return markup.markdown(f"{told}, {zone}{delay} {_cell_place(schedule.place)}")


def _by_hand(task: Task) -> Markup:
    return markup.markdown(f"{words.PAGE_WORDS[task.cadence]} {_cell_place(task.evidence[0])}")


def _run_by(schedule: Schedule) -> Markup:
    user = f", as user {markup.cell_code(schedule.user)}" if schedule.user else ""
    return markup.markdown(f"{markup.text(words.runner(schedule))}{user}")


def _as_user(task: Task) -> Markup:
    users = sorted({schedule.user for schedule in task.schedules if schedule.user})
    return markup.markdown(", as user " + " or ".join(map(markup.code, users)) if users else "")


def _claim(claim: Claim) -> Markup:
    return markup.markdown(f"{markup.text(claim.text)} ({markup.cell_places(claim.evidence)})")


def _cell_place(evidence: Evidence) -> str:
    return f"({markup.cell_places([evidence])})"


def _plain(words: str) -> Markup:
    return markup.text(words)


def _join(parts: Iterable[Markup]) -> Markup:
    return markup.markdown("; ".join(parts))


def _sources(task: Task) -> Iterator[Evidence]:
    """Yield every place that was read for the task, once each, the schedule first."""
    seen = set()
    for group in ([place for schedule in task.schedules for place in schedule.evidence], task.evidence):
        for place in group:
            if str(place) not in seen:
                seen.add(str(place))
                yield place


def is_verified_only(task: Task) -> bool:
    """Say whether a person only verifies that it ran: nobody does by hand what runs several times a day."""
    return task.cadence is Cadence.SUB_DAILY
