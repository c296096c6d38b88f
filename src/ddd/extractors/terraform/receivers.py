"""Reads where clouds send their alarms and notices: subscriptions, notification channels, contacts of an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._receivers import service, topic
from ddd.extractors.people._annotations import NOBODY, meaning
from ddd.extractors.people._people import addresses
from ddd.extractors.terraform._facts import Found, select
from ddd.extractors.terraform._files import CONFIGURATION, Block, blocks, references
from ddd.extractors.terraform._people import Named, lines, named, scope_name, shown, state
from ddd.model import Contact, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source


@dataclass(frozen=True, slots=True)
class _Receiver:
    """Where a resource says whom it tells."""

    path: str
    """Of the value that is the address."""
    channel: str = "email"
    role: str = "receiver"
    scope: str = ""
    """The attribute that says what it is told of; empty: the resource's own name."""
    note: str = ""
    """The attribute that says for what."""


_RECEIVERS: dict[str, tuple[_Receiver, ...]] = {
    "azurerm_monitor_action_group": (
        _Receiver("email_receiver.email_address"),
        _Receiver("sms_receiver.phone_number", "sms"),
        _Receiver("voice_receiver.phone_number", "phone"),
        _Receiver("webhook_receiver.service_uri", "web"),
    ),
    "google_monitoring_notification_channel": (
        _Receiver("labels.email_address"),
        _Receiver("labels.channel_name", "slack"),
        _Receiver("labels.number", "sms"),
    ),
    "grafana_contact_point": (
        _Receiver("email.addresses"),
        _Receiver("slack.recipient", "slack"),
        _Receiver("webhook.url", "web"),
    ),
    "aws_account_alternate_contact": (
        _Receiver("email_address", role="contact", note="alternate_contact_type"),
        _Receiver("phone_number", "phone", role="contact", note="alternate_contact_type"),
    ),
    "google_essential_contacts_contact": (_Receiver("email", role="contact"),),
    "azurerm_security_center_contact": (
        _Receiver("email", role="security"),
        _Receiver("phone", "phone", role="security"),
    ),
    "aws_budgets_budget": (_Receiver("notification.subscriber_email_addresses"),),
    "newrelic_notification_destination": (_Receiver("property.value", note="type"),),
    "statuscake_contact_group": (_Receiver("email_addresses"),),
    "uptimerobot_alert_contact": (_Receiver("value"),),
}
_NAMESPACES = frozenset({"kubernetes_namespace", "kubernetes_namespace_v1"})
_NO_NUMBER = re.compile(r"\+?[0\s-]{3,40}")
_SUBSCRIBED = {"email": "email", "email-json": "email", "sms": "sms", "https": "web", "http": "web"}


@extractor(
    "terraform-receivers",
    paths=CONFIGURATION,
    literals=("aws_sns_topic_subscription", "kubernetes_namespace", *_RECEIVERS),
)
def terraform_receivers(source: Source) -> Iterator[Extracted]:
    """Find where a cloud's alarms and notices go: one contact for each address that a resource of Terraform names.

    `aws_sns_topic_subscription` with the protocol email or sms, the receivers of an `azurerm_monitor_action_group`,
    notification channels of Google Cloud, contact points of Grafana, budgets, the contacts of an account, and
    annotations such as `acme.org/owner` of a `kubernetes_namespace`. An address that is a variable stays one, and is
    followed; of webhooks only those count whose address says which service it is, and never the address.
    Format: https://registry.terraform.io/browse/providers.
    """
    for block in blocks(source):
        if block.kind != "resource" or len(block.labels) != 2:
            continue
        if block.labels[0] == "aws_sns_topic_subscription":
            yield from _subscribed(source, block)
        elif block.labels[0] in _NAMESPACES:
            yield from _annotated(source, block)
        for receiver in _RECEIVERS.get(block.labels[0], ()):
            for found in select(Found(block.body, ()), receiver.path):
                yield from _receivers(source, block, receiver, found)


def _subscribed(source: Source, block: Block) -> Iterator[Contact]:
    channel = _SUBSCRIBED.get(block.body.literal("protocol"), "")
    endpoint, scope = block.body.get("endpoint"), shown(source, block.body.get("topic_arn"))
    if channel == "web" and endpoint and "${" in endpoint.text and service(endpoint.text):
        # The key may come from a resource: whose address it is stands there all the same.
        pager = Named(endpoint.text, endpoint)
        yield from _contact(source, block, pager, channel, "subscriber", scope, block.body.get("protocol"))
        return
    for somebody in named(source, block, endpoint) if channel else ():
        yield from _contact(source, block, somebody, channel, "subscriber", scope, block.body.get("protocol"))


def _annotated(source: Source, block: Block) -> Iterator[Contact]:
    """Yield who answers for a namespace of Kubernetes, as its annotations say."""
    name = next((one.value.text for one in select(Found(block.body, ()), "metadata.name")), block.labels[1])
    for found in select(Found(block.body, ()), "metadata.annotations"):
        for key, value in found.value.entries:
            role, channel = meaning(key)
            mail = next(iter(addresses(value.text)), "")
            if role and value.kind is Kind.TEXT and value.text.lower() not in NOBODY and "${" not in value.text:
                somebody = Named(value.text, value, address=mail or (value.text if channel == "slack" else ""))
                channel = channel or ("email" if mail else "")
                yield from _contact(source, block, somebody, channel, role, f"Namespace {name}", None)


def _receivers(source: Source, block: Block, receiver: _Receiver, found: Found) -> Iterator[Contact]:
    value = found.value
    if value.kind is Kind.NULL:
        return
    scope = block.body.literal("display_name") or scope_name(block)
    note = block.body.literal(receiver.note) if receiver.note else ""
    for somebody in named(source, block, value):
        yield from _contact(source, block, somebody, receiver.channel, receiver.role, scope, None, note.lower())


def _contact(
    source: Source,
    block: Block,
    somebody: Named,
    channel: str,
    role: str,
    scope: str,
    beside: Value | None,
    note: str = "",
) -> Iterator[Contact]:
    standing, switched = state(source, block)
    name, address = somebody.name, somebody.address
    if channel == "web":
        channel = service(somebody.name)
        address = topic(somebody.name)
        name = address or channel
    elif channel == "email" and address and "@" not in address and "${" not in address:
        return
    if not name or _NO_NUMBER.fullmatch(name):
        return
    yield Contact(
        system="terraform",
        name=name,
        role=role,
        channel=channel,
        address=address,
        scope=scope,
        state=State.UNRESOLVED if somebody.is_open and standing is State.ACTIVE else standing,
        note="; ".join(filter(None, (note, somebody.note, switched))),
        evidence=lines(source, somebody.value, beside, block.body),
        references=tuple(dict.fromkeys((*somebody.references, *references({}, scope)))) if address else (),
    )
