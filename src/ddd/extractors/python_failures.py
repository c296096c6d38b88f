"""Ways of failing that Python code names itself: Ansible modules' `fail_json`, and scripts that exit with a failure."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from ddd.model import Confidence, Evidence, FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

SYSTEM = "python"

_LITERALS = ("fail_json", "sys.exit", "SystemExit", "exit_json")
_NAMES = re.compile(r"fail_json|exit|SystemExit")
_MAX_TEXT = 300
_PERCENT = re.compile(r"%(?:\((?P<key>\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.\d+)?(?P<kind>[diouxXeEfFgGcrsa%])")
_BRACES = re.compile(r"\{(?P<key>[^{}:!]*)(?:![rsa])?(?::[^{}]*)?\}")

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
_If = ast.If | ast.IfExp


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around a node."""

    function: str = ""
    guards: tuple[tuple[ast.AST, bool], ...] = ()
    """The two innermost conditions, the nearest last; false where the condition must not hold."""


@extractor("python-failures", paths=("*.py",), literals=_LITERALS)
def python_failures(source: Source) -> Iterator[FailureMode]:
    """Python code that says how it fails: every call of `fail_json`, and exits with a failure.

        if not os.path.exists(path):
            module.fail_json(msg=f"{path} is not there")        # message "{path} is not there", guard "not os.path…"

    Also `exit_json(failed=True)`, `sys.exit(2)`, `sys.exit("message")` and `raise SystemExit(1)`. The guard is the
    innermost condition around the call; of two nested `if` both. No way of failing: `sys.exit()`, `sys.exit(0)`, and
    `sys.exit(main())`, of which only running it would tell. The name is that of the function the call stands in.
    Format: https://docs.python.org/3/reference/.
    """
    if source.is_template:
        return
    tree = source.python
    places = _Places(source)
    conditions: dict[tuple[int, bool], str] = {}
    for node, place in _walk(tree, _lines_of_interest(source.text)):
        found = _failure(node)
        if found is not None:
            evidence = places.of(node)
            yield FailureMode(
                system=SYSTEM,
                name=place.function,
                message=_safely(found.message, evidence) if found.message is not None else found.code,
                guard=_guard(place, evidence, conditions),
                confidence=Confidence.HIGH,
                evidence=(evidence,),
            )


@dataclass(frozen=True, slots=True)
class _Failing:
    message: ast.expr | None
    code: str = ""
    """What stands for the message where there is none."""


def _lines_of_interest(text: str) -> list[int]:
    """Return the lines, as Python counts them, on which one of the names stands."""
    lines = text.replace("\r", "\n").split("\n")
    return [number for number, line in enumerate(lines, start=1) if _NAMES.search(line)]


def _walk(tree: ast.Module, lines: list[int]) -> Iterator[tuple[ast.expr | ast.stmt, _Place]]:
    """Yield calls and raises with what stands around them, in the order of the file.

    Without recursion, for files nest deeply; what reaches over none of `lines` is not entered, so that the walk
    costs little beside the parsing.
    """
    stack: list[tuple[ast.AST, _Place]] = [(tree, _Place())]
    lines = [*lines, 1 << 60]
    while stack:
        node, place = stack.pop()
        if isinstance(node, ast.expr | ast.stmt):
            if lines[bisect_left(lines, node.lineno)] > (node.end_lineno or 1 << 60):
                continue
            if isinstance(node, ast.Call | ast.Raise):
                yield node, place
        stack.extend(reversed(list(_below(node, place))))


def _below(node: ast.AST, place: _Place) -> Iterator[tuple[ast.AST, _Place]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            inner = _Place(function=node.name)
            yield from ((child, inner) for child in ast.iter_child_nodes(node))
        case ast.If() | ast.While():
            yield node.test, place
            yield from ((child, _guarded(place, node, True)) for child in node.body)
            yield from ((child, _guarded(place, node, False)) for child in node.orelse)
        case ast.IfExp():
            yield node.test, place
            yield node.body, _guarded(place, node, True)
            yield node.orelse, _guarded(place, node, False)
        case ast.For() | ast.AsyncFor():
            yield from ((child, place) for child in (node.target, node.iter, *node.body))
            yield from ((child, _guarded(place, node, False)) for child in node.orelse)
        case ast.ExceptHandler() | ast.match_case():
            yield from ((child, place) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))
            yield from ((child, _guarded(place, node, True)) for child in node.body)
        case _:
            yield from ((child, place) for child in ast.iter_child_nodes(node))


def _guarded(place: _Place, node: ast.AST, holds: bool) -> _Place:
    return _Place(place.function, guards=(*place.guards[-1:], (node, holds)))


def _failure(node: ast.expr | ast.stmt) -> _Failing | None:
    match node:
        case ast.Call(func=ast.Name(id="fail_json") | ast.Attribute(attr="fail_json")):
            unpacked = _keyword(node, None)
            return _Failing(_keyword(node, "msg") or next(iter(node.args), None) or unpacked)
        case ast.Call(func=ast.Name(id="exit_json") | ast.Attribute(attr="exit_json")):
            failed = _keyword(node, "failed")
            if isinstance(failed, ast.Constant) and failed.value is True:
                return _Failing(_keyword(node, "msg"))
        case ast.Call(func=ast.Attribute(value=ast.Name(id="sys"), attr="exit"), args=[code]):
            return _exit(code)
        case ast.Raise(exc=ast.Call(func=ast.Name(id="SystemExit"), args=[code])):
            return _exit(code)
    return None


def _exit(code: ast.expr) -> _Failing | None:
    """Return a failure unless the exit code is a success, or what a call will return."""
    if isinstance(code, ast.Constant) and not isinstance(code.value, str):
        return _Failing(None, f"exit {code.value!r}") if code.value else None
    return None if _is_outcome(code) else _Failing(code)


def _is_outcome(code: ast.expr) -> bool:
    """`sys.exit(main())`: the code says what happened, it is not by itself a failure."""
    match code:
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            return False
        case ast.Call(func=ast.Name(id=name)):
            return name not in ("str", "repr")
        case ast.Call() | ast.Await():
            return True
    return False


def _keyword(call: ast.Call, name: str | None) -> ast.expr | None:
    """Return the value of an argument by its name; without a name that of `**`."""
    return next((one.value for one in call.keywords if one.arg == name), None)


# --- words -----------------------------------------------------------------------------------------------------------


def _safely(node: ast.expr, evidence: Evidence) -> str:
    """Return the message as a template; where it nests too deeply to be written, the line it stands on."""
    try:
        return _short(_template(node))
    except RecursionError:
        return evidence.excerpt


def _template(node: ast.expr) -> str:
    """Return the text an expression makes, what it does not know in braces: `{path} is not there`."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Constant(value=value):
            return str(value)
        case ast.JoinedStr():
            return "".join(_template(part) for part in node.values)
        case ast.FormattedValue():
            return "{" + ast.unparse(node.value) + "}"
        case ast.BinOp(left=left, op=ast.Mod(), right=right) if _makes_text(left):
            return _percent(_template(left), right)
        case ast.BinOp(op=ast.Add()) if any(_makes_text(one) for one in _terms(node)):
            return "".join(_template(one) for one in _terms(node))
        case ast.Call(func=ast.Attribute(value=left, attr="format")) if _makes_text(left):
            return _formatted(_template(left), node)
        case ast.Call(func=ast.Name(id="to_native" | "to_text" | "str" | "_"), args=[inner, *_]):
            return _template(inner)
    return "{" + ast.unparse(node) + "}"


def _terms(node: ast.expr) -> list[ast.expr]:
    """Return the parts of `a + b + c`, however many there are."""
    terms: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms.append(node.right)
        node = node.left
    return [node, *reversed(terms)]


def _makes_text(node: ast.expr) -> bool:
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        if _makes_text_itself(node.right) and isinstance(node.op, ast.Add):
            return True
        node = node.left
    return _makes_text_itself(node)


def _makes_text_itself(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
        node = node.func.value
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _percent(text: str, right: ast.expr) -> str:
    values = iter(right.elts if isinstance(right, ast.Tuple) else [right])
    named = {}
    if isinstance(right, ast.Dict):
        pairs = zip(right.keys, right.values, strict=True)
        named = {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}

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
    return "{" + ast.unparse(node) + "}"


def _guard(place: _Place, evidence: Evidence, known: dict[tuple[int, bool], str]) -> str:
    """Return the innermost condition; when the one around it is an `if` as well, both."""
    if not place.guards:
        return ""
    both = all(isinstance(node, _If) for node, _ in place.guards)
    words = [_known(node, holds, evidence, known) for node, holds in place.guards[0 if both else -1 :]]
    return _short(" and ".join(words))


def _known(node: ast.AST, holds: bool, evidence: Evidence, known: dict[tuple[int, bool], str]) -> str:
    """Return a condition in words, made once for all that stands below it."""
    key = (id(node), holds)
    if key not in known:
        try:
            known[key] = _short(_condition(node, holds))
        except RecursionError:
            known[key] = f"a condition above {evidence}, too deep to be shown"
    return known[key]


def _condition(node: ast.AST, holds: bool) -> str:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return _asked(test) if holds else _denied(test)
        case ast.For() | ast.AsyncFor():
            return f"no break in: for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
        case ast.ExceptHandler(type=None):
            return "any exception is raised"
        case ast.ExceptHandler(type=kind):
            return f"{ast.unparse(kind)} is raised" if kind is not None else ""
        case ast.match_case(pattern=pattern, guard=extra):
            wild = isinstance(pattern, ast.MatchAs) and pattern.pattern is None
            words = "no other case matches" if wild else f"case {ast.unparse(pattern)}"
            return f"{words} if {ast.unparse(extra)}" if extra is not None else words
    return ""


def _asked(test: ast.expr) -> str:
    """Return a condition as a member of a chain of `and`."""
    loose = isinstance(test, ast.IfExp | ast.Lambda | ast.NamedExpr)
    loose = loose or (isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or))
    return f"({ast.unparse(test)})" if loose else ast.unparse(test)


def _denied(test: ast.expr) -> str:
    """Return the opposite of a condition, as a person would write it."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _asked(operand)
        case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _OPPOSITE:
            return ast.unparse(ast.Compare(left=left, ops=[_OPPOSITE[type(sign)]()], comparators=[right]))
        case ast.Name() | ast.Attribute() | ast.Call() | ast.Subscript():
            return f"not {ast.unparse(test)}"
    return f"not ({ast.unparse(test)})"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_TEXT else flat[: _MAX_TEXT - 1] + "…"


class _Places:
    """The places of one file. Python counts columns in bytes, and ends a line at a lone carriage return too."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._starts: list[int] = []
        self._lines = source.lines
        if "\r" in source.text:
            self._lines = source.text.replace("\r", "\n").split("\n")
            self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
            self._true_starts = [0, *accumulate(len(line) + 1 for line in source.lines)]

    def of(self, node: ast.expr | ast.stmt) -> Evidence:
        """Return the Evidence of a node."""
        line = self._lines[node.lineno - 1]
        column = node.col_offset
        if not line.isascii():
            column = len(line.encode("utf-8", "replace")[:column].decode("utf-8", "replace"))
        if not self._starts:
            return self._source.at(node.lineno, column + 1)
        offset = self._starts[node.lineno - 1] + column
        number = bisect_right(self._true_starts, offset)
        return self._source.at(number, offset - self._true_starts[number - 1] + 1)
