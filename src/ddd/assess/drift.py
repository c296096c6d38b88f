"""Schedules that start something nobody can see: neither in this repository nor a command that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.assess.real import is_real
from ddd.codes import Code
from ddd.link.commands import simple_commands
from ddd.lint.handles import PROSE
from ddd.model import Finding, Plan, Severity, Task
from ddd.spec import Spec

NO_PROCEDURE = Code(
    "DDD401",
    "a schedule without a procedure",
    Severity.WARNING,
    """It runs a script that is not in this repository: nobody can read here what happens then.

    Nor can they see how one knows that it worked and what to do when it did not. Bring the script into the repository,
    or describe the task in `.ddd/tasks.yaml`: `task`, `steps`, `validation`, `owner`. A command that stands whole
    in the schedule says itself what it does, and so do the programs that the maintenance spec knows.
    """,
)
_OF_A_SCRIPT = (".sh", ".bash", ".py", ".pl", ".rb", ".php", ".ps1", ".ksh", ".zsh")
_OWN_PLACES = ("/usr/local/", "/opt/", "/srv/", "/root/", "/home/", "~/", "./", "../")
_INTERPRETERS = re.compile(r"(?:ba|da|k|z)?sh|python[0-9.]*|perl|ruby|php|pwsh")
_OPEN = re.compile(r"\$|\{\{|<[a-z%]")
_LONGEST = 80


def drift(plan: Plan, spec: Spec) -> Iterator[Finding]:
    """Yield a finding for each Task in force that runs one script, where no file here has its name."""
    names = {path.rsplit("/", 1)[-1] for path in plan.inventory.paths}
    for task in plan.tasks:
        first = task.schedules[0] if task.schedules else None
        if first is None or first.system == PROSE or task.resolved:
            continue
        script = _script(task)
        if script and script.rsplit("/", 1)[-1] not in names and not is_real(task, spec):
            shown = script if len(script) <= _LONGEST else script[: _LONGEST - 1] + "…"
            yield NO_PROCEDURE.finding(f"it runs “{shown}”, which is not in this repository", first.evidence, task.id)


def _script(task: Task) -> str:
    """Return the script that the command of a task runs, where it does nothing else; empty where it speaks for itself.

    What is left open (`$HOME/x.sh`, `{{ home }}/x.sh`) may be anything.
    """
    commands = simple_commands(task.command)
    if len(commands) != 1:
        return ""
    words = [word for word in " ".join(commands[0]).split() if not word.startswith("-")]
    if len(words) > 1 and _INTERPRETERS.fullmatch(words[0].rsplit("/", 1)[-1]):
        words = words[1:]
    word = words[0] if words else ""
    is_script = "/" in word and (word.endswith(_OF_A_SCRIPT) or word.startswith(_OWN_PLACES))
    return word if is_script and not _OPEN.search(word) else ""
