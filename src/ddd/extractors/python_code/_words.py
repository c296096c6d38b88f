"""Says in words what a piece of Python is: the text a message is made from, a condition, its opposite."""

from __future__ import annotations

import ast
import re

MAX_TEXT = 300

_PERCENT = re.compile(r"%(?:\((?P<key>\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.\d+)?(?P<kind>[diouxXeEfFgGcrsa%])")
_BRACES = re.compile(r"\{(?P<key>[^{}:!]*)(?:![rsa])?(?::[^{}]*)?\}")
_TRANSPARENT = frozenset({"to_native", "to_text", "str", "_", "gettext", "dedent", "style", "red"})
_TRIMMED = frozenset({"strip", "rstrip", "lstrip", "decode", "encode", "lower", "upper", "capitalize"})

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}
_SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_DEEPEST = 12
_MARKUP = re.compile(r"\[/?(?:(?:bold|dim|italic|red|green|yellow|cyan|blue|magenta|white)\b ?){0,3}\]")
"""What rich prints in colours."""


def short(text: str) -> str:
    """Return a text on one line and no longer than a page can show."""
    flat = " ".join(_MARKUP.sub("", text).split())
    return flat if len(flat) <= MAX_TEXT else flat[: MAX_TEXT - 1] + "…"


def written(node: ast.AST) -> str:
    """Return what `ast.unparse` does; the commonest expressions ten times as fast."""
    return _simple(node, _DEEPEST) or ast.unparse(node)


def _simple(node: ast.AST, depth: int) -> str:
    """Write names, attributes, literals, and calls and conditions of those; empty for all else, and where it nests."""
    if not depth:
        return ""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=str() | None | int() as value, kind=None):
            return repr(value)
        case ast.Attribute(value=ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript() as holder, attr=name):
            return f"{inner}.{name}" if (inner := _simple(holder, depth - 1)) else ""
        case ast.Subscript(value=ast.Name() | ast.Attribute() as holder, slice=ast.Name() | ast.Constant() as key):
            whole, part = _simple(holder, depth - 1), _simple(key, depth - 1)
            return f"{whole}[{part}]" if whole and part else ""
        case ast.Call(func=ast.Name() | ast.Attribute()):
            return _simple_call(node, depth - 1)
        case ast.List(elts=elements):
            parts = [_simple(one, depth - 1) for one in elements]
            return f"[{', '.join(parts)}]" if all(parts) else ""
        case ast.Compare() | ast.UnaryOp(op=ast.Not()) | ast.BoolOp():
            return _simple_condition(node, depth - 1)
    return ""


def _simple_call(node: ast.Call, depth: int) -> str:
    parts = [_simple(one, depth) for one in (node.func, *node.args, *(one.value for one in node.keywords))]
    if not all(parts):
        return ""
    names = (f"{one.arg}=" if one.arg else "**" for one in node.keywords)
    plain = 1 + len(node.args)
    given = [*parts[1:plain], *(name + part for name, part in zip(names, parts[plain:], strict=True))]
    return f"{parts[0]}({', '.join(given)})"


def _simple_condition(node: ast.Compare | ast.UnaryOp | ast.BoolOp, depth: int) -> str:
    """Write a condition of which no part needs brackets."""
    match node:
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _SIGNS:
            parts = [_plain(left, depth), _plain(right, depth)]
            return f"{parts[0]} {_SIGNS[type(sign)]} {parts[1]}" if all(parts) else ""
        case ast.UnaryOp(operand=operand):
            inner = _plain(operand, depth)
            return f"not {inner}" if inner else ""
        case ast.BoolOp(op=op, values=[ast.expr() as first, second, *others]):
            # From the second on, `not` gets brackets there; from the third on, comparisons do as well.
            parts = ["" if isinstance(first, ast.BoolOp) else _simple(first, depth)]
            parts.append(_simple(second, depth) if isinstance(second, ast.Compare) else _plain(second, depth))
            parts += [_plain(one, depth) for one in others]
            return (" and " if isinstance(op, ast.And) else " or ").join(parts) if all(parts) else ""
    return ""


def _plain(node: ast.AST, depth: int) -> str:
    """Write what is no condition."""
    return "" if isinstance(node, ast.Compare | ast.UnaryOp | ast.BoolOp) else _simple(node, depth)


def template(node: ast.expr) -> str:
    """Return the text an expression makes, what it does not know in braces: `{path} is not there`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=value):
            return str(value)
        case ast.JoinedStr():
            return "".join(template(part) for part in node.values)
        case ast.FormattedValue():
            return _hole(node.value)
        case ast.BinOp(left=left, op=ast.Mod(), right=right) if makes_text(left):
            return _percent(template(left), right)
        case ast.BinOp(op=ast.Add()) if any(makes_text(one) for one in _terms(node)):
            return "".join(template(one) for one in _terms(node))
        case ast.Call():
            return _called(node)
    return _hole(node)


def makes_text(node: ast.expr) -> bool:
    """Tell whether an expression makes a text, some of which stands in it."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        if _makes_text_itself(node.right) and isinstance(node.op, ast.Add):
            return True
        node = node.left
    return _makes_text_itself(node)


def asked(test: ast.expr) -> str:
    """Return a condition as a member of a chain of `and`."""
    loose = isinstance(test, ast.IfExp | ast.Lambda | ast.NamedExpr)
    loose = loose or (isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or))
    return f"({written(test)})" if loose else written(test)


def denied(test: ast.expr) -> str:
    """Return the opposite of a condition, as a person would write it."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return asked(operand)
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _OPPOSITE:
            return written(ast.Compare(left=left, ops=[_OPPOSITE[type(sign)]()], comparators=[right]))
        case ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript():
            return f"not {written(test)}"
    return f"not ({written(test)})"


def _called(node: ast.Call) -> str:
    """Return the text a call makes: of `format`, `join`, and what hands a text on."""
    match node:
        case ast.Call(func=ast.Attribute(value=left, attr="format")) if makes_text(left):
            return _formatted(template(left), node)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(sign)), attr="join"), args=[ast.List() as many]):
            return sign.join(template(one) for one in many.elts)
        case ast.Call(func=ast.Attribute(value=left, attr=name)) if name in _TRIMMED and makes_text(left):
            return template(left)
        case ast.Call(func=ast.Name(id="repr"), args=[ast.Constant(value=str(text))]):
            return repr(text)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[inner, *_]) if name in _TRANSPARENT:
            return template(inner)
    return _hole(node)


def _terms(node: ast.expr) -> list[ast.expr]:
    """Return the parts of `a + b + c`, however many there are."""
    terms: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms.append(node.right)
        node = node.left
    return [node, *reversed(terms)]


def _makes_text_itself(node: ast.expr) -> bool:
    for _ in range(4):  # `"…".format(…).strip()`
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in _TRIMMED | {"format"}:
                return False
            node = node.func.value
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _percent(text: str, right: ast.expr) -> str:
    values = iter(right.elts if isinstance(right, ast.Tuple) else [right])
    named: dict[object, ast.expr] = {}
    if isinstance(right, ast.Dict):
        pairs = zip(right.keys, right.values, strict=True)
        named = {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}
    elif isinstance(right, ast.Call) and isinstance(right.func, ast.Name) and right.func.id == "dict":
        named = {one.arg: one.value for one in right.keywords if one.arg}

    def value(match: re.Match[str]) -> str:
        if match["kind"] == "%":
            return "%"
        known = named.get(match["key"]) if match["key"] else next(values, None)
        return _value(known) if known is not None else "{" + (match["key"] or "…") + "}"

    return _PERCENT.sub(value, text)


def _formatted(text: str, call: ast.Call) -> str:
    values = iter(call.args)
    named = {one.arg: one.value for one in call.keywords if one.arg}

    def value(match: re.Match[str]) -> str:
        key = match["key"]
        if key.isdigit():
            known = call.args[int(key)] if len(key) < 4 and int(key) < len(call.args) else None
        else:
            known = named.get(key) if key else next(values, None)
        return _value(known) if known is not None else match[0]

    return _BRACES.sub(value, text)


def _value(node: ast.expr) -> str:
    """Return what is put into a message: text as it is, anything else in braces."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id="to_native" | "to_text" | "str"), args=[inner, *_]):
            return _value(inner)
    return _hole(node)


def _hole(node: ast.expr) -> str:
    return "{" + written(node) + "}"
