"""Reads BOTMETA.yml: who maintains which file of an Ansible collection."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from yaml.nodes import Node, ScalarNode

from ddd.extractors._nodes import places, text
from ddd.model import Contact
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_MACRO = re.compile(r"\$(?P<name>\w{1,60})")
_ROLES = {"maintainers": "maintainer", "notify": "notified"}
_NOBODY = frozenset({"nobody", "$team_ansible_core", "ansible"})
_MAX_DEPTH = 4


@extractor("botmeta", paths=("BOTMETA.yml",), literals=("maintainers",))
def botmeta(source: Source) -> Iterator[Extracted]:
    """Find who maintains the files of an Ansible collection: the `maintainers` of each path below `files:`.

    `$modules/archive.py: {maintainers: ann $team_suse}`: macros of the same file are written out in the path and in the
    names. A path of a folder covers what stands below it, and a longer path adds to a shorter one. `ignore:` and
    `authors` are nobody to call. Format: https://github.com/ansible/ansibullbot (docs/collection_botmeta.md).
    """
    for document in source.yaml:
        macros = {name: _words(value) for name, _, value in items(child(document, "macros"))}
        for path, key, node in items(child(document, "files")):
            for role_key, _, value in items(node):
                people = _names(_words(value), macros)
                if role_key in _ROLES and people:
                    yield _contact(source, _ROLES[role_key], people, _expanded(path, macros), value, key)


def _contact(source: Source, role: str, people: list[str], scope: str, value: Node, key: ScalarNode) -> Contact:
    return Contact(
        system="botmeta",
        name=" ".join(f"@{one}" for one in people),
        role=role,
        channel="github",
        scope=f"/{scope}",
        evidence=places(source, value, key),
    )


def _words(node: Node) -> list[str]:
    return [word for one in sequence(node) for word in text(one).split()]


def _names(words: list[str], macros: Mapping[str, list[str]], depth: int = 0) -> list[str]:
    """Return the people, those of teams (`$team_suse`) among them."""
    found: list[str] = []
    for word in words:
        members = macros.get(word.removeprefix("$")) if word.startswith("$") else None
        if members is not None:
            found += _names(members, macros, depth + 1) if depth < _MAX_DEPTH else []
        elif word not in _NOBODY:
            found.append(word.lstrip("@$"))
    return list(dict.fromkeys(found))


def _expanded(path: str, macros: Mapping[str, list[str]]) -> str:
    for _ in range(_MAX_DEPTH):
        path, count = _MACRO.subn(lambda match: " ".join(macros.get(match["name"], [match["name"]])), path)
        if not count:
            break
    return path
