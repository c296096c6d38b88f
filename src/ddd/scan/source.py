"""One file, read once: its text, its lines and its parsed forms, each made on demand and with positions."""

from __future__ import annotations

import ast
import codecs
import warnings
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from yaml.nodes import Node

from ddd.model import Evidence
from ddd.scan import syntax, yaml_nodes
from ddd.scan.newer_python import in_older_words
from ddd.scan.text import excerpt
from ddd.scan.unreadable import Unreadable

if TYPE_CHECKING:
    from tree_sitter import Node as SyntaxNode

TEMPLATE_SUFFIXES = (".j2", ".jinja2", ".jinja", ".erb", ".epp", ".gotmpl")

_LONGEST_PYTHON = 4 * 1024 * 1024
"""Its tree takes 250 times as much memory."""
_BINARY_LOOK = 8192

_T = TypeVar("_T")


class Source:
    """A file of the scanned repository.

    Bytes that are not UTF-8 are read with replacement characters; `decoding_fault` then says where. What is no text at
    all has an empty one.
    """

    def __init__(self, path: str, data: bytes, installed_path: str = "") -> None:
        self.path = path
        """Relative to the scanned folder, `/`-separated."""
        self.installed_path = installed_path or without_template_suffix(path)
        """Where it will stand: as a task says that installs it, else its path without the suffix of a template
        (`etc/cron.d/backup.j2` installs `etc/cron.d/backup`)."""
        self.data = data
        self._derived: dict[str, Any] = {}

    @property
    def is_template(self) -> bool:
        """Whether the file is a template, so that its text is not yet what the system will read."""
        return without_template_suffix(self.path) != self.path

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        if self.data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return self.data.decode("utf-16", errors="replace").replace("\r\n", "\n"), ""
        data = self.data.removeprefix(codecs.BOM_UTF8)
        try:
            return data.decode("utf-8").replace("\r\n", "\n"), ""
        except UnicodeDecodeError as error:
            if is_binary(self.data):
                return "", ""
            line = data.count(b"\n", 0, error.start) + 1
            text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
            return text, f"line {line} is not UTF-8; read with replacement characters"

    @property
    def text(self) -> str:
        """The whole text; line ends are `\\n`."""
        return self._decoded[0]

    @property
    def decoding_fault(self) -> str:
        """What was wrong with the bytes; empty when nothing was."""
        return self._decoded[1]

    @cached_property
    def lines(self) -> list[str]:
        """The lines, split at `\\n` only: form feeds and U+2028 are part of a line, or evidence would lie."""
        return self.text.split("\n")

    @property
    def yaml(self) -> list[Node]:
        """The YAML documents as nodes. Raises Unreadable when it is not YAML or nested too deeply."""
        return self.derived("yaml", lambda source: yaml_nodes.compose(source.text))

    @property
    def python(self) -> ast.Module:
        """The Python syntax tree. Raises Unreadable when it is not Python."""
        return self.derived("python", lambda source: _python(source.text))

    def syntax(self, language: str) -> SyntaxNode:
        """The syntax tree of a language of `ddd.scan.syntax`, offsets in characters of `text`. Raises Unreadable."""
        return self.derived(f"syntax {language}", lambda source: syntax.parse(source.text, language))

    def derived(self, key: str, make: Callable[[Source], _T]) -> _T:
        """Return what `make` draws from this source, made once for all extractors that ask under `key`.

        Raises what `make` raises; that it is Unreadable is found out once as well.
        """
        if key not in self._derived:
            try:
                self._derived[key] = make(self)
            except Unreadable as fault:
                self._derived[key] = fault
        if isinstance(self._derived[key], Unreadable):
            raise self._derived[key]
        return cast(_T, self._derived[key])

    def at(self, line: int, column: int = 1) -> Evidence:
        """Return the Evidence of a place, both counted from 1. Lines beyond the end are held to the last one."""
        line = max(1, min(line, len(self.lines)))
        return Evidence(self.path, line, max(1, column), excerpt(self.lines[line - 1], column))

    def at_node(self, node: Node) -> Evidence:
        """Return the Evidence of a YAML node: for a block scalar the line its text begins on, else its own."""
        mark = node.start_mark
        return self.at(mark.line + 1, mark.column + 1)


def is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text: they hold a NUL early on and do not begin as UTF-16 does."""
    return b"\0" in data[:_BINARY_LOOK] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _python(text: str) -> ast.Module:
    if len(text) > _LONGEST_PYTHON:
        raise Unreadable(f"Python longer than {_LONGEST_PYTHON // 1024 // 1024} MiB: not read")
    try:
        with warnings.catch_warnings():  # the scanned code's invalid escapes are not our user's business
            warnings.simplefilter("ignore")
            return _parsed(text)
    except SyntaxError as error:
        raise Unreadable(f"not Python: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unreadable(f"not Python: {error}") from None


def _parsed(text: str) -> ast.Module:
    """Return the syntax tree; where a newer Python alone would understand it, that of its older form."""
    try:
        return ast.parse(text)
    except SyntaxError as fault:
        older = in_older_words(text)
        if older == text:
            raise
        try:
            return ast.parse(older)
        except SyntaxError:
            raise fault from None


def installed_name(path: str) -> str:
    """Return the name a file is installed under: `roles/x/templates/dump.sh.j2` gives `dump.sh`."""
    return without_template_suffix(path).rsplit("/", 1)[-1]


def without_template_suffix(path: str) -> str:
    """Return `path` as it will be named once its template is rendered."""
    for suffix in TEMPLATE_SUFFIXES:
        if path.endswith(suffix):
            return path[: -len(suffix)]
    return path
