"""The variables that Ansible roles, inventories and plays set, for jobs that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import Node

from ddd.extractors._flattened import flattened
from ddd.extractors.ansible._tasks import ansible
from ddd.model import Definition
from ddd.scan.components import role_folder
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import scalar

MAX_DEPTH = 4
MAX_VALUES = 5_000

_FOLDERS = ("defaults", "vars", "group_vars", "host_vars")
_ROLE_DEFAULTS, _ALL, _GROUP, _HOST, _PLAY, _ROLE_VARS = 0, 10, 20, 30, 40, 50
_OF_INVENTORY = re.compile(r"(?:(?P<above>.*)/)?(?P<kind>group_vars|host_vars)/(?P<name>[^/]+)(?:/.*)?")
_OF_ROLE = re.compile(r"(?:.*/)?(?P<kind>defaults|vars)/(?P<file>.+)")
_SUFFIX = re.compile(r"\.(?:ya?ml|json)$")
# Folders that say nothing of an environment: an inventory below them holds for all hosts.
_EVERYWHERE = frozenset({"", "ansible", "inventories", "inventory", "playbooks", "provisioning"})


@dataclass(frozen=True, slots=True)
class _Kind:
    scope: str
    rank: int
    conditional: bool


@extractor(
    "ansible-variables",
    paths=(*(f"{folder}/**/*" for folder in _FOLDERS), "*.yml", "*.yaml"),
    values_of="jinja",
)
def ansible_variables(source: Source) -> Iterator[Definition]:
    """Read `defaults/`, `vars/`, `group_vars/`, `host_vars/` and the `vars` of plays, when a fact asks for a variable.

    Nested values get dotted names (`backup.hour`, `jobs.0.minute`). What holds for some hosts only (a group, a host,
    the inventory of one environment) is told as such. Encrypted values stay closed. Precedence is Ansible's own:
    https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html
    """
    if source.is_template:
        return
    kind = _kind(source.path)
    if kind:
        for document in source.yaml:
            yield from _definitions(source, document, kind)
        return
    for play in ansible(source).plays:
        if "vars" in play.keywords:
            yield from _definitions(source, play.keywords["vars"].node, _Kind(source.path, _PLAY, conditional=False))


def _definitions(source: Source, node: Node, kind: _Kind) -> Iterator[Definition]:
    for name, value in flattened(node, MAX_DEPTH, MAX_VALUES):
        text = scalar(value)
        if text is not None:
            yield Definition(
                kind="variable",
                name=name,
                value=text,
                scope=kind.scope,
                rank=kind.rank,
                conditional=kind.conditional,
                evidence=source.at_node(value),
            )


def _kind(path: str) -> _Kind | None:
    """Return for whom the variables of a file hold, and what they win against; None when it holds none by its path."""
    inventory = _OF_INVENTORY.fullmatch(path)
    if inventory:
        above, name = inventory["above"] or "", _SUFFIX.sub("", inventory["name"])
        if inventory["kind"] == "host_vars":
            return _Kind(above, _HOST, conditional=True)
        if name != "all":
            return _Kind(above, _GROUP, conditional=True)
        return _Kind(above, _ALL, conditional=not _EVERYWHERE.issuperset(above.split("/")))
    of_role = _OF_ROLE.fullmatch(path)
    role = role_folder(path)
    if not of_role or role is None:
        return None
    if of_role["kind"] == "defaults":
        return _Kind(role, _ROLE_DEFAULTS, conditional=False)
    is_main = _SUFFIX.sub("", of_role["file"].partition("/")[0]) == "main"
    return _Kind(role, _ROLE_VARS, conditional=not is_main)
