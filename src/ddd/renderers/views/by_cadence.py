"""How long lists of tasks are brought in order on a page: by how often the work is done, the most frequent first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ddd.model import Cadence, Task
from ddd.renderers.words import PAGE_WORDS

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Group(Generic[_T]):
    """The entries of one cadence."""

    cadence: Cadence
    entries: tuple[_T, ...]

    @property
    def title(self) -> str:
        """How often, as a heading: `Every week`."""
        return PAGE_WORDS[self.cadence].capitalize()

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return f"cadence-{self.cadence.value}"


def by_cadence(entries: Iterable[_T], task: Callable[[_T], Task]) -> tuple[Group[_T], ...]:
    """Group entries by the cadence of their task; those of a group by its title."""
    found: dict[Cadence, list[_T]] = {cadence: [] for cadence in Cadence}
    for entry in entries:
        found[task(entry).cadence].append(entry)
    return tuple(
        Group(cadence, tuple(sorted(of, key=lambda one: (task(one).title.lower(), task(one).id))))
        for cadence, of in found.items()
        if of
    )
