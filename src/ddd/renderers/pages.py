"""Which page a task stands on, and the anchor that links and alerts reach it by."""

from __future__ import annotations

import re
from hashlib import sha256

from markupsafe import Markup

from ddd import markup
from ddd.model import Cadence, Plan, Task

ALWAYS = (Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY)
"""These pages exist even when nothing was found for them: that is what they say then."""
PAGES = (*ALWAYS, Cadence.QUARTERLY, Cadence.SEMIANNUAL, Cadence.ANNUAL)
ANCHOR = "task-"
_SCRIPT = ".sh"
_NOT_PLAIN = re.compile(r"[^a-z0-9._-]+")
_LONGEST_NAME = 200
"""Bytes: file systems allow 255, and while it is written a file has a longer name."""
_LONGEST_PATH = 1_000
_CADENCES = [cadence.value for cadence in PAGES]
_OF_CADENCE = re.compile(rf"(?P<cadence>{'|'.join(_CADENCES)})(?:-(?P<part>[0-9]+))?\.md")


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


def order(path: str) -> tuple[int, int, bool, str]:
    """Return what pages are sorted by: those of the cadences by how often, their parts behind them, then the others."""
    found = _OF_CADENCE.fullmatch(path)
    rank = _CADENCES.index(found["cadence"]) if found else len(_CADENCES)
    return rank, int(found["part"] or 0) if found else 0, not path.endswith(".md"), path


def script_of(task: Task, purpose: str, plan: Plan) -> str:
    """Return the path of a task's script: `scripts/run/roles/backup/nightly.sh`. `purpose` is `run` or `validate`.

    An id that ends in `.sh` gets no second one, unless another task has the id without it. An id that is no path of
    its own below the folder (`..`, names that are too long, a folder that is called as another task's script) gets a
    name with `@`, which no id has.
    """
    name = task.id.removesuffix(_SCRIPT)
    if not name or name.endswith("/") or (name != task.id and any(one.id == name for one in plan.tasks)):
        name = task.id
    if not _is_path(name):
        digest = sha256(task.id.encode(errors="replace")).hexdigest()[:10]
        name = f"{_NOT_PLAIN.sub('-', name)[:_LONGEST_NAME]}@{digest}"
    return f"scripts/{purpose}/{name}{_SCRIPT}"


def _is_path(name: str) -> bool:
    """Tell whether an id leads to a file of its own on any file system."""
    *folders, _ = parts = name.split("/")
    too_long = len(name) > _LONGEST_PATH or any(len(part.encode(errors="replace")) > _LONGEST_NAME for part in parts)
    return not too_long and not {*parts} & {"", ".", ".."} and not any(one.endswith(_SCRIPT) for one in folders)
