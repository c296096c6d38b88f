"""Reads CloudFormation's templates for what an auditor asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors.aws._template import Template, Told
from ddd.extractors.controls._attributes import STILL_AT_HAND, Attribute, Form, days, flag, text
from ddd.extractors.controls._words import (
    ACCESS_LOG,
    AUDIT_LOG,
    BACKUP_RETENTION,
    DATA_ARCHIVING,
    DATA_RETENTION,
    DELETION_PROTECTION,
    ENCRYPTION_AT_REST,
    FOREVER,
    LOG_RETENTION,
    POINT_IN_TIME_RECOVERY,
    VERSIONING,
    amount,
)
from ddd.model import Confidence, Control, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, scalar

_SYSTEM = "cloudformation"
_DATABASE = (
    days("BackupRetentionPeriod", BACKUP_RETENTION),
    flag("StorageEncrypted", ENCRYPTION_AT_REST),
    flag("DeletionProtection", DELETION_PROTECTION),
    text("EnableCloudwatchLogsExports", AUDIT_LOG),
)
_LIFECYCLE = "LifecycleConfiguration.Rules"
_THERE = Attribute("", AUDIT_LOG, "", Form.TEXT)
_SEARCH = (flag("EncryptionAtRestOptions.Enabled", ENCRYPTION_AT_REST),)
_CONTROLS: Mapping[str, tuple[Attribute, ...]] = {
    "AWS::Backup::BackupPlan": (
        days("BackupPlan.BackupPlanRule.Lifecycle.DeleteAfterDays", BACKUP_RETENTION),
        days("BackupPlan.BackupPlanRule.Lifecycle.MoveToColdStorageAfterDays", DATA_ARCHIVING),
    ),
    "AWS::CloudTrail::Trail": (
        _THERE,
        flag("IsMultiRegionTrail", AUDIT_LOG),
        flag("EnableLogFileValidation", AUDIT_LOG),
    ),
    "AWS::Config::ConfigurationRecorder": (_THERE,),
    "AWS::DLM::LifecyclePolicy": (Attribute("PolicyDetails.Schedules.RetainRule.Count", BACKUP_RETENTION, "copies"),),
    "AWS::DocDB::DBCluster": _DATABASE,
    "AWS::DynamoDB::Table": (
        flag("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", POINT_IN_TIME_RECOVERY),
        flag("SSESpecification.SSEEnabled", ENCRYPTION_AT_REST),
        flag("DeletionProtectionEnabled", DELETION_PROTECTION),
    ),
    "AWS::EC2::FlowLog": (_THERE,),
    "AWS::EC2::Instance": (flag("DisableApiTermination", DELETION_PROTECTION),),
    "AWS::EC2::Volume": (flag("Encrypted", ENCRYPTION_AT_REST),),
    "AWS::EFS::FileSystem": (
        flag("Encrypted", ENCRYPTION_AT_REST),
        text("BackupPolicy.Status", BACKUP_RETENTION, "enabled"),
    ),
    "AWS::ElastiCache::CacheCluster": (days("SnapshotRetentionLimit", BACKUP_RETENTION),),
    "AWS::ElastiCache::ReplicationGroup": (
        days("SnapshotRetentionLimit", BACKUP_RETENTION),
        flag("AtRestEncryptionEnabled", ENCRYPTION_AT_REST),
    ),
    "AWS::Elasticsearch::Domain": _SEARCH,
    "AWS::Kinesis::Stream": (
        days("RetentionPeriodHours", DATA_RETENTION, "hours"),
        text("StreamEncryption.EncryptionType", ENCRYPTION_AT_REST),
    ),
    "AWS::Lambda::EventInvokeConfig": (),
    "AWS::Logs::LogGroup": (days("RetentionInDays", LOG_RETENTION), text("KmsKeyId", ENCRYPTION_AT_REST)),
    "AWS::Neptune::DBCluster": _DATABASE,
    "AWS::OpenSearchService::Domain": _SEARCH,
    "AWS::RDS::DBCluster": _DATABASE,
    "AWS::RDS::DBInstance": _DATABASE,
    "AWS::Redshift::Cluster": (
        days("AutomatedSnapshotRetentionPeriod", BACKUP_RETENTION),
        flag("Encrypted", ENCRYPTION_AT_REST),
        text("LoggingProperties.BucketName", AUDIT_LOG),
    ),
    "AWS::S3::Bucket": (
        days(f"{_LIFECYCLE}.ExpirationInDays", DATA_RETENTION),
        days(f"{_LIFECYCLE}.NoncurrentVersionExpirationInDays", DATA_RETENTION),
        days(f"{_LIFECYCLE}.NoncurrentVersionExpiration.NoncurrentDays", DATA_RETENTION),
        days(f"{_LIFECYCLE}.Transitions.TransitionInDays", DATA_ARCHIVING),
        text("VersioningConfiguration.Status", VERSIONING, "enabled"),
        text("LoggingConfiguration.DestinationBucketName", ACCESS_LOG),
        text(
            "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault.SSEAlgorithm",
            ENCRYPTION_AT_REST,
        ),
        days("ObjectLockConfiguration.Rule.DefaultRetention.Days", DATA_RETENTION),
        days("ObjectLockConfiguration.Rule.DefaultRetention.Years", DATA_RETENTION, "years"),
    ),
    "AWS::SNS::Topic": (text("KmsMasterKeyId", ENCRYPTION_AT_REST),),
    "AWS::SQS::Queue": (
        days("MessageRetentionPeriod", DATA_RETENTION, "seconds"),
        text("KmsMasterKeyId", ENCRYPTION_AT_REST),
        flag("SqsManagedSseEnabled", ENCRYPTION_AT_REST),
    ),
    "AWS::Timestream::Table": (
        days("RetentionProperties.MemoryStoreRetentionPeriodInHours", DATA_RETENTION, "hours"),
        days("RetentionProperties.MagneticStoreRetentionPeriodInDays", DATA_RETENTION),
    ),
}
_KEPT_FOREVER = {"AWS::Logs::LogGroup": "RetentionInDays"}
_RETAINED = frozenset({"Retain", "RetainExceptOnCreate", "Snapshot"})
_HOLDS_DATA = frozenset(
    {
        *("AWS::Backup::BackupVault", "AWS::Cognito::UserPool", "AWS::DocDB::DBCluster", "AWS::DynamoDB::GlobalTable"),
        *("AWS::DynamoDB::Table", "AWS::EC2::Volume", "AWS::ECR::Repository", "AWS::EFS::FileSystem", "AWS::KMS::Key"),
        *("AWS::Elasticsearch::Domain", "AWS::Logs::LogGroup", "AWS::Neptune::DBCluster", "AWS::RDS::DBCluster"),
        *("AWS::OpenSearchService::Domain", "AWS::RDS::DBInstance", "AWS::Redshift::Cluster", "AWS::S3::Bucket"),
        "AWS::SecretsManager::Secret",
    }
)
_NAMES = ("LogGroupName", "BucketName", "TableName", "DBInstanceIdentifier", "DBClusterIdentifier", "QueueName", "Name")


@extractor("cloudformation-controls", paths=("*.yaml", "*.yml", "*.json", "*.template"), literals=("AWS::",))
def cloudformation_controls(source: Source) -> Iterator[Control]:
    """Find in CloudFormation and SAM templates how long things are kept, what is recorded, encrypted and protected.

        ApiLogs:
          Type: AWS::Logs::LogGroup
          Properties:
            RetentionInDays: 365

    Retention of log groups, backups, snapshots, queues, streams and objects, trails and flow logs, encryption at rest,
    versioning, protection against deletion, and `DeletionPolicy: Retain`. A log group without `RetentionInDays` is kept
    `forever`. Switches count where they are on. `!Ref` and `!Sub` are followed to the defaults of parameters,
    `!FindInMap` to the mappings; `!If` gives both arms, each with its condition. Not seen: what parameters are given at
    deployment, values imported from another stack, nested stacks' own resources.
    Format: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html.
    """
    try:
        documents = source.yaml
    except Unreadable:
        return  # the extractor of its schedules says so where it is a template for certain
    for document in documents:
        roots = [document, child(document, "resources")] if child(document, "provider") is not None else [document]
        for root in (one for one in roots if one is not None):
            yield from _of_template(source, root)


def _of_template(source: Source, document: Node) -> Iterator[Control]:
    template = Template(document)
    for name, kind, resource in template.resources():
        for fact in _Resource(source, template, name, kind, resource).controls():
            yield template.as_made(fact, resource)


class _Resource:
    """One resource of a template."""

    def __init__(self, source: Source, template: Template, name: str, kind: str, resource: Node) -> None:
        self._source, self._template, self._name, self._kind, self._resource = source, template, name, kind, resource
        self._properties = child(resource, "Properties")
        called = (template.text(child(self._properties, key)) for key in _NAMES)
        self._called = next(filter(None, called), name)
        self._start = next((key for label, key, _ in items(resource) if label == "Type"), resource)

    def controls(self) -> Iterator[Control]:
        """Yield all that its type and its policies say."""
        for attribute in _CONTROLS.get(self._kind, ()):
            if not attribute.path:
                yield self._control(attribute.control, self._kind, "", (self._start,))
                continue
            for node, is_on in _below(self._properties, attribute.path.split("."), True):
                for fact in self._of_attribute(attribute, node):
                    if "Noncurrent" in attribute.path:
                        fact = replace(fact, scope=f"{fact.scope} noncurrent versions")
                    yield fact if is_on else _suspended(fact)
        yield from self._forever()
        policy = child(self._resource, "DeletionPolicy")
        if policy is not None and self._kind in _HOLDS_DATA and scalar(policy) in _RETAINED:
            yield self._control(DELETION_PROTECTION, f"DeletionPolicy {scalar(policy)}", "", (policy,))

    def _of_attribute(self, attribute: Attribute, node: Node) -> Iterator[Control]:
        label = attribute.path.rpartition(".")[2]
        if isinstance(node, SequenceNode) and attribute.form is Form.TEXT and not node.tag.startswith("!"):
            words = [text for one in node.value if (text := scalar(one))]
            if words:
                yield self._control(attribute.control, ", ".join(words), "", (node,))
            return
        for told in self._template.told(node):
            said = _said(told, attribute, label)
            if said:
                yield self._control(attribute.control, *said, told.nodes, told)

    def _forever(self) -> Iterator[Control]:
        key = _KEPT_FOREVER.get(self._kind)
        is_readable = self._properties is None or isinstance(self._properties, MappingNode)
        if key and is_readable and child(self._properties, key) is None:
            told = Told(FOREVER, (self._start,), f"no {key}: nothing is ever deleted")
            yield self._control(LOG_RETENTION, FOREVER, "", (self._start,), told)

    def _control(
        self, control: str, value: str, unit: str, nodes: tuple[Node, ...], told: Told | None = None
    ) -> Control:
        places = tuple(dict.fromkeys(self._source.at_node(one) for one in (*nodes, self._start)))
        is_open = told is not None and told.is_open
        return Control(
            system=_SYSTEM,
            name=self._called,
            control=control,
            value=value[:300],
            unit=unit,
            scope=f"{self._kind} {self._name}",
            state=State.UNRESOLVED if is_open and value.startswith("!") and unit else State.ACTIVE,
            confidence=Confidence.HIGH,
            note=told.note if told else "",
            evidence=tuple({one.line: one for one in reversed(places)}.values())[::-1],
        )


def _suspended(fact: Control) -> Control:
    return replace(fact, state=State.SUSPENDED)


def _said(told: Told, attribute: Attribute, label: str) -> tuple[str, str] | None:
    """Return value and unit, or None where the property says that there is no such control."""
    text = told.text.strip()
    if told.is_open and text == "AWS::NoValue":
        return None
    match attribute.form:
        case Form.FLAG:
            return (label, "") if text.lower() == "true" else (text, "") if told.is_open else None
        case Form.TEXT:
            is_it = bool(text) and (not attribute.allowed or told.is_open or text.lower() in attribute.allowed)
            return (text, "") if is_it else None
    found = amount(text)
    if found:
        return (found.value, found.unit or attribute.unit) if found.value != "0" else None
    return (text, attribute.unit) if told.is_open else None


def _below(node: Node | None, path: list[str], is_on: bool) -> Iterator[tuple[Node, bool]]:
    """Yield what stands at a path, lists gone through, and whether the rule around it is enabled."""
    if node is None:
        return
    if path == ["TransitionInDays"] and scalar(child(node, "StorageClass")) in STILL_AT_HAND:
        return
    if not path:
        yield node, is_on
    elif isinstance(node, SequenceNode):
        for entry in node.value:
            if not isinstance(entry, SequenceNode):  # an alias may lead back to the list it stands in
                yield from _below(entry, path, is_on)
    else:
        is_on = is_on and not (path[-1] != "Status" and scalar(child(node, "Status")) == "Disabled")
        yield from _below(child(node, path[0]), path[1:], is_on)
