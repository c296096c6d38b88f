"""Takes a shell command line apart: the simple commands in it, without the wrappers that only say how to run them.

Nothing is run. Template expressions are kept as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

from tree_sitter import Node

from ddd.scan import shell

_MAX_LENGTH = 20_000
_MAX_NESTING = 3

# Wrapper -> options that take a value, and how many words of its own come before the command it runs.
_WRAPPERS: dict[str, tuple[frozenset[str], int]] = {
    "sudo": (frozenset({"-u", "-g", "-h", "-p", "-C"}), 0),
    "doas": (frozenset({"-u"}), 0),
    "nice": (frozenset({"-n"}), 0),
    "ionice": (frozenset({"-c", "-n", "-p"}), 0),
    "chrt": (frozenset(), 1),
    "flock": (frozenset({"-w", "-E"}), 1),
    "timeout": (frozenset({"-k", "-s"}), 1),
    "env": (frozenset({"-u", "-C"}), 0),
    "chronic": (frozenset(), 0),
    "cronic": (frozenset(), 0),
    "nohup": (frozenset(), 0),
    "setsid": (frozenset(), 0),
    "time": (frozenset(), 0),
    "exec": (frozenset(), 0),
    "command": (frozenset(), 0),
    "systemd-cat": (frozenset({"-t", "-p"}), 0),
    "runuser": (frozenset({"-u"}), 0),
}
_SHELLS = frozenset({"sh", "bash", "dash", "ksh", "zsh"})
# What is run for its output, to make a word of another command.
_VALUES = frozenset({"command_substitution", "process_substitution"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@cache
def simple_commands(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of every simple command in `text`, in order, wrappers and quotes removed.

    `cd /srv && sudo -u pg nice ./dump.sh -q | logger` gives `cd /srv`, `./dump.sh -q`, `logger`. What stands in
    `$(…)` is part of a word.
    """
    return tuple(_commands(text[:_MAX_LENGTH], 0))


def program(words: tuple[str, ...]) -> str:
    """Return the name of the program without its folder: `/usr/bin/curl` gives `curl`."""
    return PurePosixPath(words[0]).name if words else ""


def _commands(text: str, nesting: int) -> Iterator[tuple[str, ...]]:
    parsed = shell.parse(text)
    stack = [parsed.root]
    while stack:
        node = stack.pop()
        if node.type in {"command", "test_command"}:
            yield from _unwrapped(_words(node, parsed), nesting)
        stack.extend(child for child in reversed(node.named_children) if child.type not in _VALUES)


def _words(node: Node, parsed: shell.Shell) -> tuple[str, ...]:
    if node.type == "test_command":
        return tuple(parsed.text(node).split())
    parts = [child for child in node.named_children if child.type not in {"variable_assignment", "file_redirect"}]
    return tuple(_unquoted(parsed.text(part)) for part in parts)


def _unquoted(word: str) -> str:
    quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "'\""
    return word[1:-1] if quoted else word


def _unwrapped(words: tuple[str, ...], nesting: int) -> Iterator[tuple[str, ...]]:
    while words and (program(words) in _WRAPPERS or _ASSIGNMENT.match(words[0])):
        words = words[1:] if _ASSIGNMENT.match(words[0]) else _without_wrapper(words)
    if not words:
        return
    inner = _script_of(words)
    if inner and nesting < _MAX_NESTING:
        yield from _commands(inner, nesting + 1)
    else:
        yield words


def _without_wrapper(words: tuple[str, ...]) -> tuple[str, ...]:
    valued, own_words = _WRAPPERS[program(words)]
    rest = list(words[1:])
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "--":
            break
        if option in valued and rest:
            rest.pop(0)
    return tuple(rest[own_words:])


def _script_of(words: tuple[str, ...]) -> str:
    """Return the text behind `sh -c`, where that is what runs."""
    if program(words) not in _SHELLS:
        return ""
    for index, word in enumerate(words[1:], start=1):
        if re.fullmatch(r"-[a-z]*c", word) and index + 1 < len(words):
            return words[index + 1]
    return ""
