"""An index of symptoms: the first words of what one sees, from A to Z, and the pages that have them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[^\W\d_][\w'’.-]{0,40}")
_WORDS = 3
_OTHER = "#"


@dataclass(frozen=True, slots=True)
class Entry:
    """Some first words, and where messages begin so."""

    words: str
    count: int
    pages: tuple[str, ...]
    """Those with most of them first, the first few."""
    more: int
    """Further pages."""


@dataclass(frozen=True, slots=True)
class Letter:
    """All entries of one letter."""

    letter: str
    entries: tuple[Entry, ...]
    """The most frequent, A to Z."""
    rest: int
    """Messages of this letter that no entry counts."""


def index(messages: Iterable[tuple[str, str]], most: int, pages: int = 3) -> tuple[Letter, ...]:
    """Return the index of (what one sees, its page): the `most` frequent first words of each letter."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for message, page in messages:
        words = first_words(message)
        letter = words[0].upper() if words else _OTHER
        found.setdefault(letter if letter.isascii() else _OTHER, {}).setdefault(words, Counter())[page] += 1
    return tuple(_letter(letter, found[letter], most, pages) for letter in sorted(found))


def first_words(message: str) -> str:
    """Return the first words of a message in small letters, without signs and numbers."""
    return " ".join(_WORD.findall(message)[:_WORDS]).lower()


def _letter(letter: str, found: dict[str, Counter[str]], most: int, pages: int) -> Letter:
    named = {words: where for words, where in found.items() if words}
    frequent = sorted(named, key=lambda words: (-named[words].total(), words))[:most]
    entries = tuple(_entry(words, named[words], pages) for words in sorted(frequent))
    everything = sum(where.total() for where in found.values())
    return Letter(letter, entries, everything - sum(one.count for one in entries))


def _entry(words: str, where: Counter[str], pages: int) -> Entry:
    ordered = sorted(where, key=lambda page: (-where[page], page))
    return Entry(words, where.total(), tuple(ordered[:pages]), max(0, len(ordered) - pages))
