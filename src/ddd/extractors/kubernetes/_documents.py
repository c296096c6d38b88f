"""Finds the objects of a kind wherever they stand: manifests, lists, Ansible tasks, Jinja and Helm templates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node

from ddd.extractors._jinja import is_template
from ddd.extractors.kubernetes._helm import HelmReader, loops
from ddd.extractors.kubernetes._manifest import ManifestReader, parameters
from ddd.extractors.kubernetes._masked import jinja_marks, pages
from ddd.extractors.kubernetes._objects import Reader
from ddd.extractors.kubernetes._template import is_helm, template
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, scalar, walk

PATHS = ("*.yaml", "*.yml", "*.json")


def declared(*kinds: str) -> re.Pattern[str]:
    """Return what finds the line that says an object is of one of the kinds."""
    told = "|".join(map(re.escape, kinds))
    return re.compile(rf"(?m)^[ \t]{{0,20}}(?:- )?[\"']?kind[\"']?:[ \t]{{0,20}}[\"']?(?:{told})\b")


def objects_of(source: Source, *kinds: str) -> Iterator[tuple[MappingNode, Reader]]:
    """Yield every object of one of the kinds, with what reads its values.

    Raises Unreadable for a manifest that says it is of such a kind and is no YAML.
    """
    pattern = declared(*kinds)
    if not pattern.search(source.text):
        return
    for document, reader in in_any_form(source, pattern):
        for node in walk(document):
            if isinstance(node, MappingNode) and scalar(child(node, "kind")) in kinds:
                yield node, _of_object(reader, node)


def documents(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[Node, ManifestReader]]:
    """Yield the documents of a manifest; of a Jinja template, which is no YAML, what can be read without rendering it.

    Raises Unreadable when the text is no YAML, no template, and `pattern` occurs in it.
    """
    try:
        for document in source.yaml:
            yield document, ManifestReader(source.at_node, parameters=parameters(document))
    except Unreadable:
        if not pattern.search(source.text):
            return
        if not is_template(source.text):
            raise
        for page in pages(source, jinja_marks(source.text)):
            yield page.document, ManifestReader(page.at_node, page.raw)


def in_any_form(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[Node, Reader]]:
    """Yield the documents of a manifest or of a chart's template, with what reads their values. Raises Unreadable."""
    if is_helm(source):
        parts = template(source)
        yield from ((page.document, HelmReader(parts, page, 0)) for page in parts.pages)
    else:
        yield from documents(source, pattern)


def _of_object(reader: Reader, node: Node) -> Reader:
    """A loop around an object makes more objects, a loop inside it more of its lines."""
    if isinstance(reader, HelmReader):
        return HelmReader(reader.parts, reader.page, loops(reader.scope(node)))
    return reader
