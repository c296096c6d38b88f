"""Reads what clouds do when something that Terraform set up runs too long, fails again and again, or is replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import once
from ddd.extractors.terraform._facts import Found, arms, scope_of, select, switch
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks, references
from ddd.measures import HOUR, MINUTE, seconds
from ddd.model import Check, Confidence, FailureMode, Phase, Rollback, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_SYSTEM = "terraform"
_VARIABLE = re.compile(r"\$\{(?:var|local)\.[\w.-]{1,120}\}")
_RECEIVES = re.compile(r'"maxReceiveCount"\s{0,20}:\s{0,20}"?(?P<times>[0-9]{1,4})\b')
_WORDS = {1: "s", MINUTE: "minutes", HOUR: "hours"}
_NO_SERVICE = re.compile(
    r"(?:random|null|terraform|time|tls)_.*|.*(?:security_group|_iam_|subnet|_policy|_(?:parameter|option)_group).*"
)
"""Types of resources that serve nobody: made before they are destroyed only because others name them."""
_LONGEST = 300


class _Form(Enum):
    """What an attribute limits."""

    TIME = "time"
    RETRIES = "retries"
    """How often it is tried again."""
    ATTEMPTS = "attempts"
    """How often it is tried, the first time too."""
    RECEIVES = "receives"
    """How often a message is handed out before it is put aside."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """An attribute that limits how long or how often something is done."""

    path: str
    what: str
    """What is limited, before the resource's name."""
    form: _Form = _Form.TIME
    unit: int = 1
    """Seconds that a bare number counts."""


def _retries(path: str, what: str) -> _Limit:
    return _Limit(path, what, _Form.RETRIES)


_LIMITS: dict[str, tuple[_Limit, ...]] = {
    "aws_batch_job_definition": (
        _Limit("timeout.attempt_duration_seconds", "an attempt of job"),
        _Limit("retry_strategy.attempts", "job", _Form.ATTEMPTS),
    ),
    "aws_codebuild_project": (_Limit("build_timeout", "build", unit=MINUTE),),
    "aws_glue_job": (_Limit("timeout", "job", unit=MINUTE), _retries("max_retries", "job")),
    "aws_lambda_event_source_mapping": (_retries("maximum_retry_attempts", "a batch of event source"),),
    "aws_lambda_function": (_Limit("timeout", "function"),),
    "aws_lambda_function_event_invoke_config": (_retries("maximum_retry_attempts", "an asynchronous call by"),),
    "aws_sqs_queue": (_Limit("redrive_policy", "queue", _Form.RECEIVES),),
    "aws_sqs_queue_redrive_policy": (_Limit("redrive_policy", "queue", _Form.RECEIVES),),
    "google_cloud_run_service": (_Limit("template.spec.timeout_seconds", "a request to service"),),
    "google_cloud_run_v2_job": (
        _Limit("template.template.timeout", "a task of job"),
        _retries("template.template.max_retries", "a task of job"),
    ),
    "google_cloud_run_v2_service": (_Limit("template.timeout", "a request to service"),),
    "google_cloudfunctions2_function": (_Limit("service_config.timeout_seconds", "function"),),
    "google_cloudfunctions_function": (_Limit("timeout", "function"),),
    "google_pubsub_subscription": (_Limit("dead_letter_policy.max_delivery_attempts", "subscription", _Form.RECEIVES),),
    "helm_release": (_Limit("timeout", "the change of release"),),
}


@dataclass(frozen=True, slots=True)
class _Way:
    """A switch that lets a system go back by itself."""

    path: str
    condition: str
    note: str
    needs: tuple[str, ...] = ()
    """Switches beside it that must not be off."""


_BACK: dict[str, _Way] = {
    "aws_autoscaling_group": _Way(
        "instance_refresh.preferences.auto_rollback",
        "an instance refresh of {} fails",
        "EC2 Auto Scaling goes back to the configuration before by itself",
    ),
    "aws_codedeploy_deployment_group": _Way(
        "auto_rollback_configuration.enabled",
        "a deployment of {} fails",
        "CodeDeploy deploys the last version that worked by itself",
    ),
    "aws_ecs_service": _Way(
        "deployment_circuit_breaker.rollback",
        "a deployment of {} fails: its tasks do not come up",
        "ECS takes the service back to the last deployment that worked by itself",
        ("enable",),
    ),
    "helm_release": _Way("atomic", "a change of release {} fails", "Helm takes the release back by itself"),
}


@extractor(
    "terraform-failures",
    paths=CONFIGURATION,
    literals=("create_before_destroy", "aws_ecs_task_definition", *sorted({*_LIMITS, *_BACK})),
)
def terraform_failures(source: Source) -> Iterator[Extracted]:
    """Find what ends, what is tried again, what is put aside and what goes back by itself, in Terraform's resources.

        resource "aws_lambda_function" "report" {
          timeout = 300
        }

    is a way of failing: `function report runs too long`, ended after 300 s. Known are the times and retries of
    functions, builds and jobs of AWS and Google Cloud, and of Helm releases; after how many receipts a queue puts a
    message aside (`redrive_policy`, `dead_letter_policy`); `rollback = true` of an ECS deployment, CodeDeploy, an
    instance refresh and `atomic = true` as ways back, and `create_before_destroy = true`, by which the old one stays
    when the new one cannot be made (not of security groups, policies and what stands only in the state); the
    `healthCheck` of containers in an `aws_ecs_task_definition`. A time in a variable is told with its name. Not seen:
    what the provider assumes where nothing is written; inputs of modules.
    Format: https://registry.terraform.io/browse/providers
    """
    for block in blocks(source):
        if block.kind != "resource" or len(block.labels) != 2:
            continue
        whole = Found(block.body, (), scope_of(block))
        for limit in _LIMITS.get(block.labels[0], ()):
            for found in select(whole, limit.path):
                yield from _failures(source, block, limit, found)
        if way := _BACK.get(block.labels[0]):
            yield from _way_back(source, block, way, whole)
        yield from _old_one_kept(source, block, whole)
        if block.labels[0] == "aws_ecs_task_definition":
            yield from _health_checks(source, block, whole)


def _failures(source: Source, block: Block, limit: _Limit, found: Found) -> Iterator[FailureMode]:
    for value, condition in arms(found.value):
        at, text = _receives(value) if limit.form is _Form.RECEIVES else (value, value.text.strip())
        told = _told(limit, block, text) if at.kind in (Kind.TEXT, Kind.OPEN) else None
        if told is None:
            continue
        state, note = switch(source, Found(at, (block.body,), found.scope))
        message, guard, outcome = told
        yield FailureMode(
            system=_SYSTEM,
            name=block.called,
            message=message,
            guard=guard,
            outcome=outcome,
            within_seconds=seconds(text, limit.unit) if limit.form is _Form.TIME else None,
            state=state,
            note="; ".join(filter(None, (condition, note))),
            references=references(found.scope, guard, outcome, message),
            evidence=once(source.at(at.line, at.column), source.at(block.body.line, block.body.column)),
        )


def _told(limit: _Limit, block: Block, text: str) -> tuple[str, str, str] | None:
    """Return message, guard and outcome; None where the value is no limit."""
    what, is_open = f"{limit.what} {block.called}", _VARIABLE.fullmatch(text) is not None
    is_number = text.isdecimal() and int(text) > 0
    if not (is_open or is_number or (limit.form is _Form.TIME and seconds(text, limit.unit))):
        return None
    match limit.form:
        case _Form.TIME:
            amount = f"{text} {_WORDS[limit.unit]}" if is_open or text.isdecimal() else text
            return f"{what} runs too long", f"it runs for more than {amount}", "it is ended and counts as failed"
        case _Form.RECEIVES:
            moved = "it is moved to the dead-letter queue"
            return f"a message of {what} is not processed", f"it was received {text} times", moved
        case _Form.ATTEMPTS:
            return (f"{what} fails", "", f"it is tried up to {text} times altogether") if text != "1" else None
    return f"{what} fails", "", f"it is tried again {'once' if text == '1' else f'up to {text} times'}"


def _receives(value: Value) -> tuple[Value, str]:
    """Return where the number of receipts stands, and the number: in an object, or in a text of JSON."""
    if value.kind is Kind.OBJECT:
        held = value.get("maxReceiveCount")
        return (held, held.text) if held else (value, "")
    if match := _RECEIVES.search(value.text):
        line = value.line + value.text.count("\n", 0, match.start())
        return Value(Kind.TEXT, match[0], line, value.column if line == value.line else 1), match["times"]
    return value, value.text if "redrive" not in value.text else ""


def _way_back(source: Source, block: Block, way: _Way, whole: Found) -> Iterator[Rollback]:
    for found in select(whole, way.path):
        if found.value.text != "true" or any(found.holders[-1].literal(key) == "false" for key in way.needs):
            continue
        yield _rollback(source, block, found, way.condition.format(block.called), way.note)


def _old_one_kept(source: Source, block: Block, whole: Found) -> Iterator[Rollback]:
    for found in select(whole, "lifecycle.create_before_destroy"):
        if found.value.text == "true" and not _NO_SERVICE.fullmatch(block.labels[0][:100]):
            condition, note = (
                f"the new {block.address} cannot be made",
                "the old one is kept until the new one is there",
            )
            yield _rollback(source, block, found, condition, note, Confidence.MEDIUM)


def _rollback(
    source: Source, block: Block, found: Found, condition: str, told: str, confidence: Confidence = Confidence.HIGH
) -> Rollback:
    state, note = switch(source, Found(found.value, (block.body,), found.scope))
    return Rollback(
        system=_SYSTEM,
        name=block.called,
        condition=condition,
        state=state,
        confidence=confidence,
        note="; ".join(filter(None, (told, note))),
        references=references(found.scope, condition),
        evidence=once(source.at(found.value.line, found.value.column), source.at(block.body.line, block.body.column)),
    )


def _health_checks(source: Source, block: Block, whole: Found) -> Iterator[Check]:
    """Yield what ECS asks a container: `command = ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]`."""
    for found in select(whole, "container_definitions"):
        for held in select(found, "healthCheck.command") if found.value.kind in (Kind.LIST, Kind.OBJECT) else ():
            container = held.holders[-2].literal("name") if len(held.holders) > 1 else ""
            # `select` goes into lists: each word of the command comes alone, the first tells where the command stands.
            yield from _health_check(source, block, held, container)


def _health_check(source: Source, block: Block, held: Found, container: str) -> Iterator[Check]:
    words = held.holders[-1].get("command")
    if words is None or not words.items or held.value is not words.items[0]:
        return
    command = " ".join(" ".join(one.text for one in words.items[1:]).split())
    is_told = held.value.text in ("CMD", "CMD-SHELL") and all(one.kind is Kind.TEXT for one in words.items)
    if is_told and command and len(command) <= _LONGEST:
        at = words.items[1]
        yield Check(
            system="aws-ecs",
            name=container if container and "${" not in container else block.called,
            phase=Phase.POST,
            condition=f"exit status of `{command}` is 0",
            state=State.ACTIVE,
            references=references(held.scope, command),
            evidence=once(source.at(at.line, at.column), source.at(block.body.line, block.body.column)),
        )
