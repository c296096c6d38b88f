"""Takes a shell command line apart: the simple commands in it, without the wrappers that only say how to run them.

Nothing is run. Template expressions are kept as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

from tree_sitter import Node

from ddd.scan.syntax import parse
from ddd.scan.templates import without_jinja
from ddd.scan.unreadable import Unreadable

Words = tuple[str, ...]
"""A simple command: the program, its arguments, and `>` or `>>` with the file it writes."""

_MAX_LENGTH = 4_000
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
    "eval": (frozenset(), 0),
    "run-one": (frozenset(), 0),
    "stdbuf": (frozenset({"-i", "-o", "-e"}), 0),
    "systemd-inhibit": (frozenset(), 0),
    "tini": (frozenset({"-p"}), 0),
    "dumb-init": (frozenset(), 0),
    # Their own word is whom to run as, or the folder of settings.
    "gosu": (frozenset(), 1),
    "su-exec": (frozenset(), 1),
    "setuidgid": (frozenset(), 1),
    "s6-setuidgid": (frozenset(), 1),
    "envdir": (frozenset(), 1),
}
_SHELLS = frozenset({"sh", "bash", "dash", "ksh", "zsh", "su"})
# Programs whose `exec` runs a command in a container, and the options of it that take a value.
_CONTAINERS = frozenset({"docker", "docker-compose", "podman", "podman-compose", "nerdctl"})
_EXEC_VALUES = frozenset({"-e", "--env", "--env-file", "-u", "--user", "-w", "--workdir", "--index"})
_CLUSTERS = frozenset({"kubectl", "oc", "k3s", "microk8s"})
# What is run for its output, to make a word of another command; and where output goes.
_NO_COMMANDS = frozenset({"command_substitution", "process_substitution", "file_redirect", "herestring_redirect"})
_WRITES = re.compile(r"[1&]?(?P<sign>>>?)\|?\s*(?P<file>(?!&|/dev/)\S.*)", re.DOTALL)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


@cache
def simple_commands(text: str) -> tuple[Words, ...]:
    """Return the words of every simple command in `text`, in order, wrappers and quotes removed.

    `cd /srv && sudo -u pg nice ./dump.sh -q | logger` gives `cd /srv`, `./dump.sh -q`, `logger`. What stands in
    `$(…)` is part of a word. A redirection alone (`> log`) is told as `: > log`.
    """
    return tuple(_commands(text[:_MAX_LENGTH], 0))


def program(words: Words) -> str:
    """Return the name of the program without its folder: `/usr/bin/curl` gives `curl`."""
    return PurePosixPath(words[0]).name if words else ""


def without_output(words: Words) -> Words:
    """Return the words of a simple command without the file it writes."""
    return words[:-2] if len(words) > 2 and words[-2] in {">", ">>"} else words


def _commands(text: str, nesting: int) -> Iterator[Words]:
    try:
        root = parse(without_jinja(text), "bash")
    except Unreadable:
        return  # a command line that no shell would understand leads nowhere
    stack: list[tuple[Node, Words]] = [(root, ())]
    while stack:
        node, written = stack.pop()
        if node.type in {"command", "test_command"}:
            yield from _unwrapped((*_words(node, text), *written), nesting)
        written = (*written, *_written(node, text))
        if written and node.type == "redirected_statement" and node.child_by_field_name("body") is None:
            yield (":", *written)  # `> log` empties the file without any command
        inner = [child for child in node.named_children if child.type not in _NO_COMMANDS]
        # What a group writes, its last command writes.
        writer = node.child_by_field_name("body") or (inner[-1] if inner else None)
        stack.extend((child, written if child == writer else ()) for child in reversed(inner))


def _written(node: Node, text: str) -> Iterator[str]:
    """Yield `>` or `>>` and the file that a redirected statement writes; where output only vanishes, nothing."""
    if node.type != "redirected_statement":
        return
    redirects = node.children_by_field_name("redirect")
    # What follows the word of a here-document stands inside its node.
    behind = (one for each in redirects if each.type == "heredoc_redirect" for one in each.named_children)
    for redirect in (*redirects, *(one for one in behind if one.type == "file_redirect")):
        match = _WRITES.match(_text(redirect, text))
        if match:
            yield from (match["sign"], _unquoted(match["file"]))


def _words(node: Node, text: str) -> Words:
    if node.type == "test_command":
        return tuple(_text(node, text).split())
    parts = [child for child in node.named_children if child.type not in {"variable_assignment", "file_redirect"}]
    return tuple(_unquoted(_text(part, text)) for part in parts)


def _text(node: Node, text: str) -> str:
    return text[node.start_byte : node.end_byte]  # offsets are characters


def _unquoted(word: str) -> str:
    quoted = len(word) > 1 and word[0] == word[-1] and word[0] in "'\""
    return word[1:-1] if quoted else word


def _unwrapped(words: Words, nesting: int) -> Iterator[Words]:
    while words and (program(words) in _WRAPPERS or _ASSIGNMENT.match(words[0]) or _in_container(words)):
        words = words[1:] if _ASSIGNMENT.match(words[0]) else _in_container(words) or _without_wrapper(words)
    if not words:
        return
    inner = _script_of(words)
    if inner and nesting < _MAX_NESTING:
        yield from _commands(inner, nesting + 1)
    else:
        yield words


def _in_container(words: Words) -> Words:
    """Return what `docker exec db pg_dump x` and `kubectl exec db -- pg_dump x` run inside; of all else nothing."""
    before = words[1 : words.index("exec", 1)] if "exec" in words[1:6] else ("run",)
    if "run" in before:
        return ()
    behind = words[len(before) + 2 :]
    if program(words) in _CLUSTERS:
        return behind[behind.index("--") + 1 :] if "--" in behind else ()
    return _behind_options(behind, _EXEC_VALUES, 1) if program(words) in _CONTAINERS else ()


def _without_wrapper(words: Words) -> Words:
    valued, own_words = _WRAPPERS[program(words)]
    return _behind_options(words[1:], valued, own_words)


def _behind_options(words: Words, valued: frozenset[str], own_words: int) -> Words:
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "--":
            break
        if option in valued and rest:
            rest.pop(0)
    return tuple(rest[own_words:])


def _script_of(words: Words) -> str:
    """Return the text behind `sh -c`, where that is what runs."""
    if program(words) not in _SHELLS:
        return ""
    for index, word in enumerate(words[1:], start=1):
        if re.fullmatch(r"-[a-z]*c", word) and index + 1 < len(words):
            return words[index + 1]
    return ""
