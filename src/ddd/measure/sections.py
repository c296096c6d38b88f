"""Reads sections of documents as items: what of them says something, and what one can act on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from itertools import islice

from ddd.extractors.markdown.sections import Block, Code, Paragraph, flat, plain
from ddd.extractors.markdown.shell_blocks import looks_typed, typed
from ddd.measure.daylight import SectionFinder
from ddd.measure.items import Ground, Item
from ddd.measure.links import resolves, targets
from ddd.measure.shelf import Chapter
from ddd.scan.text import excerpt

_LONGEST_LINE = 1_000
_MOST_LINES = 2_000
"""Of a section; who writes more says it in the first ones."""
_MOST_COMMANDS = 200
_FEWEST_WORDS = 2
_WORD = re.compile(r"[^\W_]{2,}")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s{0,3}[-=]{3,}\s*$")
_INLINE = re.compile(
    r"(?P<run>\b(?:run|runs|running|execute|type|enter|use|with|call)\b[^`\n]{0,60})?(?<!`)`(?P<code>[^`\n]{2,300})`(?!`)",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}"  # an address
    r"|(?<![\w/@.`])@[a-z][\w-]{1,50}(?:/[\w-]{1,50})?"  # a person or a team
    r"|(?:^|(?<=[\s`\"'(]))\#[a-z][\w-]{2,50}(?![\w)])"  # a channel
    r"|\btel:\+?\d{5}",
    re.IGNORECASE | re.MULTILINE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}"
_DATE = re.compile(
    rf"\b20\d\d(?:-[01]\d(?:-[0-3]\d)?)?\b|\b{_MONTH}\.? \d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}\b"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:first|last|second|third) (?:day|week|business day)\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:verif(?:y|ies)|check (?:that|whether|if)|should (?:see|return|print|show|be|now|have)|expect(?:ed)?|confirm"
    r"|make sure|ensure)\b",
    re.IGNORECASE,
)


def found(finder: SectionFinder, ground: Ground) -> Iterator[Item]:
    """Yield an item for each section whose heading the finder means and that says something; not those within it."""
    path, end = "", 0
    for chapter in ground.chapters:
        inside = chapter.source.path == path and chapter.section.line <= end
        if inside or not any(map(finder.titles.match, chapter.titles)):
            continue
        path, end = chapter.source.path, chapter.end
        item = _item(chapter, ground)
        if item:
            yield item


def _item(chapter: Chapter, ground: Ground) -> Item | None:
    text = _text(chapter)
    blocks = list(_blocks(chapter))
    command = next(filter(ground.acts, islice(_commands(blocks, ground), _MOST_COMMANDS)), "")
    path = chapter.source.path
    page = next((target for target in targets(text) if resolves(target, path, ground.shelf)), "")
    said = [line for line in text.split("\n") if _says(line, ground)]
    if not said and not command and not page:
        return None
    prose = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    fields = {
        "content": "said",
        "command": "typed" if command else "",
        "resolves": "linked" if page else "",
        "contact": _first(_CONTACT, prose, ground),
        "date": _first(_DATE, prose, ground),
        "expected": _first(_EXPECTED, prose, ground),
        "owner": ground.owner(path),
    }
    name = excerpt(chapter.section.title) if chapter.section.level else path
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
    return ground.item(name, chapter.source.at(chapter.section.line), fields, ("section", name, digest))


def _text(chapter: Chapter) -> str:
    """Return the text below the heading, without what a comment hides."""
    start = chapter.section.line if chapter.section.level else 0
    text = "\n".join(chapter.source.lines[start : min(chapter.end, start + _MOST_LINES)])
    shown, at = list[str](), 0
    while at < len(text):
        opened = text.find("<!--", at)
        shown.append(text[at : opened if opened >= 0 else len(text)])
        closed = text.find("-->", opened) if opened >= 0 else -1
        at = closed + len("-->") if closed >= 0 else len(text)
    return "".join(shown)


def _says(line: str, ground: Ground) -> bool:
    line = line[:_LONGEST_LINE]
    if _HEADING.match(line):
        return False
    line = plain(line).strip("-*+|> \t")
    return len(_WORD.findall(line)) >= _FEWEST_WORDS and ground.says(line)


def _blocks(chapter: Chapter) -> Iterator[Block]:
    pending = [chapter.section]
    while pending:
        section = pending.pop()
        yield from flat(section.blocks)
        pending.extend(reversed(section.sections))


def _commands(blocks: list[Block], ground: Ground) -> Iterator[str]:
    """Yield what people type: code blocks, and code within a sentence that is a command or that it says to run."""
    for block in blocks:
        match block:
            case Code():
                said = typed(block).command
                lines = (said or ("" if block.language else block.text)).split("\n")
                yield from lines if said else filter(ground.daylight.typed.match, lines)
            case Paragraph():
                for match in _INLINE.finditer(block.text):
                    code = match["code"].removeprefix("$ ")
                    is_typed = looks_typed(code) or ground.daylight.typed.match(code)
                    if is_typed or (match["run"] and " " in code):
                        yield code


def _first(pattern: re.Pattern[str], text: str, ground: Ground) -> str:
    """Return what of a text a pattern finds in a line that is no placeholder."""
    for line in islice(text.split("\n"), _MOST_LINES):
        line = line[:_LONGEST_LINE]
        if ground.says(line) and (match := pattern.search(line)):
            return match[0]
    return ""
