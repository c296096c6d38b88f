"""Reads who subscribes to the topics of a CloudFormation template."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors._nodes import places
from ddd.extractors._receivers import service, topic
from ddd.extractors.aws._template import Template, Told
from ddd.model import Contact, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, sequence

_CHANNELS = {"email": "email", "email-json": "email", "sms": "sms", "https": "", "http": ""}


@extractor(
    "sns-subscriptions",
    paths=("*.yaml", "*.yml", "*.json", "*.template"),
    literals=("AWS::SNS::Subscription", "AWS::SNS::Topic"),
)
def sns_subscriptions(source: Source) -> Iterator[Contact]:
    """Find who is told by the topics of a CloudFormation template: subscribers by mail, by SMS or with a pager.

    `Type: AWS::SNS::Subscription` with `Protocol: email` and `Endpoint: ops@acme.org`, or the same in the
    `Subscription` of a topic. A parameter without a default (`!Ref AlarmEmail`) leaves it unresolved; of addresses on
    the web only those count that are a known service's, and never the address. Queues and functions are nobody.
    Format: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-subscription.html.
    """
    try:
        documents = source.yaml
    except Unreadable:
        if source.is_template or "{{" in source.text or "AWSTemplateFormatVersion" not in source.text:
            return
        raise
    for document in documents:
        template = Template(document)
        for name, kind, resource in template.resources():
            properties = child(resource, "Properties")
            if kind == "AWS::SNS::Subscription":
                scope = next((told.text for told in template.told(child(properties, "TopicArn"))), "")
                yield from _told(source, template, properties, scope)
            elif kind == "AWS::SNS::Topic":
                scope = template.text(child(properties, "TopicName")) or name
                for subscription in sequence(child(properties, "Subscription")):
                    yield from _told(source, template, subscription, scope)


def _told(source: Source, template: Template, holder: Node | None, scope: str) -> Iterator[Contact]:
    channel = _CHANNELS.get(template.text(child(holder, "Protocol")))
    endpoint = child(holder, "Endpoint")
    for told in template.told(endpoint) if channel is not None else ():
        if one := _contact(source, told, channel or service(told.text), scope, child(holder, "Protocol")):
            yield one


def _contact(source: Source, told: Told, channel: str, scope: str, protocol: Node | None) -> Contact | None:
    name = (topic(told.text) or channel) if channel not in ("email", "sms") else told.text
    if not channel or not name or told.text == "AWS::NoValue":
        return None
    return Contact(
        system="cloudformation",
        name=name,
        role="subscriber",
        channel=channel,
        address=name if channel in ("email", "sms") and not told.is_open else "",
        scope=_topic(scope),
        state=State.UNRESOLVED if told.is_open and channel in ("email", "sms") else State.ACTIVE,
        note=told.note,
        evidence=places(source, *told.nodes, protocol),
    )


def _topic(scope: str) -> str:
    """Return the topic's own name: `!Ref AlarmTopic` is AlarmTopic."""
    return scope.removeprefix("!Ref ").strip("${}")
