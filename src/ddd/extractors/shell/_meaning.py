"""Answers what a piece of a shell script means: does it act, ask, talk, end the script, or read the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from tree_sitter import Node

from ddd.extractors.shell._script import (
    ASSIGNMENTS,
    GROUPS,
    Operand,
    Script,
    chain,
    one_line,
    split_if,
    unquoted,
    walk,
)
from ddd.extractors.shell._words import DEADLY, LOOKING, SILENT, TALK, USAGE, bare, looks, spoken, verifies

_TALKER_NODES = 300
_MAX_SAID = 3
_NOWHERE = re.compile(r"&?[0-9]|&-|/dev/(?:null|stderr|stdout|tty|fd/\d|console)|.*log.*", re.IGNORECASE)
_VERDICT = re.compile(
    r"""(?x) \bexit\s+"?\$\{?(?P<code>[A-Za-z_]\w*)
    | (?:\[|\(\()\s*"?\$?\{?(?P<tested>[A-Za-z_]\w*)\}?"?\s*(?:-eq|-ne|-gt|==?|!=|>)\s*"?[01]"?\s*(?:\]|\)\))
      [^\#]{0,120}?\bexit\s+[1-9]
    """
)
_VARIABLE = re.compile(r"\$\{?(?P<name>[A-Za-z_]\w*)\}?")
_ARGUMENTS = re.compile(r"\$(?:\{(?P<braced>[1-9*@])(?::-(?P<default>[^{}]*))?\}|(?P<plain>[1-9*@]))")
_COMMAND_LINE = re.compile(r"""\$#|\$\{?[1@*]|\bfor\s+\w+\s*;?\s*do\b""")
ON_ARGUMENTS = re.compile(
    r"""(?x) \$\# | \$\{\#\} | -[zn]\s+"?\$\{?[1-9@*][}":\s\]] | "\$\{?[1-9](?::?-)?\}?"\s*[!=]=?\s*(?:""|'') """
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the script told its reader, and where."""

    message: str
    start: int


class Meaning:
    """The questions asked of one script."""

    def __init__(self, script: Script) -> None:
        self._script = script
        verdicts = (match["code"] or match["tested"] for match in _VERDICT.finditer(script.text))
        self._verdicts = {name for name in verdicts if name}
        self.deadly: frozenset[str] = frozenset()
        """Functions that do nothing but tell something and end the script."""
        self.talkers = frozenset(name for name in script.functions if self._is_talker(name))
        """Functions that only tell something."""
        self.deadly = frozenset(name for name in script.functions if self._is_deadly(name))

    def acts(self, node: Node) -> bool:
        """Whether anything below the node is worth a step: no question, no message, nothing of the shell itself."""
        stack = [node]
        while stack:
            one = stack.pop()
            if one.type in ("function_definition", "test_command", "command_substitution", "process_substitution"):
                continue
            if one.type in ASSIGNMENTS:
                if self._assigns_from_work(one):
                    return True
                continue
            if (one.type == "command" and self._command_acts(one)) or (
                one.type == "file_redirect" and self.writes(one)
            ):
                return True
            stack.extend(one.children)
        return False

    def _command_acts(self, command: Node) -> bool:
        words = self._script.words(command)
        if not words or words[0] in self._script.functions or self.kills(words) or USAGE.search(words[0]):
            return False
        if words[0] == "exec":
            return len(words) > 1
        if bare(words)[:1] == ("tee",):
            return not all(word.startswith("-") or "log" in word.lower() for word in words[1:])
        return words[0] not in SILENT and not self.talks(words) and not verifies(words)

    def _assigns_from_work(self, assignment: Node) -> bool:
        """`out=$(pg_dump …)` does something; `used=$(df … | tail -1)` only looks."""
        for one in walk(assignment):
            if one.type == "command_substitution":
                commands = [self._script.words(each) for each in walk(one) if each.type == "command"]
                if any(words and words[0] not in self._script.functions and not looks(words) for words in commands):
                    return True
        return False

    def writes(self, redirect: Node) -> bool:
        """Whether a redirection puts something into a file that is no log."""
        text = self._script.of(redirect)
        destination = redirect.child_by_field_name("destination")
        if redirect.type == "heredoc_redirect":
            return any(self.writes(one) for one in redirect.named_children)
        if redirect.type != "file_redirect" or destination is None or "<" in text[:3]:
            return False
        target = unquoted(self._script.of(destination))
        return ("&" not in text[:3] or text.startswith("&>")) and _NOWHERE.fullmatch(target) is None

    def works(self, branches: list[list[Node]]) -> bool:
        """Whether any branch does something; what is done on the way out does not count."""
        return any(self.acts(one) for branch in branches if not self.block_stops(branch) for one in branch)

    def only_talks(self, member: Operand) -> bool:
        """Whether a member of a chain is a message."""
        words = self._script.words(member.core) if member.core is not None else ()
        return bool(words) and self.talks(words) and not any(self.writes(one) for one in member.redirects)

    def said_by(self, members: list[Operand]) -> str:
        """Return the messages of members that only talk."""
        return " ".join(spoken(self._script.words(one.core)) for one in members if one.core is not None)

    def talks(self, words: tuple[str, ...]) -> bool:
        return words[0] in TALK or words[0] in self.talkers or words == ("cat",)

    def verifies(self, core: Node) -> bool:
        if core.type in ("negated_command", "redirected_statement") and core.named_children:
            return self.verifies(core.named_children[0])
        if core.type == "pipeline":
            return bool(core.named_children) and self.verifies(core.named_children[-1])
        if core.type == "test_command":
            return True
        if core.type == "compound_statement":
            return self._script.of(core).startswith("((")
        return core.type == "command" and verifies(self._script.words(core))

    def member_acts(self, member: Operand) -> bool:
        if member.core is None or self.own_call(member.core) is not None:
            return member.core is None
        return self.acts(member.core) or any(self.writes(one) for one in member.redirects)

    def questions(self, node: Node) -> tuple[str, ...]:
        asking = (one for one in walk(node) if one.type == "command" and self.verifies(one))
        return tuple(one_line(self._script.of(one)) for one in asking if bare(self._script.words(one))[0] != "test")

    def calls(self, node: Node) -> list[str]:
        """Return the functions of this script that are called below a node, but for those that only talk or end it."""
        commands = (self._script.words(one)[:1] for one in walk(node) if one.type == "command")
        names = (words[0] for words in commands if words and words[0] in self._script.functions)
        return [one for one in names if not self.is_aside(one)]

    def is_aside(self, name: str) -> bool:
        """Whether a function is none of the work: it tells something, ends the script, or shows the usage."""
        return name in self.talkers or name in self.deadly or USAGE.search(name) is not None

    def own_call(self, node: Node) -> str | None:
        """Return the function a statement calls: `main "$@"`, also with its output piped into a log."""
        core = chain(node)[0].core
        if core is not None and core.type == "pipeline" and core.named_children:
            rest = core.named_children[1:]
            if not all(bare(self._script.words(one))[:1] in (("tee",), ("logger",), ("ts",)) for one in rest):
                return None
            core = chain(core.named_children[0])[0].core
        words = self._script.words(core) if core is not None else ()
        return words[0] if words and words[0] in self._script.functions else None

    def _is_talker(self, name: str) -> bool:
        body = self._script.functions[name].child_by_field_name("body")
        nodes = islice(walk(body), _TALKER_NODES) if body else ()
        commands = [self._script.words(one) for one in nodes if one.type == "command"]
        names = {words[0] for words in commands if words}
        return bool(names & TALK) and names <= TALK | SILENT | LOOKING | {"tee", "test"} and "exit" not in names

    def _statements(self, definition: Node) -> list[Node]:
        """Return the statements of a deadly function; of `if [ -n "$1" ]` those inside."""
        body = definition.child_by_field_name("body")
        found = [one for one in body.named_children if one.type != "comment"] if body else []
        return split_if(found[0])[1] if found and found[0].type == "if_statement" else found

    def _is_deadly(self, name: str) -> bool:
        """Whether a function does nothing but tell something and end the script: `die`."""
        body = self._script.functions[name].child_by_field_name("body")
        statements = [one for one in body.named_children if one.type != "comment"] if body else []
        if not 1 <= len(statements) <= 10 or USAGE.search(name) or name in ("main", "run"):
            return False
        if self._ends_if_told(statements):
            return True
        words = self._script.words(statements[-1])
        ends = words[:1] == ("exit",) and words[1:] not in ((), ("0",))
        return ends and not any(map(self._may_stop, statements[:-1]))

    def _ends_if_told(self, statements: list[Node]) -> bool:
        """`bail() { if [ -n "$1" ]; then echo "$1"; exit 1; fi; }` ends the script when it is given a reason."""
        rest = [self._script.words(one)[:1] for one in statements[1:]]
        if statements[0].type != "if_statement" or any(one not in (("exit",), ("return",)) for one in rest):
            return False
        conditions, body, clauses = split_if(statements[0])
        told = bool(conditions) and _ARGUMENTS.search(self._script.of(conditions[-1])) is not None
        stops = self.block_stops(body, by_number=True) and not self.acts(statements[0])
        return told and stops and not clauses

    def _may_stop(self, node: Node) -> bool:
        return any(one.type == "command" and self._script.words(one)[:1] == ("exit",) for one in walk(node))

    def kills(self, words: tuple[str, ...]) -> bool:
        if not words:
            return False
        return words[0] in self.deadly or (words[0] in DEADLY and words[0] not in self._script.functions)

    def is_success(self, code: str) -> bool:
        """Whether an exit code stands for success: `$STATE_OK`, or a variable that is 0 throughout."""
        match = _VARIABLE.fullmatch(code)
        if match is None:
            return False
        constant = self._script.constants.get(match["name"])
        return constant.value == "0" if constant else re.search(r"(?i)(?:^|_)ok$|success$", match["name"]) is not None

    def stops(self, core: Node) -> bool:
        """Whether a member of a chain ends the script or the function with a failure."""
        if core.type in GROUPS:
            return self.block_stops(core.children)
        words = self._script.words(core)
        if words[:1] == ("exit",) or words[:1] == ("return",):
            return words[1:] != ("0",) and not (len(words) > 1 and self.is_success(words[1]))
        return self.kills(words) or self.is_verdict(core)

    def block_stops(self, nodes: list[Node], by_number: bool = False) -> bool:
        statements = [one for one in nodes if one.is_named and one.type not in ("comment", "ERROR")]
        while statements and self._script.words(statements[-1])[:1] in (("continue",), ("break",)):
            statements.pop()
        core = chain(statements[-1])[-1].core if statements else None
        if core is None or core.type in GROUPS or not self.stops(core):
            return False
        code = self._script.words(core)[1:2]
        return self._script.words(core) not in (("exit",), ("return",)) and not (by_number and "$" in "".join(code))

    def block_is_usage(self, nodes: list[Node], condition: str) -> bool:
        """Whether a way out is only for those who called the script wrongly."""
        asks_arguments = ON_ARGUMENTS.search(condition) is not None
        return asks_arguments or any(one.is_named and self._tells_usage(one) for one in nodes)

    def _tells_usage(self, node: Node) -> bool:
        commands = [self._script.words(one) for one in walk(node) if one.type == "command"]
        called = any(words and USAGE.search(words[0]) for words in commands)
        return called or any(
            re.match(r"(?i)\W*usage\b", spoken(words)) for words in commands if words[:1] and words[0] in TALK
        )

    def is_verdict(self, core: Node) -> bool:
        """`failed=1`, when the script later exits by `$failed`."""
        name = core.child_by_field_name("name") if core.type == "variable_assignment" else None
        value = core.child_by_field_name("value")
        if name is None or value is None or self._script.of(name) not in self._verdicts:
            return False
        text = unquoted(self._script.of(value))
        return re.fullmatch(r"[1-9]\d*|true|yes|\$\(\(.*\+.*\)\)", text) is not None

    def reads_options(self, core: Node) -> bool:
        """Whether a statement only takes the command line apart."""
        if self.acts(core) or self.calls(core):
            return False
        if any(one.type == "command" and self._script.words(one)[:1] == ("getopts",) for one in walk(core)):
            return True
        items = (one for one in walk(core) if one.type == "case_item")
        dashes = any(self._script.of(one).lstrip("('\"").startswith("-") for one in items)
        return dashes and _COMMAND_LINE.search(self._script.of(core)[:200]) is not None

    def heard(self, node: Node, before: tuple[Said, ...]) -> tuple[Said, ...]:
        """Return what a reader of the block was last told: messages that follow each other belong together."""
        core = chain(node)[0].core if node.is_named and node.type not in ("comment", "ERROR") else None
        if core is not None and core.type == "pipeline" and core.named_children:
            core = chain(core.named_children[0])[0].core
        words = self._script.words(core) if core is not None else ()
        if core is not None and len(chain(node)) > 1:
            return ()
        if words == ("cat",) and not self.acts(node):
            text = next((self._script.of(one) for one in walk(node) if one.type == "heredoc_body"), "")
            return (Said(one_line(text), node.start_byte),) if text.strip() else before
        if words and self.talks(words):
            message = spoken(words)
            if not message.strip() or len(before) >= _MAX_SAID:
                return before  # the reason comes first; what follows is advice
            return (*before, Said(message, node.start_byte))
        silent = core is None or core.type in ASSIGNMENTS or bool(words and words[0] in SILENT)
        return before if silent or node.type == "comment" else ()

    def last_words(self, words: tuple[str, ...]) -> tuple[str, str]:
        """Return name and message of a call of a deadly function: its own words with the arguments filled in."""
        name, *arguments = words
        definition = self._script.functions.get(name)
        given = " ".join(one for one in arguments if not one.isdigit())
        if definition is None:
            return name, given
        said: tuple[Said, ...] = ()
        code, left = "", list(arguments)
        for statement in self._statements(definition):
            said = self.heard(statement, said)
            called = self._script.words(statement)
            if called[:1] == ("shift",):
                left = left[1:]
            elif called[:1] == ("exit",) and len(called) > 1:
                code = filled(called[1], arguments)
        number = next((one for one in arguments if one.isdigit()), "")
        code = number or (code if code.isdigit() else "")
        message = " ".join(filled(one.message, left) for one in said)
        if given and given not in message:
            message = given
        return f"exit {code}" if code else name, message


def filled(text: str, arguments: list[str] | tuple[str, ...]) -> str:
    """Put the arguments of a call into the words of the function."""

    def value(match: re.Match[str]) -> str:
        sign = match["braced"] or match["plain"]
        if sign in "*@":
            return " ".join(arguments)
        return arguments[int(sign) - 1] if int(sign) <= len(arguments) else match["default"] or match[0]

    return _ARGUMENTS.sub(value, text)
