"""Recognises the calls, raises and results by which Python code fails, and finds what is said then."""

from __future__ import annotations

import ast
import re
from itertools import chain

import msgspec

from ddd.extractors.python_code._flow import Node, Place
from ddd.extractors.python_code._words import asked, denied, makes_text
from ddd.scan.source import Source

_EXITS = frozenset({("sys", "exit"), ("os", "_exit"), ("ctx", "exit"), ("context", "exit")})
_EXIT_ERRORS = frozenset({"SystemExit", "typer.Exit", "click.exceptions.Exit", "Exit"})
_ABORTS = frozenset({"typer.Abort", "click.Abort", "click.exceptions.Abort", "Abort"})
_ERRORS = frozenset(
    {"ClickException", "UsageError", "BadParameter", "BadOptionUsage", "BadArgumentUsage", "NoSuchOption"}
    | {"FileError", "CommandError"}
)
_ANSIBLE = re.compile(r"Ansible(?:\w{0,60}Error|ActionFail|ConnectionFailure|FileNotFound|UndefinedVariable)")
_DIE = frozenset({"die", "fatal", "bail", "abort", "exit_with_error", "error_exit"})
_PARSERS = re.compile(r"(?:\w{0,40}_)?(?:arg(?:ument)?_?)?parser")
_LOGS = re.compile(
    r"(?i)\w{0,30}(?:critical|fatal|err(?:or)?|exception|warn(?:ing)?|echo|write|print|puts|info|log|fail)\w{0,20}"
)
_JOINS = frozenset({"print", "echo", "secho", "write", "puts", "rprint"})
_GRAVE = re.compile(r"(?i)error|fail|cannot|can't|could ?n[o']t|unable|invalid|missing|not |abort|no ")
_HELPS = re.compile(r"(?i)(?:print_|show_|display_)?(?:usage|help)|get_help")
_GOOD = re.compile(r"(?:.*_)?(?:OK|SUCCESS|SUCCEEDED|CLEAN)")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{2,60}")
_FAILS = re.compile(r"fail|exit|quit|error|die|fatal|bail|abort|raise", re.IGNORECASE)
_DEFINES = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")
_MOST_PRINTS = 5
_LARGEST = 300


class Failing(msgspec.Struct, frozen=True):
    """One way of failing, as the code has it."""

    message: tuple[ast.expr, ...] = ()
    """What the message is made of, a sign of blank between."""
    outcome: str = ""
    is_certain: bool = False
    """It says itself that it fails; an exit may be for other reasons."""
    guard: str | None = None
    """Of `sys.exit(0 if ok else 1)`: when."""
    said: tuple[ast.expr, ...] = ()
    """Where the message stands, when that is elsewhere."""
    shows_help: bool = False


def may_fail(statement: str) -> bool:
    """Tell whether the text of a statement may hold what `failing` recognises; most calls of `exit_json` do not.

    Without a call, only a result returned or an assignment says that something failed; all that is called on failure is
    named by one of a few words, and no other letter is read as one of ASCII.
    """
    calls = statement.count("(") - (_DEFINES.match(statement) is not None and statement.rstrip().endswith(":"))
    if calls <= 0 and "return" not in statement and "=" not in statement:
        return False
    return not statement.isascii() or _FAILS.search(statement.replace("exit_json", "")) is not None


def by_helper(node: Node, place: Place, source: Source, helpers: frozenset[str]) -> Failing | None:
    """Return what a call of a function of the file says that prints it and exits."""
    if not isinstance(node, ast.Call):
        return None
    receiver, name = _called(node)
    if name not in helpers or receiver not in ("", "self", "cls") or failing(node, place, source) is not None:
        return None  # what says itself that it fails was told already: a file may define `fail_json`
    given = (*node.args, *(one.value for one in node.keywords))
    said = next((one for one in given if makes_text(_followed(one, place)[0][0])), None)
    return _saying(said, place) if said is not None else None


def failing(node: Node, place: Place, source: Source) -> Failing | None:
    """Return the way of failing that a node is; None for anything else."""
    match node:
        case ast.Call():
            return _call(node, place, source)
        case ast.Raise(exc=ast.Call() as made):
            return _raised(made, place)
        case ast.Return(value=ast.Dict() as result) if _is_true(_entry(result, "failed")):
            said = _entry(result, "msg") or _entry(result, "message")
            return _saying(said, place, is_certain=True) if said is not None else None
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value="failed"))]):
            said = _result_message(name, place) if _is_true(node.value) else None
            return _saying(said, place, is_certain=True) if said is not None else None
    return None


def _call(node: ast.Call, place: Place, source: Source) -> Failing | None:
    receiver, name = _called(node)
    if name.startswith("fail_json") or (name == "fail" and receiver in ("module", "result")):
        message = _keyword(node, "msg") or next(filter(makes_text, node.args), None) or next(iter(node.args), None)
        if message is None:
            message = _unpacked(_keyword(node, None), place) or _beside(node)
        return _saying(message, place, is_certain=True)
    if _is_true(_keyword(node, "failed")) and name in ("exit_json", "dict", "update"):
        said = _keyword(node, "msg") or _keyword(node, "message")
        return _saying(said, place, is_certain=True) if said is not None or name == "exit_json" else None
    if (receiver, name) in _EXITS or (not receiver and name in ("exit", "quit") and f"def {name}(" not in source.text):
        return _exit(node, place)
    if (name == "error" and _PARSERS.fullmatch(receiver)) or (name == "fail" and receiver == "ctx"):
        return _saying(next(iter(node.args), None), place, outcome="exits with status 2")
    if not receiver and name in _DIE and (said := next(filter(makes_text, node.args[:2]), None)) is not None:
        return _saying(said, place)
    if (receiver, name) == ("os", "abort"):
        return _saying(None, place, outcome="aborts")
    return None


def _raised(made: ast.Call, place: Place) -> Failing | None:
    receiver, name = _called(made)
    dotted = f"{receiver}.{name}" if receiver else name
    if dotted in _EXIT_ERRORS:
        return _exit(made, place)
    if dotted in _ABORTS:
        parts, said = _printed(place)
        return Failing(parts, "aborts", said=said) if parts else None
    if name in _ERRORS or _ANSIBLE.fullmatch(name):
        message = _keyword(made, "message") or _keyword(made, "msg") or next(iter(made.args), None)
        return _saying(message, place, is_certain=name not in _ERRORS) if message is not None else None
    return None


def _saying(message: ast.expr | None, place: Place, outcome: str = "", *, is_certain: bool = False) -> Failing:
    parts, said = _followed(message, place) if message is not None else ((), ())
    return Failing(parts, outcome, is_certain, said=said)


def _called(node: ast.Call) -> tuple[str, str]:
    """Return what a call is made on, its last name (`module` of `self.module`), and the name of what is called."""
    match node.func:
        case ast.Name(id=name):
            return "", name
        case ast.Attribute(value=ast.Name(id=holder) | ast.Attribute(attr=holder), attr=name):
            return holder, name
        case ast.Attribute(attr=name):
            return "?", name
    return "?", ""


# --- exits -----------------------------------------------------------------------------------------------------------


def _exit(node: ast.Call, place: Place) -> Failing | None:
    """Return a failure unless the exit code is a success, or what only running would tell."""
    code = next(iter(node.args), None) or _keyword(node, "code") or _keyword(node, "status")
    if len(node.args) > 1 or code is None:
        return None
    if isinstance(code, ast.IfExp):
        return _chosen(code, place)
    if (status := _status(code)) is not None:
        parts, said = _printed(place)
        return Failing(parts, f"exits with status {status}", said=said, shows_help=_shows_help(place))
    parts, said = _followed(code, place)
    if all(map(_is_text, parts)) or _is_caught(code, place):
        return Failing(parts, "exits with status 1", said=said, shows_help=_shows_help(place))
    return None


def _chosen(code: ast.IfExp, place: Place) -> Failing | None:
    """Read `sys.exit(0 if ok else 1)`."""
    for failed, other, guard in ((code.body, code.orelse, asked), (code.orelse, code.body, denied)):
        status = _status(failed)
        if status is not None and isinstance(other, ast.Constant) and not other.value:
            parts, said = _printed(place)
            return Failing(parts, f"exits with status {status}", guard=guard(code.test), said=said)
    return None


def _status(code: ast.expr) -> str | None:
    """Return an exit code that is a failure: a number other than 0, `os.EX_USAGE`, `EXIT_FAILURE`."""
    match code:
        case ast.Constant(value=bool() | int() as value) if value:
            return str(int(value))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if value:
            return str(-value)
        case ast.Name(id=name) | ast.Attribute(attr=name) if _CONSTANT.fullmatch(name) and not _GOOD.fullmatch(name):
            return name
    return None


def _is_text(code: ast.expr) -> bool:
    match code:
        case ast.Call(func=ast.Name(id=name)):
            return name in ("str", "repr", "_")
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return "msg" in name.lower() or "message" in name.lower()
    return makes_text(code)


def _is_caught(code: ast.expr, place: Place) -> bool:
    """Tell whether it is the exception that leads here."""
    handlers = (one.node for one in place.guards if isinstance(one.node, ast.ExceptHandler))
    return isinstance(code, ast.Name) and any(one.name == code.id for one in handlers)


def _printed(place: Place) -> tuple[tuple[ast.expr, ...], tuple[ast.expr, ...]]:
    """Return what is printed or logged just before, and where."""
    found: list[ast.Call] = []
    for number in range(place.index - 1, max(-1, place.index - 1 - _MOST_PRINTS), -1):
        match place.statement(number):
            case ast.Expr(value=ast.Call(args=[_, *_]) as call) if _LOGS.fullmatch(_called(call)[1]):
                if any(makes_text(part) for one in call.args for part in _followed(_plain(one), place)[0]):
                    found.append(call)
            case ast.Expr(value=ast.Call()):
                continue
            case _:
                break
    if not found:
        return (), ()
    first_of = found[-1]
    grave = next((one for one in reversed(found) if _GRAVE.search(ast.dump(one)[:2000])), first_of)
    levels = [one for one in found if _called(one)[1] in ("critical", "fatal", "error", "exception")]
    chosen = levels[-1] if levels else grave
    return _arguments(chosen, place), (chosen,)


def _plain(node: ast.expr) -> ast.expr:
    """Return what is coloured: the text of `red("…")`."""
    match node:
        case ast.Call(args=[inner], keywords=[]) | ast.Call(args=[inner, ast.Constant()], keywords=[]):
            return inner if makes_text(inner) else node
    return node


def _arguments(call: ast.Call, place: Place) -> tuple[ast.expr, ...]:
    """Return what a call prints; the values that logging puts into its first argument are put there."""
    first, *others = (_plain(one) for one in call.args if not isinstance(one, ast.Starred))
    is_template = isinstance(first, ast.Constant) and isinstance(first.value, str) and "%" in first.value
    if _called(call)[1] in _JOINS or not others:
        return tuple(part for one in (first, *others) for part in _followed(one, place)[0])
    if is_template:
        return (ast.BinOp(first, ast.Mod(), ast.Tuple(others, ast.Load())),)
    return (first,)


def _shows_help(place: Place) -> bool:
    for number in range(place.index - 1, max(-1, place.index - 1 - _MOST_PRINTS), -1):
        match place.statement(number):
            case ast.Expr(value=ast.Call() as call):
                inner = [one for one in (call, *call.args) if isinstance(one, ast.Call)]
                if any(_HELPS.fullmatch(_called(one)[1]) for one in inner):
                    return True
                names = [one.id for one in call.args if isinstance(one, ast.Name)]
                if any(name == "__doc__" or _HELPS.fullmatch(name) for name in names):
                    return True
            case _:
                break
    return False


# --- what a message is -----------------------------------------------------------------------------------------------


def _followed(node: ast.expr, place: Place) -> tuple[tuple[ast.expr, ...], tuple[ast.expr, ...]]:
    """Return a message and, when it is a name that was given a text in the lines above, where that stands."""
    if isinstance(node, ast.Name):
        value = _last_value(node.id, place)
        if value is not None and makes_text(value):
            return (value,), (value,)
    return (node,), ()


def _last_value(name: str, place: Place) -> ast.expr | None:
    """Return what a name was last given; None where that depends."""
    for one in place.before():
        match one:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                return value
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                return value
            case ast.Expr() | ast.Return() | ast.Pass() | ast.Import() | ast.ImportFrom():
                continue
        if _gives(one, name):
            return None
    return None


def _gives(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement may give a name another value; a statement too large to look through may."""
    stack: list[ast.AST] = [statement]
    seen = 0
    while stack:
        node = stack.pop()
        seen += 1
        if seen > _LARGEST or (isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)):
            return True
        stack.extend(ast.iter_child_nodes(node))
    return False


def _unpacked(node: ast.expr | None, place: Place) -> ast.expr | None:
    """Return the message of `fail_json(**result)`: what `result["msg"]` was given, else the whole."""
    match node:
        case ast.Dict():
            return _entry(node, "msg") or node
        case ast.Name(id=name):
            said = _result_message(name, place)
            return node if said is None or (isinstance(said, ast.Constant) and not said.value) else said
    return node


def _beside(call: ast.Call) -> ast.expr | None:
    """Return what stands for the message of a call that gives none: another value that is a text, else the first."""
    values = [one.value for one in call.keywords]
    return next(filter(makes_text, values), next(iter(values), None))


def _result_message(name: str, place: Place) -> ast.expr | None:
    """Return what `result["msg"] = …` says beside the place, or `dict(msg=…)` that the result was made of."""
    beside = range(place.index + 1, min(place.index + 4, len(place.body)))
    for one in chain(map(place.statement, beside), place.before()):
        match one:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=holder), slice=ast.Constant(value="msg" | "message"))],
                value=value,
            ) if holder == name:
                return value
            case ast.Assign(targets=[ast.Name(id=holder)], value=made) if holder == name:
                return _made(made)
    return None


def _made(made: ast.expr) -> ast.expr | None:
    match made:
        case ast.Dict():
            return _entry(made, "msg")
        case ast.Call(func=ast.Name(id="dict")):
            return _keyword(made, "msg")
    return None


def _keyword(call: ast.Call, name: str | None) -> ast.expr | None:
    """Return the value of an argument by its name; without a name that of `**`."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def _entry(made: ast.Dict, name: str) -> ast.expr | None:
    pairs = zip(made.keys, made.values, strict=True)
    return next((value for key, value in pairs if isinstance(key, ast.Constant) and key.value == name), None)


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
