"""Reads what Ansible modules say of themselves: DOCUMENTATION, EXAMPLES, RETURN."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors.documentation._ansible import MODULE_PATHS, is_ansible_module
from ddd.extractors.documentation._words import says
from ddd.model import Problem, Unit
from ddd.scan.examples import is_example
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import child, compose, items, sequence

KIND = "ansible_module"
NAME = "ansible-module-documentation"
_ELEMENTS = {"DOCUMENTATION": "documentation", "EXAMPLES": "examples", "RETURN": "return"}
_WORDS = 2
"""The least an example consists of: a module and an option, or a command and what it takes."""


@extractor(NAME, paths=MODULE_PATHS, literals=("ansible", "Ansible", "DOCUMENTATION"), documentation=True)
def ansible_modules(source: Source) -> Iterator[Unit | Problem]:
    """Find the documentation of Ansible modules: `DOCUMENTATION`, `EXAMPLES` and `RETURN`.

        DOCUMENTATION = r'''
        module: rotate
        short_description: Rotate a log file
        '''

    Modules are the programs in `plugins/modules/` of a collection, in `ansible/modules/` and, where they use Ansible,
    in `library/`. Their constants must be literals. DOCUMENTATION has content when it is a mapping that describes
    (`short_description` or `description`), RETURN when anything stands in it (`RETURN = '''#'''` says nothing),
    EXAMPLES when it has words, also as comments, since people are shown its text. A module for Windows and the file
    beside it that documents it (`win_rotate.ps1`, `win_rotate.py` or `.yml`) are one. What an action plugin does in the
    name of a module counts as its module stands. Docs fragments are not read.
    Format: https://docs.ansible.com/ansible/latest/dev_guide/developing_modules_documenting.html.
    """
    if is_example(KIND, source.path) or source.is_template:
        return
    if source.path.endswith((".yml", ".yaml")):
        stated = list(_beside(source))
        if any(one.name == "DOCUMENTATION" for one in stated):  # whether there is a module for it, other files know
            yield from _judged(source, stated, defined=False)
    elif is_ansible_module(source):
        yield from _judged(source, _constants(source) if source.path.endswith(".py") else ())


@dataclass(frozen=True, slots=True)
class _Stated:
    """What stands under one of the three names."""

    name: str
    content: str | Node
    line: int
    last_line: int


def _constants(source: Source) -> Iterator[_Stated]:
    """Yield the constants of a Python module that are literal strings."""
    for statement in source.python.body:
        if isinstance(statement, ast.Assign):
            yield from (one for target in statement.targets for one in _stated(target, statement.value))
        elif isinstance(statement, ast.AnnAssign):
            yield from _stated(statement.target, statement.value)


def _stated(target: ast.expr, value: ast.expr | None) -> Iterator[_Stated]:
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return
    if isinstance(target, ast.Name) and target.id in _ELEMENTS:
        yield _Stated(target.id, value.value, value.lineno, value.end_lineno or value.lineno)


def _beside(source: Source) -> Iterator[_Stated]:
    """Yield what documentation has that is YAML of its own."""
    for name, key, node in items(next(iter(source.yaml), None)):
        if name in _ELEMENTS:
            content = str(node.value) if isinstance(node, ScalarNode) else node
            yield _Stated(name, content, key.start_mark.line + 1, node.end_mark.line + 1)


def _judged(source: Source, stated: Iterable[_Stated], *, defined: bool = True) -> Iterator[Unit | Problem]:
    documented: list[_Stated] = []
    for one in stated:
        try:
            if _has_content(one):
                documented.append(one)
        except Unreadable as fault:
            line = min(one.line + (fault.line or 1) - 1, one.last_line)
            yield Problem(source.path, line, NAME, f"{one.name} is {fault.message}")
    yield Unit(
        kind=KIND,
        name=source.path.rpartition(".")[0],
        documented=tuple(sorted({_ELEMENTS[one.name] for one in documented})),
        defined=defined,
        evidence=tuple(source.at(one.line) for one in documented) or (source.at(1),),
    )


def _has_content(stated: _Stated) -> bool:
    """Tell whether it says anything. Raises Unreadable where only YAML would be understood."""
    if stated.name == "EXAMPLES" and isinstance(stated.content, str):  # people are shown its text, comments too
        return says(stated.content, _WORDS)
    nodes = compose(stated.content) if isinstance(stated.content, str) else [stated.content]
    return any(_describes(node) if stated.name == "DOCUMENTATION" else _is_filled(node) for node in nodes)


def _describes(node: Node) -> bool:
    told = [child(node, "short_description"), *sequence(child(node, "description"))]
    return any(isinstance(one, ScalarNode) and says(str(one.value)) for one in told)


def _is_filled(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and bool(node.value)
