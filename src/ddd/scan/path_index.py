"""Finds what is asked for by globs under a path: most globs are answered by its suffix or its name alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from ddd.scan.extractor import NO_SUFFIX, expression, pattern

Choice = int
"""Bit n stands for the n-th of those that ask."""

_Asking = list[tuple[Choice, re.Pattern[str]]]
_SIGN = re.compile(r"[*?]")


class PathIndex:
    """Who asks for a path. Of 500 globs few are matched with a path: those that its name or its folders leave open."""

    def __init__(self, globs: Iterable[tuple[str, Choice]]) -> None:
        self._named: dict[str, Choice] = defaultdict(int)
        self._ending: dict[str, Choice] = defaultdict(int)
        self._without_suffix: Choice = 0
        self._like: _Asking = []
        self._below: list[tuple[frozenset[str], str | None, Choice, re.Pattern[str]]] = []
        for glob, asking in globs:
            self._add(glob, asking)
        self._any_like = re.compile("|".join(one.pattern for _, one in self._like) or r"(?!)")
        self._of_folder = lru_cache(maxsize=10_000)(self._asking_below)

    def _add(self, glob: str, asking: Choice) -> None:
        folders, slash, name = glob.rpartition("/")
        if slash:
            literal = frozenset(one for one in folders.split("/") if not _SIGN.search(one))
            self._below.append((literal, _ending(name), asking, pattern(glob)))
        elif glob == NO_SUFFIX:
            self._without_suffix |= asking
        elif not _SIGN.search(name):
            self._named[name] |= asking
        elif name.startswith("*.") and not _SIGN.search(name, 1) and "." not in name[2:]:
            self._ending[name[2:]] |= asking
        else:
            self._like.append((asking, re.compile(expression(name))))

    def asking_for(self, path: str) -> Choice:
        """Return who asks for the path."""
        folder, _, name = path.rpartition("/")
        _, dot, suffix = name.rpartition(".")
        choice = self._named.get(name, 0) | (self._ending.get(suffix, 0) if dot else self._without_suffix)
        if self._any_like.fullmatch(name):
            choice |= _matching(self._like, name)
        return choice | _matching(self._of_folder(folder, suffix), path)

    def _asking_below(self, folder: str, suffix: str) -> _Asking:
        parts = set(folder.split("/"))
        return [
            (asking, glob)
            for literal, ending, asking, glob in self._below
            if literal <= parts and (ending is None or ending == suffix)
        ]


def _ending(name: str) -> str | None:
    """Return what stands after the last dot of the names like `name`; None: not told."""
    tail = _SIGN.split(name)[-1]
    return tail.rpartition(".")[2] if "." in tail else None


def _matching(asking: _Asking, path: str) -> Choice:
    choice = 0
    for one, glob in asking:
        if glob.fullmatch(path):
            choice |= one
    return choice
