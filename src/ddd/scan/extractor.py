"""What an extractor is: a generator over one Source, with its needs declared: paths, and literals that must occur."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from ddd.model import Definition, Fact, Problem, Unit
from ddd.scan.source import Source

Extracted = Fact | Definition | Unit | Problem
Extract = Callable[[Source], Iterator[Extracted]]

NO_SUFFIX = "<no suffix>"
"""A path pattern for names without a dot: scripts, `crontab`, what stands in `cron.daily/`."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """One source system's reader."""

    name: str
    globs: tuple[str, ...]
    """Of the installed paths (template suffix removed) of the files it reads, as `extractor` takes them."""
    literals: tuple[bytes, ...]
    """At least one must occur in the file; none given: the path alone decides."""
    values_of: str
    """A language of References: it reads files that hold values, not facts, and only when resolving asks for them."""
    extract: Extract
    binary: bool = False
    """It is given files that are no text as well, such as certificates in DER; no other extractor sees those."""
    documentation: bool = False
    """It yields Units of documentation, and is asked only when those are wanted."""

    def reads(self, installed: str) -> bool:
        """Tell whether it reads files of this installed path."""
        return any(pattern(glob).fullmatch(installed) for glob in self.globs)

    def selected_by(self, data: bytes) -> bool:
        """Tell whether one of its literals occurs in the bytes, or it asks for none."""
        return not self.literals or any(literal in data for literal in self.literals)


def extractor(
    name: str,
    *,
    paths: tuple[str, ...],
    literals: tuple[str, ...] = (),
    values_of: str = "",
    binary: bool = False,
    documentation: bool = False,
) -> Callable[[Extract], Extractor]:
    """Make a generator function an Extractor; found by `ddd.extractors.discover`, registered nowhere.

    `paths` are globs: without `/` for the file's name, with `/` for the end of its path (`cron.d/*`); `**/` spans
    folders.
    """

    def decorate(extract: Extract) -> Extractor:
        needles = tuple(text.encode() for text in literals)
        return Extractor(name, paths, needles, values_of, extract, binary, documentation)

    return decorate


@cache
def pattern(glob: str) -> re.Pattern[str]:
    """Return what a glob stands for, as it is matched with an installed path as a whole."""
    return re.compile("(?:.*/)?" + expression(glob))


def expression(glob: str) -> str:
    """Return a glob as a regular expression for the end of a path, its folders and its name as far as it tells them."""
    if glob == NO_SUFFIX:
        return r"[^./]+"
    parts = re.split(r"(\*\*/|\*|\?)", glob)
    signs = {"**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(part, re.escape(part)) for part in parts)
