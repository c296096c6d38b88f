"""XML as elements with their places, read by expat; one that declares entities is refused, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

MAX_DEPTH = 100


@dataclass(slots=True)
class Element:
    """One element."""

    name: str
    """Without its namespace."""
    line: int
    """Where its tag opens, counted from 1; so is the column."""
    column: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    """Its own text, without the white space around it."""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """Return the first child of this name."""
        return next((one for one in self.children if one.name == name), None)

    def at(self, *names: str) -> Element | None:
        """Return the first element down this path."""
        found: Element | None = self
        for name in names:
            found = found.child(name) if found else None
        return found

    def said(self, *names: str) -> str:
        """Return the text of the first element down this path; empty when there is none."""
        found = self.at(*names)
        return found.text if found else ""

    def walk(self) -> Iterator[Element]:
        """Yield the element and all below it, in the order of the document."""
        pending = [self]
        while pending:
            one = pending.pop()
            yield one
            pending.extend(reversed(one.children))


def root(source: Source) -> Element:
    """Return the outermost element. Raises Unreadable for what is no XML, nests too deeply or declares entities."""
    return source.derived("xml", _root)


def _root(source: Source) -> Element:
    top = Element("", 1, 1)
    open_elements = [top]
    # The text is decoded already: whatever encoding the declaration names, this is what stands in the bytes.
    parser = expat.ParserCreate("utf-8")

    def opened(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels: not read", parser.CurrentLineNumber)
        local = name.rpartition(":")[2]
        element = Element(local, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, attributes)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def closed(_: str) -> None:
        element = open_elements.pop()
        element.text = element.text.strip()

    def said(text: str) -> None:
        open_elements[-1].text += text

    def declared(*_: object) -> None:
        raise Unreadable("declares entities: not read", parser.CurrentLineNumber)

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.CharacterDataHandler, parser.EntityDeclHandler = said, declared
    try:
        parser.Parse(source.text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        raise Unreadable(f"not XML: {expat.ErrorString(error.code)}", error.lineno) from None
    return top.children[0]
