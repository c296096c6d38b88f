"""Walks Python code and tells, for each call and each raise, what leads there: its function, conditions, statements."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ddd.extractors.python_code._blocks import Part
from ddd.extractors.python_code._words import asked, denied, short

_FAR = 1 << 60
_SHORT = 80
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
"""What one does not look back over: parts of a file are cut out between them."""
_LOOKS_BACK = 20
_LARGEST = 400
_LEAVING = ("exit", "_exit", "exit_json", "abort", "die", "fail")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = ast.Call | ast.Raise | ast.Return | ast.Assign


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition that leads to a place: a statement, and how it must turn out."""

    node: ast.AST
    holds: bool = True
    tried: tuple[ast.stmt, ...] = ()
    """Of an `except`: what it watches over."""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around a node."""

    function: str = ""
    """`Class.method`, `outer.inner`."""
    parameters: frozenset[str] = frozenset()
    guards: tuple[Guard, ...] = ()
    """The two innermost conditions, the nearest last."""
    body: tuple[ast.stmt, ...] = ()
    """The statements among which it stands."""
    index: int = 0
    around: Place | None = None
    """The place of the statement around that one, within the same function."""
    is_class: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether whoever calls the function comes here: nothing before may leave it."""
        before = self.body[: self.index]
        return bool(self.function) and self.around is None and not self.guards and not any(map(_returns, before))

    def before(self) -> Iterator[ast.stmt]:
        """Yield the statements that came before, the nearest first, as far as one looks back."""
        place: Place | None = self
        left = _LOOKS_BACK
        while place is not None and left > 0:
            for number in range(place.index - 1, -1, -1):
                if left <= 0 or isinstance(place.body[number], _APART):
                    return
                yield place.body[number]
                left -= 1
            place = place.around


def walk(part: Part) -> Iterator[tuple[Node, Place]]:
    """Yield calls, raises, returns and assignments on the wanted lines with what stands around them, in their order.

    Without recursion, for files nest deeply; what reaches over none of the wanted lines is not entered, so that the
    walk costs little beside the parsing.
    """
    stack: list[tuple[ast.AST, Place]] = [(part.tree, Place())]
    lines = [*part.wanted, _FAR]
    while stack:
        node, place = stack.pop()
        if isinstance(node, ast.expr | ast.stmt):
            if lines[bisect_left(lines, node.lineno)] > (node.end_lineno or _FAR):
                continue
            if isinstance(node, Node):
                yield node, place
        stack.extend(reversed(list(_below(node, place))))


def _below(node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from _definition(node, place)
        case ast.Lambda(args=arguments, body=body):
            yield arguments, place
            yield body, replace(place, parameters=place.parameters | _names(arguments))
        case ast.If() | ast.While():
            yield node.test, place
            endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
            yield from _statements(node.body, place, None if endless else Guard(node))
            yield from _statements(node.orelse, place, Guard(node, False))
        case ast.For() | ast.AsyncFor():
            yield from ((child, place) for child in (node.target, node.iter))
            yield from _statements(node.body, place, None if place.guards else Guard(node))
            yield from _statements(node.orelse, place, Guard(node, False))
        case ast.Try() | ast.TryStar():
            yield from _attempt(node, place)
        case ast.match_case():
            yield from ((child, place) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))
            yield from _statements(node.body, place, Guard(node))
        case ast.With() | ast.AsyncWith() | ast.Module():
            yield from ((child, place) for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt))
            yield from _statements(node.body, place)
        case _:
            yield from _within(node, place)


def _within(node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    """Go into an expression, or a statement that holds no other."""
    match node:
        case ast.IfExp():
            yield node.test, place
            yield node.body, _guarded(place, Guard(node))
            yield node.orelse, _guarded(place, Guard(node, False))
        case ast.BoolOp(op=op, values=[first, *others]):
            yield first, place
            guarded = _guarded(place, Guard(first, isinstance(op, ast.And)))
            yield from ((one, guarded) for one in others)
        case _:
            yield from ((child, place) for child in ast.iter_child_nodes(node))


def _definition(node: Function | ast.ClassDef, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    outside = (one for one in ast.iter_child_nodes(node) if not isinstance(one, ast.stmt))
    yield from ((child, place) for child in outside)
    name = f"{place.function}.{node.name}" if place.function else node.name
    names = frozenset[str]() if isinstance(node, ast.ClassDef) else _names(node.args)
    yield from _statements(node.body, Place(name, names, is_class=isinstance(node, ast.ClassDef)), None, opens=True)


def _names(arguments: ast.arguments) -> frozenset[str]:
    given = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return frozenset(one.arg for one in given if one is not None)


def _attempt(node: ast.Try | ast.TryStar, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    yield from _statements(node.body, place)
    for handler in node.handlers:
        if handler.type is not None:
            yield handler.type, place
        yield from _statements(handler.body, place, Guard(handler, tried=tuple(node.body)))
    yield from _statements(node.orelse, place)
    yield from _statements(node.finalbody, place)


def _statements(
    body: list[ast.stmt], place: Place, guard: Guard | None = None, *, opens: bool = False
) -> Iterator[tuple[ast.stmt, Place]]:
    """Yield statements, each with its place; what an early exit before it says counts for a plain statement only."""
    around = None if opens else place
    guarded = _guarded(place, guard)
    many = tuple(body)
    for index, one in enumerate(many):
        here = replace(guarded, body=many, index=index, around=around)
        if (
            isinstance(one, ast.Expr | ast.Raise | ast.Return | ast.Assign)
            and (left := _left_before(many, index)) is not None
        ):
            here = _guarded(here, left)
        yield one, here


def _guarded(place: Place, guard: Guard | None) -> Place:
    if guard is None or _is_main(guard.node):
        return place
    kept = [one for one in place.guards if not isinstance(one.node, ast.For | ast.AsyncFor) or not one.holds]
    return replace(place, guards=(*kept[-1:], guard))


def _is_main(node: ast.AST) -> bool:
    """Tell whether it is `if __name__ == "__main__":`, which is no condition of the job."""
    match node:
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
    return False


def _left_before(body: tuple[ast.stmt, ...], index: int) -> Guard | None:
    """Return what must have turned out otherwise: `if ok: return` before it, a loop that returns, a `try` that does."""
    for number in range(index - 1, max(-1, index - 6), -1):
        one = body[number]
        match one:
            case ast.If(body=inner, orelse=[]) if _leaves(inner):
                return Guard(one, False)
            case ast.Try(body=inner, handlers=[handler], orelse=orelse) if _leaves(orelse or inner):
                return None if _leaves(handler.body) else Guard(handler, tried=tuple(inner))
            case ast.For() | ast.While() | ast.AsyncFor() if _returns(one):
                return Guard(one, False)
            case ast.Expr() | ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                continue
        return None
    return None


def _leaves(body: list[ast.stmt]) -> bool:
    """Tell whether what comes after these statements is reached no more."""
    match body[-1]:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name))):
            return name.startswith("fail_json") or name in _LEAVING
    return False


def _returns(statement: ast.stmt) -> bool:
    """Tell whether a statement may leave the function; one too large to look through may."""
    seen = 0
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        seen += 1
        if isinstance(node, ast.Return) or seen > _LARGEST:
            return True
        if not isinstance(node, ast.expr | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            stack.extend(ast.iter_child_nodes(node))
    return False


def condition(guard: Guard) -> str:
    """Return a guard in the words of the code."""
    node = guard.node
    match node:
        case ast.While(test=ast.Constant()):
            return "the loop ends without a return"
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            return asked(test) if guard.holds else denied(test)
        case ast.For() | ast.AsyncFor():
            words = f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
            return words if guard.holds else f"no break or return in: {words}"
        case ast.ExceptHandler(type=kind):
            return f"{_kinds(kind)} is raised{_tried(guard.tried)}"
        case ast.match_case(pattern=pattern, guard=extra):
            wild = isinstance(pattern, ast.MatchAs) and pattern.pattern is None
            words = "no other case matches" if wild else f"case {ast.unparse(pattern)}"
            return f"{words} if {ast.unparse(extra)}" if extra is not None else words
        case ast.expr():
            return asked(node) if guard.holds else denied(node)
    raise AssertionError(node)  # no other node guards


def _kinds(kind: ast.expr | None) -> str:
    if kind is None:
        return "any exception"
    return " or ".join(map(ast.unparse, kind.elts)) if isinstance(kind, ast.Tuple) else ast.unparse(kind)


def _tried(body: tuple[ast.stmt, ...]) -> str:
    """Return ` by open(path)` for what is tried, when that is one short thing."""
    match body:
        case [ast.Assign(value=value) | ast.Expr(value=value) | ast.Return(value=ast.expr() as value)]:
            words = ast.unparse(value)
        case [ast.With(items=[item]) | ast.AsyncWith(items=[item])]:
            words = ast.unparse(item.context_expr)
        case [ast.Import() | ast.ImportFrom() as one]:
            words = ast.unparse(one)
        case _:
            return ""
    return f" by {words}" if len(words) <= _SHORT else ""


def in_words(place: Place, known: dict[tuple[int, bool], str], otherwise: str) -> str:
    """Return the guards of a place, each made once for all that stands below it; `otherwise` where there is none."""
    words = [_known(one, known) for one in place.guards]
    if len(words) == 1:
        return _bare(words[0])
    return short(" and ".join(dict.fromkeys(words))) if words else otherwise


def _bare(words: str) -> str:
    """Return a condition that stands alone without the brackets that only a chain needs."""
    inner = words[1:-1]
    if not (words.startswith("(") and words.endswith(")")):
        return words
    depth = 0
    for sign in inner:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return words
    return inner


def _known(guard: Guard, known: dict[tuple[int, bool], str]) -> str:
    key = (id(guard.node), guard.holds)
    if key not in known:
        try:
            known[key] = short(condition(guard))
        except RecursionError:
            known[key] = "a condition too deep to be shown"
    return known[key]
