"""Finds which schedule a sentence speaks of: `patching.timer runs every Sunday` is no second job."""

from __future__ import annotations

from collections.abc import Iterable

from ddd.lint.handles import PROSE, handles, words_of
from ddd.model import Fact, Schedule, State, replace


def with_what_is_told_of(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts; a sentence that names another schedule has its handle for target."""
    everything = list(facts)
    known = {
        handle
        for one in everything
        if isinstance(one, Schedule) and one.system != PROSE and one.state is State.ACTIVE
        for handle in handles(one)
    }
    return [_told(one, known) if isinstance(one, Schedule) and one.system == PROSE else one for one in everything]


def _told(sentence: Schedule, known: set[str]) -> Schedule:
    said = words_of(f"{sentence.name} {sentence.place.excerpt}")
    return replace(sentence, target=next((word for word in said if word in known), ""))
