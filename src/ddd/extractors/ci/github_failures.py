"""Reads what the workflows of GitHub Actions do when something fails, and who must agree before they go on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, text
from ddd.extractors.ci._deploys import deploys
from ddd.extractors.ci._told import Pipeline, is_put_in, is_true, minutes, shortened
from ddd.model import Confidence, Rollback
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_FORGES = {".github": "github-actions", ".gitea": "gitea-actions", ".forgejo": "forgejo-actions"}
_ON_FAILURE = re.compile(r"(?<!!)\bfailure\(\)|\b(?:result|status|outcome|conclusion)\s*==\s*'failure'")
_NO_GATE = re.compile(
    r"github-pages|(?:[\w-]*[-_])?(?:dev|develop|development|test|tests|testing|ci|lint|linting|review|preview|demo"
    r"|sandbox|local|qa|staging|stage|testpypi|pr)(?:[-_]\w*)?",
    re.IGNORECASE,
)
_PREPARES = re.compile(
    r"actions/(?:checkout|cache|download-artifact|setup-)|configure-aws-credentials|(?:^|/)(?:login|setup)\b"
    r"|^`(?:configure|log ?in|checkout|check out|set ?up|install|download|get|prepare|authenticate)\b",
    re.IGNORECASE,
)
_RETRIES = re.compile(r"(?:nick-fields|nick-invision|Wandalen)/(?:retry|wretry\.action)\b", re.IGNORECASE)
_TELLS = (
    (re.compile(r"[\w.-]{1,60}/[\w./-]{0,80}slack", re.IGNORECASE), "slack"),
    (re.compile(r"[\w.-]{1,60}/[\w./-]{0,80}(?:send-mail|email|mail)", re.IGNORECASE), "email"),
    (re.compile(r"[\w.-]{1,60}/[\w./-]{0,80}(?:zulip)", re.IGNORECASE), "zulip"),
)
_ADDRESSES = {
    "slack": ("channel-id", "channel", "slack-channel", "channel_id", "SLACK_CHANNEL", "SLACK_CHANNEL_ID"),
    "email": ("to",),
    "zulip": ("to", "topic"),
}
_IN_PAYLOAD = re.compile(r"""(?m)^\s*["']?channel["']?\s*:\s*["']?(?P<channel>[#\w-]{2,80})["']?,?\s*$""")
_CONFIRMS = re.compile(r"confirm(?:ation|ed)?(?:[-_]\w{1,40})?|(?:are|am)_?(?:you|i)_?sure", re.IGNORECASE)
_TAKES_BACK = re.compile(r"\broll(?:ing)?[-_ ]?back\b", re.IGNORECASE)


@extractor(
    "github-failures",
    paths=(
        *(f"{forge}/workflows/*.{suffix}" for forge in _FORGES for suffix in ("yml", "yaml")),
        *(f"{forge}/actions/**/action.{suffix}" for forge in _FORGES for suffix in ("yml", "yaml")),
    ),
    literals=(
        *("timeout-minutes", "continue-on-error", "environment", "failure()", "'failure'", "/retry", "wretry"),
        *("confirm", "slack", "mail", "rollout", "rollback", "--atomic", "helm test", "curl", "kubectl"),
    ),
)
def github_failures(source: Source) -> Iterator[Extracted]:
    """Find in workflows what limits a job, what may fail, what is done on failure, and the gates before a deployment.

        jobs:
          deploy:
            environment: production
            timeout-minutes: 30
            steps:
              - uses: nick-fields/retry@v3
                with: {max_attempts: 3, command: ./deploy.sh}
              - if: failure()
                uses: slackapi/slack-github-action@v2
                with: {channel-id: "#ops"}

    `timeout-minutes` of jobs and steps, `continue-on-error` (a failure that does not count), steps and jobs that run
    `if: failure()`, actions that retry, channels and addresses that are told, an `environment:` (a gate: who must agree
    is set on the forge), inputs to confirm by hand; among the commands `kubectl rollout status` and `curl --fail` of a
    health page as checks, `helm rollback`, `kubectl rollout undo` and `helm upgrade --atomic` as ways back.
    An environment called for its stage (`dev`, `test`, `staging`, `github-pages`) counts as no gate. Not seen:
    addresses in secrets. Format: https://docs.github.com/actions/reference/workflow-syntax-for-github-actions
    """
    for workflow in documents(source)[:1]:
        name = text(below(workflow, "name"))
        pipeline = Pipeline(source, _system(source), "" if is_put_in(name) else name)
        yield from _inputs(pipeline, workflow)
        for job_id, _, job in items(below(workflow, "jobs")):
            if isinstance(job, MappingNode):
                yield from _of_job(pipeline, job_id, job)
        yield from _of_steps(pipeline, "the action", below(workflow, "runs"))


def _system(source: Source) -> str:
    return next(system for forge, system in _FORGES.items() if f"{forge}/" in f"{source.installed_path}")


def _inputs(pipeline: Pipeline, workflow: Node) -> Iterator[Extracted]:
    for name, key, given in items(below(workflow, "on", "workflow_dispatch", "inputs")):
        if _CONFIRMS.fullmatch(name) and isinstance(given, MappingNode):
            said = text(child(given, "description"))
            yield pipeline.gate(said or name, pipeline.name, f"the input {name} is given by hand at each start", key)


def _of_job(pipeline: Pipeline, job_id: str, job: MappingNode) -> Iterator[Extracted]:
    named = text(child(job, "name"))
    what = f"job {named if named and not is_put_in(named) else job_id}"
    yield from _limits(pipeline, what, job)
    yield from _environment(pipeline, what, child(job, "environment"))
    condition = child(job, "if")
    if _ON_FAILURE.search(text(condition)):
        before = " or ".join(text(one) for one in sequence(child(job, "needs")))
        failed = f"job {before}" if before else "a job before"
        yield pipeline.handled(failed, text(condition), f"{what} runs", condition)
    if _TAKES_BACK.search(f"{job_id} {named}"):
        yield from _way_back(pipeline, what, job)
    yield from _of_steps(pipeline, what, job)


def _limits(pipeline: Pipeline, what: str, node: MappingNode) -> Iterator[Extracted]:
    limit, goes_on = child(node, "timeout-minutes"), child(node, "continue-on-error")
    if text(limit):
        yield pipeline.too_long(what, text(limit), minutes(text(limit)), limit, unit="minutes")
    if is_true(goes_on):
        yield pipeline.allowed(what, goes_on)
    elif "${{" in text(goes_on):
        yield pipeline.allowed(what, goes_on, note=f"only when {shortened(text(goes_on))}")


def _environment(pipeline: Pipeline, what: str, node: Node | None) -> Iterator[Extracted]:
    named = child(node, "name") if isinstance(node, MappingNode) else node
    name = text(named)
    if name and not _NO_GATE.fullmatch(name):
        confidence = Confidence.LOW if is_put_in(name) else Confidence.MEDIUM
        note = "whose approval the environment asks for is set on the forge, outside the repository"
        yield pipeline.gate(name, what, note, named, confidence=confidence)


def _way_back(pipeline: Pipeline, what: str, job: MappingNode) -> Iterator[Rollback]:
    runs = [one for step in sequence(child(job, "steps")) if text(one := below(step, "run")) and one is not None]
    if runs:
        commands = tuple(shortened(text(one)) for one in runs)
        yield Rollback(
            system=pipeline.system,
            name=pipeline.named(what),
            condition=shortened(text(child(job, "if"))),
            commands=commands,
            evidence=pipeline.at(*runs),
        )


def _of_steps(pipeline: Pipeline, what: str, holder: Node | None) -> Iterator[Extracted]:
    for step in sequence(below(holder, "steps")):
        if not isinstance(step, MappingNode):
            continue
        title = _title(step)
        yield from _limits(pipeline, f"step {title} of {what}", step)
        condition = child(step, "if")
        if _ON_FAILURE.search(text(condition)) and not _PREPARES.search(f"{title} {text(child(step, 'uses'))}"):
            yield pipeline.handled(what, text(condition), title, condition)
        yield from _of_action(pipeline, what, title, step)
        if not _TAKES_BACK.search(what):
            yield from deploys(pipeline.source, pipeline.system, pipeline.named(what), child(step, "run"))


def _title(step: MappingNode) -> str:
    said = next(filter(None, (text(child(step, key)) for key in ("name", "id", "uses", "run"))), "")
    return f"`{shortened(said.split(chr(10), 1)[0])}`" if said else "without a name"


def _of_action(pipeline: Pipeline, what: str, title: str, step: MappingNode) -> Iterator[Extracted]:
    uses, given = text(child(step, "uses")), child(step, "with")
    if _RETRIES.match(uses):
        tries = child(given, "max_attempts") or child(given, "attempt_limit")
        if text(tries) not in ("", "1"):
            yield pipeline.handled(f"step {title} of {what}", "", f"it is tried {text(tries)} times in all", tries)
        limit = child(given, "timeout_minutes")
        if text(limit):
            called = f"one try of step {title} of {what}"
            yield pipeline.too_long(called, text(limit), minutes(text(limit)), limit, unit="minutes")
    if "success()" in text(child(step, "if")):
        return
    channel = next((channel for pattern, channel in _TELLS if pattern.match(uses)), "")
    for key in _ADDRESSES.get(channel, ()):
        address = child(given, key) or child(child(step, "env"), key)
        contact = pipeline.contact(channel, text(address), what, address) if address is not None else None
        if contact:
            yield contact
            return
    payload = child(given, "payload")
    named = _IN_PAYLOAD.search(text(payload)[:5_000]) if channel == "slack" else None
    if named and payload is not None:
        contact = pipeline.contact(channel, named["channel"], what, payload)
        if contact:
            yield contact
