"""Unrolls the loops of Ansible tasks that stand in the file itself, and puts their values where `item` is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ddd.extractors._jinja import EXPRESSION
from ddd.extractors.ansible._tasks import AnsibleTask
from ddd.extractors.ansible._words import Value, one_line
from ddd.scan.yaml_nodes import child, items, scalar

MAX_ITEMS = 500

_LITERAL_LOOPS = ("loop", "with_items", "with_list", "with_flattened", "with_dict")
_OPEN = re.compile(EXPRESSION)
_ONE_EXPRESSION = re.compile(r"\s*\{\{(?P<inner>[^{}]*)\}\}\s*")
_DEFAULT = re.compile(r"\s*\|\s*(?:d|default)\s*\([^()]*\)\s*$")
_STEP = re.compile(
    r"""\.(?P<attribute>\w+) | \[\s{0,20}(?P<quote>['"]?)(?P<key>[^'"\]]{1,200})(?P=quote)\s{0,20}\]""", re.VERBOSE
)
_NAME = re.compile(
    r"""
    (?P<string> "(?:[^"\\]|\\.|(?!))*+" | '(?:[^'\\]|\\.|(?!))*+' )
    | (?<![\w.]) (?P<root> [A-Za-z_]\w*+ )
      (?P<path> (?: \.\w++ | \[\s*+ (?:'[^'\]]*+'|"[^"\]]*+"|\d++) \s*+\] | (?!) )*+ )
      (?!\s*\()
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a task's loop, or the task itself when it has none."""

    bindings: Mapping[str, Node]
    """What names stand for in this turn: the loop's variable, and the task's own `vars`."""
    entry: Node | None = None
    """The entry of the loop."""
    variable: str = ""
    """What the entry is called (`item`); empty without a loop."""
    source: str = ""
    """For a loop over a value that another file holds: its words. Then there is one turn, and `variable` stays open."""

    def filled(self, text: str) -> str:
        """Return `text` with the names put in whose values are known; other expressions stay."""
        return _OPEN.sub(self._filled_expression, text) if self.bindings and "{{" in text else text

    def asks(self, text: str) -> bool:
        """Whether `text` asks for the loop's variable."""
        return bool(self.variable) and any(self.variable == root for root in names(text))

    def places(self, *texts: str) -> Iterator[Node]:
        """Yield the nodes of the known values that the texts ask for, in their order."""
        for text in texts:
            for expression in _OPEN.findall(text):
                for match in _NAME.finditer(expression):
                    bound = self._binding(match)
                    if bound is not None:
                        yield _reached(bound, match["path"])[0] or bound

    def _filled_expression(self, match: re.Match[str]) -> str:
        inner = match[0][2:-2].strip("-+ \t\n")
        whole = _NAME.fullmatch(_DEFAULT.sub("", inner))
        if whole and whole["root"]:
            node, rest = _reached(self._binding(whole), whole["path"])
            text = scalar(node)
            if text is not None and not rest:
                return text
        changed = _NAME.sub(self._filled_name, inner)
        return match[0] if changed == inner else f"{{{{ {changed} }}}}"

    def _filled_name(self, match: re.Match[str]) -> str:
        node, rest = _reached(self._binding(match), match["path"] or "")
        text = scalar(node)
        if text is None:
            return match[0]
        inner = _ONE_EXPRESSION.fullmatch(text)
        if inner:
            return f"({inner['inner'].strip()}){rest}"
        if rest or "{{" in text:
            return match[0]
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def _binding(self, match: re.Match[str]) -> Node | None:
        return self.bindings.get(match["root"]) if match["root"] else None


def turns(task: AnsibleTask) -> Iterator[Turn]:
    """Yield the turns of the task's loop; one when it has none, or loops over what this file does not hold."""
    name = next((key for key in task.keywords if key == "loop" or key.startswith("with_")), "")
    if not name:
        yield Turn(task.variables)
        return
    value = task.keywords[name]
    control = task.keywords.get("loop_control")
    variable = (scalar(child(control.node, "loop_var")) if control else None) or "item"
    entries = list(_entries(name, value))
    for entry, bound in entries[:MAX_ITEMS]:
        yield Turn({**task.variables, variable: bound}, entry, variable)
    if not entries:
        yield Turn(task.variables, None, variable, one_line(value.line or name))


def names(text: str) -> Iterator[str]:
    """Yield the names that the expressions of `text` begin with: `item` of `{{ item.minute | d(0) }}`."""
    for expression in _OPEN.findall(text):
        yield from (match["root"] for match in _NAME.finditer(expression) if match["root"])


def _entries(name: str, value: Value) -> Iterator[tuple[Node, Node]]:
    """Yield the entries of a literal loop: where each stands, and what the loop's variable is then."""
    if name == "with_dict" and isinstance(value.node, MappingNode):
        for _, key, node in items(value.node):
            text = ScalarNode("tag:yaml.org,2002:str", "value", key.start_mark, key.end_mark)
            word = ScalarNode("tag:yaml.org,2002:str", "key", key.start_mark, key.end_mark)
            yield key, MappingNode("tag:yaml.org,2002:map", [(word, key), (text, node)], key.start_mark, node.end_mark)
    elif name in _LITERAL_LOOPS and isinstance(value.node, SequenceNode):
        entries = _flattened(value.node.value) if name in ("with_items", "with_flattened") else value.node.value
        literal = [entry for entry in entries if name in ("loop", "with_list") or not _is_a_list_elsewhere(entry)]
        if len(literal) == len(entries):
            yield from ((entry, entry) for entry in literal)


def _flattened(entries: Iterable[Node]) -> list[Node]:
    """`with_items` flattens one level."""
    return [one for entry in entries for one in (entry.value if isinstance(entry, SequenceNode) else [entry])]


def _is_a_list_elsewhere(entry: Node) -> bool:
    """Under `with_items` an entry that is nothing but an expression may be a list, which would be flattened."""
    return _ONE_EXPRESSION.fullmatch(scalar(entry) or "") is not None


def _reached(node: Node | None, path: str) -> tuple[Node | None, str]:
    """Follow `.minute` or `['minute']` down from a node; return where it leads and what of the path is left over."""
    position = 0
    while node is not None and not isinstance(node, ScalarNode) and (step := _STEP.match(path, position)):
        name = step["attribute"] or step["key"]
        if isinstance(node, SequenceNode):
            below = (
                node.value[int(name)] if name.isdecimal() and len(name) < 10 and int(name) < len(node.value) else None
            )
        else:
            below = child(node, name)
        node, position = below, step.end()
    return node, path[position:]
