"""The keep regions of a page: what people wrote between two marks, and how it survives that the page is made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

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
    """Return task id -> what stands between its marks, verbatim. Raises BrokenMarkError."""
    found: dict[str, str] = {}
    for task, note in _regions(page):
        found[task] = found.get(task, "") + note
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
    """Return the new page with the notes in their regions; those without one stand at its end."""
    lines: list[str] = []
    present = set()
    for line in page.split("\n"):
        mark = _MARK.fullmatch(line)
        if mark and mark["side"] == "end" and _says_something(kept.get(mark["task"], "")):
            lines[-1:] = [kept[mark["task"]].removesuffix("\n")]
        if mark:
            present.add(mark["task"])
        lines.append(line)
    gone = {task: kept[task] for task in sorted(kept) if task not in present and _says_something(kept[task])}
    return "\n".join(lines) + "".join(_gone(gone))


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
