"""How a way to people reads on a page: whom, after how long, by which channel, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ddd.model import Claim, EscalationStep, Evidence, FailureMode, Plan, Task
from ddd.renderers.words import duration
from ddd.scan.tree import DECLARED_TASKS

Key = tuple[tuple[str, str, int | None, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One level of a way: who is told."""

    who: str
    after: str
    """`30 minutes`, `at once`; empty: nobody says."""
    channel: str
    again: str
    """After how long once more; empty: nobody says."""
    places: tuple[Evidence, ...]


def in_words(step: EscalationStep) -> str:
    """Return one level as part of a sentence: `@dba by phone after 30 minutes, again every hour`."""
    parts = [step.who]
    if step.channel:
        parts.append(f"by {step.channel}")
    if step.after_seconds is not None:
        parts.append(f"after {duration(step.after_seconds)}" if step.after_seconds else "at once")
    told = " ".join(parts)
    return f"{told}, again every {duration(step.repeat_seconds)}" if step.repeat_seconds else told


def declared(task: Task, plan: Plan) -> tuple[Claim, ...]:
    """Return the levels declared for a task or its files, in words; those of its own entry stand among its owners."""
    told = {place for owner in task.owners for place in owner.evidence}
    levels = (one for one in plan.levels.get(task.id, ()) if not told.intersection(one.evidence))
    return tuple(Claim(text=in_words(one), evidence=one.evidence) for one in levels)


def of_failure(mode: FailureMode, plan: Plan) -> tuple[Claim, ...]:
    """Return the levels that people declared for a failure, in words; none where only owners are known."""
    steps = plan.escalations.get(mode.id, ())
    return tuple(Claim(text=in_words(one), evidence=one.evidence) for one in steps if _is_declared(one))


def _is_declared(step: EscalationStep) -> bool:
    return any(place.path == DECLARED_TASKS for place in step.evidence)


def key(steps: Iterable[EscalationStep]) -> Key:
    """Return what makes two ways the same, whoever says so and whatever word they have for how grave it is."""
    return tuple((one.who, one.channel, one.after_seconds, one.repeat_seconds) for one in steps)


def merged(ways: Iterable[Sequence[EscalationStep]]) -> tuple[Told, ...]:
    """Return the levels of ways that are the same, each with everybody who says so."""
    return tuple(_told(level) for level in zip(*ways, strict=True))


def _told(level: Sequence[EscalationStep]) -> Told:
    first = level[0]
    return Told(
        who=first.who,
        after=after(first.after_seconds),
        channel=first.channel,
        again=duration(first.repeat_seconds) if first.repeat_seconds else "",
        places=tuple(dict.fromkeys(place for step in level for place in step.evidence)),
    )


def after(seconds: int | None) -> str:
    """Return how long one waits, as the content of a cell."""
    if seconds is None:
        return ""
    return duration(seconds) if seconds else "at once"


def severity(steps: Iterable[EscalationStep]) -> str:
    """Return how grave it is, in the repository's word: that of the first level that says so."""
    return next((one.severity for one in steps if one.severity), "")
