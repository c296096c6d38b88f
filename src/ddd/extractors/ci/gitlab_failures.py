"""Reads what GitLab's pipelines do when a job fails, and which jobs a person must start."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode

from ddd.extractors._nodes import below, text
from ddd.extractors.ci._deploys import deploys
from ddd.extractors.ci._gitlab import documents
from ddd.extractors.ci._told import Pipeline, is_true, shortened
from ddd.measures import seconds
from ddd.model import Rollback
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_NO_JOBS = frozenset(
    {"include", "stages", "variables", "workflow", "spec", "image", "services", "cache", "pages:deploy"}
)
_OF_A_JOB = frozenset({"script", "extends", "stage", "trigger", "environment", "rules", "when", "needs", "run"})
_DEPLOYS = re.compile(r"deploy|release|promote|publish|prod|apply|destroy|migrat|rollout|upgrade|approv", re.IGNORECASE)
_TAKES_BACK = re.compile(r"\broll[-_ ]?back\b|\brevert\b", re.IGNORECASE)
_MAX_SCRIPT = 20
_MAX_EXTENDED = 5


@extractor(
    "gitlab-failures",
    paths=(
        "*gitlab-ci*.yml",
        "*gitlab-ci*.yaml",
        ".gitlab/**/*.yml",
        ".gitlab-ci/**/*.yml",
        "gitlab-ci/**/*.yml",
        ".gitlab/**/*.yaml",
    ),
    literals=(
        *("timeout:", "retry:", "allow_failure", "manual", "on_failure", "rollout", "rollback", "--atomic"),
        *("helm test", "curl", "kubectl"),
    ),
)
def gitlab_failures(source: Source) -> Iterator[Extracted]:
    """Find in GitLab's pipelines what limits a job, what may fail, what is tried again, and what a person must start.

        deploy:
          script: [helm upgrade --install app ./chart --atomic]
          timeout: 30 minutes
          retry: {max: 2, when: runner_system_failure}
          environment: production
          when: manual

    `timeout:` and `retry:` of jobs and of `default:`, `allow_failure: true` (a failure that does not count; in `rules:`
    only while that rule applies), jobs that run `when: on_failure`, jobs that deploy and are `when: manual` (a gate;
    also in `rules:`); jobs called rollback as ways back, and the commands that look after a deployment or take it back.
    A manual job that neither deploys nor has an environment is no gate; the stage of a job of the same file that it
    `extends:` is known. What another file adds by `include:` or `extends:` cannot be seen.
    Format: https://docs.gitlab.com/ci/yaml/
    """
    pipeline = Pipeline(source, "gitlab-ci")
    told: set[int] = set()
    for document in documents(source):
        for name, _, job in items(document):
            if isinstance(job, MappingNode) and name not in _NO_JOBS and _is_job(name, job, source):
                what = "every job" if name == "default" else f"job {name.lstrip('.')}"
                yield from _of_job(pipeline, what, job, told)
                yield from _when(pipeline, what, f"{name} {_stage(document, job)}", job)
                yield from _steps(pipeline, what, name, job, told)


def _is_job(name: str, job: MappingNode, source: Source) -> bool:
    own = {key for key, _, _ in items(job)}
    return name == "default" or not own.isdisjoint(_OF_A_JOB) or "gitlab-ci" in source.path


def _of_job(pipeline: Pipeline, what: str, job: MappingNode, told: set[int]) -> Iterator[Extracted]:
    for key, tell in (("timeout", _timeout), ("retry", _retry), ("allow_failure", _allowed)):
        node = child(job, key)
        if node is not None and id(node) not in told:  # anchors let many jobs share a setting
            told.add(id(node))
            yield from tell(pipeline, what, node)
    for rule in sequence(child(job, "rules")):
        node = below(rule, "allow_failure")
        if node is not None and id(node) not in told and text(below(rule, "when")) != "never":
            told.add(id(node))
            yield from _allowed_by(pipeline, what, rule, node)


def _steps(pipeline: Pipeline, what: str, name: str, job: MappingNode, told: set[int]) -> Iterator[Extracted]:
    takes_back = _TAKES_BACK.search(name) is not None
    script = child(job, "script")
    lines = [one for one in sequence(script) if text(one)]
    if takes_back and lines:
        yield Rollback(
            system=pipeline.system,
            name=what,
            condition="",
            commands=tuple(shortened(text(one)) for one in lines[:_MAX_SCRIPT]),
            evidence=pipeline.at(*lines[:_MAX_SCRIPT]),
        )
        return
    for line in lines:
        if id(line) not in told:
            told.add(id(line))
            yield from deploys(pipeline.source, pipeline.system, what, line)


def _timeout(pipeline: Pipeline, what: str, node: Node) -> Iterator[Extracted]:
    if text(node):
        yield pipeline.too_long(what, text(node), seconds(text(node).replace(" and ", " "), bare=1), node)


def _retry(pipeline: Pipeline, what: str, node: Node) -> Iterator[Extracted]:
    most = node if isinstance(node, ScalarNode) else child(node, "max")
    reasons = [*sequence(below(node, "when")), *sequence(below(node, "exit_codes"))]
    if text(most) not in ("", "0"):
        when = " or ".join(text(one) for one in reasons if text(one))
        yield pipeline.retried(what, text(most), most, when=when if when != "always" else "")


def _allowed(pipeline: Pipeline, what: str, node: Node) -> Iterator[Extracted]:
    codes = child(node, "exit_codes")
    if is_true(node):
        yield pipeline.allowed(what, node)
    elif codes is not None:
        note = f"only with exit code {' or '.join(text(one) for one in sequence(codes))}"
        yield pipeline.allowed(what, codes, note=note)


def _allowed_by(pipeline: Pipeline, what: str, rule: Node, node: Node) -> Iterator[Extracted]:
    """What one of the rules allows holds only where that rule decides whether the job runs."""
    condition = text(below(rule, "if"))
    note = f"only by the rule `if: {shortened(condition)}`" if condition else "only by this one of its rules"
    if is_true(node):
        yield pipeline.allowed(what, node, note=note)


def _stage(document: Node, job: MappingNode) -> str:
    """Return the stage of a job, which may be that of a job of the same file that it extends."""
    extended: Node | None = job
    for _ in range(_MAX_EXTENDED):
        if stage := text(below(extended, "stage")):
            return stage
        given = below(extended, "extends")
        names = [text(one) for one in sequence(given)] or [text(given)]
        extended = below(document, names[-1]) if names[-1] else None
    return ""


def _when(pipeline: Pipeline, what: str, words: str, job: MappingNode) -> Iterator[Extracted]:
    """`when:` of the job itself, else of the first of its rules that says so. words: its name and stage."""
    own = [child(job, "when"), *(below(rule, "when") for rule in sequence(child(job, "rules")))]
    manual = next((one for one in own if text(one) == "manual"), None)
    environment = child(job, "environment")
    named = text(below(environment, "name")) if isinstance(environment, MappingNode) else text(environment)
    stops = text(below(environment, "action")) == "stop"
    stage = text(child(job, "stage"))
    if manual is not None and not stops and (named or _DEPLOYS.search(words)):
        rule = "" if manual is child(job, "when") else "by one of its rules"
        yield pipeline.gate(named or "started by hand", what, rule, manual)
    failure = next((one for one in own if text(one) == "on_failure"), None)
    if failure is not None:
        before = f"a job of an earlier stage than {stage}" if stage else "a job of an earlier stage"
        yield pipeline.handled(before, "when: on_failure", f"{what} runs", failure)
