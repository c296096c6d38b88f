"""Reads the units of systemd whose text stands in YAML: Ignition and its relatives, cloud-init."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode

from ddd.extractors._written import places
from ddd.extractors.systemd_failures import unit_failures
from ddd.model import Check, FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, sequence, walk

_UNIT = re.compile(r"(?:/[^\s]{1,200}/)?(?P<unit>[\w.@:-]{1,120}\.(?:service|timer|socket|mount|path|target))")


@extractor("units-in-data", paths=("*.yml", "*.yaml", "*.bu"), literals=("[Service]", "[Unit]"))
def units_in_data(source: Source) -> Iterator[FailureMode | Check]:
    """Find what happens when a unit fails whose text is written within YAML, and what must hold before it starts.

        systemd:
          units:
            - name: pump.service
              contents: |
                [Service]
                Restart=on-failure

    A mapping that names a unit (`name: pump.service`, `path: /etc/systemd/system/pump.service`) and holds its text
    (`contents`, `content`): Ignition, Butane, MachineConfig, `write_files` of cloud-init; also the `dropins` of such a
    unit. What is told is what `systemd-failures` tells of a file of its own. Encoded contents are not seen.
    Format: https://coreos.github.io/butane/specs/; cloud-init's module write_files.
    """
    try:
        documents = source.yaml
    except Unreadable:
        return  # a template, or nothing of these programs
    for document in documents:
        for mapping in walk(document):
            named = _UNIT.fullmatch(_text(mapping, "name") or _text(mapping, "path"))
            if named is None:
                continue
            for held in (mapping, *sequence(child(mapping, "dropins"))):
                yield from _of(source, named["unit"], child(held, "contents") or child(held, "content"))


def _text(mapping: Node, key: str) -> str:
    node = child(mapping, key)
    return str(node.value) if isinstance(node, ScalarNode) else ""


def _of(source: Source, unit: str, node: Node | None) -> Iterator[FailureMode | Check]:
    if isinstance(node, ScalarNode) and "[" in node.value:
        yield from unit_failures(node.value.splitlines(), unit, places(source, node))
