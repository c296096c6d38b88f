"""Reads CloudFormation's templates, and SAM's, for what recurs by the clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yaml.nodes import MappingNode, Node

from ddd.extractors.aws._template import Template, Told, documents
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, scalar, sequence

_SYSTEM = "cloudformation"
_TIMED: Mapping[str, tuple[tuple[str, Dialect], ...]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": (("ScheduledActions.Schedule", Dialect.AWS_SCHEDULER),),
    "AWS::AutoScaling::ScheduledAction": (("Recurrence", Dialect.VIXIE),),
    "AWS::Backup::BackupPlan": (("BackupPlan.BackupPlanRule.ScheduleExpression", Dialect.AWS),),
    "AWS::Config::ConfigRule": (("MaximumExecutionFrequency", Dialect.EVERY),),
    "AWS::DLM::LifecyclePolicy": (
        ("PolicyDetails.Schedules.CreateRule.CronExpression", Dialect.AWS),
        ("PolicyDetails.Schedules.CreateRule.Interval", Dialect.EVERY),
    ),
    "AWS::DataSync::Task": (("Schedule.ScheduleExpression", Dialect.AWS),),
    "AWS::Events::Rule": (("ScheduleExpression", Dialect.AWS),),
    "AWS::Glue::Crawler": (("Schedule.ScheduleExpression", Dialect.AWS),),
    "AWS::Glue::Trigger": (("Schedule", Dialect.AWS),),
    "AWS::ImageBuilder::ImagePipeline": (("Schedule.ScheduleExpression", Dialect.AWS),),
    "AWS::Redshift::ScheduledAction": (("Schedule", Dialect.AWS_SCHEDULER),),
    "AWS::S3::Bucket": (("InventoryConfigurations.ScheduleFrequency", Dialect.EVERY),),
    "AWS::SSM::Association": (("ScheduleExpression", Dialect.AWS),),
    "AWS::SSM::MaintenanceWindow": (("Schedule", Dialect.AWS_SCHEDULER),),
    "AWS::SageMaker::MonitoringSchedule": (
        ("MonitoringScheduleConfig.ScheduleConfig.ScheduleExpression", Dialect.AWS),
    ),
    "AWS::Scheduler::Schedule": (("ScheduleExpression", Dialect.AWS_SCHEDULER),),
    "AWS::SecretsManager::RotationSchedule": (
        ("RotationRules.ScheduleExpression", Dialect.AWS),
        ("RotationRules.AutomaticallyAfterDays", Dialect.EVERY),
    ),
    "AWS::Synthetics::Canary": (("Schedule.Expression", Dialect.AWS),),
}
_WINDOWS = (
    *("PreferredMaintenanceWindow", "PreferredBackupWindow", "MaintenanceWindow", "SnapshotWindow"),
    *("WeeklyMaintenanceStartTime", "DailyAutomaticBackupStartTime", "WeeklyMaintenanceWindowStart"),
)
_SAM = frozenset({"AWS::Serverless::Function", "AWS::Serverless::StateMachine"})
_SAM_EVENTS = {"Schedule": Dialect.AWS, "ScheduleV2": Dialect.AWS_SCHEDULER}
_ZONES = ("ScheduleExpressionTimezone", "ScheduleTimezone", "TimeZone", "Timezone")
_NAMES = ("Name", "RuleName", "ScheduleName", "ScheduledActionName", "Id")
_WORDS = {
    "One_Hour": "every hour",
    "Three_Hours": "every 3 hours",
    "Six_Hours": "every 6 hours",
    "Twelve_Hours": "every 12 hours",
    "TwentyFour_Hours": "every 24 hours",
    "Daily": "every day",
    "Weekly": "every week",
}
_UNITS = {"Interval": "hours", "AutomaticallyAfterDays": "days"}


@extractor("cloudformation", paths=("*.yaml", "*.yml", "*.json", "*.template"), literals=("AWS::",))
def cloudformation(source: Source) -> Iterator[Schedule]:
    """Find what CloudFormation and SAM templates, in YAML or JSON, do by the clock.

    `Type: AWS::Events::Rule` with `ScheduleExpression: cron(0 3 * * ? *)`, schedules of EventBridge Scheduler, backup
    plans, SSM, Glue, DLM, DataSync and others, maintenance and backup windows of databases, and in SAM the events
    `Type: Schedule` and `ScheduleV2` of a function. `!Ref` and `!Sub` are followed to the defaults of parameters,
    `!FindInMap` to the mappings; `!If` gives both arms, each with its condition. `State: DISABLED` and `Enabled: false`
    suspend. Not seen: values imported from another stack and what parameters are given at deployment. Format:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html.
    """
    for document in documents(source):
        yield from of_template(source, document)


def of_template(source: Source, document: Node) -> Iterator[Schedule]:
    """Yield the schedules of a template: a mapping with `Resources`."""
    template = Template(document)
    for name, kind, resource in template.resources():
        one = _Resource(source, template, name, resource)
        yield from (template.as_made(fact, resource) for fact in _of_resource(one, kind))


def _of_resource(one: _Resource, kind: str) -> Iterator[Schedule]:
    for path, dialect in _TIMED.get(kind, ()):
        yield from one.schedules(path.split("."), dialect)
    for window in _WINDOWS:
        yield from one.schedules([window], Dialect.AWS_WINDOW)
    if kind in _SAM:
        yield from one.events()


class _Resource:
    """One resource of a template."""

    def __init__(self, source: Source, template: Template, name: str, resource: Node) -> None:
        self._source, self._template, self._name, self._resource = source, template, name, resource
        self._properties = child(resource, "Properties")

    def schedules(self, path: list[str], dialect: Dialect) -> Iterator[Schedule]:
        """Yield the schedules at a path below the properties; lists are gone through."""
        for holders, node in _below(self._properties, path, ()):
            yield from self._told(holders, node, dialect, path[-1], self._called(holders, dialect, path[-1]))

    def events(self) -> Iterator[Schedule]:
        """Yield the schedules among the events of a SAM function."""
        for name, _, event in items(child(self._properties, "Events")):
            dialect = _SAM_EVENTS.get(scalar(child(event, "Type")) or "")
            properties = child(event, "Properties")
            node = child(properties, "Schedule") or child(properties, "ScheduleExpression")
            if dialect and properties is not None and node is not None:
                called = self._name if name == self._name else f"{self._name} {name}"
                yield from self._told((properties,), node, dialect, "", called, self._name)

    def _told(
        self, holders: tuple[Node, ...], node: Node, dialect: Dialect, key: str, name: str, target: str = ""
    ) -> Iterator[Schedule]:
        for told in self._template.told(node):
            expression = _worded(told.text, key, holders[-1]) if dialect is Dialect.EVERY else told.text
            if told.text in ("", "AWS::NoValue") or not expression:
                continue
            state, note = self._state(holders)
            yield Schedule(
                system=_SYSTEM,
                name=name,
                evidence=tuple(dict.fromkeys(self._source.at_node(place) for place in told.nodes)),
                state=State.UNRESOLVED if told.is_open and state is State.ACTIVE else state,
                expression=" ".join(expression.split()),
                dialect=dialect,
                timezone=self._zone(holders),
                target=target or self._target(),
                confidence=Confidence.MEDIUM if told.note else Confidence.HIGH,
                note="; ".join(filter(None, (told.note, note, *_given(told)))),
            )

    def _called(self, holders: tuple[Node, ...], dialect: Dialect, key: str) -> str:
        own = self._template.text(child(self._properties, "Name")) or self._name
        inner = [scalar(child(holder, name)) for holder in reversed(holders[1:]) for name in (*_NAMES, "RuleName")]
        window = _spaced(key) if dialect is Dialect.AWS_WINDOW else ""
        return " ".join(filter(None, (own, next(filter(None, inner), ""), window)))

    def _state(self, holders: tuple[Node, ...]) -> tuple[State, str]:
        notes: list[str] = []
        for holder in holders:
            for key, off in (("State", "disabled"), ("Enabled", "false")):
                told = list(self._template.told(child(holder, key)))
                if [one.text.lower() for one in told] == [off]:
                    return State.SUSPENDED, "; ".join(notes)
                notes += [f"{key} {one.text} {one.note}" for one in told if one.note and one.text.lower() == off]
        return State.ACTIVE, "; ".join(notes)

    def _zone(self, holders: tuple[Node, ...]) -> str:
        found = (self._template.text(child(holder, key)) for holder in reversed(holders) for key in _ZONES)
        return next(filter(None, found), "UTC")

    def _target(self) -> str:
        """Return the logical id or the ARN of what is started."""
        places = [child(self._properties, "Target"), *sequence(child(self._properties, "Targets"))]
        for place in places:
            for told in self._template.told(child(place, "Arn")):
                return told.text.removeprefix("!GetAtt ").removeprefix("!Ref ").replace(", ", ".").removesuffix(".Arn")
        return ""


def _below(node: Node | None, path: list[str], holders: tuple[Node, ...]) -> Iterator[tuple[tuple[Node, ...], Node]]:
    """Yield what stands at a path, with the mappings around it, the outermost first."""
    for one in sequence(node) if path else ():
        if not isinstance(one, MappingNode):
            continue
        found = child(one, path[0])
        if found is not None and len(path) == 1:
            yield (*holders, one), found
        else:
            yield from _below(found, path[1:], (*holders, one))


def _worded(text: str, key: str, holder: Node) -> str:
    """Put a number of hours or days, or a word of frequency, into words."""
    if key not in _UNITS:
        return _WORDS.get(text, "")
    unit = (scalar(child(holder, "IntervalUnit")) or _UNITS[key]).lower()
    return f"every {text} {unit}"


def _given(told: Told) -> Iterator[str]:
    if len(told.nodes) > 1 and not told.is_open:
        yield "the default of a parameter or a mapping"


def _spaced(key: str) -> str:
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in key).strip()
