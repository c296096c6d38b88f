"""Says in one line what running an Ansible task does."""

from __future__ import annotations

import re

from yaml.nodes import MappingNode

from ddd.extractors.ansible._tasks import AnsibleTask
from ddd.extractors.ansible._words import BUILTIN_MODULES, FREE_FORM, Value, one_line, short
from ddd.scan.yaml_nodes import items, scalar

_ONE_EXPRESSION = re.compile(r"\{\{[^{}]*(?:\}\}|…)")
_MAX_ARGUMENT = 80
_MAX_ARGUMENTS = 8


def action(task: AnsibleTask) -> str:
    """Return the command a task runs; of any other module the module with its arguments, as in an ad-hoc call."""
    if task.module in FREE_FORM:
        words = task.args.get("cmd") or task.args.get("argv")
        return _command(words) if words else ""
    name = f"ansible.builtin.{task.module}" if task.module in BUILTIN_MODULES else task.module
    given = [_argument(key, value) for key, value in task.args.items()]
    return " ".join((name, *(one for one in given[:_MAX_ARGUMENTS] if one)))


def called(task: AnsibleTask) -> str:
    """Return what a task is called: its name, else what it does; a block without a name as its first task."""
    if task.name or task.module != "block":
        return one_line(task.name) or short(action(task), _MAX_ARGUMENT)
    return next((called(child) for child in task.children.get("block", ())), "") or "the block"


def _command(value: Value) -> str:
    """Return the command; one of several lines keeps them."""
    if value.is_list:
        return " ".join(value.texts)
    return value.text


def _argument(key: str, value: Value) -> str:
    text = _text(value)
    if not text:
        return ""
    text = short(text, _MAX_ARGUMENT)
    if key == "_":
        return text
    quoted = f'"{text}"' if " " in text and not _ONE_EXPRESSION.fullmatch(text) else text
    return f"{key}={quoted}"


def _text(value: Value) -> str:
    if isinstance(value.node, MappingNode):
        return ",".join(f"{key}={scalar(node) or '…'}" for key, _, node in items(value.node))
    return ",".join(value.texts) if value.is_list else one_line(value.text)
