"""The tasks of one cadence as the lines of an issue: nobody is called, and nothing referred to, by what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddd import markup
from ddd.link.declared import run_by
from ddd.model import Cadence, Task
from ddd.renderers import pages, words
from ddd.renderers.renderer import Book
from ddd.renderers.targets import _work

# A name after @, a number after #, !, …, an address: forges make a call, a reference or a link of it, escaped or not.
_REFERS = re.compile(r"[@#!~%&$^:*]\w|://|www\.|\bGH-|\b[0-9a-f]{7,}\b|\[\w+:", re.IGNORECASE)
_MOST = 30_000
"""Characters: an issue of GitHub takes 65,536, and people will write into it as well."""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is to be ticked for one cadence."""

    cadence: Cadence
    done: tuple[str, ...]
    """What a person does; each one line of Markdown."""
    verified: tuple[str, ...]
    """What a machine runs, and a person verifies."""
    left_out: int
    """Tasks for which an issue has no room."""

    @property
    def about(self) -> str:
        """What an issue is about, in a sentence of ddd's own."""
        count = len(self.done) + len(self.verified) + self.left_out
        return f"{words.counted(count, 'task')}, due {words.PAGE_WORDS[self.cadence]}; the runbook says how"

    @property
    def rest(self) -> str:
        """A sentence for what has no room; empty where all has."""
        page = f"{self.cadence.value}.md"
        return f"{words.counted(self.left_out, 'more task')} on the page {page}." if self.left_out else ""


def checklists(book: Book) -> Iterator[Checklist]:
    """Yield one for each cadence that has tasks, the most frequent first."""
    for cadence in pages.PAGES:
        tasks = [task for task in book.plan.tasks if pages.cadence_of_page(task) is cadence]
        if tasks:
            yield _checklist(book, cadence, tasks)


def _checklist(book: Book, cadence: Cadence, tasks: Sequence[Task]) -> Checklist:
    names = _work.once((task, " ".join(task.title.split())) for task in tasks)
    done: list[str] = []
    verified: list[str] = []
    room = _MOST
    for task in tasks:
        line = _line(book, task, names[task.id])
        room -= len(line)
        if room >= 0:
            (verified if run_by(task) else done).append(line)
    return Checklist(cadence, tuple(done), tuple(verified), len(tasks) - len(done) - len(verified))


def _line(book: Book, task: Task, name: str) -> str:
    """Return the task, whom to call, and where its section is; never a line that begins with a sign of a command."""
    title, address = _inert(name), _work.url(book, task)
    parts = [f"[{title}](<{address}>)" if address else title]
    if task.owners:
        parts.append(f"call {markup.code(task.owners[0].text)}")
    if not address:
        parts.append(str(markup.code(_work.page(book, task))))
    return ", ".join(parts)


def _inert(text: str) -> str:
    return str(markup.code(text) if _REFERS.search(text) else markup.heading(text))
