"""Which page a task stands on, and the anchor that links and alerts reach it by."""

from __future__ import annotations

from markupsafe import Markup

from ddd import markup
from ddd.model import Cadence, Task

ALWAYS = (Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY)
"""These pages exist even when nothing was found for them: that is what they say then."""
PAGES = (*ALWAYS, Cadence.QUARTERLY, Cadence.SEMIANNUAL, Cadence.ANNUAL)
ANCHOR = "task-"


def cadence_of_page(task: Task) -> Cadence:
    """Return the cadence whose page the task stands on: sub-daily work is verified daily."""
    return Cadence.DAILY if task.cadence is Cadence.SUB_DAILY else task.cadence


def file_of(task: Task) -> str:
    """Return the name of the page the task stands on."""
    return f"{cadence_of_page(task)}.md"


def anchor(task: Task) -> str:
    """Return the id of the task's section. Alerts build the same from their label `task`."""
    return ANCHOR + task.id


def link(task: Task, up: str = "") -> Markup:
    """Return a link to the task's section; `up`: the way to the folder of all pages (`../`) from one below it."""
    return markup.markdown(f"[{markup.heading(task.title)}]({up}{file_of(task)}#{markup.fragment(anchor(task))})")


def page_of(task: Task, folder: str = "runbooks") -> str:
    """Return the page of a task and the anchor of its section: `runbooks/daily.md#task-backup`."""
    return f"{folder}/{file_of(task)}#{markup.fragment(anchor(task))}"


def script_of(task: Task, purpose: str) -> str:
    """Return the path of a task's script: `scripts/run/roles/backup/nightly.sh`. `purpose` is `run` or `validate`."""
    return f"scripts/{purpose}/{task.id}.sh"
