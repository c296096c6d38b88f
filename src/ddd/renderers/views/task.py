"""What a page shows of one Task: its facts in words, and for everything that is missing, what to add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ddd import markup, metrics
from ddd.model import Cadence, Claim, Completeness, Evidence, FailureMode, Point, Schedule, State, Step, Task
from ddd.renderers import pages, words
from ddd.renderers.views.failures import Failure, distinct
from ddd.scan.secrets import MASK
from ddd.scan.tree import DECLARED_TASKS

# Criterion -> key of a declared task that fills it. They are those of Procedure Completeness, and the purpose.
_KEYS = {
    "purpose": "`purpose:`",
    "precheck": "`precheck:`",
    "action": "`steps:`",
    "expected": "`expected:` of the steps",
    "validation": "`validation:`",
    "on_failure": "`on_failure:`",
    "rollback": "`rollback:`",
    "escalation": "`escalation:`",
    "duration": "`duration:`",
}
_DECLARED = "declared"
_RUN_PARTS = "run-parts"
_NO_ACCESS = f"not documented; add `# Access: …` to its script, or `access:` in `{DECLARED_TASKS}`"
_NO_DURATION = f"not documented; add `# Duration: …` to its script, or {_KEYS['duration']} in `{DECLARED_TASKS}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    """One section of a page."""

    task: Task
    anchor: str
    score: str
    """`72/100`, and why it was held down where it was."""
    missing: tuple[str, ...]
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
    failures: tuple[Failure, ...]
    """Its known ways of failing, each told once."""
    sources: tuple[Evidence, ...]


def view(task: Task, completeness: Completeness) -> TaskView:
    """Return what a page shows of a task."""
    alone = len(task.steps) == 1 and task.steps[0].command == task.command and not task.steps[0].text
    return TaskView(
        task=task,
        anchor=pages.anchor(task),
        score=f"{completeness.score:.0f}/100" + (f", held down: {completeness.cap}" if completeness.cap else ""),
        missing=completeness.missing,
        runner=" and ".join(sorted({words.runner(schedule) for schedule in _run(task)})),
        as_user=_as_user(task),
        steps=() if alone and _run(task) else task.steps,
        facts=tuple(_facts(task)),
        advice=dict(_advice(task, completeness)),
        expects=any(step.expected for step in task.steps),
        masked=any(MASK in command for command in (task.command, *(step.command for step in task.steps))),
        query=f"time() - {metrics.series(metrics.LAST_SUCCESS, task=task.id)}",
        failures=distinct(mode for mode in task.failure_modes if counts(mode)),
        sources=tuple(_sources(task)),
    )


def counts(mode: FailureMode) -> bool:
    """Say whether a failure mode is one: in force, and not suppressed by the code itself."""
    return mode.state is State.ACTIVE and not mode.suppressed


def _advice(task: Task, completeness: Completeness) -> Iterator[tuple[str, Markup]]:
    """Yield what a section says when it has nothing of its own: why that is fine, or what to add and where."""
    points = {point.criterion: point for point in completeness.points}
    for criterion, key in _KEYS.items():
        point = points.get(criterion)
        told = _fine(point) if point and point.earned >= point.possible else _wanted(task, criterion, key, point)
        yield criterion, markup.markdown(told)


def _fine(point: Point) -> str:
    """Return why nothing is missing although the section is empty: the points came from elsewhere."""
    if point.evidence and not point.reason.startswith("not needed"):
        return f"What is checked there tells it: {markup.places(point.evidence)}"
    return f"{_sentence(point.reason)}. {markup.places(point.evidence)}".rstrip()


def _wanted(task: Task, criterion: str, key: str, point: Point | None) -> str:
    reason = point.reason.removeprefix("not documented; ") if point else f"add its {criterion}"
    return f"**Not documented.** {_sentence(reason)}: {_where(task, key)}."


def _sentence(reason: str) -> str:
    """Return a reason as the beginning of a sentence."""
    return markup.prose(reason[:1].upper() + reason[1:].rstrip("."))


def _where(task: Task, key: str) -> str:
    """Return where a person would add what is missing."""
    path = (task.steps[0].evidence if task.steps else task.evidence[0]).path
    declared = f"as {key} of this task in `{DECLARED_TASKS}`"
    scheduled = {place.path for schedule in task.schedules for place in schedule.evidence}
    has_file = task.resolved and path != DECLARED_TASKS and path not in scheduled
    return f"in {markup.code(path)}, or {declared}" if has_file else declared


def _facts(task: Task) -> Iterator[tuple[str, Markup]]:
    machines = dict.fromkeys(_run_by(schedule) for schedule in _run(task))
    yield "When", _join([_when(schedule) for schedule in task.schedules] or [_by_hand(task)])
    for note in dict.fromkeys(note for one in task.schedules for note in one.note.split("; ") if note):
        yield "Mind", _plain(note)
    yield "Run by", _join(machines or [_plain("you, by hand")])
    yield "Longest time between two runs", _plain(words.duration(task.longest_gap))
    yield "Overdue after", _plain(f"{words.duration(task.longest_gap + task.grace)} without a success")
    yield "Owner", _claim(task.owners[0]) if task.owners else _plain("not documented, see “Whom to call”")
    yield "Access", _claim(task.access[0]) if task.access else markup.markdown(_NO_ACCESS)
    yield "Takes", _claim(task.duration) if task.duration else markup.markdown(_NO_DURATION)


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
