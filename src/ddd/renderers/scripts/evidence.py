"""The evidence-collection scripts: what an auditor asks of the repository, the hosts, the cluster and the metrics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ddd import metrics
from ddd.model import Artifact, Control, Plan, Schedule, State
from ddd.renderers import shells
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.scripts import _shell
from ddd.renderers.views.by_hand import CRONJOB, KUBERNETES, UNIT, USER
from ddd.scan.source import installed_name

_FOLDER = "scripts/evidence"
_METRICS = (metrics.LAST_SUCCESS, metrics.LAST_RUN, metrics.LAST_RUN_SUCCESS, metrics.LAST_DURATION, metrics.NEXT_DUE)
_KEPT = frozenset({"log retention", "backup retention", "data retention", "audit log"})
"""Controls that speak of files on a host."""
_PATH = re.compile(r"(?<![\w.{}$<>/%-])/[A-Za-z0-9_.*?@%+:/-]*[A-Za-z0-9*](?![\w{}$<>])")
_GLOB_FOLDER = re.compile(r"[*?].*/")
_AT_LEAST = 2
"""A path of fewer folders is too much to list."""


@renderer("evidence collection", Pillar.COMPLIANCE, "collect for an auditor what shows that it was done; only reads")
def evidence(book: Book) -> Iterator[Artifact]:
    """Yield `scripts/evidence/<what>.sh` for each place that the plan gives something to ask of."""
    schedules = [one for one in book.plan.inventory.schedules if one.state is State.ACTIVE]
    yield from _repository(book.plan)
    yield from _hosts(book.plan, schedules)
    yield from _kubernetes(schedules)
    if book.plan.tasks:
        about = "what Prometheus knows of every task"
        yield _script("metrics", about, "Evidence: metrics", {}, metrics=_METRICS)


def _repository(plan: Plan) -> Iterator[Artifact]:
    facts = (one for one in plan.inventory.facts if isinstance(one, Schedule | Control) and one.state is State.ACTIVE)
    found = {path for fact in facts for path in (fact.place.path, fact.origin) if path}
    found |= {place.path for task in plan.tasks for place in task.evidence}
    paths = [path for path in sorted(found) if _shell.one_line(path) == path]
    if paths:
        left_out = len(found) - len(paths)
        told = f"{left_out} file" if left_out == 1 else f"{left_out} files"
        about = "who changed the files that hold a schedule or a control, and what they hold now"
        yield _script(
            "repository",
            about,
            "Evidence: repository",
            {"paths": paths},
            left_out=told if left_out else "",
            paths=paths,
        )


def _hosts(plan: Plan, schedules: Iterable[Schedule]) -> Iterator[Artifact]:
    crons = [one for one in schedules if one.system in shells.CRONTABS]
    users = sorted({one.user for one in crons if USER.fullmatch(one.user)})
    units = sorted({unit for one in schedules if one.system in shells.TIMERS for unit in _units(one)})
    controls = [one for one in plan.inventory.facts if isinstance(one, Control) and one.state is State.ACTIVE]
    paths = sorted({path for one in controls if one.control in _KEPT for path in _paths(one)})
    if crons or units or paths:
        about = "what runs on a host and when it last did, and how old its logs and backups are"
        lists = {"users": users, "units": units, "paths": paths}
        yield _script("hosts", about, "Evidence: hosts", lists, has_cron=bool(crons), **lists)


def _kubernetes(schedules: Iterable[Schedule]) -> Iterator[Artifact]:
    names = sorted({one.name for one in schedules if one.system in KUBERNETES and CRONJOB.fullmatch(one.name)})
    if names:
        about = "which CronJobs there are and when they last ran"
        yield _script("kubernetes", about, "Evidence: Kubernetes", {"names": names})


def _units(schedule: Schedule) -> Iterator[str]:
    for unit in (installed_name(schedule.origin), schedule.target):
        if UNIT.fullmatch(unit) and "@." not in unit and not unit.startswith("-"):  # systemctl -H goes to a host
            yield unit


def _paths(control: Control) -> Iterator[str]:
    """Yield the files and folders that a control names literally."""
    for path in _PATH.findall(" ".join((control.name, control.scope, control.value))):
        folders = [part for part in path.split("/") if part]
        if len(folders) >= _AT_LEAST and ".." not in folders and not _GLOB_FOLDER.search(path):
            yield path


def _script(what: str, about: str, title: str, lists: dict[str, list[str]], **values: object) -> Artifact:
    texts = [(key, _shell.listed(entries)) for key, entries in lists.items() if entries]
    text = _shell.script(f"{what}.sh.j2", about=about, texts=texts, **values)
    return Artifact(path=f"{_FOLDER}/{what}.sh", text=text, title=title, executable=True)
