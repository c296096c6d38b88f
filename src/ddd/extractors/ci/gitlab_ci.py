"""Reads GitLab's pipelines: which jobs the project's pipeline schedules start."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, text
from ddd.extractors.ci._gitlab import documents
from ddd.extractors.ci._outside import outside
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_MAX_PARENTS = 10
_LONGEST_CONDITION = 2_000
_NO_JOBS = frozenset(
    {
        *("default", "include", "stages", "variables", "workflow", "spec", "image", "services", "cache"),
        *("before_script", "after_script"),
    }
)
_BY_SCHEDULE = re.compile(
    r"""\$\{?CI_PIPELINE_SOURCE\}? \s* (?: == \s* (?P<quote>["']) schedule (?P=quote) | =~ \s* /[^/\n]*\bschedule\b )
      | (?P<reversed>["']) schedule (?P=reversed) \s* == \s* \$\{?CI_PIPELINE_SOURCE\b""",
    re.VERBOSE,
)


@extractor(
    "gitlab-ci",
    paths=(
        "*gitlab-ci*.yml",
        "*gitlab-ci*.yaml",
        ".gitlab/**/*.yml",
        ".gitlab-ci/**/*.yml",
        "gitlab-ci/**/*.yml",
        ".gitlab/**/*.yaml",
    ),
    literals=("schedule",),
)
def gitlab_ci(source: Source) -> Iterator[Schedule]:
    """Find the jobs that a pipeline schedule starts: `.gitlab-ci.yml`, `*.gitlab-ci.yml`, `.gitlab/**/*.yml`.

        nightly-scan:
          script: [./scan.sh]
          rules:
            - if: $CI_PIPELINE_SOURCE == "schedule"

    The time stands in the project's pipeline schedules, so each such job is unresolved: it says that there must be one.
    `only: [schedules]` means the same; `except:`, `!=` and `when: never` do not. `extends:` and anchors are followed
    inside the file; what another file holds (`!reference`, a template of an include) cannot be seen.
    Format: https://docs.gitlab.com/ci/yaml/
    """
    jobs = {name: job for document in documents(source) for name, job in _jobs(document)}
    asked: dict[int, Node | None] = {}
    for name, job in jobs.items():
        says = _inherited(job, jobs, "rules") or _inherited(job, jobs, "only")
        if says is None or name.startswith("."):
            continue
        if id(says) not in asked:  # anchors let any number of jobs share their rules
            asked[id(says)] = _scheduled_by(says)
        condition = asked[id(says)]
        if condition is None:
            continue
        script = next(iter(sequence(_inherited(job, jobs, "script"))), None)
        where = "the project's pipeline schedules"
        command = text(script) if "\n" not in text(script) else ""
        yield outside(source, "gitlab-ci", name, where, condition, command=command, dialect=Dialect.FUGIT)


def _jobs(document: Node) -> Iterator[tuple[str, Node]]:
    for name, _, job in items(document):
        if name not in _NO_JOBS and isinstance(job, MappingNode):
            yield name, job


def _inherited(job: Node, jobs: dict[str, Node], key: str) -> Node | None:
    """Return what a job says under a key, or else the last of those it extends that says it."""
    waiting, seen = [job], 0
    while waiting and seen < _MAX_PARENTS:
        current, seen = waiting.pop(), seen + 1
        found = child(current, key)
        if found is not None:
            return found
        waiting += [jobs[text(one)] for one in sequence(child(current, "extends")) if text(one) in jobs]
    return None


def _scheduled_by(rules: Node) -> Node | None:
    """Return what says that a schedule starts the job, in its `rules:` or its `only:`."""
    for rule in _flat(below(rules, "refs") or rules):
        condition, when = below(rule, "if"), text(below(rule, "when"))
        asks = text(condition)[:_LONGEST_CONDITION]
        if when == "never" and _BY_SCHEDULE.fullmatch(asks):
            return None  # the first rule that fits decides
        if (_BY_SCHEDULE.search(asks) and when != "never") or text(rule) == "schedules":
            return condition or rule
    return None


def _flat(rules: Node | None) -> Iterator[Node]:
    """Lists of rules may hold lists, as anchors put them there."""
    for rule in sequence(rules):
        yield from sequence(rule)
