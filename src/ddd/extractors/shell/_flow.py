"""Follows a shell script from its first statement to its last and tells what it does, checks and fails on, in order.

Functions are followed once, at the place of their first call. Nothing is run, so both ways of a condition are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ddd.extractors.shell._comments import Comments
from ddd.extractors.shell._meaning import ON_ARGUMENTS, Meaning, Said, filled
from ddd.extractors.shell._script import GROUPS, LOOPS, Operand, Script, chain, one_line, split_if
from ddd.extractors.shell._shown import Display, condition_of, readable
from ddd.extractors.shell._words import bare, negated
from ddd.model import replace

STOPS = "exit status 0; the script stops otherwise (set -e)"
_LAST_STOPS = (
    "exit status 0 of the pipeline's last command; the script stops otherwise (set -e), but overlooks the others"
)
# At the end of a pipeline they only pass on what they are given: their status says nothing of the work.
_PASS_ON = frozenset({"tee", "logger", "ts", "cat", "systemd-cat", "mail", "mailx", "sendmail", "less", "more"})
_JOINED = re.compile(r"\]\s+(?:\|\||&&)\s|\s\|\|\s")
_MAX_GUARD = 200
_MAX_DEPTH = 30
_SMALL_GROUP = 10
_MAX_HANDLED = 50


@dataclass(frozen=True, slots=True)
class Act:
    """A step."""

    command: str
    text: str
    expected: str
    start: int
    verifies: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """Something that must hold, or the script stops."""

    condition: str
    text: str
    start: int
    commands: tuple[str, ...] = ()
    """The commands that ask, where they are more than `test`."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A way of failing."""

    name: str
    message: str
    guard: str
    start: int
    said: int | None = None
    """Where the message stands, when that is another place."""
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Handler:
    """A trap."""

    signal: str
    """`ERR` or `EXIT`."""
    commands: tuple[str, ...]
    """What it runs, functions followed, silent words and messages left out."""
    message: str
    start: int


Event = Act | Test | Failure | Handler


@dataclass(frozen=True, slots=True)
class _Context:
    steps: bool = True
    """Statements here are steps; inside a small loop or a condition they are part of a greater one."""
    guard: str = ""
    loop: str = ""
    failing: bool = False
    """On the way out: what is still done here is no part of the work."""
    returns: int = -1
    """Where the last statement of a function begins: a question there is its answer to the caller, not a check."""
    said: tuple[Said, ...] = ()
    """What the block has told its reader so far."""
    before: str = ""
    """The command right before in the block: what `$?` speaks of."""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Pending:
    """A comment that has not found its statement yet."""

    begin: int
    end: int
    reach: int
    """The last line below it that says nothing of its own."""


_STATUS = re.compile(
    r"""(?:\[{1,2}|test\b|\(\()\s*"?\$\{?\?\}?"?\s*(?P<sign>-ne|!=|-gt|>|-eq|==?)\s*"?0"?\s*(?:\]{1,2}|\)\))?"""
)
_NO_COMMENT = _Pending(0, 0, -1)


class Flow:
    """One script being followed."""

    def __init__(self, script: Script, comments: Comments, errexit: bool) -> None:
        self._script = script
        self._comments = comments
        self._errexit = errexit
        self._pipefail = False
        self._followed: set[str] = set()
        self._handlers: set[str] = set()
        self._means = Meaning(script)
        self._shows = Display(script, self._means)

    def events(self) -> Iterator[Event]:
        """Yield all that happens, in the order of the run; last the failures of functions that only others call."""
        yield from self._block(self._script.root.children, _Context())
        for name in self._script.functions:
            for event in self._follow(name, _Context()) if name not in self._handlers else ():
                if isinstance(event, Failure):
                    yield event

    # --- blocks and statements ---------------------------------------------------------------------------------

    def _block(self, nodes: list[Node], context: _Context, text: str = "") -> Iterator[Event]:
        """Follow statements. A comment belongs to the first step or check below it, with no blank line between."""
        said: tuple[Said, ...] = ()
        stale = False
        pending = _NO_COMMENT
        before = ""
        for index, node in enumerate(nodes):
            first = self._script.line(node.start_byte)
            if node.type == "comment":
                begun = pending.begin if pending.reach + 1 == first and pending.reach == pending.end else first
                pending = _Pending(begun, first, first)
                continue
            if not node.is_named or node.type == "ERROR":
                continue
            above = self._comments.text_above(pending.begin, pending.end) if pending.reach + 1 >= first else ""
            above = above or text or self._beside(nodes, index)
            told = False
            for event in self._statement(node, replace(context, said=said, before=before), above):
                told = told or isinstance(event, Act | Test)
                yield event
            text = "" if told else text
            before = self._status_of(node)
            keeps = not told and pending.begin and pending.reach + 1 >= first
            pending = replace(pending, reach=self._script.line(node.end_byte - 1)) if keeps else _NO_COMMENT
            said, stale = self._told_by(node, said, stale, bool(context.guard))

    def _told_by(self, node: Node, said: tuple[Said, ...], stale: bool, guarded: bool) -> tuple[tuple[Said, ...], bool]:
        """Return the last message of a block, and whether something was done since, so that the next begins anew."""
        heard = self._means.heard(node, () if stale else said)
        if heard:
            return heard, False
        return (said, bool(said)) if guarded or stale else ((), False)

    def _status_of(self, node: Node) -> str:
        """Return the command whose status `$?` is after a statement; empty where that is no plain command."""
        core = chain(node)[-1].core
        plain = core is not None and len(chain(node)) == 1 and core.type in ("command", "pipeline")
        words = self._script.words(core) if core is not None else ()
        talks = bool(words) and self._means.talks(words)
        return one_line(condition_of(self._script.of(node).split("<<", 1)[0]), 160) if plain and not talks else ""

    def _beside(self, nodes: list[Node], index: int) -> str:
        """Return the comment on the statement's own line."""
        if index + 1 < len(nodes) and nodes[index + 1].type == "comment":
            comment = nodes[index + 1]
            if self._script.line(comment.start_byte) == self._script.line(nodes[index].end_byte - 1):
                text = self._script.of(comment).lstrip("#").strip()
                return "" if text.lower().startswith("shellcheck") else text
        return ""

    def _statement(self, node: Node, context: _Context, text: str) -> Iterator[Event]:
        if context.depth > _MAX_DEPTH or node.type == "function_definition":
            return
        members = chain(node)
        core = members[0].core
        if len(members) > 1:
            yield from self._chain(members, context, text)
        elif core is None:
            yield from self._act(node, context, text)
        elif core.type == "if_statement":
            yield from self._if(node, core, context, text)
        elif core.type == "case_statement":
            yield from self._case(node, core, context, text)
        elif core.type in LOOPS:
            yield from self._loop(node, core, context, text)
        elif core.type in GROUPS and not self._script.of(core).startswith("(("):
            yield from self._group(node, core, members[0], context, text)
        else:
            yield from self._plain(node, core, context, text)

    def _plain(self, node: Node, core: Node, context: _Context, text: str) -> Iterator[Event]:
        """A command, a pipeline, a test, an assignment."""
        words = self._script.words(core)
        name = words[0] if words else ""
        if name == "trap":
            yield from self._trap(core, words)
        elif name == "set":
            self._set(words)
        elif name == "exit" or self._means.kills(words):
            yield from self._exit(core, words, context)
        elif self._means.is_verdict(core):
            if context.guard:
                yield self._failure(one_line(self._script.of(core)), context.guard, core, context)
        elif self._means.own_call(node) is not None:
            yield from self._follow(str(self._means.own_call(node)), context, text)
        elif self._means.acts(node) or self._means.verifies(core):
            yield from self._bare(node, core, context, text)

    def _bare(self, node: Node, core: Node, context: _Context, text: str) -> Iterator[Event]:
        # `! grep -q …` alone stops no script: bash(1), `set -e`.
        asks = self._errexit and core.type != "negated_command" and self._means.verifies(core)
        if asks and node.start_byte != context.returns:
            yield self._test(condition_of(self._script.of(core)), node.start_byte, context, text, node)
        yield from self._act(node, context, text)
        if core.type == "pipeline":  # `find … | while read …; do …; done`
            for member in core.named_children:
                if member.type in LOOPS or member.type in GROUPS:
                    yield from self._statement(member, self._inside(context), "")

    def _act(self, node: Node, context: _Context, text: str) -> Iterator[Act]:
        if not context.steps:
            return
        core = chain(node)[0].core
        asks = core is not None and self._means.verifies(core)
        if context.loop:
            text = f"{text} ({context.loop})" if text else context.loop
        yield Act(self._shows.shown(node), text, self._expected(node), node.start_byte, asks)

    def _expected(self, node: Node) -> str:
        """Return with what status a statement ends, where the shell itself stops at another; else nothing."""
        core = chain(node)[0].core
        negated = core is not None and core.type == "negated_command"
        if not self._errexit or negated or len(chain(node)) > 1:
            return ""
        if core is None or core.type != "pipeline" or self._pipefail:
            return STOPS
        last = chain(core.named_children[-1])[0].core
        words = bare(self._script.words(last)) if last is not None and last.type == "command" else ()
        return "" if words[:1] and words[0] in _PASS_ON else _LAST_STOPS

    def _test(self, condition: str, start: int, context: _Context, text: str, asked: Node) -> Test:
        variables = re.findall(r"for (\w+) in ", context.loop)
        if variables and re.search(rf"\$\{{?{variables[0]}\b", condition):
            condition = f"{condition}  ({context.loop})"
        return Test(condition, text, start, self._means.questions(asked))

    # --- chains of && and || -----------------------------------------------------------------------------------

    def _chain(self, members: list[Operand], context: _Context, text: str) -> Iterator[Event]:
        last = members[-1]
        left = self._script.text[members[0].start : min(members[-2].end, last.start)].rstrip("|& \n\t\\")
        start = members[0].start
        if last.core is not None and self._means.stops(last.core):
            if self._means.block_is_usage([one.core for one in members if one.core is not None], condition_of(left)):
                return
            yield from self._guarded(members, left, context, text)
            return
        own = [name for one in members if one.core is not None and (name := self._means.own_call(one.core)) is not None]
        for name in own:
            yield from self._follow(name, context, text)
        whole = self._script.text[start : last.end]
        acting = any(self._means.member_acts(one) for one in members)
        if context.steps and acting:
            yield Act(readable(whole), text, "", start)
        for one in members[1:]:
            if one.core is not None and one.core.type in GROUPS:
                guard = f"not ({condition_of(left)})" if one.operator == "||" else condition_of(left)
                yield from self._block(one.core.children, self._under(context, guard))

    def _guarded(self, members: list[Operand], left: str, context: _Context, text: str) -> Iterator[Event]:
        """`… || exit` and `… && exit`: what stands before is a question or a step, and then there is a failure."""
        last, before, start = members[-1], members[:-1], members[0].start
        if len(before) > 1 and before[-1].core is not None and self._script.words(before[-1].core) == ("exit", "0"):
            before = before[:-1]  # `… && exit 0 || exit 1`
            left = self._script.text[start : before[-1].end].rstrip()
        assert last.core is not None
        if last.operator == "&&" and self._script.words(last.core) in (("exit",), ("return",)):
            return  # the status of what was found to be so: 0
        condition = _of_status(condition_of(left), context.before)
        must_hold = condition if last.operator == "||" else negated(condition)
        guard = f"not ({condition})" if last.operator == "||" else condition
        if last.operator == "||" and condition.startswith("! "):
            guard = condition[2:]
        if all(self._means.only_talks(one) for one in before):  # `echo "no $x" && exit 1`
            told = Said(self._means.said_by(before), start)
            yield from self._ending(last.core, replace(context, said=(told,), failing=True))
            return
        failures = list(self._ending(last.core, replace(context, guard=_both(context.guard, guard), failing=True)))
        first = before[0].core
        if all(one.core is not None and self._means.verifies(one.core) for one in before):
            assert first is not None
            yield self._test(must_hold, start, context, text, first)
            if context.steps and last.operator == "||" and self._means.questions(first):
                yield Act(readable(left), text, _expectation(failures), start, verifies=True)
        else:
            for one in before:
                name = self._means.own_call(one.core) if one.core is not None else None
                if name is not None:
                    yield from self._follow(name, context, text)
            if context.steps and any(self._means.member_acts(one) for one in before):
                yield Act(readable(left), text, _expectation(failures), start)
        yield from failures

    def _ending(self, core: Node, context: _Context) -> Iterator[Event]:
        """What stands behind `||`: an exit, a deadly function, a group that ends in one of them, or a return."""
        if core.type in GROUPS:
            yield from self._block(core.children, self._inside(context))
        else:
            yield from self._plain(core, core, self._inside(context), "")

    # --- compound statements -----------------------------------------------------------------------------------

    def _if(self, node: Node, core: Node, context: _Context, text: str) -> Iterator[Event]:
        conditions, body, clauses = split_if(core)
        if not conditions:
            return
        asked = conditions[-1]
        condition = condition_of(self._script.text[conditions[0].start_byte : asked.end_byte])
        condition = _of_status(condition, context.before)
        inside = self._inside(context)
        fails = self._means.block_stops(body)
        if fails and self._means.block_is_usage(body, condition):
            fails, body = False, []
        otherwise = [one for one in clauses if one.type == "else_clause"]
        must_hold = negated(condition) if fails else ""
        if not fails and len(clauses) == 1 and otherwise and self._means.block_stops(otherwise[0].children):
            must_hold = "" if self._means.block_is_usage(otherwise[0].children, condition) else condition
        asks = all(one.core is not None and self._means.verifies(one.core) for one in chain(asked))
        if must_hold and asks:
            yield self._test(must_hold, conditions[0].start_byte, context, text, asked)
        if self._means.works([body, *map(_branch, clauses)]):
            yield from self._act(node, context, text)
        elif must_hold and not asks:
            yield from self._asking_step(asked, [*body, *clauses], context, text)
        elif not asks and self._means.acts(asked):
            yield from self._act(node, context, text)
        yield from self._calls_in(asked, context)
        yield from self._block(body, replace(self._under(context, condition), failing=fails))
        for clause in clauses:
            yield from self._clause(clause, condition, inside, text)

    def _asking_step(self, asked: Node, rest: list[Node], context: _Context, text: str) -> Iterator[Event]:
        """`if ! pg_dump …; then … exit 1; fi`: the work itself stands in the condition."""
        if context.steps and self._means.acts(asked):
            said: tuple[Said, ...] = ()
            for one in rest:
                said = self._means.heard(one, said)
            command = readable(re.sub(r"^!\s+", "", self._script.of(asked)))
            told = f"exit status 0; otherwise it stops and says: {said[-1].message}" if said else "exit status 0"
            yield Act(command, text, told, asked.start_byte)

    def _clause(self, clause: Node, condition: str, inside: _Context, text: str) -> Iterator[Event]:
        if clause.type == "else_clause":
            if not self._means.block_is_usage(clause.children, condition):
                yield from self._block(
                    clause.children, replace(inside, guard=_both(inside.guard, f"not ({condition})"))
                )
            return
        conditions, body, _ = split_if(clause)
        if not conditions:
            return
        own = condition_of(self._script.text[conditions[0].start_byte : conditions[-1].end_byte])
        asks = all(one.core is not None and self._means.verifies(one.core) for one in chain(conditions[-1]))
        if self._means.block_stops(body) and self._means.block_is_usage(body, own):
            return
        if asks and self._means.block_stops(body):
            yield self._test(negated(own), conditions[0].start_byte, inside, text, conditions[-1])
        yield from self._block(body, replace(inside, guard=_both(inside.guard, own)))

    def _case(self, node: Node, core: Node, context: _Context, text: str) -> Iterator[Event]:
        value = core.child_by_field_name("value")
        items = [one for one in core.named_children if one.type == "case_item"]
        if value is None or self._means.reads_options(core) or self._takes_options(value, items):
            return
        if self._means.acts(core) or self._means.calls(core):
            yield from self._act(node, context, text)
        subject, patterns = one_line(self._script.of(value)), [self._shows.patterns(one) for one in items]
        others = one_line(", ".join(one for one in patterns if one != "*"), 200)
        for item, pattern in zip(items, patterns, strict=True):
            chosen = f"{subject} matches {pattern}" if pattern != "*" else f"{subject} matches none of {others}"
            guard = _both(context.guard, chosen)
            body = item.named_children[len(item.children_by_field_name("value")) :]
            if self._means.block_stops(body) and self._means.block_is_usage(body, ""):
                continue
            if pattern == "*" and not others:
                guard = context.guard
            elif self._means.block_stops(body, by_number=True):
                holds = f"{subject} matches {others}" if pattern == "*" else f"{subject} does not match {pattern}"
                yield Test(holds, text, core.start_byte)
            yield from self._block(body, replace(self._inside(context), guard=guard))

    def _takes_options(self, value: Node, items: list[Node]) -> bool:
        """Whether a `case` takes the command line apart: it asks an argument for words that begin with a dash."""
        asks = re.search(r"\$\{?(?:[1-9@*]|arg|opt|key|param)", self._script.of(value)) is not None
        return asks and any(self._script.of(one).lstrip("('\"").startswith("-") for one in items)

    def _loop(self, node: Node, core: Node, context: _Context, text: str) -> Iterator[Event]:
        body = core.child_by_field_name("body")
        if body is None or self._means.reads_options(core):
            return
        clause = ""
        if core.type == "for_statement":
            clause = one_line(self._script.text[core.start_byte : body.start_byte].rstrip("; \n"), 120)
        inside = replace(self._inside(context), loop=clause or context.loop)
        if clause and sum(map(self._means.acts, body.named_children)) > 1:
            inside = replace(inside, steps=context.steps)  # each of its statements is a step, told with its loop
        elif self._means.acts(body) or self._means.calls(body):
            yield from self._act(node, context, text)
        yield from self._calls_in(core.child_by_field_name("condition"), context)
        yield from self._block(body.children, inside, text)

    def _group(self, node: Node, core: Node, member: Operand, context: _Context, text: str) -> Iterator[Event]:
        """`{ …; } > report` is one step, and so is a small subshell; a longer group is read as what stands in it."""
        lines = self._script.line(node.end_byte) - self._script.line(node.start_byte)
        writes = any(self._means.writes(one) and not self._script.of(one).startswith(">>") for one in member.redirects)
        whole = lines <= _SMALL_GROUP and (writes or core.type == "subshell") and self._means.acts(core)
        if whole:
            yield from self._act(node, context, text)
        inside = self._inside(context) if whole else replace(context, depth=context.depth + 1)
        yield from self._block(core.children, inside, text)

    def _under(self, context: _Context, condition: str) -> _Context:
        return replace(self._inside(context), guard=_both(context.guard, condition))

    def _inside(self, context: _Context) -> _Context:
        return replace(context, steps=False, depth=context.depth + 1)

    # --- functions ---------------------------------------------------------------------------------------------

    def _follow(self, name: str, context: _Context, text: str = "") -> Iterator[Event]:
        """Read a function at the place of its first call."""
        body = self._script.functions[name].child_by_field_name("body")
        passed_over = name in self._followed or self._means.is_aside(name)
        if passed_over or body is None or context.failing:
            return
        self._followed.add(name)
        text = text or self._comments.text_right_above(self._script.line(self._script.functions[name].start_byte))
        statements = [one for one in body.named_children if one.type != "comment"]
        last = statements[-1].start_byte if statements else -1
        inner = replace(context, steps=True, depth=context.depth + 1, said=(), returns=last)
        yield from self._block(body.children, inner, text)

    def _calls_in(self, node: Node | None, context: _Context) -> Iterator[Event]:
        for name in self._means.calls(node) if node is not None else ():
            yield from self._follow(name, context)

    # --- ends --------------------------------------------------------------------------------------------------

    def _exit(self, core: Node, words: tuple[str, ...], context: _Context) -> Iterator[Failure]:
        if ON_ARGUMENTS.search(context.guard):
            return
        if words[0] != "exit":
            name, message = self._means.last_words(words)
            if not message and not context.guard:
                return
            yield Failure(name, message, context.guard, core.start_byte, certain=words[0] in self._script.functions)
            return
        code = words[1] if len(words) > 1 else ""
        if code == "0" or self._means.is_success(code) or (not code and not _after_failure(context)):
            return
        if any(re.match(r"(?i)\W*usage\b", one.message) for one in context.said):
            return
        guard = context.guard or (f"{code} is not 0" if code.startswith("$") else "")
        if not guard and not context.said:
            return  # it always ends so: no way of failing that one could tell from another
        yield self._failure(f"exit {code}".strip(), guard, core, context)

    def _failure(self, name: str, guard: str, core: Node, context: _Context) -> Failure:
        told = " ".join(one.message for one in context.said)
        said = context.said[0].start if context.said else None
        return Failure(name, told[:300], guard, core.start_byte, said)

    def _trap(self, core: Node, words: tuple[str, ...]) -> Iterator[Event]:
        signals = {word.upper().removeprefix("SIG") for word in words[2:]}
        signal = "ERR" if "ERR" in signals else "EXIT" if signals & {"EXIT", "0"} else ""
        if signal and words[1] not in ("", "-"):
            yield self._handler(signal, words[1], core.start_byte)

    def _handler(self, signal: str, text: str, start: int) -> Handler:
        """Return what a trap does and says; a function of the script is read with its arguments filled in."""
        inner = Script(text)
        means = Meaning(inner)
        commands: list[str] = []
        said: list[str] = []
        for handled in inner.root.named_children:
            words = inner.words(chain(handled)[0].core or handled)
            definition = self._script.functions.get(words[0]) if words else None
            if definition is None:
                said += [one.message for one in means.heard(handled, ())]
                commands += [readable(inner.of(handled))] if means.acts(handled) else []
            else:
                self._handlers.add(words[0])
                body = definition.child_by_field_name("body")
                for statement in body.named_children[:_MAX_HANDLED] if body else []:
                    said += [filled(one.message, words[1:]) for one in self._means.heard(statement, ())]
                    commands += [readable(self._script.of(statement))] if self._means.acts(statement) else []
        return Handler(signal, tuple(commands), " ".join(said), start)

    # --- words -------------------------------------------------------------------------------------------------

    def _set(self, words: tuple[str, ...]) -> None:
        for index, word in enumerate(words[1:], start=1):
            named = words[index + 1] if word[1:].endswith("o") and index + 1 < len(words) else ""
            if re.fullmatch(r"[-+][A-Za-z]+", word) and ("e" in word or named == "errexit"):
                self._errexit = word[0] == "-"
            if named == "pipefail":
                self._pipefail = word[0] == "-"


def _of_status(condition: str, before: str) -> str:
    """`[ $? -ne 0 ]` says of the command before that it failed."""
    match = _STATUS.fullmatch(condition) if before else None
    if match is None:
        return condition
    return f"! {before}" if match["sign"] in ("-ne", "!=", "-gt", ">") else before


def _after_failure(context: _Context) -> bool:
    """Whether a bare `exit` ends with the status of what failed, and not with that of a message or of a test."""
    return not context.said and context.guard.rpartition(" and ")[2].startswith(("not (", "! "))


def _branch(clause: Node) -> list[Node]:
    return clause.children if clause.type == "else_clause" else split_if(clause)[1]


def _expectation(failures: list[Event]) -> str:
    told = next((one.message or one.name for one in failures if isinstance(one, Failure)), "")
    return f"exit status 0; otherwise it stops and says: {told}" if told else "exit status 0"


def _both(outer: str, inner: str) -> str:
    """Return both conditions that lead to a place, as far as a reader can take them in."""
    if outer == inner or outer.endswith(f" and {inner}"):
        return outer
    return f"{_held(outer)} and {_held(inner)}" if outer and len(outer) + len(inner) < _MAX_GUARD else inner


def _held(condition: str) -> str:
    """Put parentheses around what holds together, before more is joined to it."""
    return f"({condition})" if _JOINED.search(condition) and not condition.startswith(("not (", "(")) else condition
