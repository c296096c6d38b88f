"""Finds the ways of failing that documents tell of: the symptoms below `Troubleshooting` or `Known issues`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.extractors.markdown._documents import (
    PATHS,
    Part,
    Row,
    Table,
    first_text,
    is_read,
    parts,
    place,
    said,
    shortened,
    tables,
)
from ddd.extractors.markdown.sections import Block, Code, Item, Listing, Paragraph, flat
from ddd.extractors.markdown.shell_blocks import typed
from ddd.model import Confidence, FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_TROUBLE = re.compile(
    r"(?:[\w'/-]+\s){0,4}?(?:trouble-?\s?shooting|known\s(?:issues|problems|errors|failures)"
    r"|common\s(?:\w+\s)?(?:errors?|problems?|issues?|failures?|pitfalls)"
    r"|(?:possible|typical|frequent)\s(?:errors|problems|issues|failures)|failure\s(?:modes?|scenarios?)"
    r"|when\sthings\sgo\swrong|gotchas)"
    r"(?:\s[\w'/&-]+){0,6}",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"""\b(?: errors? | fail(?:s|ed|ing|ures?)? | cannot | can't | can’t | couldn['’]t | unable | missing
      | stuck | refused | denied | time(?:s|d)?[ -]?out
      | crash\w* | oom\w* | invalid | unauthorized | forbidden | won['’]t | (?:does|do|is|are|did|has)n['’]t
      | (?:does|do|is|are)\ not
      | not\ (?:found|working|starting|loading|ready|showing|available|responding
        |reachable|running|appearing|syncing|\w+ing|\w+ed)
      | no\ (?:such|data|space|route|response|logs?|metrics|connection|access|matching) | broken
      | slow(?:ness)? | conflicts? | mismatch(?:es)?
      | exceed(?:s|ed) | expired | unavailable | unreachable | hang(?:s|ing)? | lost | corrupt\w* | exception
      | too\ many | stale | duplicates?
      | degraded | high\ (?:cpu|memory|load|latency|usage|disk|error) | out\ of\ (?:memory|disk|space|sync)
      | disk\ full | full\ disk | down | dropped | rejected
      | pending | evicted | unhealthy | notready | [45]\d\d\b | [45]xx
      | connection\ (?:reset|issues?|problems?) | deadlocks? | leaks?
      | blocked | locked | disconnect\w* | wrong | panics? )""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_SYMPTOM = re.compile(
    r"\b(?:how\s(?:to|do|does|can)|checking|debug(?:ging)?\s(?:mode|errors|tips)|view(?:ing)?\s|enable"
    r"|logs?$|error\shandling|tips|reporting|getting\shelp"
    r"|list\sof|checklist|overview|collecting|verify|understanding|error\scodes$|common\s\w+$|useful"
    r"|commands$|known\sissues|failure\smodes|references?$"
    r"|handling|test(?:s|ing)?\sfail\w*|build\serrors?|fixed|resolved|closed|solution|fix$|expected)\b"
    r"|^(?:if|when)\syou|^(?:see|note|check|make\ssure|don['’]?t|do\snot|avoid|never|always|use"
    r"|add)\b|^\W*not\s\w+ing\b",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:[0-9.]{1,6}\)?\s|(?:issue|problem|symptom|error|scenario|case|q|question)\s?\d{0,3}\s?[:.–—-]\s)+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?P<label>(?:possible\s|likely\s|common\s|root\s)?(?:causes?|reasons?|why|explanation"
    r"|diagnosis)|(?:quick\s|the\s|possible\s)?"
    r"(?:fix(?:es)?|solutions?|resolutions?|remed(?:y|iation)|workarounds?|actions?|mitigation|answer)"
    r"|symptoms?|error(?:\smessage)?|problem|issue)"
    r"\W{0,4}:\W{0,3}\s*(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BOLD = re.compile(r"(?:\*\*|__)(?P<symptom>[^*_\n][^*\n]{3,180}?)(?:\*\*|__)[\s:.–—>→-]{0,5}(?P<rest>.*)", re.DOTALL)
_CODED = re.compile(r"`{1,2}(?P<symptom>[^`\n]{6,180})`{1,2}\s?[:–—>→-]{1,3}\s(?P<rest>.+)", re.DOTALL)
_SEEN = re.compile(
    r"\b(?:you|users?|we)(?:\s(?:may|might|will|could|can|should))?\s(?:see|get|receive|be\sseeing"
    r"|encounter|report)\b[^.]{0,80}$|^https?:\S+$",
    re.I,
)
_OUTPUT = re.compile(r"#|\s*(?:error|failed|fatal|warning|traceback)\b", re.IGNORECASE)
_SYMPTOMS = re.compile(
    r"\b(?:symptoms?|errors?|error messages?|problems?|issues?|failures?|failure modes?|scenario|message"
    r"|if you see)\b"
)
_CAUSES = re.compile(r"\b(?:causes?|reasons?|why|meaning|diagnosis)\b")
_FIXES = re.compile(
    r"\b(?:fix(?:es)?|solutions?|resolutions?|remed\w+|workarounds?|actions?|mitigations?|what to do"
    r"|response|recovery)\b"
)
_DEVELOPING = re.compile(
    r"\b(?:develop\w*|contribut\w*|testing|tests|unit|local|ide|vs ?code|windows users"
    r"|build(?:ing)?)\b",
    re.IGNORECASE,
)
_LONGEST, _MOST = 200, 80


@extractor(
    "written-failures",
    paths=PATHS,
    literals=("roubl", "ROUBLE", "nown ", "ommon ", "ossible ", "ypical", "requent", "ailure", "go wrong", "otchas"),
)
def written_failures(source: Source) -> Iterator[FailureMode]:
    """Find in Markdown the ways of failing that sections such as `Troubleshooting` or `Known issues` tell of.

        ### Workers stuck in Pending
        **Cause:** the node pool is full.
        **Fix:** add a node.

    The symptom is a heading, a bold beginning or a row of a table, and it must tell of something that goes wrong; its
    cause becomes the guard, what to do about it the note. Sections for developers (building, testing) are left out.
    Confidence is medium. Not seen: troubles that are told in running text. Format: CommonMark, tables as GitHub's.
    """
    if not is_read(source):
        return
    told: set[str] = set()
    for part in parts(source):
        if not any(_TROUBLE.fullmatch(title.strip(" :?!")) for title in part.titles) or any(
            map(_DEVELOPING.search, part.titles)
        ):
            continue
        for failure in _of_section(source, part):
            if failure.message.lower() not in told and len(told) < _MOST:
                told.add(failure.message.lower())
                yield failure


def _of_section(source: Source, part: Part) -> Iterator[FailureMode]:
    section = part.section
    if not _TROUBLE.fullmatch(section.title.strip(" :?!")) and (symptom := _symptom(section.title)):
        blocks = [block for one in (section, *section.sections) for block in one.blocks]
        cause, fix = _explained(blocks)
        if cause or fix:
            yield _failure(source, symptom, section.line, cause, fix)
        return
    for index, block in enumerate(section.blocks):
        if isinstance(block, Listing):
            for item in block.items:
                yield from _of_item(source, item)
        elif isinstance(block, Paragraph):
            yield from _of_paragraph(source, block, section.blocks[index + 1 : index + 5])
    for table in tables(source, part):
        yield from _tabled(source, table)


def _symptom(title: str) -> str:
    """Return what goes wrong, when a title or a bold beginning says so; else an empty text."""
    text = _PREFIX.sub("", said(title)).strip(" :.`")
    text = text[1:-1] if text[:1] in "\"'“" and text[-1:] in "\"'”" else text
    is_label = _LABEL.match(f"{text}:") is not None
    return (
        shortened(text, _LONGEST)
        if _FAILS.search(text) and not _NO_SYMPTOM.search(text) and not is_label and " " in text
        else ""
    )


def _of_item(source: Source, item: Item) -> Iterator[FailureMode]:
    """Read an entry such as `- **Permission denied**: run it as root`."""
    paragraph = first_text(item)
    match = (_BOLD.match(paragraph.text) or _CODED.match(paragraph.text)) if paragraph else None
    symptom = _symptom(match["symptom"]) if match else ""
    if match and symptom:
        cause, fix = _explained([Paragraph(item.line, match["rest"]), *item.blocks[1:]])
        if cause or fix:
            yield _failure(source, symptom, item.line, cause, fix)


def _of_paragraph(source: Source, paragraph: Paragraph, behind: Sequence[Block]) -> Iterator[FailureMode]:
    """Read a bold beginning, with what follows up to the next one."""
    match = _BOLD.match(paragraph.text)
    symptom = _symptom(match["symptom"]) if match else ""
    if match and symptom:
        own = [block for block in behind if not (isinstance(block, Paragraph) and _is_next(block.text))]
        own = own[: next((n for n, block in enumerate(behind) if block not in own), len(behind))]
        cause, fix = _explained([Paragraph(paragraph.line, match["rest"]), *own])
        if cause or fix:
            yield _failure(source, symptom, paragraph.line, cause, fix)


def _is_next(text: str) -> bool:
    match = _BOLD.match(text)
    return match is not None and not _LABEL.match(text) and _symptom(match["symptom"]) != ""


def _explained(blocks: Sequence[Block]) -> tuple[str, str]:
    """Return cause and remedy: what is labelled so, else the first words or command are the remedy."""
    told: dict[str, str] = {}
    open_kind = ""
    for kind, text in _segments(blocks):
        if kind and not text:
            open_kind = kind
            continue
        kind = kind or open_kind or "rest"
        goes_on = told.get(kind, "").endswith(":")
        if goes_on or kind not in told:
            told[kind] = f"{told[kind]} {text}" if goes_on else text
        open_kind = open_kind if told[kind].endswith(":") else ""
    cause, fix = told.get("cause", ""), told.get("fix", "")
    return shortened(cause, _LONGEST), shortened(fix or ("" if cause else told.get("rest", "")).rstrip(":"), _LONGEST)


def _segments(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Yield what the blocks say, each with what its label makes of it: `cause`, `fix`, `symptom`, else nothing."""
    for block in flat(blocks):
        if isinstance(block, Code):
            use = typed(block).command.replace("\\\n", " ").strip().split("\n")
            yield from [("", " ".join(line.split())) for line in use if line and not _OUTPUT.match(line)][:1]
        elif isinstance(block, Paragraph):
            for text in _labelled_lines(block.text):
                label = _LABEL.match(text)
                if label:
                    yield _kind(label["label"]), label["text"].strip(" *")
                elif not _SEEN.search(text):
                    yield "", text


def _labelled_lines(text: str) -> Iterator[str]:
    """Yield a paragraph in pieces, each from one label (`Fix:`) to the next."""
    piece: list[str] = []
    for line in map(said, text.split("\n")):
        if piece and _LABEL.match(line):
            yield " ".join(piece)
            piece = []
        piece += [line] if line else []
    if piece:
        yield " ".join(piece)


def _kind(label: str) -> str:
    label = label.lower()
    return (
        "cause"
        if _CAUSES.search(label) or "explanation" in label
        else "fix"
        if _FIXES.search(label) or label == "answer"
        else "symptom"
    )


def _tabled(source: Source, table: Table) -> Iterator[FailureMode]:
    """Read a table of symptom, cause and fix."""
    symptoms = next((one for one in table.headings[:2] if _SYMPTOMS.search(one)), "")
    causes = next((one for one in table.headings if one != symptoms and _CAUSES.search(one)), "")
    fixes = next((one for one in table.headings if one != symptoms and _FIXES.search(one)), "")
    for row in table.rows if symptoms and (causes or fixes) else ():
        yield from _of_row(source, row, symptoms, causes, fixes)


def _of_row(source: Source, row: Row, symptoms: str, causes: str, fixes: str) -> Iterator[FailureMode]:
    message, cause, fix = (shortened(row.cells.get(one, ""), _LONGEST) for one in (symptoms, causes, fixes))
    if len(message) > 4 and (cause or fix) and not _NO_SYMPTOM.search(message):
        yield _failure(source, message, row.line, cause, fix)


def _failure(source: Source, message: str, line: int, cause: str, fix: str) -> FailureMode:
    return FailureMode(
        system="prose",
        name=shortened(message, 80),
        message=message,
        guard=cause,
        note=fix,
        confidence=Confidence.MEDIUM,
        evidence=(place(source, line),),
    )
