"""What a person has to fill in before they type a command: blanks of a template, and variables that nothing sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ddd.link.declared import run_by
from ddd.model import Task
from ddd.renderers import words
from ddd.renderers.views.by_hand import start
from ddd.scan.syntax import parse
from ddd.scan.templates import without_jinja
from ddd.scan.unreadable import Unreadable
from ddd.spec import Patterns, Spec

_LONGEST = 4_000
"""Characters of a command that are looked at."""
_MOST = 50
"""Blanks of one text: more are no blanks but a template."""
_VARIABLE = re.compile(r"\$(?:(?P<plain>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?!\w|:?[-=+]))")
SET_BY_SHELL = frozenset({"BASHPID", "EUID", "HOME", "HOSTNAME", "IFS", "LANG", "LINENO", "LOGNAME", "OLDPWD"}) | {
    *("PATH", "PPID", "PWD", "RANDOM", "SECONDS", "SHELL", "TMPDIR", "UID", "USER"),
}
"""Variables that have a value wherever a shell is."""


def blanks(task: Task, spec: Spec) -> tuple[str, ...]:
    """Return what stands open in what a person types or reads: `{{ release }}`, `<host>`; each once, in its order."""
    texts = (*(one.command for one in start(task, spec).typed), *(step.text for step in task.steps if step.manual))
    return tuple(dict.fromkeys(found for text in texts for found in _matches(spec.blanks, text)))


def unset_variables(task: Task, spec: Spec) -> tuple[str, ...]:
    """Return the shell variables that a typed command uses and that nothing in it sets: `$BACKUP_DIR`; sorted."""
    used: set[str] = set()
    assigned: set[str] = set()
    for command in _commands(task, spec):
        for is_set, name in _variables(command[:_LONGEST]):
            (assigned if is_set else used).add(name)
    return tuple(f"${name}" for name in sorted(used - assigned - SET_BY_SHELL))


def _commands(task: Task, spec: Spec) -> list[str]:
    """Return what a person would type into a shell: what starts a job, not what stands inside of that."""
    if run_by(task):
        return [one.command for one in start(task, spec).typed]
    return [step.command for step in task.steps if step.command and words.language(step) == "sh"]


def _matches(patterns: Patterns, text: str) -> Iterator[str]:
    for pattern in patterns.compiled:
        rest = text
        for _ in range(_MOST):
            found = pattern.search(rest)
            if not found or not found.group():
                break
            yield found.group()
            rest = rest.split(found.group(), 1)[1]


def _variables(command: str) -> Iterator[tuple[bool, str]]:
    """Yield the name of every variable, and whether it is set there or used."""
    plain = without_jinja(command)
    try:
        pending = [parse(plain, "bash")]
    except Unreadable:
        return
    while pending:
        node = pending.pop()
        pending.extend(node.named_children)
        text = plain[node.start_byte : node.end_byte]  # offsets are characters
        if node.type in {"simple_expansion", "expansion"}:
            found = _VARIABLE.match(text)
            if found and command.startswith(found[0], node.start_byte):  # else a template stands there
                yield False, found["plain"] or found["braced"]
        elif name := _assigned(node):
            yield True, plain[name.start_byte : name.end_byte]


def _assigned(node: Node) -> Node | None:
    """Return the name that an assignment or a loop gives a value."""
    if node.type == "variable_assignment":
        return node.child_by_field_name("name")
    return node.child_by_field_name("variable") if node.type == "for_statement" else None
