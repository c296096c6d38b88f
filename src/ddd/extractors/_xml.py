"""XML as elements that know their line: no entity is expanded, nothing outside is asked for, and depth is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_MAX_DEPTH = 100
_MAX_ELEMENTS = 500_000


@dataclass(slots=True)
class Element:
    """One element; its name without the namespace's prefix."""

    name: str
    line: int
    column: int
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it, without blanks around."""
        return "".join(self.pieces).strip()

    def at(self, *names: str) -> Element | None:
        """Return the first descendant on a path of names."""
        found: Element | None = self
        for name in names:
            found = next((one for one in found.children if one.name == name), None) if found else None
        return found

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in the order of the document."""
        pending = [self]
        while pending:
            one = pending.pop()
            yield one
            pending.extend(reversed(one.children))

    def said(self, *names: str) -> str:
        """Return the text of the descendant on a path; empty when it is not there."""
        found = self.at(*names)
        return found.text if found else ""


def root(source: Source, text: str | None = None) -> Element:
    """Return the root element. Raises Unreadable with the line: not XML, entities declared, or nested too deeply.

    text: read this instead of the file's own.
    """
    parser = expat.ParserCreate(encoding="utf-8")
    builder = _Builder(parser)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.EntityDeclHandler = builder.entity
    try:
        parser.Parse((source.text if text is None else text).encode("utf-8", errors="replace"), True)
    except expat.ExpatError as error:
        raise Unreadable(f"not XML: {expat.errors.messages[error.code]}", error.lineno) from None
    return builder.top.children[0]


class _Builder:
    def __init__(self, parser: expat.XMLParserType) -> None:
        self.top = Element("", 1, 1, {})
        self._parser, self._stack, self._count = parser, [self.top], 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = self._parser.CurrentLineNumber
        if len(self._stack) > _MAX_DEPTH or self._count > _MAX_ELEMENTS:
            raise Unreadable("nested too deeply or too large: not read", line)
        element = Element(name.rpartition(":")[2], line, self._parser.CurrentColumnNumber + 1, attributes)
        self._stack[-1].children.append(element)
        self._stack.append(element)

    def end(self, name: str) -> None:
        self._stack.pop()

    def characters(self, text: str) -> None:
        self._stack[-1].pieces.append(text)

    def entity(self, *declaration: object) -> None:
        raise Unreadable("declares entities: not read", self._parser.CurrentLineNumber)
