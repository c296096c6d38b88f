"""Which tasks another program may run, and how a page of a task is reached from outside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ddd import markup
from ddd.model import Schedule, Task
from ddd.renderers import pages, words
from ddd.renderers.renderer import Book
from ddd.scan.secrets import MASK
from ddd.spec import Spec

_HOSTS = frozenset(
    {
        "ansible-cron",
        "anacron",
        "chef-cron",
        "crontab",
        "declared",
        "launchd",
        "nixos-timer",
        "puppet-cron",
        "puppet-timer",
        "run-parts",
        "salt-cron",
        "systemd-run",
        "systemd-timer",
    }
)
"""What they run is a command of a host's shell; others know commands that only they can run."""
_CRON = frozenset({"ansible-cron", "chef-cron", "puppet-cron", "salt-cron"})
"""Of these the command is as crontab(5) writes it, with `\\%`; of a crontab itself it was read so already."""
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|<%|%>|@@\w+@@|%\(\w+\)s|__[A-Z][A-Z0-9_]+__")
_PERCENT = re.compile(r"(?<!\\)%")


def run_by(task: Task) -> tuple[Schedule, ...]:
    """Return the schedules by which a machine runs it: a declared one only tells a person when."""
    return tuple(one for one in task.schedules if one.system != "declared")


def command(task: Task) -> str:
    """Return the command as a shell takes it: crontab(5) writes `%` as `\\%`."""
    return task.command.replace("\\%", "%") if _by_cron(task) else task.command


def why_not(task: Task, spec: Spec) -> str:
    """Return why no other program can run its command as it stands; empty where one can."""
    foreign = any(one.system not in _HOSTS for one in task.schedules)
    if not task.command.strip():
        return "has no command"
    if foreign:
        return "is run by a system of its own, not by a host's shell"
    if _TEMPLATE.search(task.command) or spec.blanks.match(task.command):
        return "has a command with blanks that this repository does not fill"
    if MASK in task.command:
        return "has a command with a secret in it, which ddd does not write down"
    if words.is_shortened(task.command):
        return "has a command that is too long to be told whole"
    if _by_cron(task) and _PERCENT.search(task.command):
        return "has a command whose % means a new line to cron alone"
    if any(one.system == "systemd-timer" for one in task.schedules) and "%" in task.command:
        return "has a command with % that only systemd fills"
    return ""


def told(reasons: Mapping[str, str]) -> Iterator[str]:
    """Yield why tasks were left out, the most frequent reason first: `3 tasks: has no command (a, b, …)`."""
    counted = Counter(reasons.values())
    for reason, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        yield f"{words.counted(count, 'task')} left out: {reason} ({_some(reasons, reason)})"


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


def _by_cron(task: Task) -> bool:
    return any(one.system in _CRON for one in task.schedules)
