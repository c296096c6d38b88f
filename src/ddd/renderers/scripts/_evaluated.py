"""Tells where a shell makes more of a condition than stands there: an operator, an expression to compute, an option.

What a program answers comes from anywhere, a page of the web as well. Bash computes it where `[[ … -eq … ]]` wants a
number (an index `a[$(x)]` runs x) and looks it up for `-v`; without quotes around it, it becomes several words; and a
program takes for an option what begins with `-`: an answer, or a file of that name where `*` stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

_QUOTES = re.compile("[\"']")
_LOOKS_UP = re.compile(r"(^|\s)-[vR](\s|$)")
_COMPUTES = re.compile(r"\s-(eq|ne|lt|le|gt|ge)\s")
_BETWEEN = frozenset({"=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge"})
_BEFORE = _BETWEEN | {"-n", "-z"}
_FILLED_IN = re.compile(r"\$\{\w+:?-")
_LATER_OPTION = re.compile(r"(\$\w+|\$\{[^}]*\})+-")
# Programs that answer with digits alone, whatever they read.
_NUMBER = re.compile(
    r"wc -[lcmw]|id -[ug]|nproc|date \+%s|pgrep -c\w* [\w.-]+|stat -c ?%[sYXZ] \S+|tr -(cd|dc) (0-9|\[:digit:\])"
)
_SENT_SECRET = re.compile(r"\$\{?\w*(token|secret|pass|pwd|key|cred|auth|session|cookie)", re.IGNORECASE)


def is_more(test: Node, text: str) -> bool:
    """Tell whether `[ … ]`, `[[ … ]]` or `test …` may do more than compare what stands there."""
    said = text[test.start_byte : test.end_byte]
    if _LOOKS_UP.search(_QUOTES.sub("", said)):
        return True
    if said.startswith("[["):
        answers = any(not _is_number(one, text) for one in _within(test, "command_substitution"))
        return answers and bool(_COMPUTES.search(said))
    if any(_is_open(one, text) for one in _words(test)):
        return True
    return test.type == "command" and not _each_has_its_place(_arguments(test), text)


def is_option(command: Node, text: str) -> bool:
    """Tell whether a word of a command may become an option, or a program that it is given another one."""
    name, *_ = text[command.start_byte : command.end_byte].split(maxsplit=1)
    program = name.rpartition("/")[2]
    if program == "curl" and _SENT_SECRET.search(text[command.start_byte : command.end_byte]):
        return True
    for argument in _arguments(command):
        said = _QUOTES.sub("", text[argument.start_byte : argument.end_byte])
        globs = said[:1] in ("*", "?", "[") or (said[:1] == "-" and re.search(r"[*?\[]", said))
        if globs and argument.type not in ("string", "raw_string"):
            return True
        if _LATER_OPTION.match(said) or (program in ("awk", "gawk", "jq") and _FILLED_IN.search(said)):
            return True
        if any(not _is_number(one, text) for one in _within(argument, "command_substitution")):
            return True
    return False


def _is_open(word: Node, text: str) -> bool:
    """Tell whether a word without quotes may become several, or an operator."""
    if word.type == "command_substitution":
        return not _is_number(word, text)
    return word.type == "word" and text[word.start_byte : word.end_byte].startswith(("*", "?", "["))


def _words(test: Node) -> Iterator[Node]:
    """Yield what stands in a test without quotes, not what stands in its substitutions."""
    for child in test.named_children:
        if child.type not in ("string", "raw_string", "command_name"):
            yield child
            if child.type != "command_substitution":
                yield from _words(child)


def _each_has_its_place(words: list[Node], text: str) -> bool:
    """Tell whether every answer stands beside an operator that is written there: so it is none itself."""
    said = ["", *(text[one.start_byte : one.end_byte] for one in words), ""]
    for at, word in enumerate(words, start=1):
        answers = [one for one in _within(word, "command_substitution") if not _is_number(one, text)]
        if answers and len(words) > 1 and said[at + 1] not in _BETWEEN and said[at - 1] not in _BEFORE:
            return False
    return True


def _arguments(command: Node) -> list[Node]:
    redirects = ("command_name", "file_redirect", "herestring_redirect")
    return [child for child in command.named_children if child.type not in redirects]


def _within(node: Node, kind: str) -> Iterator[Node]:
    stack = [node]
    while stack:
        one = stack.pop()
        if one.type == kind:
            yield one
        stack.extend(one.named_children)


def _is_number(substitution: Node, text: str) -> bool:
    last = substitution.named_children[-1] if len(substitution.named_children) == 1 else None
    while last is not None and last.type in ("pipeline", "redirected_statement"):
        last = last.named_children[0 if last.type == "redirected_statement" else -1]
    if last is None or last.type != "command":
        return False
    return bool(_NUMBER.fullmatch(_QUOTES.sub("", text[last.start_byte : last.end_byte])))
