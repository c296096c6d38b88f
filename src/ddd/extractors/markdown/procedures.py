"""Reads procedures that people wrote down: the sections of Markdown documents that tell how to operate something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._facts import Reader
from ddd.extractors.markdown._words import Part
from ddd.extractors.markdown.sections import Block, Code, Listing, Section, may_be_titles, read
from ddd.extractors.markdown.shell_blocks import typed
from ddd.model import Problem, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

LONGEST = 1_000_000
"""Bytes. A longer Markdown file was written by no person."""

_TOP_LEVELS = 2
OTHER_DOCUMENTS = re.compile(
    r"(?:.*/)?(?:node_modules|vendor|third_party|site-packages|\.github/\w*ISSUE_TEMPLATE"
    r"|meetings?|minutes|meeting[_-]?(?:notes|minutes))/.*"
    r"|(?:.*/)?(?:change|release|history|news|licen[sc]e|copying|contribut|code_of_conduct|code-of-conduct|install"
    r"|pull_request|issue_template|authors|maintainers|develop|hacking|building|faq|roadmap|meeting[_-])[^/]*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Parts:
    """A section and its sub-sections, sorted by what they give a procedure."""

    steps: list[tuple[Section, bool]]
    """Each with whether its heading is itself a step."""
    others: dict[Part, list[Section]] = field(default_factory=dict)
    apart: list[Section] = field(default_factory=list)
    """Sub-sections that stand for themselves."""
    has_steps: bool = False
    """A sub-section says by its heading that it holds the steps."""


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Where a section stands."""

    above: tuple[str, ...] = ()
    """The headings above it."""
    among_runbooks: bool = False
    in_readme: bool = False

    @property
    def are_operations(self) -> bool:
        """The document, or the part of it, is about operating."""
        return self.among_runbooks or any(map(words.is_operation, self.above))

    def below(self, section: Section) -> _Surroundings:
        return replace(self, above=(*self.above, section.title)) if section.level else self


@extractor("markdown-procedures", paths=("*.md", "*.markdown"))
def markdown_procedures(source: Source) -> Iterator[Extracted]:
    """Find procedures in Markdown: sections about operating something, with numbered steps or commands in order.

    `## Restore the database` and its steps are one, with what its sub-sections say: prerequisites, validation,
    rollback, what to do when it fails, owner, duration. Installing, developing and using a program are not
    operating it. Format: CommonMark.
    """
    if OTHER_DOCUMENTS.fullmatch(source.path):
        return
    if len(source.data) > LONGEST:
        yield Problem(source.path, None, "markdown-procedures", f"larger than {LONGEST // 1000} kB: not read")
        return
    name = source.path.rsplit("/", 1)[-1].lower()
    here = _Surroundings((), words.is_operations_folder(source.path), name.startswith("readme"))
    if not here.among_runbooks and not _may_tell_steps(source):
        return
    root = source.derived("markdown", read)
    reader = Reader(source)
    found = list(_procedures(reader, root, here))
    if found:
        yield from reader.contacts(root)
    yield from found


def _may_tell_steps(source: Source) -> bool:
    """Tell whether any section can be a procedure: outside the runbooks it is one by its title, or by one below it."""
    titles = may_be_titles(source.text)
    return titles is None or any(map(words.may_be_of_steps, titles))


def _procedures(reader: Reader, root: Section, here: _Surroundings) -> Iterator[Extracted]:
    """Yield the procedures of a document: a section, or those below it that stand for themselves."""
    pending = [(root, here)]
    while pending:
        section, here = pending.pop()
        if words.is_building(section.title):
            continue
        parts = _parts(section)
        below = parts.apart
        is_one = _is_procedure(section, parts, here)
        steps = [step for one, is_step in parts.steps for step in reader.steps(one, is_step=is_step)] if is_one else []
        if steps:
            yield from reader.facts(section, _title(section, here), steps, parts.others)
        else:
            below = section.sections
        pending.extend((one, here.below(section)) for one in reversed(below))


def _parts(section: Section) -> _Parts:
    parts = _Parts([(section, False)])
    for below in section.sections if section.level else ():
        kind = words.part(below.title)
        if kind is Part.STEPS or (kind is None and _says_again(below, section)):
            parts.has_steps = True
            parts.steps.extend((one, one is not below) for one in _with_all_below(below))
        elif kind is not None:
            parts.others.setdefault(kind, []).extend(_with_all_below(below))
        elif words.numbered(below.title):
            parts.steps.extend((one, one is below) for one in _with_all_below(below))
        else:
            parts.apart.append(below)
    return parts


def _says_again(below: Section, section: Section) -> bool:
    """`Importing` below `Importing a dump` holds its steps."""
    is_again = words.repeats(below.title, section.title) and not below.sections
    return is_again and words.is_operation(below.title) and words.is_operation(section.title)


def _with_all_below(section: Section) -> Iterator[Section]:
    yield section
    for below in section.sections:
        yield from _with_all_below(below)


def _is_procedure(section: Section, parts: _Parts, here: _Surroundings) -> bool:
    """A section is one when it is about operating something, and holds enough to be followed."""
    own_part = words.part(section.title)
    if not section.level or not (own_part in (None, Part.STEPS) or _stands_alone(section, here)):
        return False
    is_a_runbook = here.among_runbooks and section.level <= _TOP_LEVELS and not words.is_about(section.title)
    says_steps = parts.has_steps and not words.is_about(section.title)
    if not (says_steps or own_part is Part.STEPS or words.is_operation(section.title) or is_a_runbook):
        return False
    return _can_be_followed(section, parts, here)


def _stands_alone(section: Section, here: _Surroundings) -> bool:
    """`Verify the backups` is a procedure of its own where operations are the subject, else a part of what is above."""
    is_subject = section.level == 1 or here.are_operations
    is_check_or_way_back = words.part(section.title) in (Part.AFTER, Part.BACK)
    return is_check_or_way_back and is_subject and " " in section.title and not words.mentions_building(section.title)


def _can_be_followed(section: Section, parts: _Parts, here: _Surroundings) -> bool:
    """Tell whether there are steps: an ordered list, numbered headings, or commands enough for where they stand."""
    blocks = [block for one, _ in parts.steps for block in one.blocks]
    if _has_steps(blocks, is_said=parts.has_steps) or sum(is_step for _, is_step in parts.steps) > 1:
        return True
    is_whole = parts.has_steps or not parts.others.keys().isdisjoint({Part.AFTER, Part.BACK})
    enough = 1 if is_whole or here.are_operations else 2
    if here.in_readme and not is_whole and " " not in section.title:
        return False  # `Update` in a README tells how to get the next version
    return sum(1 for block in blocks if isinstance(block, Code) and typed(block).command) >= enough


def _has_steps(blocks: Sequence[Block], *, is_said: bool) -> bool:
    """Tell whether an ordered list among the blocks says what to do, and is no table of contents or enumeration."""
    items = [item for block in blocks if isinstance(block, Listing) and block.ordered for item in block.items]
    acts = [item for item in items if Reader.is_act(item)]
    return len(items) > 1 and (len(acts) * 2 >= len(items) or (is_said and bool(acts)))


def _title(section: Section, here: _Surroundings) -> str:
    """Return the heading; one that says little by itself (`Steps`, `Restore`) takes the one above with it."""
    context = next((title for title in reversed(here.above) if title), "")
    says_little = words.part(section.title) is Part.STEPS or " " not in section.title
    return f"{context}: {section.title[:1].lower()}{section.title[1:]}" if context and says_little else section.title
