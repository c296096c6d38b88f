"""Reads what the pipelines of Buildkite, CircleCI, Bitbucket, Concourse and Zuul do when something fails."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, text
from ddd.extractors.ci._deploys import deploys
from ddd.extractors.ci._told import Keys, Pipeline, shortened
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, sequence, walk

_BUILDKITE = Keys(
    limit="timeout_in_minutes", unit="minutes", retries=("retry", "automatic", "limit"), allowed="soft_fail"
)
_BITBUCKET = Keys(limit="max-time", unit="minutes")
_CONCOURSE = Keys(limit="timeout", tries="attempts")
_ZUUL = Keys(limit="timeout", unit="s", tries="attempts")
_MAX_PARTS = 20_000


@extractor(
    "buildkite-failures",
    paths=(".buildkite/**/*.yml", ".buildkite/**/*.yaml", "buildkite*.yml", "buildkite*.yaml"),
    literals=("timeout_in_minutes", "retry:", "soft_fail", "block:", "notify:", "rollout", "rollback", "--atomic"),
)
def buildkite_failures(source: Source) -> Iterator[Extracted]:
    """Find in Buildkite's pipelines time limits, retries, what may fail, the gates, and whom they tell.

        steps:
          - label: deploy
            command: ./deploy.sh
            timeout_in_minutes: 20
            retry: {automatic: {limit: 2}}
          - block: Release to production?
        notify:
          - email: ops@example.org

    A `block:` waits for a person. `soft_fail: true` is a failure that does not count.
    Format: https://buildkite.com/docs/pipelines/configure/step-types
    """
    pipeline = Pipeline(source, "buildkite")
    for document in documents(source):
        steps = [one for one in _mappings(document) if one is not document]
        for step in steps:
            yield from _of_buildkite(pipeline, step)
        for holder in (document, *steps):
            for told in sequence(below(holder, "notify")):
                yield from _told(pipeline, told)


def _of_buildkite(pipeline: Pipeline, step: MappingNode) -> Iterator[Extracted]:
    commands = [*sequence(child(step, "command")), *sequence(child(step, "commands"))]
    named = text(child(step, "label")) or text(child(step, "name")) or next(map(text, commands), "")
    block = child(step, "block")
    if text(block):
        yield pipeline.gate(text(block), "the steps that follow", text(child(step, "prompt")), block)
    if not commands and not text(child(step, "label")):
        return
    what = f"step {_first_line(named)}"
    yield from _BUILDKITE.told(pipeline, what, step)
    for entry in sequence(below(step, "retry", "automatic")):
        limit, code = child(entry, "limit"), text(child(entry, "exit_status"))
        if text(limit) and entry is not below(step, "retry", "automatic"):
            when = f"exit status {code}" if code and code != "*" else ""
            yield pipeline.retried(what, text(limit), limit, when=when)
    for command in commands:
        yield from deploys(pipeline.source, pipeline.system, what, command)


def _told(pipeline: Pipeline, told: Node) -> Iterator[Extracted]:
    for channel in ("email", "slack"):
        given = child(told, channel)
        addresses = sequence(child(given, "channels")) if isinstance(given, MappingNode) else sequence(given)
        for address in addresses:
            contact = pipeline.contact(channel, text(address), text(child(told, "if")), address)
            if contact:
                yield contact


@extractor(
    "circleci-failures",
    paths=(".circleci/*.yml", ".circleci/*.yaml"),
    literals=("approval", "no_output_timeout", "on_fail", "max_auto_reruns", "rollout", "rollback", "--atomic"),
)
def circleci_failures(source: Source) -> Iterator[Extracted]:
    """Find in CircleCI's pipelines the gates, time limits, retries, and what is done on failure.

        workflows:
          release:
            jobs:
              - hold: {type: approval, requires: [test]}
        jobs:
          test:
            steps:
              - run: {name: integration tests, command: make it, no_output_timeout: 30m}
              - run: {name: collect logs, command: ./logs.sh, when: on_fail}

    A job of `type: approval` waits for a person. Format: https://circleci.com/docs/configuration-reference/
    """
    pipeline = Pipeline(source, "circleci")
    for document in documents(source):
        for workflow, _, told in items(below(document, "workflows")):
            for entry in sequence(below(told, "jobs")):
                for name, _, given in items(entry):
                    kind = child(given, "type")
                    if text(kind) == "approval":
                        yield pipeline.gate(text(child(given, "name")) or name, f"workflow {workflow}", "", kind)
        for holder in ("jobs", "commands"):
            for name, _, job in items(below(document, holder)):
                yield from _of_circleci(pipeline, f"{holder.removesuffix('s')} {name}", job)


def _of_circleci(pipeline: Pipeline, what: str, job: Node) -> Iterator[Extracted]:
    for step in sequence(below(job, "steps")):
        run = child(step, "run")
        command = child(run, "command") if isinstance(run, MappingNode) else run
        title = f"step {_first_line(text(child(run, 'name')) or text(command))} of {what}"
        limit, reruns, when = (child(run, key) for key in ("no_output_timeout", "max_auto_reruns", "when"))
        if text(limit):
            yield pipeline.silent(title, text(limit), limit)
        if text(reruns):
            yield pipeline.retried(title, text(reruns), reruns)
        if text(when) == "on_fail":
            yield pipeline.handled(what, "when: on_fail", _first_line(text(child(run, "name")) or text(command)), when)
        yield from deploys(pipeline.source, pipeline.system, what, command)


@extractor(
    "bitbucket-failures",
    paths=("bitbucket-pipelines.yml", "bitbucket-pipelines.yaml"),
    literals=("max-time", "manual", "rollout", "rollback", "--atomic"),
)
def bitbucket_failures(source: Source) -> Iterator[Extracted]:
    """Find in Bitbucket's pipelines the steps that a person must start, and time limits.

        - step:
            name: Deploy
            deployment: production
            trigger: manual
            max-time: 30

    Format: https://support.atlassian.com/bitbucket-cloud/docs/step-options/
    """
    pipeline = Pipeline(source, "bitbucket-pipelines")
    for document in documents(source):
        for part in _mappings(document):
            for kind in ("step", "stage"):
                step = child(part, kind)
                if isinstance(step, MappingNode):
                    yield from _of_bitbucket(pipeline, kind, step)


def _of_bitbucket(pipeline: Pipeline, kind: str, step: MappingNode) -> Iterator[Extracted]:
    named = text(child(step, "name")) or text(child(step, "deployment"))
    what = f"{kind} {named}" if named else f"a {kind}"
    yield from _BITBUCKET.told(pipeline, what, step)
    trigger = child(step, "trigger")
    if text(trigger) == "manual":
        yield pipeline.gate(text(child(step, "deployment")) or "started by hand", what, "", trigger)
    for command in sequence(child(step, "script")):
        yield from deploys(pipeline.source, pipeline.system, what, command)


@extractor(
    "concourse-failures",
    paths=("*.yml", "*.yaml"),
    literals=("plan:",),
)
def concourse_failures(source: Source) -> Iterator[Extracted]:
    """Find in Concourse's pipelines how often a step is tried, how long it may take, and what is done on failure.

        jobs:
          - name: backup
            plan:
              - task: dump
                file: ci/dump.yml
                attempts: 3
                timeout: 1h
            on_failure: {put: slack-alert}

    Read are files whose jobs have a `plan:`. Format: https://concourse-ci.org/steps.html
    """
    pipeline = Pipeline(source, "concourse")
    for document in _pipelines(source):
        for job in sequence(below(document, "jobs")):
            if isinstance(job, MappingNode) and child(job, "plan") is not None:
                yield from _of_concourse(pipeline, f"job {text(child(job, 'name'))}", job)


def _pipelines(source: Source) -> list[Node]:
    """Any YAML file may hold a pipeline of Concourse, so that one that is none is no fault."""
    try:
        return documents(source)
    except Unreadable:
        return []


def _of_concourse(pipeline: Pipeline, what: str, job: MappingNode) -> Iterator[Extracted]:
    for step in _mappings(job):
        kind = next((key for key in ("task", "put", "get", "set_pipeline") if text(child(step, key))), "")
        title = f"{kind} {text(child(step, kind))} of {what}" if kind else what
        yield from _CONCOURSE.told(pipeline, title, step) if kind else ()
        for hook in ("on_failure", "on_error"):
            done = child(step, hook)
            parts = [done, *sequence(child(done, "do")), *sequence(below(done, "in_parallel"))] if done else []
            said = [f"{key} {text(one)}" for part in parts for key in ("put", "task") if (one := child(part, key))]
            if said:
                yield pipeline.handled(title, hook, ", ".join(said), done)


@extractor(
    "zuul-failures",
    paths=("zuul.d/*.yaml", "zuul.yaml", ".zuul.yaml", ".zuul.d/*.yaml", "zuul.d/*.yml", ".zuul.d/*.yml"),
    literals=("timeout:", "attempts:", "voting:"),
)
def zuul_failures(source: Source) -> Iterator[Extracted]:
    """Find in Zuul's jobs how long they may run, how often they are tried, and which do not count.

        - job:
            name: integration
            timeout: 7200
            attempts: 2
            voting: false

    Format: https://zuul-ci.org/docs/zuul/latest/config/job.html
    """
    pipeline = Pipeline(source, "zuul")
    for document in documents(source):
        for entry in sequence(document):
            job = child(entry, "job")
            if not isinstance(job, MappingNode):
                continue
            what, voting = f"job {text(child(job, 'name'))}", child(job, "voting")
            yield from _ZUUL.told(pipeline, what, job)
            if text(voting).lower() == "false":
                yield pipeline.allowed(what, voting)


def _mappings(document: Node) -> Iterator[MappingNode]:
    for node, _ in zip(walk(document), range(_MAX_PARTS), strict=False):
        if isinstance(node, MappingNode):
            yield node


def _first_line(words: str) -> str:
    return shortened(words.strip().split("\n", 1)[0])
