"""Finds the ways back that documents tell outside of procedures: sections such as `Rollback`, `Disaster recovery`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._documents import (
    PATHS,
    Part,
    called,
    first_text,
    is_read,
    parts,
    place,
    said,
    sentences_of,
    shortened,
    told_by_procedures,
)
from ddd.extractors.markdown.sections import Block, Code, Listing, Paragraph, Section, flat
from ddd.extractors.markdown.shell_blocks import typed
from ddd.model import Confidence, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_BACK = re.compile(
    r"""(?:[0-9.]{1,6}\ |step\ \d+\W+|how\ to\ |emergency\ |manual(?:ly)?\ |full\ |if\ needed:?\ )*
    (?: roll(?:ing)?[ -]?back(?!\ (?:testing|tests|strategy\ considered)) | revert(?:ing)?\b
    | back(?:ing)?[ ]out | undo(?:ing)?\b
      | downgrad(?:e|ing)\b )(?:\b.*)?
    | (?:.{0,40}\s)?roll[ -]?back(?:\ (?:plan|procedures?|steps|instructions?|process|runbook))?""",
    re.IGNORECASE | re.VERBOSE,
)
_RECOVERY = re.compile(
    r"(?:[0-9.]{1,6}\s|how\sto\s)?(?:disaster\srecovery(?:\s(?:plan|procedures?|steps|runbook|process))?"
    r"|(?:restor(?:e|ing)|recover(?:y|ing)?)\b.{0,40}\bfrom\b.{0,40}|restor(?:e|ing)\s(?:a\s"
    r"|the\s)?(?:[\w-]+\s)?(?:backups?|snapshots?"
    r"|dumps?|database|db|data))",
    re.IGNORECASE,
)
_NO_WAY = re.compile(
    r"\b(?:hooks?|settings?|options?|parameters?|support|feature|api|testing|tests?|button|polic(?:y|ies)"
    r"|\(.{0,12}\))$",
    re.I,
)
_WHEN = re.compile(r"\W{0,3}(?:\w+\s){0,6}?(?:if|when|whenever|in case)\b", re.IGNORECASE)
_NONE = re.compile(r"(?:tbd|tba|todo|none|n/?a|not applicable|no rollback|cannot be rolled back)\b.*", re.IGNORECASE)
_MOST_COMMANDS, _LONGEST_NOTE = 30, 300


@extractor(
    "written-rollbacks",
    paths=PATHS,
    literals=("oll", "OLL", "evert", "ack out", "acking out", "owngrad", "ndo", "estor", "ecover"),
)
def written_rollbacks(source: Source) -> Iterator[Rollback]:
    """Find in Markdown the ways back that stand in sections of their own: `Rollback`, `Reverting`, `Disaster recovery`.

        ## Rollback
        If the new release misbehaves:
        helm rollback shop 0 --namespace shop

    What the reader of procedures tells already is not told twice. A section about going back needs commands or a list
    of what to do; one about restoring needs commands. When to go that way is its sentence with `if` or `when`.
    Designs, proposals, changelogs, and sections about building or installing are left out. Not seen: ways back within
    running text. Format: CommonMark.
    """
    if not is_read(source):
        return
    for part in parts(source):
        title = part.section.title.strip(" :")
        is_back = _BACK.fullmatch(title) is not None
        is_way = (is_back or _RECOVERY.fullmatch(title)) and part.section.level and not _NO_WAY.search(title)
        if not is_way or any(map(words.is_building, part.titles)) or any(map(_is_way_back, part.above)):
            continue
        found = _of_section(source, part, is_back=is_back)
        if found and not _is_told(source, part.section):
            yield found


def _is_way_back(title: str) -> bool:
    return _BACK.fullmatch(title.strip(" :")) is not None or _RECOVERY.fullmatch(title.strip(" :")) is not None


def _is_told(source: Source, section: Section) -> bool:
    """Tell whether the reader of procedures gives this section's way back."""
    lines = {block.line for one in _whole(section) for block in one.blocks}
    return not lines.isdisjoint(told_by_procedures(source, Rollback))


def _of_section(source: Source, part: Part, *, is_back: bool) -> Rollback | None:
    blocks = [block for one in _whole(part.section) for block in flat(one.blocks)]
    codes = [(use.line, use.command) for block in blocks if isinstance(block, Code) and (use := typed(block)).command]
    steps = [] if codes or not is_back else list(_steps(blocks))
    if not codes and len(steps) < (1 if words.is_operations_folder(source.path) else 2):
        return None
    told = [one for block in blocks[:4] if isinstance(block, Paragraph) for one in sentences_of(block)]
    if told and _NONE.match(told[0].text):
        return None
    line = codes[0][0] if codes else steps[0][0]
    return Rollback(
        system="prose",
        name=called(part),
        condition=next((shortened(one.text.rstrip(" :")) for one in told if _WHEN.match(one.text)), ""),
        commands=tuple(dict.fromkeys(command for _, command in codes))[:_MOST_COMMANDS],
        note=shortened("; ".join(text for _, text in steps), _LONGEST_NOTE),
        confidence=Confidence.MEDIUM,
        evidence=(place(source, line), place(source, part.section.line)),
    )


def _steps(blocks: list[Block]) -> Iterator[tuple[int, str]]:
    """Yield the entries of lists that tell what to do."""
    for block in blocks:
        for item in block.items if isinstance(block, Listing) else ():
            paragraph = first_text(item)
            if paragraph and words.is_act(said(paragraph.text)):
                yield item.line, said(paragraph.text)


def _whole(section: Section) -> Iterator[Section]:
    yield section
    for below in section.sections:
        yield from _whole(below)
