"""Knows a Python file as the schedulers' readers ask about it: its calls, its functions, and what a name stands for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors._choices import holds_elsewhere, told
from ddd.model import Evidence, Reference
from ddd.scan.source import Source

_MAX_DEPTH = 12
_LONGEST_RAW = 200
_LARGEST = 10**12
_DEEPEST_SUM = 5
_MAX_LINES = 5
_LONGEST_LINE = 10_000
_BODIES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_ENVIRONMENT = ("getenv", "environ.get", "env", "env.str", "env.int", "env.float", "config", "conf.get", "Variable.get")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Scope:
    """The names of a file, a class or a function."""

    parent: Scope | None = None
    name: str = ""
    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    parameters: dict[str, ast.expr | None] = field(default_factory=dict)
    """Of a function: name -> its default."""
    bound: set[str] = field(default_factory=set)
    """Names that take many values, in loops and the like."""
    classes: dict[str, Scope] = field(default_factory=dict)
    last: dict[str, tuple[ast.expr, str]] = field(default_factory=dict)
    """Name -> what was assigned last, and a note of the rest; filled when it is asked for."""


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression comes down to, as far as its file says."""

    node: ast.expr
    """A literal; or else what nothing in the file explains."""
    way: tuple[ast.expr, ...] = ()
    """What led there, the using expression last."""
    notes: tuple[str, ...] = ()
    reference: Reference | None = None
    """Where another file must be asked."""

    @property
    def text(self) -> str | None:
        """The string it is, or None."""
        return text(self.node)


@dataclass(frozen=True, slots=True)
class Call:
    """A call, with the scope its names are looked up in."""

    node: ast.Call
    scope: Scope
    name: str
    """What is called, with imported names written out: `airflow.models.DAG`, `schedule.every`."""

    @property
    def last(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    def keyword(self, *names: str) -> ast.expr | None:
        """Return the value of the first keyword given of `names`."""
        given = {one.arg: one.value for one in self.node.keywords}
        return next((given[name] for name in names if name in given), None)

    def argument(self, position: int, *names: str) -> ast.expr | None:
        """Return an argument by keyword, else by position."""
        found = self.keyword(*names)
        plain = self.node.args
        if found is None and position < len(plain) and not any(isinstance(one, ast.Starred) for one in plain):
            return plain[position]
        return found

    def with_defaults(self) -> Call:
        """Return the call with what Django's `get_or_create(…, defaults={…})` adds to its keywords."""
        extra = [ast.keyword(arg=name, value=value) for name, _, value in entries(self.keyword("defaults"))]
        return self.with_keywords([*self.node.keywords, *extra])

    def with_keywords(self, keywords: list[ast.keyword]) -> Call:
        """Return the call with other keywords, at the same place."""
        node = ast.Call(self.node.func, self.node.args, keywords)
        return Call(ast.copy_location(node, self.node), self.scope, self.name)


@dataclass(frozen=True, slots=True)
class Decorated:
    """A function or class, and one of its decorators."""

    function: Function | ast.ClassDef
    decorator: ast.expr
    scope: Scope


class Module:
    """A Python file. Walked once, without recursion."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.scope = Scope()
        self.imports: dict[str, str] = {}
        """Local name -> what it is called where it comes from."""
        self.calls: list[Call] = []
        self.decorated: list[Decorated] = []
        self.assignments: list[tuple[ast.expr, ast.expr, Scope]] = []
        """Target, value and scope of every assignment."""
        self.functions: list[tuple[Function, Scope]] = []
        self._walk(source.python)

    def uses(self, *packages: str) -> bool:
        """Tell whether the file imports one of the packages or anything below them."""
        return any(name == one or name.startswith(one + ".") for name in self.imports.values() for one in packages)

    def dotted(self, node: ast.AST) -> str:
        """Return a chain of names with its first one written out as imported; empty for anything else."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < _MAX_DEPTH:
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            parts.append(self.imports.get(node.id, node.id))
        elif parts:
            parts.append("()" if isinstance(node, ast.Call) else "?")
        return ".".join(reversed(parts))

    def follow(self, node: ast.expr, scope: Scope) -> Value:
        """Follow names, attributes, entries of dictionaries and defaults of settings to a literal of this file."""
        way: list[ast.expr] = []
        notes: list[str] = []
        reference = None
        for _ in range(_MAX_DEPTH):
            found = self._step(node, scope)
            if found is None:
                reference = self._reference(node)
                break
            way.append(node)
            node, note, scope = found
            notes += [note] if note else []
        return Value(node, tuple(reversed(way)), tuple(notes), reference)

    def number(self, node: ast.expr, scope: Scope, depth: int = 0) -> int | float | None:
        """Return the number an expression comes down to, products and sums of others included (`60 * MINUTE`)."""
        node = self.follow(node, scope).node
        if not isinstance(node, ast.BinOp) or depth > _DEEPEST_SUM:
            return number(node)
        one, other = (self.number(side, scope, depth + 1) for side in (node.left, node.right))
        if one is None or other is None or not isinstance(node.op, ast.Mult | ast.Add):
            return None
        found = one * other if isinstance(node.op, ast.Mult) else one + other
        return found if found < _LARGEST else None

    def places(self, value: Value, *more: ast.AST | None) -> tuple[Evidence, ...]:
        """Return the line of the literal, then the lines that lead there, then those of `more`."""
        first: dict[int, ast.AST] = {}
        for node in (value.node, *value.way, *more):
            if node is not None:
                first.setdefault(getattr(node, "lineno", 1), node)
        return tuple(map(self.place, first.values()))

    def place(self, node: ast.AST) -> Evidence:
        """Return the place of a node. Columns of the tree count bytes, those of Evidence characters."""
        line = min(getattr(node, "lineno", 1), len(self.source.lines))
        before = _characters(self.source.lines[line - 1], 0, getattr(node, "col_offset", 0))
        return self.source.at(line, len(before) + 1)

    def raw(self, node: ast.expr) -> str:
        """Return the text of a node as it stands in the file, on one line and shortened."""
        last = node.end_lineno or node.lineno
        lines = self.source.lines[node.lineno - 1 : min(last, node.lineno + _MAX_LINES)]
        ends = [node.end_col_offset if number == last else None for number in range(node.lineno, last + 1)]
        starts = [node.col_offset, *[0] * _MAX_LINES]
        parts = (_characters(*one) for one in zip(lines, starts, ends, strict=False))
        joined = " ".join(" ".join(parts).split())
        return joined if len(joined) <= _LONGEST_RAW else joined[: _LONGEST_RAW - 1] + "…"

    def _walk(self, tree: ast.Module) -> None:
        stack: list[tuple[ast.AST, Scope]] = [(tree, self.scope)]
        while stack:
            node, scope = stack.pop()
            self._note(node, scope)
            inner = _inner(node, scope)
            outside = {id(one) for one in getattr(node, "decorator_list", ())}
            children = [(one, scope if id(one) in outside else inner) for one in ast.iter_child_nodes(node)]
            stack.extend(reversed(children))

    def _note(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                self.imports.update(_imported(node, self.source.path))
            case ast.Call():
                self.calls.append(Call(node, scope, self.dotted(node.func)))
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assign(target, value, scope)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                self._assign(target, value, scope)
            case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target):
                scope.bound.update(one.id for one in ast.walk(target) if isinstance(one, ast.Name))
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.decorated += [Decorated(node, one, scope) for one in node.decorator_list]
                if not isinstance(node, ast.ClassDef):
                    self.functions.append((node, scope))

    def _assign(self, target: ast.expr, value: ast.expr, scope: Scope) -> None:
        self.assignments.append((target, value, scope))
        if isinstance(target, ast.Name):
            scope.values.setdefault(target.id, []).append(value)

    def _step(self, node: ast.expr, scope: Scope) -> tuple[ast.expr, str, Scope] | None:
        """Take one step towards the literal: what stands for the node, what to tell, and where to look on."""
        match node:
            case ast.Name(id=name):
                return _of_name(name, scope)
            case ast.Attribute(value=ast.Attribute() as inner, attr="value"):
                return inner, "", scope  # of an enumeration's entry
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                holder = _class_scope("" if name in ("self", "cls") else name, scope)
                return _last(attribute, holder) if holder and attribute in holder.values else None
            case ast.Subscript(value=container, slice=ast.Constant(value=key)):
                return self._entry(container, key, scope)
            case ast.Call(func=ast.Name(id="int" | "float" | "str"), args=[inner]):
                return inner, "", scope
            case ast.Call(func=ast.Name(id="getattr"), args=[_, name, default]):
                return default, _unless(text(name)), scope
            case ast.Call() if self._is_setting(node) and (given := _default(node)) is not None:
                return given, _unless(_first(node)), scope
            case ast.BoolOp(op=ast.Or(), values=[*_, ast.Constant() as default]):
                return default, "unless something else is set", scope
            case ast.IfExp():
                return *self._branch(node), scope
        return None

    def _branch(self, node: ast.IfExp) -> tuple[ast.expr, str]:
        """Of `a if test else b` return the branch that schedules; of two, that of production, and tell the other."""
        test, off = self.raw(node.test), (_is_off(node.body), _is_off(node.orelse))
        takes_body = off[1] if any(off) else not holds_elsewhere(test)
        taken, other = (node.body, node.orelse) if takes_body else (node.orelse, node.body)
        return taken, told("" if _is_off(other) else self.raw(other), test, is_chosen=takes_body)

    def _entry(self, container: ast.expr, key: object, scope: Scope) -> tuple[ast.expr, str, Scope] | None:
        if isinstance(container, ast.Subscript) and not _is_deep(container):
            inner = self._step(container, scope)
            container = inner[0] if inner else container
        elif isinstance(container, ast.Name) and (found := _of_name(container.id, scope)):
            container, _, scope = found
        if isinstance(container, ast.Dict):
            pairs = zip(container.keys, container.values, strict=True)
            value = next((one for k, one in pairs if isinstance(k, ast.Constant) and k.value == key), None)
            return (value, "", scope) if value is not None else None
        return None

    def _is_setting(self, node: ast.Call) -> bool:
        name = self.dotted(node.func)
        return any(name == one or name.endswith("." + one) for one in _ENVIRONMENT)

    def _reference(self, node: ast.expr) -> Reference | None:
        """Return where another file of the repository may hold the value."""
        if not isinstance(node, ast.Name | ast.Attribute):
            return None
        name = self.dotted(node)
        first = name.partition(".")[0]
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            return None
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id not in self.imports or first in _NO_FILES:
            return None
        return Reference(self.raw(node), language="python", variable=name.removeprefix("django.conf."))


_DEFAULTS = frozenset({"default", "default_var", "fallback"})
_NO_FILES = frozenset({"datetime", "celery", "airflow", "os", "apscheduler"})


def _characters(line: str, start: int, end: int | None) -> str:
    """Return what stands between two offsets in bytes."""
    if line.isascii():
        return line[start:end]
    if len(line) > _LONGEST_LINE:
        return ""
    return line.encode("utf-8", "replace")[start:end].decode("utf-8", "ignore")


def module(source: Source) -> Module:
    """Return the file as a Module, made once. Raises Unreadable when it is not Python."""
    return source.derived("python module", Module)


def text(node: ast.AST | None) -> str | None:
    """Return the string a literal holds, also an f-string that nothing is put into; None for anything else."""
    if isinstance(node, ast.JoinedStr) and len(node.values) == 1:
        node = node.values[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def number(node: ast.AST | None) -> int | float | None:
    """Return the number a literal is; None for anything else."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=(int() | float()) as value):
            return value if 0 <= value < _LARGEST else None
    return None


def is_false(node: ast.AST | None) -> bool:
    """Tell whether it is the literal `False`."""
    return isinstance(node, ast.Constant) and node.value is False


def is_true(node: ast.AST | None) -> bool:
    """Tell whether it is the literal `True`."""
    return isinstance(node, ast.Constant) and node.value is True


def entries(node: ast.AST | None) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Yield key, key node and value of a dictionary, as a display or as `dict(a=1)`; only keys that are strings."""
    match node:
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                name = text(key)
                if key is not None and name is not None:
                    yield name, key, value
        case ast.Call(func=ast.Name(id="dict"), keywords=keywords):
            for one in keywords:
                if one.arg:
                    yield one.arg, one.value, one.value


def _inner(node: ast.AST, scope: Scope) -> Scope:
    if not isinstance(node, _BODIES):
        return scope
    inner = Scope(scope, getattr(node, "name", ""))
    if isinstance(node, ast.ClassDef):
        scope.classes[node.name] = inner
    else:
        inner.parameters = _parameters(node.args)
    return inner


def _parameters(given: ast.arguments) -> dict[str, ast.expr | None]:
    plain = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults))
    found = {one.arg: default for one, default in zip(plain, [*defaults, *given.defaults], strict=True)}
    return found | {one.arg: default for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)}


def _of_name(name: str, scope: Scope | None) -> tuple[ast.expr, str, Scope] | None:
    while scope is not None:
        if name in scope.bound:
            return None
        if name in scope.values:
            return _last(name, scope)
        if name in scope.parameters:
            default = scope.parameters[name]
            return (default, "the default: a caller may say otherwise", scope) if default is not None else None
        scope = scope.parent
    return None


def _last(name: str, scope: Scope) -> tuple[ast.expr, str, Scope]:
    """Return what was assigned last; the rest is told."""
    if name not in scope.last:
        scope.last[name] = _last_of(scope.values[name])
    return *scope.last[name], scope


def _last_of(values: list[ast.expr]) -> tuple[ast.expr, str]:
    said = [one for one in values if not (isinstance(one, ast.Constant) and one.value is None)] or values
    winner = said[-1]
    others = [one for one in said[:9] if one is not winner and not _are_equal(one, winner)]
    note = "set to something else in line " + ", ".join(str(one.lineno) for one in others) if others else ""
    return winner, note


def _are_equal(one: ast.expr, other: ast.expr) -> bool:
    return isinstance(one, ast.Constant) and isinstance(other, ast.Constant) and one.value == other.value


def _class_scope(name: str, scope: Scope | None) -> Scope | None:
    while scope is not None:
        if name in scope.classes:
            return scope.classes[name]
        if not name and scope.name in (scope.parent.classes if scope.parent else ()):
            return scope
        scope = scope.parent
    return None


def _is_off(node: ast.expr) -> bool:
    """Tell whether a branch switches off: None, False, an empty text."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False or node.value == "")


def _default(node: ast.Call) -> ast.expr | None:
    """Return what a setting is where nobody sets it: `getenv("A", "x")`, `Variable.get("a", default_var="x")`."""
    by_name = next((one.value for one in node.keywords if one.arg in _DEFAULTS), None)
    return node.args[1] if len(node.args) == 2 else by_name


def _first(node: ast.Call) -> str | None:
    return text(node.args[0]) if node.args else None


def _unless(name: str | None) -> str:
    return f"the default: {name} may say otherwise" if name else "the default of a setting"


def _imported(node: ast.Import | ast.ImportFrom, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for one in node.names:
            yield (one.asname, one.name) if one.asname else (one.name.partition(".")[0],) * 2
            if not one.asname and "." in one.name:
                yield one.name, one.name  # told to `uses`; no expression is a dotted local name
        return
    base = node.module or ""
    if node.level:
        folders = path.split("/")[: -node.level]
        base = ".".join([*folders, base] if base else folders)
    for one in node.names:
        yield one.asname or one.name, f"{base}.{one.name}" if base else one.name


def _is_deep(node: ast.expr) -> bool:
    """Tell whether more subscripts stand in a row than any person writes: following them would recurse too deeply."""
    for _ in range(_MAX_DEPTH):
        if not isinstance(node, ast.Subscript):
            return False
        node = node.value
    return True
