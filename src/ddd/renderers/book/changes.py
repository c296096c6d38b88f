"""Change management: how a change is proposed, approved, carried out and recorded, as far as the repository shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ddd.assess.commands import may_lose
from ddd.assess.real import is_real
from ddd.model import (
    Artifact,
    Check,
    Claim,
    Confidence,
    Contact,
    Control,
    Evidence,
    Fact,
    Phase,
    Plan,
    Rollback,
    Schedule,
    State,
    Task,
)
from ddd.renderers import templates, words
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import evidence, when
from ddd.renderers.views.evidence import FactRow
from ddd.spec import Spec

_MOST_TASKS = 300
_MOST_ROWS = 15
_LONGEST_NOTE = 400
_CODEOWNERS = "codeowners"
_ASKS_ITSELF = "ansible"
"""Its gates are questions to whoever runs it: a second thought, and nobody else's approval."""
_OF_REVIEWS = frozenset({"review-rules", "mergify", "gerrit", "bors", "prow"})
"""Systems whose gates hold before a change is merged; those of all others before it is carried out."""
_PIPELINES = frozenset({"github-actions", "gitlab-ci", "jenkins", "azure-pipelines", "circleci", "concourse", "zuul"})
_RULES_OF_COMMITS = frozenset({"commitlint", "commitizen", "gitlint", "antsibull-changelog", "towncrier", "changesets"})
"""Tools that ask whoever proposes a change to say what it is."""
_PULL_REQUESTS = "pull requests"
_WINDOW = re.compile(r"(?:maintenance|change|sync|patch|update|upgrade)[ _-]?windows?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step on the way of a change, and what the repository shows of it."""

    title: str
    about: str
    """What happens then; ddd's own words."""
    rows: tuple[FactRow, ...]
    add: str
    """What to add where it shows nothing; `backticks` mean code."""
    aside: tuple[FactRow, ...] = ()
    """What looks like it and is none."""
    why: str = ""
    """Why what stands aside is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A task that changes something, and what holds it."""

    task: Task
    seen: bool
    """What it does can be read, or a known program says it."""
    gates: tuple[Control, ...]
    """That stand in its own files."""
    reviewers: tuple[Claim, ...]
    """Who is asked when the file it stands in is changed."""
    windows: tuple[str, ...]
    """When it is carried out; empty: whenever a person does it."""
    rollback: tuple[Claim, ...]
    not_needed: Claim | None
    verified: tuple[Evidence, ...]

    @property
    def has_way_back(self) -> bool:
        """Say whether a way back is known, or is said not to be needed."""
        return bool(self.rollback or self.not_needed)

    @property
    def is_held(self) -> bool:
        """Say whether anything but its time holds it."""
        return bool(self.gates or self.reviewers or self.has_way_back or self.verified)


@renderer("change-management", Pillar.COMPLIANCE, "how a change is approved, carried out, verified and recorded here")
def changes(book: Book) -> Iterator[Artifact]:
    """Yield `change-management.md`."""
    plan = book.plan
    gates = evidence.controls(plan.inventory.facts, "approval gate", "branch protection")
    approvals = [one for one in gates if _asks_others(one)]
    changing = [_change(task, book, approvals) for task in plan.tasks if changes_something(task, book.spec)]
    text = templates.page(
        "change-management.md.j2",
        stages=list(_stages(plan, gates)),
        changes=[one for one in changing if one.is_held],
        loose=[one for one in changing if not one.is_held],
        tasks=len(plan.tasks),
        counts=(
            ("an approval in their own files", sum(bool(one.gates) for one in changing)),
            ("somebody who is asked to review their file", sum(bool(one.reviewers) for one in changing)),
            ("a set time", sum(any(map(when.has_hour, one.task.schedules)) for one in changing)),
            ("a way back, or a reason that none is needed", sum(one.has_way_back for one in changing)),
            ("a check after their last change", sum(bool(one.verified) for one in changing)),
        ),
        most=_MOST_TASKS,
        most_rows=_MOST_ROWS,
    )
    yield Artifact(path="change-management.md", text=text, title="Change management")


def changes_something(task: Task, spec: Spec) -> bool:
    """Say whether a task may change what is there; of one without steps nobody can see what it does."""
    return not task.steps or any(may_lose(step, spec) for step in task.steps)


def _change(task: Task, book: Book, gates: Iterable[Control]) -> Change:
    paths = {place.path for place in (*task.evidence, *(step.evidence for step in task.steps))}
    paths |= {place.path for one in task.schedules for place in one.evidence}
    owners = book.plan.owners.get(task.evidence[0].path, ())
    point = book.scores[task.id].point("validation")
    return Change(
        task=task,
        seen=is_real(task, book.spec),
        gates=tuple(one for one in gates if one.place.path in paths),
        reviewers=tuple(one for one in owners if one.evidence[0].path.endswith("CODEOWNERS")),
        windows=tuple(dict.fromkeys(map(_window, task.schedules))),
        rollback=tuple(one for one in task.rollback if book.spec.says(one.text)),
        not_needed=task.rollback_not_needed,
        verified=point.evidence if point and point.earned else (),
    )


def _window(schedule: Schedule) -> str:
    zone = f", {schedule.timezone}" if schedule.timezone else ""
    cadence = schedule.cadence
    every = f" ({words.PAGE_WORDS[cadence]})" if cadence and schedule.expression != cadence else ""
    note = f"; {evidence.shortened(schedule.note, _LONGEST_NOTE)}" if schedule.note else ""
    return f"{words.in_words(schedule) or schedule.expression + every}{zone}{note}"


def _stages(plan: Plan, gates: list[Control]) -> Iterator[Stage]:
    facts = plan.inventory.facts
    records = evidence.controls(facts, "change record")
    yield Stage(
        title="Propose",
        about="Whoever wants the change writes down what, why, what may break, and the way back.",
        rows=_rows(one for one in records if _asks(one)),
        add="a template for pull requests with boxes to tick (`.github/PULL_REQUEST_TEMPLATE.md`), which asks for "
        "the reason, the risk, the window and the way back",
    )
    yield Stage(
        title="Review",
        about="Somebody else reads it: those who answer for the files.",
        rows=(*_owners(plan), *_rows(one for one in gates if one.system in _OF_REVIEWS)),
        add="a `CODEOWNERS` file, and the protection of the main branch as code (required reviews of code owners)",
    )
    yield Stage(
        title="Approve",
        about="Whoever answers for the system says yes before it is touched.",
        rows=_rows(one for one in gates if one.system not in _OF_REVIEWS and _asks_others(one)),
        add="an approval by somebody else before what reaches production: a manual job of the pipeline, a required "
        "review",
        aside=_rows(one for one in gates if not _asks_others(one)),
        why="Not counted: whoever runs it answers its questions without anybody else, and what an environment asks "
        "for is set on the server.",
    )
    yield Stage(
        title="Carry out in a window",
        about="It is done at a time that is known, and not at others.",
        rows=(*_rows(evidence.controls(facts, "change freeze")), *_windows(facts)),
        add="the windows in which changes are allowed (maintenance windows of the cloud, sync windows, deployment "
        "freezes) as code. What tasks change at their own times stands in the table below",
    )
    yield Stage(
        title="Verify, or take back",
        about="Somebody or something looks whether it works, and it is undone when it does not. Which tests a "
        "pipeline runs before is not read by ddd.",
        rows=tuple(_looks_and_ways_back(facts)),
        add="a check after each deployment (`kubectl rollout status`, a request to `/healthz` that fails the job) and "
        "the command that takes it back",
    )
    yield Stage(
        title="Record",
        about="What was done, by whom and how it ended can be shown later.",
        rows=_rows(one for one in records if not _asks(one)),
        add="a `CHANGELOG.md`, or a tool that writes it from commits",
    )


def _rows(controls: Iterable[Control]) -> tuple[FactRow, ...]:
    """Return controls as rows whose heading says already what is controlled."""
    return evidence.once(
        replace(evidence.control_row(one), name=one.name or one.scope or one.control) for one in controls
    )


def _asks_others(gate: Control) -> bool:
    """Say whether a gate asks somebody else than whoever runs it, whatever is set outside of the repository."""
    is_certain = gate.system not in _PIPELINES or gate.confidence is Confidence.HIGH
    return gate.system != _ASKS_ITSELF and is_certain


def _asks(record: Control) -> bool:
    """Say whether a change record asks whoever proposes a change, rather than telling of those that were made."""
    return record.scope == _PULL_REQUESTS or record.name in _RULES_OF_COMMITS


def _looks_and_ways_back(facts: Iterable[Fact]) -> Iterator[FactRow]:
    """Yield how pipelines look whether what they deployed works, and the ways back of deployments and procedures."""
    active = sorted((one for one in facts if one.state is State.ACTIVE), key=lambda one: (one.place, one.name))
    for one in active:
        match one:
            case Check(phase=Phase.POST) if one.system in _PIPELINES:
                yield FactRow(name="check", value=one.condition, scope=one.name, places=one.evidence[:1])
            case Rollback() if one.commands:
                yield FactRow(name="way back", value=_way(one), scope="", places=one.evidence[:1])


def _way(rollback: Rollback) -> str:
    """Return a way back by its name, with what it does where that is one command or the name says nothing."""
    told = "; ".join(rollback.commands)
    if not rollback.name or len(rollback.commands) == 1 or rollback.name.startswith("trap "):
        return evidence.shortened(f"{rollback.name}: {told}" if rollback.name else told)
    return evidence.shortened(rollback.name)


def _owners(plan: Plan) -> Iterator[FactRow]:
    """Yield the files that say who reviews what."""
    rules: dict[str, list[Contact]] = {}
    for one in plan.inventory.facts:
        if isinstance(one, Contact) and one.system == _CODEOWNERS and one.state is State.ACTIVE:
            rules.setdefault(one.place.path, []).append(one)
    for path in sorted(rules):
        told = words.counted(len({one.place.line for one in rules[path]}), "rule")
        yield FactRow(name=f"code owners: {told}", value="", scope="", places=(min(one.place for one in rules[path]),))


def _windows(facts: Iterable[Fact]) -> Iterator[FactRow]:
    """Yield the schedules that are a window by what they or their line are called."""
    found = [one for one in facts if isinstance(one, Schedule) and one.state is State.ACTIVE and _is_window(one)]
    for one in sorted(found, key=lambda one: (one.place, one.name)):
        yield FactRow(name=one.name or one.system, value=_window(one), scope="", places=one.evidence[:1])


def _is_window(schedule: Schedule) -> bool:
    called = (schedule.system, schedule.name, schedule.target, schedule.place.excerpt)
    return any(_WINDOW.search(text) for text in called)
