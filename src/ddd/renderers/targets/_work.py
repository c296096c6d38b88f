"""Which tasks another program may run, and how a page of a task is reached from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ddd import markup
from ddd.model import Task
from ddd.renderers import pages, shells, words
from ddd.renderers.renderer import Book
from ddd.renderers.views import by_hand
from ddd.scan.text import visible
from ddd.spec import Spec

_HOSTS = by_hand.SHELLS | shells.TIMERS | {"declared"}
"""What they run is a command of a host's shell; others know commands that only they can run."""


def why_not(task: Task, spec: Spec) -> str:
    """Return why no other program can take over its command as it stands; empty where one can."""
    if any(one.system not in _HOSTS for one in task.schedules):
        return "is run by a system of its own, not by a host's shell"
    if why := by_hand.unfit(task.command, spec):
        return why
    if any(one.system in shells.LINES_OF_CRON for one in task.schedules) and shells.has_line_end(task.command):
        return "has a command whose % means a new line to cron alone"
    if any(one.system in shells.TIMERS for one in task.schedules) and "%" in task.command:
        return "has a command with % that only systemd fills"
    return ""


def told(reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield why tasks were left out, the most frequent reason first: `3 tasks: has no command (a, b, …)`."""
    counted = Counter(reasons.values())
    for reason, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        yield f"{words.counted(count, 'task')} left out: {visible(' '.join(reason.split()))} ({_some(reasons, reason)})"


def url(book: Book, task: Task) -> str:
    """Return the address of the task's section; empty where nobody said where the pages are served."""
    base = book.options.runbook_base_url.rstrip("/")
    return f"{base}/{pages.page_of(task).partition('/')[2]}" if base else ""


def page(book: Book, task: Task) -> str:
    """Return how a person finds the task's section: its address, else its page in the folder of the runbooks."""
    return url(book, task) or pages.page_of(task)


def link(book: Book, task: Task) -> str:
    """Return Markdown that leads to the task's section from outside; its place where no address is known."""
    address = url(book, task)
    return f"[{markup.heading(task.title)}](<{address}>)" if address else str(markup.code(page(book, task)))


def once(names: Iterable[tuple[Task, str]]) -> dict[str, str]:
    """Return task id -> name, each name once: what is named alike gets its id added."""
    listed = list(names)
    count = Counter(name for _, name in listed)
    return {task.id: name if count[name] == 1 else f"{name} ({task.id})" for task, name in listed}


def _some(reasons: Mapping[str, str], reason: str) -> str:
    ids = [task for task, why in reasons.items() if why == reason]
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")
