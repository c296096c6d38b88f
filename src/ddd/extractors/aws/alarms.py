"""Reads the alarms, budgets and scaling policies of CloudFormation's templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import Limit, triggers
from ddd.extractors.aws import _alarms
from ddd.extractors.aws._template import Template, Told, documents
from ddd.model import Evidence, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar

_READERS: Mapping[str, tuple[str, Callable[[Value], Iterator[Limit]]]] = {
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("aws-autoscaling", _alarms.target_tracking),
    "AWS::AutoScaling::ScalingPolicy": ("aws-autoscaling", _alarms.target_tracking),
    "AWS::Budgets::Budget": ("aws-budgets", _alarms.budget),
    "AWS::CloudWatch::Alarm": ("cloudwatch", _alarms.metric_alarm),
    "AWS::CloudWatch::CompositeAlarm": ("cloudwatch", _alarms.composite_alarm),
}
_NAMES = ("alarm_name", "policy_name")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DEEPEST = 12
_MOST = 5_000
"""Nodes of one resource: anchors let a few lines stand for any number."""
_PATHS = ("*.yaml", "*.yml", "*.json", "*.template")


@extractor("cloudformation-alarms", paths=_PATHS, literals=tuple(_READERS))
def cloudformation_alarms(source: Source) -> Iterator[Trigger]:
    """Find the limits that CloudFormation and SAM templates, and `resources:` of Serverless, let AWS watch.

        Type: AWS::CloudWatch::Alarm
        Properties:
          MetricName: CPUUtilization
          ComparisonOperator: GreaterThanThreshold
          Threshold: !Ref CpuLimit
          EvaluationPeriods: 3
          Period: 60
          AlarmActions: [!Ref OnCall]

    Alarms (of metric math and composite ones, too), budgets, and scaling policies that keep a metric at a value: they
    act above it. `!Ref`, `!Sub` and `!FindInMap` are followed within the file, `!If` gives both arms. An alarm without
    `AlarmActions` notifies nobody. Not seen: policies that scale by steps (the alarm that calls them is), and what
    parameters without a default are given. Format:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudwatch-alarm.html.
    """
    for document in documents(source):
        yield from _of_template(source, document)
        if child(document, "Resources") is None:
            inner = child(document, "resources")
            for held in inner.value if isinstance(inner, SequenceNode) else [inner]:
                if isinstance(held, MappingNode):
                    yield from _of_template(source, held)


def _of_template(source: Source, document: Node) -> Iterator[Trigger]:
    template = Template(document)
    for name, kind, resource in template.resources():
        if kind not in _READERS:
            continue
        system, read = _READERS[kind]
        plain = _Plain(template)
        body = plain.value(child(resource, "Properties"))

        def place(value: Value, plain: _Plain = plain) -> tuple[Evidence, ...]:
            leading = plain.leading.get((value.line, value.column), ())
            return (source.at(value.line, value.column), *(source.at_node(node) for node in leading))

        for limit in read(body):
            own = next((text for key in _NAMES if (text := body.literal(key)) and "!" not in text), "")
            found = triggers(
                limit,
                system=system,
                name=own if own and "${" not in own else name,
                place=place,
                also=(source.at_node(resource),),
            )
            yield from (template.as_made(fact, resource) for fact in found)


class _Plain:
    """Takes a resource's properties as values under Terraform's names, what CloudFormation's functions say put in."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._left = _MOST
        self.leading: dict[tuple[int, int], tuple[Node, ...]] = {}
        """Place of a value -> what leads to it."""

    def value(self, node: Node | None, depth: int = 0) -> Value:
        """Return what a property says."""
        self._left -= 1
        if node is None or depth > _DEEPEST or self._left < 0:
            return Value(Kind.NULL, "", 1, 1)
        told = list(self._template.told(node))
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if told:
            made = tuple(self._scalar(one) for one in told)
            if len(made) == 1 and not told[0].note:
                return made[0]
            return Value(Kind.CHOICE, told[0].note.removeprefix("when "), line, column, items=made)
        if arms := _arms(node):
            both = tuple(self.value(arm, depth + 1) for arm in arms[1:])
            return Value(Kind.CHOICE, scalar(arms[0]) or "", line, column, items=both)
        if isinstance(node, SequenceNode):
            return Value(Kind.LIST, "", line, column, items=tuple(self.value(one, depth + 1) for one in node.value))
        entries = tuple((_snake(key), self.value(below, depth + 1)) for key, _, below in items(node))
        return Value(Kind.OBJECT, "", line, column, entries=entries)

    def _scalar(self, told: Told) -> Value:
        first = told.nodes[0]
        line, column = first.start_mark.line + 1, first.start_mark.column + 1
        self.leading[line, column] = told.nodes[1:]
        kind = Kind.NULL if isinstance(first, ScalarNode) and told.text == "AWS::NoValue" else Kind.TEXT
        return Value(kind, told.text if kind is Kind.TEXT else "", line, column)


def _arms(node: Node) -> list[Node]:
    """Return condition and arms of an `!If` between what is no text; empty for anything else."""
    given = node if node.tag == "!If" else child(node, "Fn::If")
    return given.value if isinstance(given, SequenceNode) and len(given.value) == 3 else []


def _snake(name: str) -> str:
    return _WORD.sub("_", name).lower() if len(name) < 100 else name
