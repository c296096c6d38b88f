"""Knows what of a document can be believed: its sections with what stands above them, its sentences, its tables."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddd.extractors._jinja import LONGEST_LINE
from ddd.extractors.markdown.procedures import LONGEST, OTHER_DOCUMENTS, markdown_procedures
from ddd.extractors.markdown.sections import Block, Item, Listing, Paragraph, Section, flat, plain, read
from ddd.model import Evidence, Fact
from ddd.scan.source import Source

PATHS = ("*.md", "*.markdown")
SHOWN = 200
"""Characters of a sentence that a fact repeats."""
_LONGEST_SENTENCE = 500
_MOST_CELLS = 12
_OTHERS = re.compile(
    r"(?:.*/)?(?:vendor\w*|\w{1,20}_modules|third[-_]party|externals|enhancements?|proposals?|rfcs?|adrs?"
    r"|[\w-]{0,40}decisions?(?:-\w{1,20})?|[\w-]{0,40}deprecated|legacy|ai[-_]context|specs?|designs?|post-?mortems?"
    r"|incident[-_]reports?|reports|retros?|blogs?|_?posts|news|skills|prompts|changelogs?"
    r"|release[-_]?notes|releases|meetings?|\.github/(?:agents|instructions|skills|prompts|chatmodes)"
    r"|__fixtures__|fixtures|\.(?!github)\w{1,30})/.*"
    r"|(?:.*/)?(?:agents|claude|copilot-instructions|skill|prd|adr|rfc|roadmap|post-?mortem"
    r"|proposal)(?:[-_.\d][^/]*)?",
    re.IGNORECASE,
)
_DATED = re.compile(r"(?:^|/)20\d\d[-_]?\d\d")
_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?](?=[*_`\"')]{0,3}(?:\s+[A-Z`*\[_(0-9\"]|\s*$))")
_TICKED = re.compile(r"^\[[ xX]\]\s+")
_ROW = re.compile(r"\s{0,20}\|")
_RULE = re.compile(r"\s{0,20}\|?(?:\s{0,200}:?-{1,200}:?\s{0,200}\|){1,30}(?:\s{0,200}:?-{1,200}:?\s{0,200})?")
_CELL_BREAK = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")


@dataclass(frozen=True, slots=True)
class Part:
    """A section and the headings above it, the outermost first."""

    section: Section
    above: tuple[str, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """The headings above and its own."""
        return (*self.above, self.section.title) if self.section.level else self.above


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and where it stands."""

    text: str
    """Without its markup, on one line."""
    raw: str
    line: int
    """Of its first word."""

    def line_of(self, stated: str) -> int:
        """Return the line on which a piece of the sentence stands."""
        offset = self.raw.find(stated)
        return self.line + self.raw.count("\n", 0, max(offset, 0))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its cells by the headings of their columns, lower case."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the line of its headings first."""

    line: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def is_read(source: Source) -> bool:
    """Tell whether a document speaks of the system as it is: no history, no proposal, nobody else's."""
    is_other = OTHER_DOCUMENTS.fullmatch(source.path) or _OTHERS.fullmatch(source.path) or _DATED.search(source.path)
    return not is_other and len(source.data) <= LONGEST


def parts(source: Source) -> Iterator[Part]:
    """Yield every section of a document, in its order."""
    pending = [Part(source.derived("markdown", read), ())]
    while pending:
        part = pending.pop()
        yield part
        pending.extend(Part(below, part.titles) for below in reversed(part.section.sections))


def sentences(blocks: Sequence[Block]) -> Iterator[Sentence]:
    """Yield the sentences of paragraphs and of the entries of lists."""
    for block in flat(blocks):
        if isinstance(block, Paragraph):
            yield from sentences_of(block)


def sentences_of(paragraph: Paragraph) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph; those nobody would write are left out."""
    start, text, line, counted = 0, paragraph.text, paragraph.line, 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        raw, begin, start = text[start:end], start, end
        if raw.strip() and len(raw) <= _LONGEST_SENTENCE and not _ROW.match(raw):
            skipped = len(raw) - len(raw.lstrip())
            line += text.count("\n", counted, begin + skipped)
            counted = begin + skipped
            yield Sentence(_TICKED.sub("", said(raw)), raw[skipped:], line)


def items(part: Part) -> Iterator[Item]:
    """Yield the entries of a section's lists, the nested ones too."""
    for block in flat(part.section.blocks):
        if isinstance(block, Listing):
            yield from block.items


def first_text(item: Item) -> Paragraph | None:
    """Return the paragraph an entry begins with."""
    first = item.blocks[0] if item.blocks else None
    return first if isinstance(first, Paragraph) else None


def tables(source: Source, part: Part) -> Iterator[Table]:
    """Yield the tables of a section, up to the next heading."""
    first, last = part.section.line, _last_line(source, part.section)
    lines, number, is_code = source.lines, first, False
    while number <= last:
        line = lines[number - 1]
        is_code ^= _FENCE.match(line) is not None
        rule = lines[number] if number < last else ""
        number += 1
        if not is_code and "|" in line and len(line) <= LONGEST_LINE and "-" in rule[:300] and _is_rule(rule):
            headings = tuple(heading.lower() for heading in _cells(line))
            rows = tuple(_rows(lines, headings, number + 1, last))
            yield Table(number - 1, headings, rows)
            number += 1 + len(rows)


def _is_rule(line: str) -> bool:
    return len(line) <= LONGEST_LINE and _RULE.fullmatch(line.rstrip()) is not None


def _rows(lines: Sequence[str], headings: Sequence[str], number: int, last: int) -> Iterator[Row]:
    while number <= last and "|" in lines[number - 1] and len(lines[number - 1]) <= LONGEST_LINE:
        yield Row(number, dict(zip(headings, _cells(lines[number - 1]), strict=False)))
        number += 1


def _cells(line: str) -> list[str]:
    row = line.strip().removeprefix("|").removesuffix("|")
    return [said(_BREAK.sub(" ", cell.replace("\\|", "|"))) for cell in _CELL_BREAK.split(row, maxsplit=_MOST_CELLS)]


def _last_line(source: Source, section: Section) -> int:
    below = [one.line - 1 for one in section.sections[:1]]
    if below:
        return below[0]
    following = source.derived("markdown heading lines", _heading_lines)
    index = bisect_right(following, section.line)
    return following[index] - 1 if index < len(following) else len(source.lines)


def _heading_lines(source: Source) -> tuple[int, ...]:
    return tuple(part.section.line for part in parts(source) if part.section.level)


def told_by_procedures(source: Source, kind: type[Fact]) -> frozenset[int]:
    """Return the lines for which the reader of procedures gives a fact of the kind already."""
    facts = source.derived("markdown procedures", lambda one: tuple(markdown_procedures.extract(one)))
    return frozenset(fact.place.line for fact in facts if isinstance(fact, kind))


def place(source: Source, line: int) -> Evidence:
    """Return the evidence of a line, from its first word on."""
    text = source.lines[line - 1] if line <= len(source.lines) else ""
    return source.at(line, len(text) - len(text.lstrip()) + 1)


def said(text: str) -> str:
    """Return a text without its markup, on one line."""
    return plain(" ".join(text.split()))


def shortened(text: str, length: int = SHOWN) -> str:
    """Return a text no longer than a fact repeats it."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def called(part: Part) -> str:
    """Return what a section of a general title (`Rollback`) is called: with the heading above it."""
    above = next((title for title in reversed(part.above) if title), "")
    return shortened(f"{above}: {part.section.title}" if above else part.section.title, 120)
