"""Reads service catalogs: Backstage, Datadog, OpsLevel, Cortex and Compass."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, places, text
from ddd.extractors.people._people import addresses, folder_pattern
from ddd.model import Contact
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_PAGERS = ("pagerduty", "opsgenie", "victorops", "splunk")
# An annotation of Backstage's plugins -> the pager that it names.
_ON_CALL = {
    "pagerduty.com/service-id": "pagerduty",
    "opsgenie.com/team": "opsgenie",
    "opsgenie.com/component-selector": "opsgenie",
    "victorops.com/team": "victorops",
    "splunk.com/on-call-team": "victorops",
    "firehydrant.com/service-id": "firehydrant",
    "incident.io/service-id": "incident.io",
}
_WITH_A_SECRET = frozenset({"pagerduty.com/integration-key"})
_WITH_CODE = frozenset({"Component", "Resource", "System", "API", "Domain"})
_CATALOG = ("catalog-info.yaml", "catalog-info.yml", "*-catalog-info.yaml", ".backstage/*.yaml", "backstage.yaml")


class _Entity:
    """One entry of a catalog, and how contacts are made for it."""

    def __init__(
        self, source: Source, system: str, name: Node | None, kind: str = "service", *, is_alone: bool = False
    ) -> None:
        """Take its name and kind; alone in its file it stands for the folder."""
        self._source, self._system, self._name = source, system, name
        self._called = " ".join(filter(None, (kind.lower(), text(name))))
        self._scope = folder_pattern(source.path) if is_alone else self._called

    def contact(
        self, node: Node | None, role: str, channel: str = "", *, name: str = "", address: str = "", note: str = ""
    ) -> Iterator[Contact]:
        """Yield the contact that a value names; none where the value is empty or missing."""
        said = text(node)
        if node is None or not (said or name):
            return
        mail = next(iter(addresses(said)), "")
        yield Contact(
            system=self._system,
            name=name or said,
            role=role,
            channel=channel or ("email" if mail else ""),
            address=address or mail,
            scope=self._scope,
            note="; ".join(filter(None, (self._called if self._scope != self._called else "", note))),
            evidence=places(self._source, node, self._name),
        )


@extractor("backstage", paths=_CATALOG, literals=("backstage.io/",))
def backstage(source: Source) -> Iterator[Extracted]:
    """Find who owns the entities of a Backstage catalog, and how they are reached.

    `spec: {owner: group:platform}` is the owner of a component; annotations such as `pagerduty.com/service-id` and
    `opsgenie.com/team` name who is paged, links to Slack and its like where the team talks; the e-mail address of a
    `Group` or `User` is its own. The key of an integration is a secret: that there is one is told, never the key.
    Format: https://backstage.io/docs/features/software-catalog/descriptor-format.
    """
    found = documents(source)
    for document in found:
        if not text(child(document, "apiVersion")).startswith("backstage.io/"):
            continue
        kind, name = text(child(document, "kind")), below(document, "metadata", "name")
        is_alone = len(found) == 1 and kind in _WITH_CODE
        entity = _Entity(source, "backstage", name, kind, is_alone=is_alone)
        yield from entity.contact(below(document, "spec", "owner"), "owner")
        yield from _annotated(entity, document, name)
        yield from _linked(entity, below(document, "metadata", "links"), "title", "url")
        if kind in ("Group", "User"):
            yield from entity.contact(
                below(document, "spec", "profile", "email"), "team" if kind == "Group" else "member"
            )


@extractor(
    "datadog-catalog",
    paths=("service.datadog.yaml", "service.datadog.yml", "entity.datadog.yaml", "entity.datadog.yml"),
    literals=("schema-version", "apiVersion"),
)
def datadog_catalog(source: Source) -> Iterator[Extracted]:
    """Find who owns the services of Datadog's catalog: the team, its contacts and who is paged.

    `team: payments`, `contacts: [{type: slack, contact: "https://…"}]` and `integrations: {pagerduty: {service-url}}`,
    in the schemas from v2 to v3. Format: https://docs.datadoghq.com/internal_developer_portal/software_catalog/.
    """
    found = documents(source)
    for document in found:
        data = child(document, "metadata") or document
        entity = _Entity(
            source, "datadog-catalog", child(data, "name") or child(document, "dd-service"), is_alone=len(found) == 1
        )
        yield from entity.contact(child(data, "owner") or child(document, "team"), "owner")
        for other in sequence(child(data, "additionalOwners")):
            yield from entity.contact(child(other, "name"), text(child(other, "type")) or "owner")
        for one in sequence(child(data, "contacts")):
            yield from entity.contact(
                child(one, "contact"),
                "contact",
                text(child(one, "type")).lower(),
                name=text(child(one, "name")),
                address=text(child(one, "contact")),
            )
        for channel, _, pager in items(child(document, "integrations")):
            url = child(pager, "service-url") or child(pager, "serviceURL") or pager
            if channel in _PAGERS:
                yield from entity.contact(url, "on-call", channel, address=text(url))


@extractor("opslevel", paths=("opslevel.yml", "opslevel.yaml"), literals=("owner",))
def opslevel(source: Source) -> Iterator[Extracted]:
    """Find who owns a component of OpsLevel: `component: {name: shop, owner: payments}` in opslevel.yml.

    A repository's own `owner` counts as well; tools that page or chat are read where they have an address.
    Format: https://docs.opslevel.com/docs/opslevel-yml.
    """
    for document in documents(source):
        for kind in ("component", "service", "repository", "system", "domain"):
            for one in sequence(child(document, kind)):
                entity = _Entity(
                    source,
                    "opslevel",
                    child(one, "name"),
                    kind,
                    is_alone=isinstance(below(document, kind), MappingNode),
                )
                yield from entity.contact(child(one, "owner"), "owner")
                for tool in sequence(child(one, "tools")):
                    category = text(child(tool, "category"))
                    if category in ("incidents", "wiki_chat", "issue_tracking"):
                        url = child(tool, "url")
                        role = "on-call" if category == "incidents" else "support"
                        yield from entity.contact(url, role, name=text(child(tool, "name")), address=text(url))


@extractor("cortex-catalog", paths=("cortex.yaml", "cortex.yml", ".cortex/**/*.yaml"), literals=("x-cortex-",))
def cortex_catalog(source: Source) -> Iterator[Extracted]:
    """Find who owns an entity of Cortex: `x-cortex-owners`, `x-cortex-oncall` and `x-cortex-slack` in cortex.yaml.

    `x-cortex-oncall: {pagerduty: {id: PABC, type: SERVICE}}` names who is paged.
    Format: https://docs.cortex.io/ingesting-data-into-cortex/entities/yaml.
    """
    for document in documents(source):
        info = child(document, "info")
        entity = _Entity(
            source,
            "cortex-catalog",
            child(info, "x-cortex-tag") or child(info, "title"),
            is_alone="/" not in source.path,
        )
        for owner in sequence(child(info, "x-cortex-owners")):
            yield from entity.contact(child(owner, "name") or child(owner, "email"), "owner")
            yield from entity.contact(child(owner, "channel"), "chat", "slack")
        for channel, _, pager in items(child(info, "x-cortex-oncall")):
            kind = text(child(pager, "type")).lower()
            yield from entity.contact(child(pager, "id"), "on-call", channel, note=f"a {kind}" if kind else "")
        for one in sequence(below(info, "x-cortex-slack", "channels")):
            name = text(child(one, "name"))
            yield from entity.contact(child(one, "name"), "chat", "slack", address=f"#{name.lstrip('#')}")


@extractor("compass", paths=("compass.yml", "compass.yaml"), literals=("ownerId", "CHAT_CHANNEL", "ON_CALL"))
def compass(source: Source) -> Iterator[Extracted]:
    """Find how those who own a component of Atlassian Compass are reached: links of type ON_CALL and CHAT_CHANNEL.

    The owner itself is an id that only Atlassian knows (`ownerId: ari:cloud:identity::team/…`); it is told where there
    is nothing better. Format: https://developer.atlassian.com/cloud/compass/config-as-code/.
    """
    for document in documents(source):
        entity = _Entity(source, "compass", child(document, "name"), "component")
        links = child(document, "links") or below(document, "fields", "links")
        for link in sequence(links):
            role = {"ON_CALL": "on-call", "CHAT_CHANNEL": "chat"}.get(text(child(link, "type")).upper(), "")
            if role:
                url = child(link, "url")
                yield from entity.contact(
                    url, role, _channel(text(url)), name=text(child(link, "name")), address=text(url)
                )
        yield from entity.contact(child(document, "ownerId"), "owner")


def _annotated(entity: _Entity, document: Node, name: Node | None) -> Iterator[Contact]:
    for key, _, value in items(below(document, "metadata", "annotations")):
        if key in _WITH_A_SECRET and text(value):
            yield from entity.contact(
                name, "on-call", "pagerduty", name="PagerDuty", note=f"by the annotation {key}, which is a secret"
            )
        elif key in _ON_CALL:
            yield from entity.contact(value, "on-call", _ON_CALL[key])


def _linked(entity: _Entity, links: Node | None, title: str, url: str) -> Iterator[Contact]:
    """Yield the links that lead to people."""
    for link in sequence(links):
        address = child(link, url)
        channel = _channel(text(address))
        if channel:
            role = "on-call" if channel in _PAGERS else "chat"
            yield from entity.contact(address, role, channel, name=text(child(link, title)), address=text(address))


_CHANNEL_SIGNS: tuple[tuple[str, str], ...] = (
    *((f"{one}.com/", one) for one in ("slack", "pagerduty", "opsgenie", "victorops", "discord")),
    ("teams.microsoft.com/", "teams"),
    ("mattermost", "mattermost"),
    ("slack://", "slack"),
)


def _channel(url: str) -> str:
    return next((channel for sign, channel in _CHANNEL_SIGNS if sign in url), "")
