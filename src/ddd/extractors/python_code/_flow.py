"""Walks Python code and tells, for each call and each raise, what leads there: its function, conditions, statements."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from ddd.extractors.python_code._blocks import Part
from ddd.extractors.python_code._words import asked, denied, short, written
from ddd.model import replace

_FAR = 1 << 60
_SHORT = 80
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
"""What one does not look back over: parts of a file are cut out between them."""
_LOOKS_BACK = 20
_LARGEST = 400
_LEAVING = ("exit", "_exit", "exit_json", "abort", "die", "fail")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Node = ast.Call | ast.Raise | ast.Return | ast.Assign
_NODES = (ast.Call, ast.Raise, ast.Return, ast.Assign)
_PLAIN = (ast.Expr, ast.Raise, ast.Return, ast.Assign)


class CutOut(Exception):
    """A statement was asked for that was left out."""


class Guard(msgspec.Struct, frozen=True):
    """A condition that leads to a place: a statement, and how it must turn out."""

    node: ast.AST
    holds: bool = True
    tried: tuple[ast.stmt, ...] = ()
    """Of an `except`: what it watches over."""


class Place(msgspec.Struct, frozen=True):
    """What stands around a node. Where a part leaves out statements, one that is looked for there raises CutOut."""

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
    holes: frozenset[int] = frozenset()
    """The lines of statements that were left out."""

    def statement(self, number: int) -> ast.stmt:
        """Return one of the statements among which it stands."""
        one = self.body[number]
        if one.lineno in self.holes:
            raise CutOut
        return one

    @property
    def is_sure(self) -> bool:
        """Whether whoever calls the function comes here: nothing before may leave it."""
        if not self.function or self.around is not None or self.guards:
            return False
        before = [self.statement(number) for number in range(self.index)]
        return not any(map(_returns, before))

    def before(self) -> Iterator[ast.stmt]:
        """Yield the statements that came before, the nearest first, as far as one looks back."""
        place: Place | None = self
        left = _LOOKS_BACK
        while place is not None and left > 0:
            for number in range(place.index - 1, -1, -1):
                if left <= 0 or isinstance(one := place.statement(number), _APART):
                    return
                yield one
                left -= 1
            place = place.around


Step = tuple[ast.AST, Place]


def walk(part: Part) -> Iterator[tuple[Node, Place]]:
    """Yield calls, raises, returns and assignments on the wanted lines with what stands around them, in their order.

    Without recursion, for files nest deeply; what reaches over none of the wanted lines is not entered, so that the
    walk costs little beside the parsing.
    """
    below = _Below(part.wanted)
    stack: list[Step] = [(part.tree, Place(holes=part.holes))]
    while stack:
        node, place = stack.pop()
        if isinstance(node, _NODES):
            yield node, place
        stack += reversed(below.of(node, place))


class _Below:
    """Goes down one step, to what reaches over a wanted line."""

    def __init__(self, wanted: list[int]) -> None:
        self._wanted = [*wanted, _FAR]

    def of(self, node: ast.AST, place: Place) -> list[Step]:
        """Return what stands below a node and may hold what is looked for."""
        kind = type(node)
        if kind in _ONE_BELOW:
            return self._each((getattr(node, _ONE_BELOW[kind]),), place)
        special = _SPECIAL.get(kind)
        return special(self, node, place) if special else self._each(_children(node), place)

    def _branches(self, node: ast.If | ast.While, place: Place) -> list[Step]:
        endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
        return [
            *self._each((node.test,), place),
            *self._statements(node.body, place, None if endless else Guard(node)),
            *self._statements(node.orelse, place, Guard(node, False)),
        ]

    def _loop(self, node: ast.For | ast.AsyncFor, place: Place) -> list[Step]:
        return [
            *self._each((node.target, node.iter), place),
            *self._statements(node.body, place, None if place.guards else Guard(node)),
            *self._statements(node.orelse, place, Guard(node, False)),
        ]

    def _block(self, node: ast.With | ast.AsyncWith | ast.Module | ast.match_case, place: Place) -> list[Step]:
        outside = (one for one in _children(node) if not isinstance(one, ast.stmt))
        guard = Guard(node) if isinstance(node, ast.match_case) else None
        return self._each(outside, place) + self._statements(node.body, place, guard)

    def _definition(self, node: Function | ast.ClassDef, place: Place) -> list[Step]:
        outside = (one for one in _children(node) if not isinstance(one, ast.stmt))
        name = f"{place.function}.{node.name}" if place.function else node.name
        is_class = isinstance(node, ast.ClassDef)
        names = frozenset[str]() if isinstance(node, ast.ClassDef) else _names(node.args)
        inside = Place(name, names, is_class=is_class, holes=place.holes)
        return self._each(outside, place) + self._statements(node.body, inside, opens=True)

    def _attempt(self, node: ast.Try | ast.TryStar, place: Place) -> list[Step]:
        found = self._statements(node.body, place)
        for handler in node.handlers:
            if handler.type is not None:
                found += self._each((handler.type,), place)
            found += self._statements(handler.body, place, Guard(handler, tried=tuple(node.body)))
        return found + self._statements(node.orelse, place) + self._statements(node.finalbody, place)

    def _lambda(self, node: ast.Lambda, place: Place) -> list[Step]:
        inside = replace(place, parameters=place.parameters | _names(node.args))
        return self._each((node.args,), place) + self._each((node.body,), inside)

    def _choice(self, node: ast.IfExp, place: Place) -> list[Step]:
        return [
            *self._each((node.test,), place),
            *self._each((node.body,), _guarded(place, Guard(node))),
            *self._each((node.orelse,), _guarded(place, Guard(node, False))),
        ]

    def _chain(self, node: ast.BoolOp, place: Place) -> list[Step]:
        first, *others = node.values
        return self._each((first,), place) + self._each(
            others, _guarded(place, Guard(first, isinstance(node.op, ast.And)))
        )

    def _statements(
        self, body: list[ast.stmt], place: Place, guard: Guard | None = None, *, opens: bool = False
    ) -> list[Step]:
        """Return statements, each with its place; an early exit before it counts for a plain statement only."""
        found: list[Step] = []
        around = None if opens else place
        guards, many = _guarded(place, guard).guards, tuple(body)
        for index, one in enumerate(many):
            if self._reaches(one):
                here = Place(place.function, place.parameters, guards, many, index, around, place.is_class, place.holes)
                if isinstance(one, _PLAIN):
                    here = _guarded(here, _left_before(here))
                found.append((one, here))
        return found

    def _each(self, nodes: Iterable[ast.AST], place: Place) -> list[Step]:
        return [
            (one, place)
            for one in nodes
            if type(one) not in _LEAVES
            and not (isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name))
            and self._reaches(one)
        ]

    def _reaches(self, node: ast.AST) -> bool:
        last = getattr(node, "end_lineno", _FAR)
        return last is None or self._wanted[bisect_left(self._wanted, getattr(node, "lineno", 0))] <= last


_LEAVES = frozenset({ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.alias, ast.Pass, ast.Global})
"""Nodes that hold no other."""
_ONE_BELOW = {ast.Expr: "value", ast.Attribute: "value", ast.keyword: "value", ast.Starred: "value"}
_SPECIAL: dict[type[ast.AST], Callable[[_Below, Any, Place], list[Step]]] = {
    **dict.fromkeys((ast.If, ast.While), _Below._branches),
    **dict.fromkeys((ast.For, ast.AsyncFor), _Below._loop),
    **dict.fromkeys((ast.With, ast.AsyncWith, ast.Module, ast.match_case), _Below._block),
    **dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef), _Below._definition),
    **dict.fromkeys((ast.Try, ast.TryStar), _Below._attempt),
    ast.Lambda: _Below._lambda,
    ast.IfExp: _Below._choice,
    ast.BoolOp: _Below._chain,
}


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what `ast.iter_child_nodes` does, in half the time."""
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, list):
            yield from (one for one in value if isinstance(one, ast.AST))
        elif isinstance(value, ast.AST):
            yield value


def _names(arguments: ast.arguments) -> frozenset[str]:
    given = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return frozenset(one.arg for one in given if one is not None)


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


def _left_before(place: Place) -> Guard | None:
    """Return what must have turned out otherwise: `if ok: return` before it, a loop that returns, a `try` that does."""
    for number in range(place.index - 1, max(-1, place.index - 6), -1):
        one = place.statement(number)
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
            words = f"for {written(node.target)} in {written(node.iter)}"
            return words if guard.holds else f"no break or return in: {words}"
        case ast.ExceptHandler(type=kind):
            return f"{_kinds(kind)} is raised{_tried(guard.tried)}"
        case ast.match_case(pattern=pattern, guard=extra):
            wild = isinstance(pattern, ast.MatchAs) and pattern.pattern is None
            words = "no other case matches" if wild else f"case {written(pattern)}"
            return f"{words} if {written(extra)}" if extra is not None else words
        case ast.expr():
            return asked(node) if guard.holds else denied(node)
    raise AssertionError(node)  # no other node guards


def _kinds(kind: ast.expr | None) -> str:
    if kind is None:
        return "any exception"
    return " or ".join(map(written, kind.elts)) if isinstance(kind, ast.Tuple) else written(kind)


def _tried(body: tuple[ast.stmt, ...]) -> str:
    """Return ` by open(path)` for what is tried, when that is one short thing."""
    match body:
        case [ast.Assign(value=value) | ast.Expr(value=value) | ast.Return(value=ast.expr() as value)]:
            words = written(value)
        case [ast.With(items=[item]) | ast.AsyncWith(items=[item])]:
            words = written(item.context_expr)
        case [ast.Import() | ast.ImportFrom() as one]:
            words = written(one)
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
