"""The schedules that Python programs hand to AWS."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.aws._wording import AWS_TEXT, KEYS, Call
from ddd.scan.source import Source

_FUNCTIONS = frozenset({"cron", "rate", "expression"})
_MAX_ANCESTORS = 20
_MAX_TEXT = 2_000


def python_calls(source: Source) -> Iterator[Call]:
    """Yield calls such as `events.Schedule.cron(hour="4")` and keywords such as `schedule_expression="rate(1 day)"`.

    Raises Unreadable for what is no Python.
    """
    parents = {inner: node for node in ast.walk(source.python) for inner in ast.iter_child_nodes(node)}
    for node in ast.walk(source.python):
        if isinstance(node, ast.Call) and (receiver := _receiver(node.func)):
            yield Call(
                receiver,
                node.func.attr if isinstance(node.func, ast.Attribute) else "",
                ", ".join([*map(_shown, node.args), *map(_shown, node.keywords)]),
                _name(node, parents),
                _around(node, parents),
                *_place(node),
            )
        elif isinstance(node, ast.keyword) and (node.arg or "").lower() in KEYS:
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and AWS_TEXT.fullmatch(value.value):
                text = f'"{value.value}"'
                name = _name(node, parents)
                yield Call("", "text", text, name, _around(node, parents), value.lineno, value.col_offset + 1)


def _place(call: ast.Call) -> tuple[int, int]:
    is_text = len(call.args) == 1 and isinstance(call.args[0], ast.Constant)
    node = call.args[0] if is_text else call
    return node.lineno, node.col_offset + 1


def _receiver(function: ast.expr) -> str:
    """Return `events.Schedule` of `events.Schedule.cron`; empty for any other function."""
    if not isinstance(function, ast.Attribute) or function.attr not in _FUNCTIONS:
        return ""
    parts, node = list[str](), function.value
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts)) if parts and parts[0].endswith(("Schedule", "ScheduleExpression")) else ""


def _shown(node: ast.expr | ast.keyword) -> str:
    try:
        return ast.unparse(node)[:_MAX_TEXT]
    except RecursionError:  # deeper than any person writes
        return "…"


def _name(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """Return the id among the first two arguments of the call it is given to, else the name it is kept under."""
    for _ in range(_MAX_ANCESTORS):
        above = parents.get(node)
        if above is None:
            break
        node = above
        if isinstance(node, ast.Call):
            texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            texts += [_keyword(node, name) for name in ("rule_name", "name", "Name")]
            if found := next(filter(None, texts), ""):
                return found
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            return node.targets[0].id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name != "__init__":
            return node.name
    return ""


def _keyword(call: ast.Call, name: str) -> str:
    values = (one.value for one in call.keywords if one.arg == name)
    return next((v.value for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)), "")


def _around(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> str:
    """Return the keywords beside the schedule, `enabled=False`; of what is no plain value the name alone."""
    for _ in range(2):
        above = parents.get(node)
        if isinstance(above, ast.Call):
            return ", ".join(
                _shown(one) if isinstance(one.value, ast.Constant | ast.Attribute) else f"{one.arg}="
                for one in above.keywords
            )
        if above is None:
            break
        node = above
    return ""
