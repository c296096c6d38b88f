"""Follows the References of every language but Jinja: from a name to the literal some file of the tree holds.

The nearest holder wins, as the language's `holders` order them; definitions that hold somewhere only (an environment's
values file) never replace one that holds everywhere, and are told beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from ddd.lint.handles import PROSE
from ddd.model import Definition, Evidence, Fact, Reference, Schedule, replace
from ddd.resolve.followed import Followed
from ddd.resolve.languages import Language, languages
from ddd.scan.engine import Engine

_F = TypeVar("_F", bound=Fact)

_MAX_DEPTH = 10
_MAX_ENTRIES = 500
_MAX_LENGTH = 4_000
_KEY = "#key"


class Values:
    """The values of a scanned tree. Files that no literal selected are read when a name is first looked for in them."""

    def __init__(self, engine: Engine, definitions: Iterable[Definition]) -> None:
        self._engine = engine
        self._read: dict[str, list[Definition]] = defaultdict(list)
        """What extraction found by the way, by file."""
        for one in definitions:
            if one.kind == "variable":
                self._read[one.evidence.path].append(one)
        self._in_file: dict[tuple[str, str], dict[str, list[Definition]]] = {}
        self._entries_of: dict[tuple[str, str, str], list[str]] = {}
        self._known: dict[tuple[str, str, str], Followed | None] = {}

    def unrolled(self, fact: _F, decisive: str) -> Iterator[_F]:
        """Yield a fact for each entry where a name holds a `*` and the decisive text is known; else the fact itself."""
        starred = next((one for one in fact.references if "*" in one.variable), None)
        if starred is None or starred.language not in languages():
            yield fact
            return
        container = starred.variable.split("*", 1)[0].rstrip(".")
        key = (starred.language, container, fact.origin)
        if key not in self._entries_of:
            self._entries_of[key] = self._entries(languages()[starred.language], container, fact.origin)
        entries = self._entries_of[key]
        of_entries = (_of_entry(fact, container, entry) for entry in entries[:_MAX_ENTRIES])
        known = (one for entry in of_entries for one in self.unrolled(entry, decisive) if self._is_known(one, decisive))
        yield from list(islice(known, _MAX_ENTRIES)) or [fact]

    def value(self, reference: Reference, path: str) -> Followed | None:
        """Return the literal a reference in the file at `path` leads to, its line first; None when that stays open."""
        language = languages().get(reference.language)
        if language is None:
            return None
        found = self._value(language, reference.variable, path, 0)
        if found is None and reference.default is not None and "*" not in reference.variable:
            return self._filled(language, reference.default, path, 0)
        return found

    def switches_off(self, fact: Fact) -> Followed | None:
        """Return the value that switches a fact off, its line first; None when nothing is known to."""
        for one in fact.references:
            found = self.value(one, fact.origin) if one.off else None
            if found is not None and found.text.lower() == one.off:
                return replace(found, notes=(f"switched off: {one.text} is {found.text}",))
        return None

    def _value(self, language: Language, name: str, path: str, depth: int) -> Followed | None:
        key = (language.name, name, path)
        if key not in self._known and depth <= _MAX_DEPTH:
            self._known[key] = None  # while it is followed: a circle leads nowhere
            found = self._followed(language, name, path, depth)
            self._known[key] = found if found and len(found.text) <= _MAX_LENGTH else None
        return self._known.get(key)

    def _followed(self, language: Language, name: str, path: str, depth: int) -> Followed | None:
        if name.endswith(_KEY):
            return self._key(language, name.removesuffix(_KEY), path, depth)
        found = self._definitions(language, name, path)
        if not found:
            return None
        winner = next((one for one in found if not one.conditional), found[0])
        literal = self._filled(language, winner.value, winner.evidence.path, depth)
        if literal is None:
            return None
        others = [one for one in found if one.conditional and one is not winner and one.value != winner.value]
        places = dict.fromkeys((*literal.evidence, winner.evidence))
        return Followed(literal.text, tuple(places), literal.notes, (*literal.overrides, *others))

    def _key(self, language: Language, name: str, path: str, depth: int) -> Followed | None:
        """Return an entry's key; of a set (Terraform's `toset([…])`), which has none, the entry itself."""
        key = name.rpartition(".")[2]
        if key == "*":
            return None  # nobody knows the entries: the name stays open
        is_position = key.isdigit() and language.loops_over_sets
        return (self._value(language, name, path, depth + 1) if is_position else None) or Followed(key)

    def _filled(self, language: Language, text: str, path: str, depth: int) -> Followed | None:
        """Follow what a value of the file at `path` itself leaves open."""
        evidence, notes, overrides = list[Evidence](), list[str](), list[Definition]()
        parts, position = list[str](), 0
        for match in language.opening.finditer(text):
            found = self._value(language, match["name"], path, depth + 1)
            if found is None:
                return None
            parts += [text[position : match.start()], found.text]
            position = match.end()
            evidence += found.evidence
            notes += found.notes
            overrides += found.overrides
        return Followed("".join((*parts, text[position:])), tuple(evidence), tuple(notes), tuple(overrides))

    def _definitions(self, language: Language, name: str, path: str) -> list[Definition]:
        return [one for holder in self._holders(language, name, path) for one in self._by_name(language, holder)[name]]

    def _holders(self, language: Language, name: str, path: str) -> Iterator[str]:
        yield from dict.fromkeys((path, *language.holders(name, path, self._engine.tree.paths)))

    def _by_name(self, language: Language, path: str) -> dict[str, list[Definition]]:
        key = (language.name, path)
        if key not in self._in_file:
            found: dict[str, list[Definition]] = defaultdict(list)
            for one in (*self._read[path], *self._engine.definitions([path], language.name)):
                if one.language == language.name:
                    found[one.name].append(one)
            for same in found.values():
                same.sort(key=lambda one: (-one.rank, one.evidence.line))
            self._in_file[key] = found
        return self._in_file[key]

    def _is_known(self, fact: Fact, decisive: str) -> bool:
        """Tell whether anything says when, or how much: an entry without a schedule is no job."""
        asked = [one for one in fact.references if one.text in decisive and not one.off]
        return all(self.value(one, fact.origin) is not None for one in asked)

    def _entries(self, language: Language, container: str, path: str, depth: int = 0) -> list[str]:
        """Return the names of the entries of a list or mapping, in the order of the first file that holds it."""
        before = f"{container}."
        for holder in self._holders(language, before + "*", path):
            names = [name for name, same in self._by_name(language, holder).items() if same and name.startswith(before)]
            if names:
                return list(dict.fromkeys(before + name.removeprefix(before).split(".", 1)[0] for name in names))
            alias = next((one for one in self._by_name(language, holder)[container] if not one.conditional), None)
            match = language.opening.fullmatch(alias.value) if alias else None
            if match and depth < _MAX_DEPTH:
                return self._entries(language, match["name"], holder, depth + 1)
        return []


def without_doubles(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Leave out what was read by its key alone where a reading that knows the system stands on the same line."""
    everything = list(facts)
    known = {
        (place.path, place.line)
        for fact in everything
        if isinstance(fact, Schedule) and fact.system not in BY_KEY_ALONE
        for place in fact.evidence
    }
    for fact in everything:
        if fact.system not in BY_KEY_ALONE or (fact.place.path, fact.place.line) not in known:
            yield fact


BY_KEY_ALONE = frozenset({"schedule-key", PROSE})
"""Systems whose facts are told by a key or a sentence, not by the system that reads the file."""


def _of_entry(fact: _F, container: str, entry: str) -> _F:
    starred = f"{container}.*"
    references = (
        replace(one, variable=entry + one.variable.removeprefix(starred)) if one.variable.startswith(starred) else one
        for one in fact.references
    )
    return replace(fact, references=tuple(references))
