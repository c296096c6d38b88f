"""Tells whether a condition of the repository can be asked by a script: it only reads, and it stands there whole.

What the spec calls read-only is for scoring and may come from the scanned repository. What a script runs by itself is
decided here, narrowly: each kind of syntax and each program by name (`_answers`). All else is told, not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ddd.assess.commands import command_lines
from ddd.renderers import shells
from ddd.renderers.scripts import _answers, _evaluated
from ddd.scan.secrets import MASK
from ddd.scan.syntax import parse
from ddd.scan.text import visible
from ddd.scan.unreadable import Unreadable
from ddd.spec import Spec

_MAX_LENGTH = 2_000
_NOT_FOLLOWED = "it is written in a way that is not followed for certain"
_IN_PROSE = "it is said in words, not in shell"
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|<%|%>")
# A loop as the extractor of shell scripts tells it, behind the condition.
_LOOP = re.compile(r"(?P<condition>.*\S)\s+\(for (?P<variable>[A-Za-z_]\w*) in (?P<words>[^()]*)\)", re.DOTALL)
_IN_WORDS = re.compile(r"\s\((?:for|while|until) [^()]*\)$")
_LITERAL = re.compile(r"[\w@%+:,./-]+")
# Spellings by which a shell runs something that a reader, and a parser, may not see.
_HIDDEN = re.compile(
    r"""
      `                         # the old command substitution
    | \\                        # an escape moves the edge of a quotation
    | \$['"\[]                  # $'..' $".." $[..]
    | [<>]\(                    # process substitution
    | (?<!<)<<(?!<)                   # a here-document
    | \{[^}]*(?:,|\.\.)        # one word that becomes several
    | \$\{(?![A-Za-z_]\w*\}|[A-Za-z_]\w*:?-(?!-)[\w./-]*\})   # all but ${name} and ${name:-word}
    | [^\x20-\x7e]              # not one line of ASCII
    """,
    re.VERBOSE,
)
_RAW_SUBSTITUTION = re.compile(r"\$\(")
_ALLOWED = frozenset(
    {
        "program", "list", "pipeline", "subshell", "command", "command_name", "negated_command", "test_command",
        "redirected_statement", "file_redirect", "herestring_redirect", "file_descriptor", "binary_expression",
        "unary_expression", "parenthesized_expression", "test_operator", "string", "string_content", "raw_string",
        "word", "number", "concatenation", "simple_expansion", "expansion", "variable_name", "special_variable_name",
        "command_substitution", "arithmetic_expansion", "extglob_pattern", "regex",
    }
)  # fmt: skip
_ARITHMETIC = re.compile(r"\$\(\([\w\s+*/%$-]*\)\)")
_NAME = re.compile(r"[A-Za-z_]\w*")
_REDIRECT = re.compile(r"[0-9&]*>>?\s*/dev/(null|stderr|stdout)|[0-9]*>&[0-9]|<\s*[^&(].*", re.DOTALL)
# Bash connects to a host of that name; what stands for an empty variable may be a part of it.
_CONNECTS = re.compile(r"<.*(?:/dev/(?:tcp|udp)|\$\{\w+:?-)", re.DOTALL)
_OPEN_OPTION = re.compile(r"\s-\S*\$\{\w+:?-(?!\d+\})")
_PROGRAM = re.compile(r"[\w./+-]+|\[")
_FOLDERS = re.compile(r"(/usr)?(/local)?/s?bin/")
_RELATIVE_FILE = re.compile(r"(^(test|\[{1,2})|\s(-a|-o|&&|\|\|))\s(!\s)?-[bcdefgGhkLNOprsSuwx] [\"']?[\w.]")

_QUOTES = re.compile("[\"']")
_SAY_ERROR = frozenset({"grep", "egrep", "fgrep", "wc"})
"""With `test` itself: the programs of which 1 is no and 2 is an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A condition as a script may ask it."""

    command: str = ""
    """What bash is given; empty: nothing is run."""
    variables: tuple[str, ...] = ()
    """What must be set in the environment, or it is not asked."""
    programs: tuple[str, ...] = ()
    """What must be there to ask it."""
    undecided: str = ""
    """Why no script asks it; empty: one does."""

    @property
    def error(self) -> int:
        """The exit status that says that it could not be asked, of programs that have one; 0: none has."""
        return 2 if not {*self.programs} - _SAY_ERROR else 0


class _Refused(Exception):
    """Why a condition is not run."""


def condition(text: str, spec: Spec) -> Condition:
    """Return a shell condition of the repository as a script may ask it, or why it is not asked."""
    try:
        return _asked(text, spec)
    except _Refused as refused:
        return Condition(undecided=str(refused))


def _asked(text: str, spec: Spec) -> Condition:
    _whole(text)
    loop = _LOOP.fullmatch(text)
    if loop and not all(map(_LITERAL.fullmatch, loop["words"].split())):
        raise _Refused(f"it is asked for each {loop['variable']} of {loop['words']}")
    if not loop and _IN_WORDS.search(text):
        raise _Refused("it is asked in a loop of the script")
    alone = loop["condition"] if loop else text
    variables, programs = _read(alone, spec)
    if loop is None:
        return Condition(command=alone, variables=variables, programs=programs)
    for each in loop["words"].split():
        _read(re.sub(rf"\$({loop['variable']}\b|\{{{loop['variable']}\b[^}}]*\}})", each, alone), spec)
    each = f"for {loop['variable']} in {' '.join(loop['words'].split())}; do\n  {alone} || exit\ndone"
    own = tuple(one for one in variables if one != loop["variable"])
    return Condition(command=each, variables=own, programs=programs)


def _whole(text: str) -> None:
    """Refuse what is not the condition as a shell would be given it."""
    if _TEMPLATE.search(text):
        raise _Refused("a template fills it in, and its value is not known")
    if MASK in text:
        raise _Refused("it holds a secret, which is not shown")
    if shells.is_cut(text) or len(text) > _MAX_LENGTH:
        raise _Refused("it is too long to stand here whole")
    if visible(text) != text or not text.strip():
        raise _Refused("it holds characters that no script carries")


def _read(text: str, spec: Spec) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the variables and programs of a condition. Raises _Refused where it may do more than answer."""
    if _HIDDEN.search(text):
        raise _Refused(_NOT_FOLLOWED)
    try:
        root = parse(text, "bash")
    except Unreadable:
        raise _Refused("it is no shell that is understood") from None
    if root.has_error:
        raise _Refused(_IN_PROSE)
    nodes = list(_nodes(root))
    substitutions = {node.start_byte for node in nodes if node.type in {"command_substitution", "arithmetic_expansion"}}
    if any(found.start() not in substitutions for found in _RAW_SUBSTITUTION.finditer(text)):
        raise _Refused(_NOT_FOLLOWED)
    for node in nodes:
        _judge(node, text, spec)
    programs = dict.fromkeys(_written(node, text) for node in nodes if node.type == "command")
    variables = dict.fromkeys(name for node in nodes for name in _variables(node, text))
    return tuple(variables), tuple(one for one in programs if one not in _answers.BUILT_IN)


def _nodes(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(node.named_children))


def _judge(node: Node, text: str, spec: Spec) -> None:
    """Refuse a part of a condition that may do more than answer."""
    said = text[node.start_byte : node.end_byte]
    if node.type not in _ALLOWED:
        raise _Refused("it is more than one question")
    match node.type:
        case "command":
            _simple(node, text, spec)
        case "test_command" if _evaluated.is_more(node, text):
            raise _Refused(_NOT_FOLLOWED)
        case "test_command":
            _reads_only(said, spec)
        case "file_redirect" if not _REDIRECT.fullmatch(said):
            raise _Refused("it writes a file")
        case "file_redirect" if _CONNECTS.search(_QUOTES.sub("", said)):
            raise _Refused(_NOT_FOLLOWED)
        case "arithmetic_expansion" if not _ARITHMETIC.fullmatch(said):
            raise _Refused(_NOT_FOLLOWED)
        case "variable_name" | "special_variable_name" if not _NAME.fullmatch(said):
            raise _Refused(f"${said} is known to the script alone")


def _variables(node: Node, text: str) -> Iterator[str]:
    if node.type in {"variable_name", "arithmetic_expansion"}:
        yield from _NAME.findall(text[node.start_byte : node.end_byte])


def _written(command: Node, text: str) -> str:
    """Return the program of a simple command as it stands there."""
    name = command.child_by_field_name("name")
    return text[name.start_byte : name.end_byte] if name else ""


def _simple(command: Node, text: str, spec: Spec) -> None:
    """Refuse a simple command unless it does nothing but answer."""
    written, said = _written(command, text), text[command.start_byte : command.end_byte]
    if any(child.type == "variable_assignment" for child in command.named_children):
        raise _Refused("it sets a variable")
    if not _PROGRAM.fullmatch(written):
        raise _Refused(_IN_PROSE)
    program = _FOLDERS.sub("", written, count=1) if written.startswith("/") else written
    arguments = _QUOTES.sub("", said[len(written) :].split("<<<")[0])  # an option in quotes is still an option
    if _OPEN_OPTION.search(arguments):
        raise _Refused(_NOT_FOLLOWED)
    if not _answers.only_answers(program, " ".join(("", *arguments.split()))):
        raise _Refused(f"it may do more than answer: {written}")
    if program == "test" and _evaluated.is_more(command, text):
        raise _Refused(_NOT_FOLLOWED)
    if program != "command" and _answers.has_options(program) and _evaluated.is_option(command, text):
        raise _Refused(_NOT_FOLLOWED)
    if program != "command":
        _reads_only(said, spec)


def _reads_only(said: str, spec: Spec) -> None:
    """Refuse what the spec knows neither as reading nor as checking, and what depends on the folder it is asked in."""
    lines = command_lines(said)
    if not lines or not all(spec.read_only.match(line) or spec.checking.match(line) for line in lines):
        raise _Refused("the spec does not know it as a command that only reads")
    if any(_RELATIVE_FILE.match(line) for line in lines):
        raise _Refused("it names a file relative to the folder in which the script works")
