"""Reads the crontabs and units that cloud-init and CloudFormation write on a machine when it starts."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode, SequenceNode

from ddd.extractors._written import FOLDERS, places, written
from ddd.model import Definition, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, items, scalar, walk

_PATHS = ("*.yml", "*.yaml", "*.json", "*user-data*", "*user_data*", "*cloud-init*", "*cloud-config*", "*.template")


@extractor("written-files", paths=_PATHS, literals=FOLDERS)
def written_files(source: Source) -> Iterator[Schedule | Definition]:
    """Find the crontabs and timers whose text stands in data: `write_files` of cloud-init, `files` of cfn-init.

        write_files:
          - path: /etc/cron.d/report
            content: |
              30 6 * * 1 root /usr/local/bin/report

        AWS::CloudFormation::Init:
          config:
            files:
              /etc/cron.d/report:
                content: "30 6 * * 1 root /usr/local/bin/report"

    What counts is the path on the host: `*.timer`, `*.service`, `/etc/crontab`, `/etc/cron.d/*`, `/var/spool/cron/*`,
    `/etc/cron.daily/*` and its sisters. `Fn::Sub` is read as it stands. Encoded contents and texts that are joined of
    pieces are not seen. Format: cloud-init's module write_files; AWS::CloudFormation::Init.
    """
    for mapping in _mappings(source):
        path = child(mapping, "path")
        if path is not None and (text := _text(child(mapping, "content"))):
            yield from _of(source, path, text)
        for key, place, node in items(mapping):
            if key.startswith("/") and (text := _text(child(node, "content"))):
                yield from _of(source, place, text)


def _mappings(source: Source) -> Iterator[Node]:
    try:
        documents = source.yaml
    except Unreadable:
        return  # a template, or nothing of these programs
    for document in documents:
        yield from walk(document)


def _text(node: Node | None) -> ScalarNode | None:
    """Return the text itself, also below `Fn::Sub`."""
    inner = node if isinstance(node, ScalarNode | SequenceNode) else child(node, "Fn::Sub") if node else None
    if isinstance(inner, SequenceNode):
        inner = inner.value[0] if inner.value and inner.tag.endswith("Sub") else None
    return inner if isinstance(inner, ScalarNode) else None


def _of(source: Source, path: Node, text: ScalarNode) -> Iterator[Schedule | Definition]:
    lines = text.value.split("\n")
    yield from written(scalar(path) or "", lines, places(source, text), source.at_node(path))
