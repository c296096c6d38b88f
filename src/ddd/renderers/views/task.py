"""What a page shows of one Task: its facts in words, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ddd import markup, metrics
from ddd.link.declared import run_by
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
from ddd.renderers import pages, shells, words
from ddd.renderers.renderer import Book
from ddd.renderers.scripts import run, validate
from ddd.renderers.views import checks, cutting, days, ways, when
from ddd.renderers.views.blanks import SET_BY_SHELL
from ddd.renderers.views.by_hand import Start, start
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
_UNSAID = {
    "purpose": "what it is for",
    "access": "where it is done and how to get in",
    "precheck": "what must be true before",
    "expected": "what one should see",
    "validation": "how one knows it worked",
    "on_failure": "what to do if it fails",
    "rollback": "the way back",
    "escalation": "whom to call",
    "duration": "how long it takes",
}
_OF_THOSE_WHO_DO_IT = frozenset({"precheck", "expected", "validation"})
MOST_FAILURES = 25
"""In one section; the emergency runbook has them all."""
MOST_STEPS = 300
"""Nobody reads on from there, and a page has its limits; the source has them all."""
_REASONS = {"access": "add where it is done and how to get in (`# Access: …`)", "purpose": "add what it is for"}
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
    """`72/100`, and why it is not more where that has one reason."""
    missing: tuple[str, ...]
    """The criteria that lack something, access among them."""
    runner: str
    """Who starts it; empty: a person does."""
    start: Start
    """How it is started by hand: as its script does it."""
    as_user: Markup
    """`, as user x`, where one is named for that."""
    inside: str
    """The command of its schedule, where that neither starts it by hand nor stands among the steps."""
    steps: tuple[Step, ...]
    """What is done; nothing where that is the command alone, which stands above the steps already."""
    more_steps: tuple[Step, ...]
    """Those beyond what a page can hold: told by their number and where they begin."""
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
    validations: tuple[Claim, ...]
    """What must hold once it is done."""
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
    levels: tuple[Claim, ...]
    """Whom people declared to be called after how long, in their order."""
    unsaid: Mapping[str, str]
    """Criterion -> in words what nobody says: told in one line, and no section has it."""


def view(task: Task, completeness: Completeness, book: Book) -> TaskView:
    """Return what a page shows of a task."""
    modes = [mode for mode in task.failure_modes if counts(mode)]
    told = _told_with_checks(task, modes)
    started = start(task, book.spec)
    alone = len(task.steps) == 1 and task.steps[0].command == task.command and not task.steps[0].text
    shown = any(shells.from_cron(task.command) == shells.from_cron(one.command) for one in started.typed)
    steps = () if ((alone and shown) or _rotates(task)) and run_by(task) else task.steps
    return TaskView(
        task=task,
        anchor=pages.anchor(task),
        score=f"{completeness.score:.0f}/100" + (f", limited by this: {completeness.cap}" if completeness.cap else ""),
        missing=(*completeness.missing, *(() if task.access else ("access",))),
        runner=" and ".join(sorted({words.runner(schedule) for schedule in run_by(task)})),
        start=started,
        as_user=_as_user(started),
        inside="" if shown or (steps and not is_verified_only(task)) else task.command,
        steps=steps[:MOST_STEPS],
        more_steps=steps[MOST_STEPS:],
        facts=tuple(_facts(task, book.plan)),
        advice=dict(_advice(completeness)),
        expects=any(step.expected for step in task.steps),
        masked=any(MASK in command for command in (task.command, *(step.command for step in task.steps))),
        query=f"time() - {metrics.series(metrics.LAST_SUCCESS, task=task.id)}",
        prechecks=tuple((claim, _otherwise(claim, told)) for claim in checks.before(task, book.spec)),
        validations=checks.after(task, book.spec),
        variables=tuple(_variables(task)),
        failures=cutting.cut(distinct(mode for mode in modes if mode not in told), MOST_FAILURES),
        component=modes[0].component if modes else "",
        links=tuple(_links(task, modes, book)),
        rotates=_rotates(task),
        sources=tuple(_sources(task)),
        levels=ways.declared(task, book.plan),
        unsaid=_unsaid(task, completeness, book),
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
    named = (found["name"] for one in task.prechecks for found in _VARIABLE.finditer(one.text))
    names = dict.fromkeys(name for name in named if name not in SET_BY_SHELL)
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


def _unsaid(task: Task, completeness: Completeness, book: Book) -> dict[str, str]:
    """Return what the section would have to say and nobody does; what is fine without is left to its section."""
    said = {
        "purpose": task.purpose,
        "access": task.access,
        "precheck": checks.before(task, book.spec),
        "expected": not task.steps or any(step.expected for step in task.steps),
        "validation": checks.after(task, book.spec),
        "on_failure": task.on_failure,
        "rollback": task.rollback or task.rollback_not_needed,
        "escalation": task.owners,
        "duration": task.duration,
    }
    fine = {point.criterion for point in completeness.points if point.earned >= point.possible}
    left_out = fine | (_OF_THOSE_WHO_DO_IT if is_verified_only(task) else frozenset())
    return {name: told for name, told in _UNSAID.items() if not said[name] and name not in left_out}


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
    machines = dict.fromkeys(_run_by(schedule) for schedule in run_by(task))
    yield "When", _join([when.when(schedule) for schedule in task.schedules] or [_by_hand(task)])
    yield from when.elsewhere(task.schedules)
    notes = when.minded(task.schedules)
    guard = days.guard(task)
    if notes or guard:
        yield "Mind", _join([*map(_plain, notes), *([_guarded(guard)] if guard else [])])
    yield "Run by", _join(machines or [_plain("you, by hand")])
    yield "Longest time between two runs", _plain(words.duration(task.longest_gap))
    yield "Overdue after", _plain(f"{words.duration(task.longest_gap + task.grace)} without a success")
    for label, claims in (("Owner", task.owners), ("Access", task.access), ("Takes", (task.duration,))):
        yield from ((label, _claim(claim)) for claim in claims[:1] if claim)
    if kept := _kept(task, plan):
        yield "Keeps", kept


def _links(task: Task, modes: list[FailureMode], book: Book) -> Iterator[tuple[str, Markup]]:
    """Yield what else there is of a task: its scripts, and what is told of its failures."""
    if why := run.why_not(task, book.spec):
        yield "Script", markup.markdown(f"none: {markup.text(why)}")
    else:
        yield "Script", _script(task, book, "run", "carries it out; without `--run` it only says what it would do")
    if (task.prechecks or task.validations) and validate.decidable(task, book):
        yield "Checks", _script(task, book, "validate", "asks what must be true before and after; it changes nothing")
    if modes:
        anchor = markup.fragment(f"component-{modes[0].component}")
        told = words.counted(len(distinct(modes)), "way") + " of failing"
        yield "In an emergency", markup.markdown(f"[{told}](emergency.md#{anchor})")


def _script(task: Task, book: Book, purpose: str, does: str) -> Markup:
    path = pages.script_of(task, purpose, book.plan)
    return markup.markdown(f"[{markup.heading(path)}]({markup.fragment(path)}): {markup.cell_prose(does)}")


def _rotates(task: Task) -> bool:
    return not task.command and any(schedule.system == _LOGROTATE for schedule in task.schedules)


def _kept(task: Task, plan: Plan) -> Markup:
    """Return how many old logs its stanza keeps."""
    stanzas = {one.origin: one.name for one in task.schedules if one.system == _LOGROTATE}
    if not stanzas:
        return markup.markdown("")
    found = [
        markup.markdown(f"{markup.text(f'{one.value} {one.unit}'.strip())} {_cell_place(one.place)}")
        for one in plan.inventory.facts
        if isinstance(one, Control) and one.origin in stanzas and one.scope in ("", stanzas.get(one.origin))
    ]
    return _join(found)


def _by_hand(task: Task) -> Markup:
    return markup.markdown(f"{words.PAGE_WORDS[task.cadence]} {_cell_place(task.evidence[0])}")


def _run_by(schedule: Schedule) -> Markup:
    user = f", as user {markup.cell_code(schedule.user)}" if schedule.user else ""
    return markup.markdown(f"{markup.text(words.runner(schedule))}{user}")


def _as_user(started: Start) -> Markup:
    users = started.users
    return markup.markdown(", as user " + " or ".join(map(markup.code, users)) if users else "")


def _guarded(guard: days.Guard) -> Markup:
    return markup.markdown(
        f"the line asks {markup.cell_code(guard.text)} first and does nothing on the other days: "
        f"its exit status there is no failure {_cell_place(guard.places[0])}"
    )


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
