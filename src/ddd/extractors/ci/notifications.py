"""Reads whom the builds of Travis CI and AppVeyor tell of their end."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, text
from ddd.extractors.ci._told import Pipeline
from ddd.model import Contact
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_TRAVIS = {"email": "recipients", "irc": "channels"}
_APPVEYOR = {"email": "to", "slack": "channel"}


@extractor(
    "ci-notifications",
    paths=(".travis.yml", "appveyor.yml", ".appveyor.yml"),
    literals=("notifications",),
)
def ci_notifications(source: Source) -> Iterator[Contact]:
    """Find whom a build tells when it fails: `.travis.yml`, `appveyor.yml`.

        notifications:
          email: [builds@example.org]
          irc: "irc.libera.chat#project"

    An address that is encrypted (`secure:`) cannot be seen; rooms of Slack are passed over, as Travis takes them with a
    token. Who is told of successes only is left out.
    Format: https://docs.travis-ci.com/user/notifications/, https://www.appveyor.com/docs/notifications/
    """
    is_travis = source.installed_path.endswith("travis.yml")
    pipeline = Pipeline(source, "travis-ci" if is_travis else "appveyor")
    for document in documents(source)[:1]:
        told = below(document, "notifications")
        for channel, address in _of_travis(told) if is_travis else _of_appveyor(told):
            contact = pipeline.contact(channel, text(address), "a build that failed", address)
            if contact:
                yield contact


def _of_travis(told: Node | None) -> Iterator[tuple[str, Node]]:
    for channel, _, given in items(told):
        if channel not in _TRAVIS:
            continue
        if isinstance(given, MappingNode) and text(child(given, "on_failure")) == "never":
            continue
        addresses = child(given, _TRAVIS[channel]) if isinstance(given, MappingNode) else given
        for address in sequence(addresses):
            if text(address).lower() not in ("true", "false", "always", "never", "change"):
                yield channel, address


def _of_appveyor(told: Node | None) -> Iterator[tuple[str, Node]]:
    for entry in sequence(told):
        provider = text(child(entry, "provider")).lower()
        if provider in _APPVEYOR and text(child(entry, "on_build_failure")).lower() != "false":
            yield from ((provider, one) for one in sequence(child(entry, _APPVEYOR[provider])))
