"""Reads what the scheduled workflows of GitHub Actions, Gitea and Forgejo run, step by step."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.ci._told import is_true
from ddd.model import Procedure, Step
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_FORGES = {".github": "github-actions", ".gitea": "gitea-actions", ".forgejo": "forgejo-actions"}
_SHELLS = re.compile(r"(?:(?:bash|sh)\b.*)?")
_NEVER = frozenset({"false", "${{ false }}", "${{false}}"})
_STOPS = "exit status 0; the job stops otherwise"
_LONGEST = 20_000
_MAX_STEPS = 100
_PREPARES = re.compile(
    r"""\s*(?:\#.*|(?:sudo\s+)?(?:
        (?:python3?\s+-m\s+)?pip3?\s+install | (?:npm|pnpm|yarn)\s+(?:ci|install)\b | yarn | uv\s+(?:sync|pip\s+install)
        | (?:poetry|pipenv|composer|bundle|gem|brew)\s+install | apt(?:-get)?\s+(?:-\S+\s+)*(?:update|install)
        | go\s+install | cargo\s+install | npm\s+i\b | (?:corepack|pre-commit)\s+(?:enable|install)
    )[^;&|]*)?""",
    re.VERBOSE,
)
_SCRIPT = re.compile(
    r"(?<![\w./$}-])(?:\./)?(?P<path>(?:[\w.-]{1,80}/){0,8}[\w.-]{1,80}\.(?:sh|bash|py|rb|pl|php|m?js|ts))\b"
)


@extractor(
    "github-steps",
    paths=tuple(f"{forge}/workflows/*.{suffix}" for forge in _FORGES for suffix in ("yml", "yaml")),
    literals=("schedule",),
)
def github_steps(source: Source) -> Iterator[Procedure]:
    """Find what a scheduled workflow runs: the `run:` of its steps, in their order.

        on: {schedule: [{cron: "0 3 * * *"}]}
        jobs:
          backup:
            steps:
              - name: Dump the database
                run: ./scripts/dump.sh

    A failing command ends its job, but where `continue-on-error: true` stands. Steps that only install what the others
    need are left out, and so are those in another language than that of a shell, and what a `uses:` does: it stands in
    another repository. Scripts of this repository that a step names belong to it.
    Format: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsrun
    """
    parts = source.installed_path.split("/")
    for workflow in documents(source)[:1]:
        if not sequence(below(workflow, "on", "schedule")):
            continue
        runs = [found for _, _, job in items(below(workflow, "jobs")) for found in _runs(workflow, job)][:_MAX_STEPS]
        if runs:
            title = text(below(workflow, "name")) or parts[-1]
            yield Procedure(
                system=_FORGES[parts[-3]],
                name=title,
                title=title,
                steps=tuple(_step(source, step, run) for step, run, _ in runs),
                calls=tuple(dict.fromkeys(path for _, run, folder in runs for path in _scripts(text(run), folder))),
                evidence=(place(source, runs[0][1]),),
            )


def _runs(workflow: Node, job: Node) -> Iterator[tuple[MappingNode, Node, str]]:
    """Yield each step of a job that runs something by itself, what it runs, and in which folder."""
    steps = [] if text(below(job, "if")) in _NEVER else sequence(below(job, "steps"))
    for step in steps:
        run = below(step, "run")
        if run is None or not isinstance(step, MappingNode) or len(text(run)) > _LONGEST:
            continue
        holders = ((step, ()), (job, ("defaults", "run")), (workflow, ("defaults", "run")))
        shell, folder = (
            next(filter(None, (text(below(holder, *keys, name)) for holder, keys in holders)), "")
            for name in ("shell", "working-directory")
        )
        if _SHELLS.fullmatch(shell) and not all(map(_PREPARES.fullmatch, text(run).splitlines())):
            yield step, run, folder


def _step(source: Source, step: MappingNode, run: Node) -> Step:
    return Step(
        text=text(child(step, "name")),
        command=text(run).strip(),
        expected="" if is_true(child(step, "continue-on-error")) else _STOPS,
        evidence=place(source, run),
    )


def _scripts(run: str, folder: str) -> Iterator[str]:
    """Yield the paths that look like scripts of the repository, as they stand and from the step's folder on."""
    for found in _SCRIPT.finditer(run):
        for path in (posixpath.join(folder, found["path"]), found["path"]):
            yield posixpath.normpath(path)
