"""Which checks of a task come before its work and which after; those that are the work itself come not before it.

A health check asks whether a host is well. That it is well is no condition for asking: a checklist that wants a tick
for it, or a script that refuses to begin, would keep everybody from the sick host. So where a task does no more than
ask, what its own code asks is its work, except for what the asking itself needs: a folder, a right, a program.
"""

from __future__ import annotations

import re

from ddd.assess.commands import command_lines
from ddd.model import Claim, Step, Task
from ddd.scan.tree import DECLARED_TASKS
from ddd.spec import Spec

_TELLS = re.compile(r"(?:tee|logger|mail|mailx|sendmail|wall)\b(?!.* >)")
"""Programs that carry to somebody what was found."""
_NEEDS = re.compile(
    r"""
    (?: test | \[{1,2} ) \s (?:!\s)? -[drwxhLSpbc] \s   # a folder, a right, a socket, a device
    | (?:command\s-[vV] | type | which | hash | mountpoint) \s
    """,
    re.VERBOSE,
)
_ELSEWHERE = re.compile(r"(?:source|\.|ansible\.builtin\.(?:include|import)_\w+)(?:\s|$)")
"""What runs then does not stand here."""
_WRITES = re.compile(r" >>? ?(?!/dev/(?:null|stderr|stdout))")


def before(task: Task, spec: Spec) -> tuple[Claim, ...]:
    """Return what must hold before a task begins."""
    return tuple(one for one in task.prechecks if not _is_work(one, task, spec))


def after(task: Task, spec: Spec) -> tuple[Claim, ...]:
    """Return what must hold once it is done."""
    return (*work(task, spec), *task.validations)


def work(task: Task, spec: Spec) -> tuple[Claim, ...]:
    """Return the checks that are the work: its exit status tells how they ended."""
    return tuple(one for one in task.prechecks if _is_work(one, task, spec))


def only_asks(task: Task, spec: Spec) -> bool:
    """Tell whether all that a task does is to ask and to tell what it found."""
    return bool(task.steps) and all(_asks(step, spec) for step in task.steps)


def tells(line: str, spec: Spec) -> bool:
    """Tell whether a simple command, as `command_lines` has it, leaves nothing different but what it reports."""
    if spec.idle.match(line) or _TELLS.match(line):
        return True
    if _WRITES.search(line) or _ELSEWHERE.match(line):
        return False
    return bool(spec.read_only.match(line))


def _is_work(check: Claim, task: Task, spec: Spec) -> bool:
    declared = any(place.path == DECLARED_TASKS for place in check.evidence)
    return not declared and not _NEEDS.match(check.text) and only_asks(task, spec)


def _asks(step: Step, spec: Spec) -> bool:
    lines = command_lines(step.command)
    return bool(lines) and not step.manual and all(tells(line, spec) for line in lines)
