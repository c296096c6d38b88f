"""Finds the checks that documents tell outside of procedures: the commands below `Verification`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    shortened,
    told_by_procedures,
)
from ddd.extractors.markdown.sections import Block, Code, Listing, Paragraph, flat
from ddd.extractors.markdown.shell_blocks import typed
from ddd.model import Check, Confidence, Phase
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_AFTER = re.compile(
    r"(?:[0-9.]{1,6}\s|step\s\d+\W+|how\sto\s|final\s|post-?deploy(?:ment)?\s|manual(?:ly)?\s)*"
    r"(?:verify(?:ing)?\b.*|verification(?:\s(?:of|steps|checklist|that|commands|procedure|after)\b.*)?"
    r"|validat(?:e|ing|ion)(?:\sthe\b.*|\sof\sthe\b.*|\ssteps|\schecklist)?"
    r"|smoke[ -]?tests?(?:\s.*)?"
    r"|post-?(?:deploy(?:ment)?|upgrade|migration|install(?:ation)?|restore|checks?)\b.*|health\schecks?"
    r"|confirm(?:ing|ation)?\b.*"
    r"|check(?:ing)?\s(?:that|whether|if|the\s.{1,60}\s(?:is|are|was|were))\b.*|check\sthe\s(?:result"
    r"|outcome|deploy\w*).*|sanity\schecks?)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:[0-9.]{1,6}\s)?(?:pre-?(?:flight|deploy(?:ment)?|upgrade|migration"
    r"|restore)?[ -]?checks?(?:list)?|before\s(?:you\s|we\s)?(?:begin|start|upgrading"
    r"|deploying|migrating)\b.*|preconditions?)",
    re.IGNORECASE,
)
_NO_CHECK = re.compile(
    r"\b(?:rules?|schema|signatures?|identity|e-?mail|domains?|tokens?|input|logic|tool|workflow|service"
    r"|errors?|failures?|settings"
    r"|options?|reports?|results?|linter?s?|endpoints?|configuration|forms?|config|code|types?|api"
    r"|commands?\sreference|tests?\sonly)$",
    re.IGNORECASE,
)
_CHECKS = re.compile(r"(?:verify|check|ensure|confirm|make sure|validate)\b", re.IGNORECASE)
_DEVELOPING = re.compile(r"\b(?:pytest|npm|yarn|pnpm|bundle exec rspec|go test|cargo|mvn|gradle|tox|jest"
    r"|eslint|ruff|mypy|rubocop|make (?:test|lint|build)"
    r"|pre-commit|dbt|git (?:diff|status|log|add|commit|checkout))\b")  # fmt: skip
_EXPECTED = re.compile(
    r"\b(?:expected(?:\s(?:output|result|response))?|you should see|should (?:return|show|print|output|be"
    r"|see|list|report))\b",
    re.I,
)
_GOES_THERE = re.compile(
    r"(?:ssh|cd|export|sudo su|oc (?:debug|login|project)|ocm (?:backplane )?login|az login|aws sso"
    r"|gcloud auth|source)\b[^;|]*$"
    r"|(?:\S+ ){1,12}-- /bin/\w{1,4}$|Export list"
)
_NO_LEAD = re.compile(r"(?:and|or|for example|e\.g|example|then)\b", re.IGNORECASE)
_SAID_TWICE = re.compile(r"expected(?:\s(?:output|result|response))?\s?:\s", re.IGNORECASE)
_VAGUE = re.compile(
    r"check for any\b|verify both\b|check (?:the )?(?:logs?|documentation|docs)\b"
    r"|verify everything",
    re.I,
)
_LONGEST_LEAD, _MOST_LINES, _MOST = 160, 6, 40


@extractor(
    "written-checks",
    paths=PATHS,
    literals=("erif", "alidat", "moke", "ost-", "ealth", "onfirm", "heck", "efore ", "recondition", "anity"),
)
def written_checks(source: Source) -> Iterator[Check]:
    """Find in Markdown what to check before and after the work: the commands below `Verification`.

        ### Verify
        Check that every pod is ready:
        kubectl get pods --namespace shop

    A check is a command with the sentence that introduces it and the answer to expect, where they stand there, or an
    entry of a list that begins with `Verify`, `Check`, `Ensure`. What the reader of procedures tells already is not
    told twice; tests and linters of developers are no checks of a running system. Not seen: checks within running text.
    Format: CommonMark.
    """
    if not is_read(source):
        return
    told: set[str] = set()
    for part in parts(source):
        phase = _phase(part)
        if phase is None or any(map(words.is_building, part.titles)):
            continue
        for line, condition in _of_section(part):
            if condition not in told and len(told) < _MOST and line not in told_by_procedures(source, Check):
                told.add(condition)
                yield Check(
                    system="prose",
                    name=called(part),
                    phase=phase,
                    condition=condition,
                    confidence=Confidence.MEDIUM,
                    evidence=(place(source, line), place(source, part.section.line)),
                )


def _phase(part: Part) -> Phase | None:
    title = part.section.title.strip(" :")
    if not part.section.level or _NO_CHECK.search(title):
        return None
    return Phase.POST if _AFTER.fullmatch(title) else Phase.PRE if _BEFORE.fullmatch(title) else None


def _of_section(part: Part) -> Iterator[tuple[int, str]]:
    blocks = list(flat(part.section.blocks))
    for index, block in enumerate(blocks):
        if isinstance(block, Code):
            use = typed(block)
            command = _shown(use.command)
            if command and not _DEVELOPING.search(command) and not _GOES_THERE.match(command):
                yield (
                    use.line,
                    _condition(command, _lead(blocks[:index]), use.answer or _expected(blocks[index + 1 : index + 3])),
                )
        elif isinstance(block, Listing):
            yield from _listed(block)


def _listed(listing: Listing) -> Iterator[tuple[int, str]]:
    """Yield the entries without a block of commands that tell what to check."""
    for item in listing.items:
        paragraph = first_text(item)
        text = re.sub(r"^\[[ xX]\]\s+", "", said(paragraph.text)) if paragraph else ""
        if (
            len(item.blocks) == 1
            and _CHECKS.match(text)
            and not _VAGUE.match(text)
            and len(text.split()) > 4
            and not text.endswith(":")
        ):
            yield item.line, shortened(text.rstrip("."))


def _shown(command: str) -> str:
    """Return a command on one line; empty when it is a whole script."""
    lines = [line.strip() for line in command.split("\n") if line.strip() and not line.strip().startswith("#")]
    return "; ".join(lines) if 0 < len(lines) <= _MOST_LINES else ""


def _lead(before: Sequence[Block]) -> str:
    """Return the sentence that introduces a block."""
    last = before[-1] if before else None
    text = said(last.text) if isinstance(last, Paragraph) else ""
    text = re.split(r"(?<=[.!?])\s", text)[-1].rstrip(" :.")
    return (
        text
        if len(text) <= _LONGEST_LEAD and " " in text and not _EXPECTED.search(text) and not _NO_LEAD.match(text)
        else ""
    )


def _expected(behind: Sequence[Block]) -> str:
    """Return what a paragraph behind a command, or a block it announces, says is to be seen."""
    first = behind[0] if behind else None
    if not isinstance(first, Paragraph) or not _EXPECTED.search(first.text):
        return ""
    text = _SAID_TWICE.sub("", said(first.text))
    shown = behind[1] if len(behind) > 1 and text.endswith(":") else None
    return f"{text} {said(shown.text)}" if isinstance(shown, Code) and not typed(shown).command else text.rstrip(":")


def _condition(command: str, lead: str, expected: str) -> str:
    told = f"{lead}: {command}" if lead else f"`{command}` succeeds" if not expected else command
    return shortened(f"{told} — expected: {' '.join(expected.split())}" if expected else told, 400)
