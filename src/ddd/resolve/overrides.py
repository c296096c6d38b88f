"""Tells what other files say of the variables that a value was taken from: one note for each file, whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ddd.cadence.notes import OTHER_TIMES
from ddd.model import Definition

MOST_FILES = 12
"""Whose values are told one by one; the rest is counted."""
_LONGEST = 40

Again = Callable[[Mapping[str, str]], str | None]
"""Returns the text with these variables at these values; None: they do not tell it alone."""


def told(overrides: Iterable[Definition]) -> Iterator[str]:
    """Yield for each file which of the variables have another value there."""
    of_files = _of_files(overrides)
    for same in of_files[:MOST_FILES]:
        where = f"for some hosts ({same[0].evidence})" if _is_of_hosts(same) else f"in {same[0].evidence}"
        yield f"{_values(same)} {where}"
    yield from _rest(of_files, "other values")


def told_of_times(overrides: Iterable[Definition], own: str, again: Again) -> Iterator[str]:
    """Yield for each file which time its values make; where they are a part of it only, the values.

    own: the time that it is without them: a file that makes the same is not told.
    """
    of_files = _of_files(overrides)
    for same in of_files[:MOST_FILES]:
        made = again({one.name: one.value for one in same})
        if made != own:
            yield f"{_begin(same)}: {_short(made) if made else _values(same)} ({same[0].evidence})"
    yield from _rest(of_files, f"{_begin(of_files[0])}: those" if of_files else "")


def _of_files(overrides: Iterable[Definition]) -> list[list[Definition]]:
    """Return the definitions of each file, the first of each variable, in the order of their lines."""
    found: dict[tuple[str, str], dict[str, Definition]] = {}
    for one in overrides:
        found.setdefault((one.evidence.path, one.language), {}).setdefault(one.name, one)
    return [sorted(found[key].values(), key=lambda one: one.evidence) for key in sorted(found)]


def _is_of_hosts(same: Iterable[Definition]) -> bool:
    """Ansible's own variables hold for hosts; those of other languages for whatever uses their file."""
    return all(one.language == "jinja" for one in same)


def _begin(same: Iterable[Definition]) -> str:
    return f"{OTHER_TIMES} for some hosts" if _is_of_hosts(same) else OTHER_TIMES


def _values(same: Iterable[Definition]) -> str:
    return ", ".join(f"{one.name} is {_short(one.value)}" for one in same)


def _rest(of_files: list[list[Definition]], what: str) -> Iterator[str]:
    if len(of_files) > MOST_FILES:
        yield f"{what} of {len(of_files) - MOST_FILES} more files"


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
