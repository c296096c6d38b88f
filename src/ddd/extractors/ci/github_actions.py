"""Reads the workflows of GitHub Actions, and of Gitea and Forgejo, which took over their form."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._jinja import references
from ddd.extractors._nodes import below, documents, place, text
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence

_SYSTEMS = {
    ".github": ("github-actions", Dialect.GITHUB),
    ".gitea": ("gitea-actions", Dialect.ROBFIG),
    ".forgejo": ("forgejo-actions", Dialect.ROBFIG),
}
_PREPARES = re.compile(
    r"actions/(?:checkout|cache|(?:up|down)load-artifact)\b|[\w.-]{1,80}/[\w./-]{0,80}setup|docker/login"
)
_NEVER = frozenset({"false", "${{ false }}", "${{false}}"})


@extractor(
    "github-actions",
    paths=tuple(f"{forge}/workflows/*.{suffix}" for forge in _SYSTEMS for suffix in ("yml", "yaml")),
    literals=("schedule",),
)
def github_actions(source: Source) -> Iterator[Schedule]:
    """Find the schedules of workflows: `.github/workflows/*.yml`, also below `.gitea/` and `.forgejo/`.

        name: Nightly backup
        on:
          schedule:
            - cron: "30 2 * * *"
              timezone: Europe/Oslo

    Times are UTC unless `timezone:` says otherwise. A workflow of which every job says `if: false` is suspended. The
    command is told when the workflow runs a single one. What cannot be seen: whether the workflow was
    disabled on the forge. Format: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#onschedule
    """
    parts = source.installed_path.split("/")
    system, dialect = _SYSTEMS[parts[-3]]
    for workflow in documents(source)[:1]:
        name = text(below(workflow, "name")) or parts[-1]
        jobs = below(workflow, "jobs")
        state = State.SUSPENDED if _is_off(jobs) else State.ACTIVE
        for cron, zone in _crons(workflow):
            expression = text(cron)
            yield Schedule(
                system=system,
                name=name,
                evidence=(place(source, cron),),
                state=State.UNRESOLVED if "${{" in expression else state,
                expression=expression,
                dialect=dialect,
                timezone=zone or "UTC",
                command=_only_command(jobs),
                target=source.installed_path,
                note="no job of it may run: `if: false`" if state is State.SUSPENDED else "",
                references=() if "${{" in expression else references(expression),
            )


def _crons(workflow: Node) -> Iterator[tuple[Node, str]]:
    for entry in sequence(below(workflow, "on", "schedule")):
        cron = below(entry, "cron")
        if text(cron) and cron is not None:
            yield cron, text(below(entry, "timezone"))


def _is_off(jobs: Node | None) -> bool:
    conditions = [text(below(job, "if")) for _, _, job in items(jobs)]
    return bool(conditions) and all(condition in _NEVER for condition in conditions)


def _only_command(jobs: Node | None) -> str:
    """Return what the workflow runs, when that is one line and the other steps only prepare for it."""
    lists = {id(found): found for _, _, job in items(jobs) if (found := below(job, "steps"))}
    steps = [step for one in lists.values() for step in sequence(one) if isinstance(step, MappingNode)]
    runs = [text(below(step, "run")) for step in steps if below(step, "run") is not None]
    uses = [text(below(step, "uses")) for step in steps if below(step, "uses") is not None]
    is_all = len(runs) == 1 and all(map(_PREPARES.match, uses))
    return runs[0] if is_all and "\n" not in runs[0] else ""
