"""The keep regions of a page: what people wrote between two marks, and how it survives that the page is made anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

_MARK = re.compile(r"<!-- ddd:keep (?P<side>begin|end) (?P<task>\S+) -->\s*")
_GONE = "## Notes of tasks that are gone"
_GONE_WORDS = "These tasks are not found any more. Move their notes to where they belong, or delete them."


class BrokenMarkError(Exception):
    """A mark without its other half: nobody can tell what is a note and what is not."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def notes(page: str) -> dict[str, str]:
    """Return task id -> what stands between its marks, verbatim; `""` where that says nothing.

    Raises BrokenMarkError.
    """
    found: dict[str, str] = {}
    for task, note in _regions(page):
        found[task] = found.get(task, "") + (note if _says_something(note) else "")
    return found


def has_notes(page: str) -> bool:
    """Say whether a person wrote anything into the page; where its marks are broken, nobody can tell that not."""
    try:
        return any(map(_says_something, notes(page).values()))
    except BrokenMarkError:
        return True


def tasks(page: str) -> frozenset[str]:
    """Return the ids of the tasks the page has a region for."""
    return frozenset(notes(page))


def with_notes(page: str, kept: Mapping[str, str]) -> str:
    """Return the new page with the notes in their regions; those without one stand at its end.

    Of several regions of one task the first has all its notes.
    """
    notes_of = {task: note for task, note in kept.items() if _says_something(note)}
    placed: set[str] = set()

    def note(task: str, own: str) -> str:
        made = "\n" if task in placed else notes_of.get(task, own)
        placed.update({task} & notes_of.keys())
        return made

    made = _filled(page, note)
    return made + "".join(_gone({task: notes_of[task] for task in sorted(notes_of.keys() - placed)}))


def emptied(page: str) -> str:
    """Return the page without the notes in its regions. Raises BrokenMarkError."""
    notes(page)
    return _filled(page, lambda task, own: "\n" if _says_something(own) else own)


def _filled(page: str, note: Callable[[str, str], str]) -> str:
    """Return the page with what `note` makes of each region, by its task and what stands in it."""
    lines: list[str] = []
    begun = 0
    for line in page.split("\n"):
        mark = _MARK.fullmatch(line)
        if mark and mark["side"] == "begin":
            begun = len(lines) + 1
        elif mark:
            own = "".join(f"{one}\n" for one in lines[begun:])
            made = note(mark["task"], own)
            lines[begun:] = made.removesuffix("\n").split("\n") if made else []
        lines.append(line)
    return "\n".join(lines)


def _regions(page: str) -> Iterator[tuple[str, str]]:
    open_task, begun, kept = "", 0, list[str]()
    for number, line in enumerate(page.split("\n"), start=1):
        mark = _MARK.fullmatch(line)
        if not mark:
            kept.append(line)
        elif mark["side"] == "begin" and not open_task:
            open_task, begun, kept = mark["task"], number, []
        elif mark["side"] == "end" and mark["task"] == open_task:
            yield open_task, "".join(f"{one}\n" for one in kept)
            open_task = ""
        elif open_task:
            raise _endless(open_task, begun)
        else:
            raise BrokenMarkError(number, f"the mark `ddd:keep end {mark['task']}` has no begin before it")
    if open_task:
        raise _endless(open_task, begun)


def _endless(task: str, line: int) -> BrokenMarkError:
    return BrokenMarkError(line, f"the mark `ddd:keep begin {task}` has no end after it")


def _says_something(note: str) -> bool:
    return bool(note.strip())


def _gone(notes_of_gone: Mapping[str, str]) -> Iterator[str]:
    if notes_of_gone:
        yield f"\n{_GONE}\n\n{_GONE_WORDS}\n"
    for task, note in notes_of_gone.items():
        yield f"\n### `{task}`\n\n<!-- ddd:keep begin {task} -->\n{note}<!-- ddd:keep end {task} -->\n"
