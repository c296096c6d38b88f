"""Whom Ansible tasks notify: mails, chats and pagers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import Node

from ddd.extractors._jinja import references
from ddd.extractors._receivers import is_placeholder, service, topic
from ddd.extractors.ansible._actions import called
from ddd.extractors.ansible._loops import Turn, turns
from ddd.extractors.ansible._messengers import MESSENGERS
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, conjunction, places
from ddd.extractors.ansible._words import one_line, short
from ddd.model import Contact, Evidence, Reference, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, scalar

_SYSTEM = "ansible"
_SAYS = frozenset(
    {"msg", "token", "subject", "text", "body", "api_key", "api_args", "to", "message", "title", "webhook"}
)
_SAYS |= {"integration_key", "service_key", "auth_token", "msg_type", "src", "dest", "alert_payload", "desc", "room"}
_NESTED = ("api_args", "body", "text")
_SPLIT = re.compile(r"\s*,\s*(?![^{]*\}\})")
_MAX_PLACES = 10


@dataclass(frozen=True, slots=True)
class _Receiver:
    """One receiver of one task."""

    channel: str
    address: str
    node: Node


@extractor(
    "ansible-contacts",
    paths=("*.yml", "*.yaml"),
    literals=(
        *("mail", "slack", "mattermost", "rocketchat", "telegram", "pagerduty", "opsgenie", "discord", "jabber", "irc"),
        *("teams", "webhook", "hooks", "office_365", "twilio", "nexmo", "pushover", "pushbullet", "webex", "hipchat"),
        *("sendgrid", "matrix", "ntfy"),
    ),
)
def ansible_contacts(source: Source) -> Iterator[Contact]:
    """Find whom Ansible tasks tell: modules such as `mail`, `slack`, `telegram`, and `uri` that posts to a webhook.

        - name: Tell the operators
          community.general.slack:
            token: "{{ slack_token }}"
            channel: "#ops"
            msg: The upgrade failed

    The address is a channel, a mail address or a service's public name, never the token or the address of a webhook.
    The note says when the message is sent: the task's conditions, that it stands in a `rescue`, that it is a handler.
    What a custom module or a callback plugin sends is not seen.
    Format: https://docs.ansible.com/ansible/latest/collections/community/general/index.html.
    """
    found: dict[tuple[str, str], Contact] = {}
    for task in ansible(source).every_task():
        for contact in _told(source, task):
            key = (contact.channel, contact.address)
            before = found.get(key)
            found[key] = replace(before, evidence=_joined(before, contact)) if before else contact
    yield from found.values()


def _told(source: Source, task: AnsibleTask) -> Iterator[Contact]:
    """Yield the receivers of a task; those of a list it loops over each, where the file holds that list."""
    receivers = list(_receivers(task))
    for turn in turns(task) if receivers else ():
        for receiver in receivers:
            yield _contact(source, task, receiver, turn)


def _joined(before: Contact, after: Contact) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys((*before.evidence, *after.evidence)))[:_MAX_PLACES]


def _receivers(task: AnsibleTask) -> Iterator[_Receiver]:
    module = task.short
    if module == "uri":
        yield from _posted(task)
        return
    channel, keys = MESSENGERS.get(module, ("", ()))
    if not channel or not _may_be_the_module(task):
        return
    named = [_Receiver(channel, address, node) for address, node in _addresses(task, keys)]
    yield from named or [_Receiver(channel, "", task.key)]


def _may_be_the_module(task: AnsibleTask) -> bool:
    """Whether a task calls the messenger: `mail` and `matrix` are also words of others, and always say something."""
    own = task.module.startswith("community.") or "." not in task.module
    return own and not _SAYS.isdisjoint(task.args)


def _posted(task: AnsibleTask) -> Iterator[_Receiver]:
    url, method = task.args.get("url"), task.arg("method").upper()
    channel = service(task.arg("url"))
    if url is None or not channel or (method not in ("POST", "PUT") and channel not in ("telegram",)):
        return
    named = [_Receiver(channel, address, node) for address, node in _addresses(task, ("channel", "chat_id"))]
    yield from named or [_Receiver(channel, topic(task.arg("url")), url.node)]


def _addresses(task: AnsibleTask, keys: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    for key in keys:
        for node in _nodes(task, key):
            for address in _SPLIT.split(one_line(scalar(node) or "")):
                if address and not address.startswith("-"):
                    yield short(_without_name(address), 120), node


def _nodes(task: AnsibleTask, key: str) -> Iterator[Node]:
    if key in task.args:
        yield from task.args[key].nodes
    for name in _NESTED:
        if name in task.args:
            yield from (node for inner, _, node in items(task.args[name].node) if inner == key)


def _without_name(address: str) -> str:
    """`Operations <ops@harbour.example>` is the address alone."""
    match = re.search(r"<([^<>\s]{3,200})>\s*$", address)
    return match[1] if match else address


def _contact(source: Source, task: AnsibleTask, receiver: _Receiver, turn: Turn) -> Contact:
    address = turn.filled(receiver.address)
    loop = (Reference(turn.source, "ansible-loop", turn.variable),) if turn.source and turn.asks(address) else ()
    return Contact(
        system=_SYSTEM,
        name=address or receiver.channel,
        role="notification",
        channel=receiver.channel,
        address=address,
        note=_when(task),
        state=State.EXAMPLE if is_placeholder(address) else State.ACTIVE,
        references=(*loop, *references(address)),
        evidence=places(source, *turn.places(receiver.address), receiver.node, task.key),
    )


def _when(task: AnsibleTask) -> str:
    told = []
    if task.rescues:
        told.append(f"when “{short(called(task.rescues), 80)}” failed")
    if task.section == "handlers":
        told.append(f"by the handler “{short(called(task), 80)}”")
    if task.conditions:
        told.append(f"when {short(conjunction(task.conditions), 160)}")
    return "sent " + ", ".join(told) if told else f"sent by the task “{short(called(task), 80)}”"
