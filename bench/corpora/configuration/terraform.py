"""A Terraform module: resources, variables, outputs; in some a rule of a scheduler or an alarm."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.corpora.configuration.words import File, many, sentences, setting, settings, shifted

_TYPES = ("aws_instance", "aws_s3_bucket", "aws_security_group", "aws_iam_role", "aws_subnet", "aws_db_instance")


def module(source: random.Random, name: str) -> Iterator[File]:
    """Yield the files of one module."""
    folder = f"terraform/modules/{name}"
    yield f"{folder}/main.tf", "\n".join(_resource(source, number) for number in range(many(source, 5)))
    yield f"{folder}/variables.tf", "\n".join(_variable(source, number) for number in range(many(source, 8)))
    yield f"{folder}/outputs.tf", "\n".join(_output(source, number) for number in range(many(source, 3)))
    if source.random() < 0.2:
        yield f"{folder}/schedule.tf", _rule(source, name)
    if source.random() < 0.2:
        yield f"{folder}/alarms.tf", "\n".join(_alarm(source, number) for number in range(many(source, 2)))


def _block(head: str, body: str) -> str:
    return f"{head} {{\n{shifted(body, 2)}}}\n"


def _resource(source: random.Random, number: int) -> str:
    tags = _block("tags =", settings(source, 3, " = "))
    head = f'resource "{source.choice(_TYPES)}" "{setting(source)}_{number}"'
    return _block(head, settings(source, many(source, 6), " = ") + "\n" + tags)


def _variable(source: random.Random, number: int) -> str:
    head = f'variable "{setting(source)}_{number}"'
    return _block(head, f'description = "{sentences(source, 1)}"\ntype        = string\ndefault     = null\n')


def _output(source: random.Random, number: int) -> str:
    return _block(f'output "{setting(source)}_{number}"', f"value = {source.choice(_TYPES)}.{setting(source)}_0.id\n")


def _rule(source: random.Random, name: str) -> str:
    expression = source.choice(('"rate(1 day)"', f'"cron({source.randrange(60)} 2 * * ? *)"'))
    head = f'resource "aws_cloudwatch_event_rule" "{name}"'
    return _block(head, f'name                = "{name}"\nschedule_expression = {expression}\n')


def _alarm(source: random.Random, number: int) -> str:
    metric = setting(source)
    body = (
        f'alarm_name          = "{metric}"\ncomparison_operator = "GreaterThanThreshold"\nevaluation_periods  = 2\n'
        f'metric_name         = "{metric}"\nnamespace           = "AWS/EC2"\nperiod              = 300\n'
        f'statistic           = "Average"\nthreshold           = {source.randrange(50, 95)}\n'
    )
    return _block(f'resource "aws_cloudwatch_metric_alarm" "{metric}_{number}"', body)
