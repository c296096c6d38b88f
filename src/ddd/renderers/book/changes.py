"""Change management: how a change is proposed, approved, carried out and recorded, as far as the repository shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ddd.assess.commands import command_lines
from ddd.assess.real import is_real
from ddd.model import (
    Artifact,
    Check,
    Claim,
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
from ddd.renderers.views import evidence
from ddd.renderers.views.evidence import FactRow
from ddd.spec import Spec

_MOST_TASKS = 300
_MOST_ROWS = 15
_CODEOWNERS = "codeowners"
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
    changing = [_change(task, book, gates) for task in plan.tasks if changes_something(task, book.spec)]
    text = templates.page(
        "change-management.md.j2",
        stages=list(_stages(plan, gates)),
        changes=[one for one in changing if one.is_held],
        loose=[one for one in changing if not one.is_held],
        tasks=len(plan.tasks),
        counts=(
            ("an approval in their own files", sum(bool(one.gates) for one in changing)),
            ("somebody who is asked to review their file", sum(bool(one.reviewers) for one in changing)),
            ("a set time", sum(bool(one.windows) for one in changing)),
            ("a way back, or a reason that none is needed", sum(one.has_way_back for one in changing)),
            ("a check after their last change", sum(bool(one.verified) for one in changing)),
        ),
        most=_MOST_TASKS,
        most_rows=_MOST_ROWS,
    )
    yield Artifact(path="change-management.md", text=text, title="Change management")


def changes_something(task: Task, spec: Spec) -> bool:
    """Say whether a task may change what is there: a person acts, or a command neither only reads nor only adds."""
    if not task.steps:
        return True  # nobody can see what it does
    lines = (line for step in task.steps for line in command_lines(step.command))
    harmless = (spec.read_only.match(line) or spec.additive.match(line) for line in lines)
    return any(step.manual for step in task.steps) or not all(harmless)


def _change(task: Task, book: Book, gates: Iterable[Control]) -> Change:
    paths = {place.path for place in (*task.evidence, *(step.evidence for step in task.steps))}
    paths |= {place.path for one in task.schedules for place in one.evidence}
    owners = book.plan.owners.get(task.evidence[0].path, ())
    point = next((one for one in book.scores[task.id].points if one.criterion == "validation"), None)
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
    return f"{words.in_words(schedule) or schedule.expression + every}{zone}"


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
        about="Whoever answers for the system says yes before it is touched. An environment of a pipeline holds a "
        "change only where its settings on the server ask for a review: look there.",
        rows=_rows(one for one in gates if one.system not in _OF_REVIEWS),
        add="an approval before what reaches production: a protected environment, a manual job, a question in a "
        "playbook (`pause`, a variable that must say yes)",
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
                yield FactRow(name="way back", value=one.name or one.commands[0], scope="", places=one.evidence[:1])


def _owners(plan: Plan) -> Iterator[FactRow]:
    """Yield the files that say who reviews what."""
    rules: dict[str, list[Contact]] = {}
    for one in plan.inventory.facts:
        if isinstance(one, Contact) and one.system == _CODEOWNERS and one.state is State.ACTIVE:
            rules.setdefault(one.place.path, []).append(one)
    for path in sorted(rules):
        told = words.counted(len(rules[path]), "rule")
        yield FactRow(name=f"code owners: {told}", value="", scope="", places=(min(one.place for one in rules[path]),))


def _windows(facts: Iterable[Fact]) -> Iterator[FactRow]:
    """Yield the schedules that are a window by what they or their line are called."""
    found = [one for one in facts if isinstance(one, Schedule) and one.state is State.ACTIVE and _is_window(one)]
    for one in sorted(found, key=lambda one: (one.place, one.name)):
        yield FactRow(name=one.name or one.system, value=_window(one), scope="", places=one.evidence[:1])


def _is_window(schedule: Schedule) -> bool:
    called = (schedule.system, schedule.name, schedule.target, schedule.place.excerpt)
    return any(_WINDOW.search(text) for text in called)
