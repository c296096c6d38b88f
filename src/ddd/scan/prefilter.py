"""Says which extractors have any business in a file: first by its path, then by one look over its raw bytes.

A choice of extractors is an integer, bit n for the n-th: so a file costs a few operations however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from importlib.util import find_spec

from ddd.scan.extractor import Extractor
from ddd.scan.path_index import Choice, PathIndex
from ddd.scan.source import without_template_suffix

WORTH_COMPILING = 100
"""Files: to make one machine of all literals takes as long as to look for them one by one in so many."""

_MADE_FOR_MACHINES = re.compile(
    r"(?:.*/)?(?:[^/]*[.-](?:min|bundle)\.(?:[cm]?js|css)|bundle\.js|\.pnp\.c?js|\.yarn/(?:releases|plugins|cache)/.*"
    r"|[^/]*\.map|package-lock\.json|npm-shrinkwrap\.json|composer\.lock|poetry\.lock|yarn\.lock|Cargo\.lock|pnpm-lock\.yaml)"
)
"""Packed programs and lock files: long, and nobody says in them when or how anything is maintained."""


class Prefilter:
    """The extractors, found by the path of a file and by what stands in it."""

    def __init__(self, extractors: Iterable[Extractor], *, one_pass: bool = True) -> None:
        """`one_pass`: look for all literals at once, which has to be prepared; else for one after the other."""
        self.extractors = tuple(extractors)
        self.binary = self._those(lambda one: one.binary)
        """Those that are given files which are no text as well."""
        self._of_any_content = self._those(lambda one: not one.literals)
        self._one_pass = one_pass and find_spec("hyperscan") is not None
        self._paths = PathIndex((glob, 1 << number) for number, one in enumerate(self.extractors) for glob in one.globs)

    def prepare(self) -> None:
        """Make now what the first look over some bytes would make."""
        if self._one_pass:
            _ = self._told_by

    def by_path(self, path: str) -> Choice:
        """Return the extractors that read files of this path."""
        if _MADE_FOR_MACHINES.fullmatch(path):
            return 0
        return self._paths.asking_for(without_template_suffix(path))

    def by_content(self, candidates: Choice, data: bytes) -> Choice:
        """Return those of the candidates of which a literal occurs in the bytes (or which ask for none).

        Nothing is decoded or parsed for a file that no literal selects.
        """
        if not candidates & ~self._of_any_content:
            return candidates
        if self._one_pass:
            return candidates & (self._of_any_content | self._told_by(data))
        return self._those(lambda one: one.selected_by(data), candidates)

    def chosen(self, choice: Choice) -> Iterator[Extractor]:
        """Yield the extractors of a choice, in their order."""
        while choice:
            lowest = choice & -choice
            yield self.extractors[lowest.bit_length() - 1]
            choice ^= lowest

    def _those(self, condition: Callable[[Extractor], bool], among: Choice = -1) -> Choice:
        return sum(1 << n for n, one in enumerate(self.extractors) if among >> n & 1 and condition(one))

    @cached_property
    def _told_by(self) -> Callable[[bytes], Choice]:
        asking = dict[bytes, Choice]()
        for number, one in enumerate(self.extractors):
            for literal in one.literals:
                asking[literal] = asking.get(literal, 0) | 1 << number
        return _one_pass(asking)


def _one_pass(asking: dict[bytes, Choice]) -> Callable[[bytes], Choice]:
    """Return what tells who asks for any of the literals that occur in some bytes, looking over them once."""
    import hyperscan

    once = hyperscan.HS_FLAG_SINGLEMATCH
    machine = hyperscan.Database()
    machine.compile(
        expressions=[b"".join(b"\\x%02x" % byte for byte in literal) for literal in asking],
        ids=range(len(asking)),
        elements=len(asking),
        flags=[once] * len(asking),
    )
    asking_for = list(asking.values())

    def told_by(data: bytes) -> Choice:
        choice = 0

        def occurs(number: int, *_: object) -> None:
            nonlocal choice
            choice |= asking_for[number]

        machine.scan(data, match_event_handler=occurs)
        return choice

    return told_by
