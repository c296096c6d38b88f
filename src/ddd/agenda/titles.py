"""Gives every task of a plan a title of its own: people tell tasks apart by it in lists, calendars and tickets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ddd.link.commands import program, simple_commands, without_output
from ddd.model import Plan, Task, replace

_LONGEST = 80

Told = Callable[[Task], str]
"""What may tell a task from another one of its title; empty: nothing."""


def distinct(plan: Plan) -> Plan:
    """Return the plan with titles that no two tasks share; a bare program gets its arguments. Ids stay as they are."""
    named: dict[str, list[Task]] = {}
    for task in plan.tasks:
        named.setdefault(_plain(task.title), []).append(task)
    titles = {task.id: title for same in named.values() for task, title in _told_apart(same)}
    count = Counter(map(_plain, titles.values()))
    for task in plan.tasks:
        if count[_plain(titles[task.id])] > 1:
            titles[task.id] = f"{titles[task.id]} ({task.id})"
    return replace(plan, tasks=tuple(replace(task, title=titles[task.id]) for task in plan.tasks))


def _told_apart(same: Sequence[Task]) -> Iterator[tuple[Task, str]]:
    """Yield tasks of one title, each with its own: the first kind of thing counts in which all of them differ."""
    if len(same) == 1:
        yield same[0], _with_arguments(same[0]) or same[0].title
        return
    whole = [_with_arguments(task) for task in same]
    if all(whole) and _all_differ(whole):
        yield from zip(same, whole, strict=True)
        return
    kinds: tuple[Told, ...] = (_rest_of(same), _namespace, lambda task: task.component, lambda task: task.id)
    told = next(one for kind in kinds if _all_differ(one := [kind(task) for task in same]))
    yield from ((task, f"{task.title} ({one})") for task, one in zip(same, told, strict=True))


def _all_differ(texts: Sequence[str]) -> bool:
    return all(texts) and len({_plain(text) for text in texts}) == len(texts)


def _with_arguments(task: Task) -> str:
    """Return the command of a task whose title is a bare program: `find /srv/old -delete`; empty: it says more."""
    return _short(" ".join((task.title, *_arguments(task)))) if _arguments(task) else ""


def _arguments(task: Task) -> tuple[str, ...]:
    for words in map(without_output, simple_commands(task.command)):
        if program(words) == task.title:
            return tuple(" ".join(word.split()) for word in words[1:])
    return ()


def _rest_of(same: Sequence[Task]) -> Told:
    """Return what tells the arguments that not all of them have: of long commands the end differs."""
    count = Counter(word for task in same for word in set(_arguments(task)))
    everywhere = {word for word, times in count.items() if times == len(same)}
    return lambda task: _short(" ".join(word for word in _arguments(task) if word not in everywhere))


def _namespace(task: Task) -> str:
    return next((one.namespace for one in task.schedules if one.namespace), "")


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _short(text: str) -> str:
    """Cut a text at a word."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[: _LONGEST - 1].rsplit(' ', 1)[0]}…"
