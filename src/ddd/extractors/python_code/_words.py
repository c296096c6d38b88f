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
_MARKUP = re.compile(r"\[/?(?:(?:bold|dim|italic|red|green|yellow|cyan|blue|magenta|white)\b ?){0,3}\]")
"""What rich prints in colours."""


def short(text: str) -> str:
    """Return a text on one line and no longer than a page can show."""
    flat = " ".join(_MARKUP.sub("", text).split())
    return flat if len(flat) <= MAX_TEXT else flat[: MAX_TEXT - 1] + "…"


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
    return f"({ast.unparse(test)})" if loose else ast.unparse(test)


def denied(test: ast.expr) -> str:
    """Return the opposite of a condition, as a person would write it."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return asked(operand)
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _OPPOSITE:
            return ast.unparse(ast.Compare(left=left, ops=[_OPPOSITE[type(sign)]()], comparators=[right]))
        case ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript():
            return f"not {ast.unparse(test)}"
    return f"not ({ast.unparse(test)})"


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
    return "{" + ast.unparse(node) + "}"
