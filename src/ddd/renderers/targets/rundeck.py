"""Rundeck's job definitions: a job for each task that a machine can start as a person does by hand.

They are written so that importing them does no harm: no schedule is switched on (the host runs the work already), and
the nodes are left for a person to name, because no repository says what Rundeck calls them. Format: Rundeck's job-yaml,
https://docs.rundeck.com/docs/manual/document-format-reference/job-yaml-v12.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ddd import generated, markup
from ddd.link.declared import run_by
from ddd.model import Artifact, Task
from ddd.renderers import words, yaml_text
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.targets import _clock, _work
from ddd.renderers.views.by_hand import Start, Typed, start

_NODES = "name: NAME-THE-NODES-OF-THIS-JOB"
_REPLACED = re.compile(r"\$\{[\w-]+\.|@[\w-]+\.[\w.-]+@")
_LONGEST = 120
_ADVICE = "Import it with `rd jobs load -F yaml`, name the nodes of each job, then switch its schedule on"


@target("rundeck", folder="rundeck")
def rundeck(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield `jobs.yaml`."""
    starts = {task.id: start(task, book.spec) for task in book.plan.tasks}
    reasons = {name: why for name, one in starts.items() if (why := _why_not(one))}
    tasks = [task for task in book.plan.tasks if task.id not in reasons]
    names = _work.once((task, _name(task)) for task in tasks)
    header = generated.line("the files it names", advice=f"{_ADVICE}: importing changes nothing that runs today.")
    comments = "".join(f"# {line}\n" for line in _work.told(reasons))
    made = [_job(book, task, starts[task.id], names[task.id]) for task in tasks]
    first, _, jobs = yaml_text.dump(made, header).partition("\n")
    yield Artifact(path="jobs.yaml", text=f"{first}\n{comments}{jobs}", title="Rundeck jobs")


def _why_not(found: Start) -> str:
    if found.refusal:
        return found.refusal.reason
    if any(_REPLACED.search(one.whole) for one in found.typed):
        return "its command holds ${…} that Rundeck itself would replace"
    return ""


def _name(task: Task) -> str:
    """Return the title without `/`, which would make a group of what stands before it."""
    return " ".join(task.title.replace("/", " ").split())[:_LONGEST] or task.id.replace("/", " ")


def _job(book: Book, task: Task, found: Start, name: str) -> dict[str, Any]:
    crontab, zone, why = _schedule(task)
    job = {
        "name": name.replace("/", " "),
        "uuid": str(uuid5(NAMESPACE_URL, f"ddd:{task.id}")),
        "group": f"maintenance/{task.cadence.value}",
        "description": _description(book, task, found, why),
        "loglevel": "INFO",
        "multipleExecutions": False,
        "scheduleEnabled": False,
        "executionEnabled": True,
        "nodefilters": {"filter": _NODES},
        "nodesSelectedByDefault": False,
        "sequence": {"keepgoing": False, "strategy": "node-first", "commands": list(map(_step, found.typed))},
    }
    if crontab:
        job["schedule"] = {"crontab": crontab}
    if zone:
        job["timeZone"] = zone
    return job


def _step(typed: Typed) -> dict[str, str]:
    command = typed.whole.strip("\n")
    return {"script": f"#!/bin/sh\n{command}\n"} if "\n" in command else {"exec": command}


def _schedule(task: Task) -> tuple[str, str, str]:
    """Return the expression, its zone, and what a person should know of both."""
    schedules = run_by(task)
    if len(schedules) != 1:
        return "", "", f"{len(schedules)} schedules, and a job has one" if schedules else "by hand, no schedule"
    made = _clock.quartz(schedules[0])
    if not made:
        return "", "", f"{markup.code(schedules[0].expression)} cannot be said exactly here"
    if schedules[0].timezone is None:
        return made, "", "in the zone of the server, because which zone the host has is not documented"
    return made, schedules[0].timezone, ""


def _description(book: Book, task: Task, found: Start, why: str) -> str:
    """Return a first line of plain text, and below it Markdown, as Rundeck shows them."""
    owner = f"{markup.text(task.owners[0].text)} {markup.places(task.owners[0].evidence)}" if task.owners else ""
    lines = [
        f"Runbook: {_work.link(book, task)}",
        f"Whom to call: {owner or 'not documented'}",
        f"Run as: {', '.join(map(markup.code, found.users)) or 'not documented'}",
        f"Mind: {markup.text(found.note)}" if found.known else "",
        f"When: {why}" if why else "",
        f"Overdue after {words.duration(task.longest_gap + task.grace)} without a success",
        f"Says so: {markup.places(task.evidence)}",
    ]
    title = " ".join(task.title.split())[:_LONGEST]
    return f"{title}\n\n" + "".join(f"- {line}\n" for line in lines if line)
