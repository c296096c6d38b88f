"""What the search of the site knows: tasks, ways of failing, headings of pages, each with where it leads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from ddd.model import Artifact, Plan, State
from ddd.renderers.site import days, reading
from ddd.renderers.site.chapters import Part
from ddd.renderers.views.failures import title as seen
from ddd.scan.text import visible

PATH = "assets/search.js"
_LONGEST = 180
_CALLED = {"task": "Task", "failure": "Failure", "page": "Page"}


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One thing that a search may find."""

    kind: str
    title: str
    url: str
    more: str = ""
    """Words that it is found by besides its title: the id, the owner, the command."""


def script(plan: Plan, parts: Iterable[Part], page_of: dict[str, str], others: Iterable[tuple[str, str]]) -> Artifact:
    """Return the index as a script file. `page_of`: task id -> page; `others`: title and path of further pages."""
    found = {
        *_tasks(plan, page_of),
        *(one for part in parts for one in _headings(part)),
        *(one for part in parts if part.source.startswith("emergency") for one in _failures(part)),
        *(Found("page", title, path) for title, path in others),
    }
    # What many have in common, the page above all, stands in the file once.
    words = sorted({text for one in found for text in (one.url, one.more)})
    number = {text: at for at, text in enumerate(words)}
    rows = [[_CALLED[one.kind], one.title, number[one.url], number[one.more]] for one in sorted(found)]
    data = {"words": words, "found": rows}
    return Artifact(path=PATH, text=days.as_script("dddSearch", data, "the pages of the site"))


def _tasks(plan: Plan, page_of: dict[str, str]) -> Iterator[Found]:
    for task in plan.tasks:
        if task.id not in page_of:
            continue
        more = [task.id, str(task.cadence), task.command, *(owner.text for owner in task.owners)]
        yield Found("task", _short(task.title), page_of[task.id], _short(" ".join(more)))
        for mode in task.failure_modes:
            if mode.state is State.ACTIVE and not mode.suppressed:
                yield Found("failure", _short(seen(mode)), page_of[task.id], _short(task.title))


def _headings(part: Part) -> Iterator[Found]:
    for level, name, words in reading.headings(part.tokens):
        if level == 1:
            yield Found("page", _short(words), part.path)
        else:
            yield Found("page", _short(words), f"{part.path}#{name}", _short(part.title))


def _failures(part: Part) -> Iterator[Found]:
    """Yield the first cell of every row: on the emergency pages that is the message one sees."""
    anchor = ""
    for at, token in enumerate(part.tokens):
        if token.type == "heading_open":
            anchor = str(token.attrs["id"])
        elif token.type == "tr_open" and (words := _first_cell(part.tokens, at)):
            yield Found("failure", _short(words), f"{part.path}#{anchor}" if anchor else part.path, _short(part.title))


def _first_cell(tokens: Sequence[Token], row: int) -> str:
    cell, inline = tokens[row + 1 : row + 3]
    return reading.words(inline) if cell.type == "td_open" else ""


def _short(text: str) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
