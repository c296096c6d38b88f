"""Tells Ansible from other YAML, and in a task the key that names its module.

A file is Ansible when a document of it is a list and at least one entry is surely a play or a task; within a `tasks` or
`handlers` folder the entries are taken at their word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from yaml.nodes import MappingNode, SequenceNode

from ddd.extractors.ansible._words import KNOWN_MODULES, PLAY_KEYWORDS, TASK_KEYWORDS, Value, key_values
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items

_TASK_FOLDER = re.compile(r"(?:.*/)?(?:tasks|handlers)/.*")
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_FULL_NAME = re.compile(r"[a-z_]\w*\.\w+(?:\.\w+)+")


def may_hold_list(source: Source) -> bool:
    """Whether some document opens with `-`: that is cheap to see, and few other YAML files do."""
    text, position = source.text, 0
    while position >= 0:
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)].removeprefix("---").strip()
        if line == "-" or line.startswith("- "):
            return True
        if line and not line.startswith(("#", "%")):  # nothing that a list begins with: on to the next document
            end = text.find("\n---", position)
        position = end + 1 or -1
    return False


def is_ansible(document: SequenceNode, path: str) -> bool:
    """Whether a list holds plays or tasks: one sure entry decides, in a folder of tasks any that may be one."""
    trusted = _TASK_FOLDER.fullmatch(path) is not None
    for entry in document.value:
        keys = {name: Value(key, value) for name, key, value in items(entry)}
        module = module_of(keys)
        if is_play(keys) or (module and (trusted or _is_surely_task(module, keys))):
            return True
    return False


def is_play(keys: Mapping[str, Value]) -> bool:
    """Whether a mapping is a play: it names hosts, and something only plays have."""
    return "hosts" in keys and not PLAY_KEYWORDS.isdisjoint(keys)


def _is_surely_task(module: str, keys: Mapping[str, Value]) -> bool:
    if module == "block":
        return isinstance(keys[module].node, SequenceNode)
    if _FULL_NAME.fullmatch(module) or module in {"import_playbook", "import_tasks", "include_tasks", "include_role"}:
        return True
    if module not in KNOWN_MODULES:
        return False
    value = keys[module]
    if isinstance(value.node, MappingNode):
        return True
    has_keyword = not {*keys}.isdisjoint(TASK_KEYWORDS - {"name", "vars", "args", "environment", "tags", "port"})
    return has_keyword or not {*key_values(value)} <= {"_"}


def module_of(keys: Mapping[str, Value]) -> str:
    """Return the key that names what the task does, or '' when it is none."""
    for key in ("block", "action", "local_action"):
        if key in keys:
            return key
    left = [key for key in keys if key not in TASK_KEYWORDS and not key.startswith("with_")]
    if len(left) > 1:
        left = [key for key in left if key in KNOWN_MODULES or _FULL_NAME.fullmatch(key)]
    return left[0] if len(left) == 1 and _MODULE.fullmatch(left[0]) else ""
