"""Finds where programs end with a failure, whatever their language: the calls that end them, and what is said then."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from ddd.extractors._offsets import at_offset
from ddd.extractors.code_failures._around import Around, Reader, short
from ddd.extractors.code_failures._messages import arguments, makes_text, message
from ddd.model import Evidence, FailureMode
from ddd.scan.source import Source

_MOST = 400
_LONGEST_LINE = 2_000
_CLIMB = 6
_CALLS = frozenset({"call_expression", "method_invocation", "function_call_expression", "exit_statement", "call"})
_NUMBER = re.compile(r"\(?\s*(?P<sign>-?)\s*(?P<number>\d{1,10})\s*\)?")
_CONSTANT = re.compile(r"(?:\w{1,60}[.:]{1,2})*(?P<name>[A-Z][A-Z0-9_]{2,60})")
_GOOD = re.compile(r"(?:.*_)?(?:OK|SUCCESS|SUCCEEDED)")
_CODE = re.compile(r"status (?=[A-Z])")
_FAULT = re.compile(r"FAIL|ERR|CRIT|WARN|BAD|INVALID|ABORT|UNKNOWN|MISSING|_NO_")
"""What a constant must say for an exit without a message: many codes only answer a question."""
_USAGE = re.compile(r"(?i)\W{0,9}(?:usage\b|syntax:|unreachable|not implemented|todo\b)")
_HELPS = re.compile(
    r"(?i)\b(?:print_?|show_?|display_?)?(?:usage|help)\w{0,20}\s?\(|\bflag\.PrintDefaults|^(?:usage|help)$"
    r"|\b(?:puts|warn)[ (]{1,2}(?:opts?|optparse\w{0,10}|opt_parser|parser)(?:\.help)?\)?$"
)
_GRAVE = re.compile(r"(?i)error|fail|cannot|can't|could ?n[o']t|unable|invalid|missing|not |abort|no ")
_NO_FAULT = re.compile(
    r"(?i)len\(os\.Args\)|flag\.N?Args?\(\)|\bargs\.length\b|\bargv\.length|process\.argv|\bARGV\b|\$arg[cv]\b|\bhelp\b"
    r"|\bdefined\("
    r"|\$_(?:GET|POST|REQUEST|SESSION|SERVER|COOKIE)\b|showVersion|\*version|--version"
    r"|KeyboardInterrupt|Interrupt is raised|SIGINT|\.Execute\(\)"
)
_HOLES = re.compile(r"\{[^{}]{0,300}\}")
_OR = re.compile(r"\|\|| or ")
_WORD = re.compile(r"[^\W\d_]{2}")
_FIELD = re.compile(r"(?:zap|zapcore|slog|logfields)\.[A-Z]")
_LONGEST_CHAIN = 20
_STREAMS = re.compile(r"(?:STDERR|\$?stderr|STDOUT|php://stderr)")


@dataclass(frozen=True, slots=True)
class Language:
    """How one language ends a program."""

    system: str
    grammar: str
    exits: tuple[str, ...]
    """End it with the code that they are given, as they stand in the text."""
    dies: tuple[str, ...] = ()
    """End it with the message that they are given."""
    prints: re.Pattern[str] = field(default=re.compile(r"(?!)"))
    """What prints a message just before."""
    dies_like: re.Pattern[str] = field(default=re.compile(r"(?!)"))
    """Names that end it with a message too: methods of whatever holds a logger."""


def failures(source: Source, language: Language, module: str = "") -> Iterator[FailureMode]:
    """Yield the ways of failing of a program. Raises Unreadable when it is not understood in time."""
    offsets = list(_offsets(source, language))
    if not offsets:
        return
    root, read = source.syntax(language.grammar), Reader(source)
    seen: set[tuple[str, str, str]] = set()
    for offset, name in offsets:
        call = _call(root, offset, len(name))
        said = _said(read, language, call, name) if call is not None else None
        if call is None or said is None:
            continue
        around = read.around(call)
        key = (around.function, said.message, " and ".join(around.guards))
        if key in seen or _is_noise(said, around):
            continue
        seen.add(key)
        yield _fact(source, language, call, said, around, module)


@dataclass(frozen=True, slots=True)
class _Said:
    message: str
    outcome: str
    place: Node | None = None
    shows_help: bool = False


def _fact(source: Source, language: Language, call: Node, said: _Said, around: Around, module: str) -> FailureMode:
    whole = "whenever the block is run" if around.in_block else "whenever the file is run"
    otherwise = f"whenever `{around.function}` is called" if around.function else whole
    places = [at_offset(source, call.start_byte)]
    if said.place is not None:
        places.append(at_offset(source, said.place.start_byte))
    return FailureMode(
        system=language.system,
        name=around.function,
        message=said.message,
        guard=_chain(around.guards) or otherwise,
        function=around.function,
        module=module,
        outcome=said.outcome,
        evidence=_by_line(places),
    )


def _chain(guards: tuple[str, ...]) -> str:
    """Return conditions as one; what holds an `or` in brackets where there are several."""
    once = list(dict.fromkeys(guards))
    return short(once[0] if len(once) == 1 else " and ".join(f"({one})" if _OR.search(one) else one for one in once))


def _by_line(places: list[Evidence]) -> tuple[Evidence, ...]:
    return tuple({place.line: place for place in reversed(places)}.values())[::-1]


def _offsets(source: Source, language: Language) -> Iterator[tuple[int, str]]:
    """Yield where one of the names stands as a name of its own, in the order of the text."""
    names = sorted((*language.exits, *language.dies), key=len, reverse=True)
    known = "|".join([*map(re.escape, names), language.dies_like.pattern])
    pattern = re.compile(rf"(?<![\w$.])(?:{known})(?![\w.])")
    text = source.text
    for count, found in enumerate(pattern.finditer(text)):
        if count >= _MOST:
            return
        start, end = text.rfind("\n", 0, found.start()), text.find("\n", found.end())
        if (end if end >= 0 else len(text)) - start <= _LONGEST_LINE:  # else minified
            yield found.start(), found[0]


def _call(root: Node, offset: int, length: int) -> Node | None:
    """Return the call that begins at an offset; None when that is a comment, a string, another name."""
    node = root.descendant_for_byte_range(offset, offset + length)
    for _ in range(_CLIMB):
        if node is None or node.start_byte != offset:
            return None
        if node.type in _CALLS and node.end_byte > offset + length:
            return node
        node = node.parent
    return None


def _said(read: Reader, language: Language, call: Node, name: str) -> _Said | None:
    """Return what is said when the call ends the program; None where it may well end it for success."""
    given = [one for one in call.named_children if one.type != "name"] if call.type == "exit_statement" else None
    given = arguments(call) if given is None else given
    if name.startswith("raise"):
        given = given[1:]  # after the class of the exception
        return _Said(short(message(read, "raise", given)), _outcome(language, name)) if given else None
    if name in language.dies or language.dies_like.fullmatch(name):
        if not given and (last := _end_of_chain(read, call)) is not None:
            return _Said(short(_message(read, "Msgf", arguments(last))), _outcome(language, name), last)
        if given and (makes_text(given[0]) or len(given) > 1 or name not in language.exits):
            return _Said(short(_message(read, name, given)), _outcome(language, name))
        if name not in language.exits:
            return None
    status = _status(read.text(given[0])) if given else None
    if status is None:
        return None
    printed = _printed(read, language, call)
    helps = any(_HELPS.search(read.text(one)) for one in read.before(call))
    if printed is None:
        return _Said("", f"exits with status {status}", shows_help=helps)
    return _Said(printed[0], f"exits with status {status}", printed[1], helps)


def _message(read: Reader, name: str, given: list[Node]) -> str:
    """Return the message of a call without the fields that loggers take beside it: `zap.Error(err)`, `"key", value`."""
    fields = [one for one in given[1:] if _FIELD.match(read.text(one))]
    kept = given[:1] if name.endswith("Fatalw") else [one for one in given if one not in fields]
    return message(read, name, kept)


def _end_of_chain(read: Reader, call: Node) -> Node | None:
    """Return the call that speaks in `log.Fatal().Err(err).Msg("…")`; for `.Send()` the one that has the error."""
    error = None
    for _ in range(_LONGEST_CHAIN):
        outer = call.parent.parent if call.parent is not None else None
        if outer is None or outer.type != "call_expression" or outer.child_by_field_name("function") != call.parent:
            return None
        call = outer
        method = read.text(call.child_by_field_name("function")).rpartition(".")[2].strip()
        if method in ("Msg", "Msgf"):
            return call
        if method == "Send":
            return error
        error = call if method == "Err" else error
    return None


def _outcome(language: Language, name: str) -> str:
    if language.system == "php":
        return "ends with the message"  # and with status 0, as PHP has it
    if "Chef::" in name:
        return "is logged as fatal" if name.endswith(".fatal") else "the run of Chef has failed"
    return "panics" if "anic" in name else "the step has failed" if "setFailed" in name else "exits with status 1"


def _status(text: str) -> str | None:
    """Return an exit code that is a failure."""
    if found := _NUMBER.fullmatch(text):
        return f"{found['sign']}{int(found['number'])}" if int(found["number"]) else None
    if found := _CONSTANT.fullmatch(text):
        return found["name"] if not _GOOD.fullmatch(found["name"]) else None
    return None


def _printed(read: Reader, language: Language, call: Node) -> tuple[str, Node] | None:
    """Return what is printed or logged just before; of several lines the first that tells of a fault."""
    said: list[tuple[str, Node]] = []
    for one in read.before(call):
        node = one.named_children[0] if one.type == "expression_statement" and one.named_child_count else one
        found = language.prints.match(read.text(node)[:200])
        if found is None:
            break
        given = arguments(node)[found["name"].startswith("fmt.F") :]  # after the stream it is written to
        given = [one for one in given if not _STREAMS.fullmatch(read.text(one))]
        if node.type == "echo_statement":
            given = node.named_children
        if words := short(message(read, found["name"], given)):
            said.insert(0, (words, node))
    worded = [one for one in said if _WORD.search(_HOLES.sub("", one[0]))] or said
    return next((one for one in worded if _GRAVE.search(one[0])), worded[0] if worded else None)


def _is_noise(said: _Said, around: Around) -> bool:
    """Tell whether an exit says nothing of failing: help is shown, a person stops it, nothing says why it ends."""
    guard = " ".join(around.guards)
    if said.shows_help or _USAGE.match(said.message) or _NO_FAULT.search(guard):
        return True
    if re.search(r"(?i)usage|(?:^|\.)_?help$", around.function):
        return True
    has_words = bool(_WORD.search(_HOLES.sub("", said.message)))
    if not has_words and _CODE.search(said.outcome) and not _FAULT.search(said.outcome):
        return True
    if said.outcome == "ends with the message" and not around.guards:
        return True
    if not has_words and around.guards[-1:] == ("err != nil",):
        return True
    return not has_words and (not around.guards or around.guards[-1].endswith("is rejected"))
