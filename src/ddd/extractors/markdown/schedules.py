"""Reads the rhythms people wrote down: sentences such as `Rotate the keys every 90 days`, lists below `## Weekly`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.cadence import recurrence
from ddd.extractors.markdown.procedures import LONGEST, OTHER_DOCUMENTS
from ddd.extractors.markdown.sections import Block, Item, Listing, Paragraph, Section, flat, plain, read
from ddd.model import Confidence, Dialect, Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_UNIT = r"(?:hour|day|night|morning|evening|week|fortnight|month|quarter|year|weekday|weekend)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NUMBER = r"(?:other|second|third|two|three|four|five|six|seven|ten|twelve|[0-9]{1,3})"
_CLOCK = r"(?:\s(?:at|@)\s[0-9]{1,2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?)?(?:\s(?:UTC|GMT|CET|CEST)\b)?)"
_PHRASE = re.compile(
    rf"\b(?:(?:every|each)\s(?:{_NUMBER}\s)?(?:{_UNIT}s?|{_WEEKDAY}(?:\s?(?:,|and)\s?{_WEEKDAY}){{0,5}}){_CLOCK}?"
    rf"|on\s(?:{_WEEKDAY}s)(?:\sand\s{_WEEKDAY}s)?{_CLOCK}?"
    rf"|(?:once|twice)\s(?:a|per|every|each)\s(?:day|week|month|quarter|year)"
    rf"|on\sthe\s(?:first|last|[0-9]{{1,2}}(?:st|nd|rd|th))\s(?:day\s)?of\s(?:the|each|every)\s(?:month|quarter|year)"
    rf"|(?:the\s)?(?:first|second|third|fourth|last)\s{_WEEKDAY}\sof\s(?:the|each|every)\smonth"
    # As an adjective it says what something is called; only of jobs that is when they run.
    r"|(?:daily|nightly|weekly|biweekly|fortnightly|monthly|quarterly|semiannually|annually|yearly)"
    rf"(?:{_CLOCK}|(?=\s*(?:[.,;:)!?]|$|\((?!\w+\))"
    r"|(?:at|in|by|via|on|from|for|with|to|and|or|using|when|after|before|so|because|as|cron|jobs?|tasks?|timers?|scripts?"
    r"|checks?|process)\b))))\b",
    re.IGNORECASE,
)
_VERB = r"""(?:
    rotat | back(?:ed|ing|s)?[ -]?up | renew | restart | reboot | check | verif | review | updat | upgrad | patch
    | clean | purg | prun | vacuum | archiv | restor | audit | synchroni[sz] | refresh | rebuild | delet | scan
    | inspect | replac | revok | monitor | test | run[sn]? | execut | perform | repeat | remov | compact | defragment
    | dump | snapshot | reconcil | import | export | reindex | trim | validat | revalidat | drill | rehears )"""
_TASK = re.compile(rf"\b{_VERB}\w{{0,6}}\b", re.IGNORECASE | re.VERBOSE)
# It is done, or somebody is told to do it; a sentence that only mentions the words is neither.
_TOLD = re.compile(
    rf"""^(?:\W{{0,4}}(?:please|always|then|also|and)\s)?{_VERB}
    | \b(?:must|should|shall|needs?\ to|has\ to|have\ to|is|are|be|gets?|we|you|will|cron|script|job)\b
      .{{0,60}}?\b{_VERB}
    | \b{_VERB}\w{{0,6}}\b.{{0,80}}?
      \b(?:must|should|shall|needs?|has\ to|have\ to|runs?|happens?|done|performed)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_TASK = re.compile(
    r"""\b(?:if|may|might|can|could|would|want|e\.g|for\ example|example|such\ as|default|option|configur\w*|setting
    | set\ to | not|never|n't|no\ longer|used\ to|previously|was|were|releas\w+|publish\w*|meeting|call|download\w*
    | keep|keeps|kept|retain\w*|retention|build|builds|newsletter|report\ bugs|limit|per\ user|contribut\w*|supports?
    | allows?|lets|instead|choose|rhythm|frequency|interval|syntax|expression|cron\ format|how\ often|new\ version
    | feature|license|average\w*|number\ of|currently|disabled|latest
    | available|dump\ of|logs?\ of|copies|days\ old|older|month's|week's|day's)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HEADING = re.compile(
    r"(?:[0-9.]{1,6}\s)?(?P<word>daily|nightly|weekly|bi-?weekly|monthly|quarterly|semi-?annual(?:ly)?|annual(?:ly)?|yearly"
    r"|every\s(?:day|week|month|quarter|year))"
    r"(?:\s(?:operations?|operational|maintenance|routine|recurring|security|admin|database|system|health|regular))?"
    r"(?:\s(?:tasks?|checks?|checklists?|jobs?|chores?|procedures?|routines?|maintenance|operations?|activities|duties"
    r"|reviews?|to-?dos?))?"
    r"(?:\s\([^()]{1,40}\))?:?",
    re.IGNORECASE,
)
_ADVERBS = {"annual": "annually", "semiannual": "semiannually", "bi-weekly": "biweekly", "yearly": "yearly"}
_RULE = re.compile(r"\bRRULE:(?P<rule>FREQ=[A-Z]{5,8}(?:;[A-Z]{3,10}=[A-Z0-9,+-]{1,60}){0,10})")
_SENTENCE_END = re.compile(r"[.!?:;](?:\s+|$)")
_TICKED = re.compile(r"^\[[ xX]\]\s+")
_CODE = re.compile(r"`([^`\n]{3,200})`")
_TYPED = re.compile(r"^\S+\s\S|^(?:\./|[\w./-]+\.sh$)")
_LONGEST_SENTENCE = 400
_LONGEST_NAME = 80
_WORDS: tuple[str, ...] = (
    "daily",
    "nightly",
    "weekly",
    "monthly",
    "quarterly",
    "yearly",
    "annual",
    "every ",
    "Every ",
    "each ",
    "Each ",
)
_WORDS += (
    "Daily",
    "Nightly",
    "Weekly",
    "Monthly",
    "Quarterly",
    "Yearly",
    "Annual",
    "EVERY",
    "once ",
    "twice ",
    "RRULE",
)
_WORDS += ("days of", "day of", "day of the month", "Mondays", "Fridays", "Sundays", "Saturdays", "of the month")


@extractor("prose", paths=("*.md", "*.markdown"), literals=_WORDS)
def prose(source: Source) -> Iterator[Schedule]:
    """Find in Markdown what people do regularly: sentences that tell a task and its rhythm, lists below `## Weekly`.

    `The keys must be rotated every 90 days.` is a schedule; so is each entry of the list below a heading such as
    `## Monthly checks`, and a rule such as `RRULE:FREQ=WEEKLY;BYDAY=MO`. Confidence is low, always: documents grow old.
    Sentences that speak of possibilities, options, the past or of releases are passed over; changelogs, contribution
    guides, installation guides and minutes of meetings are not read. Format: CommonMark; rules: RFC 5545.
    """
    if OTHER_DOCUMENTS.fullmatch(source.path) or len(source.data) > LONGEST:
        return
    pending = [source.derived("markdown", read)]
    while pending:
        section = pending.pop()
        heading = _HEADING.fullmatch(section.title)
        if heading:
            yield from _listed(source, section, _adverb(heading["word"]))
        else:
            yield from _told(source, section.blocks)
        pending.extend(reversed(section.sections))


def _listed(source: Source, section: Section, word: str) -> Iterator[Schedule]:
    """Yield the entries of the lists below a heading that says how often."""
    items = [item for block in section.blocks if isinstance(block, Listing) for item in block.items]
    for item in items:
        text = _text(item)
        if len(text.split()) > 1 and _TASK.search(text) and not text.endswith("?"):
            found = _schedule(source, item.line, 1, text, word, f"listed below “{section.title}”")
            yield replace(found, command=_command(item))


def _text(item: Item) -> str:
    first = item.blocks[0] if item.blocks else None
    return _TICKED.sub("", plain(first.text)) if isinstance(first, Paragraph) else ""


def _command(item: Item) -> str:
    """Return what an entry says to type: its only code, when that is more than a name."""
    first = item.blocks[0]
    spans = _CODE.findall(first.text) if isinstance(first, Paragraph) else []
    return spans[0] if len(spans) == 1 and _TYPED.search(spans[0]) else ""


def _told(source: Source, blocks: Sequence[Block]) -> Iterator[Schedule]:
    for block in flat(blocks):
        if isinstance(block, Paragraph):
            yield from _in_paragraph(source, block)


def _in_paragraph(source: Source, paragraph: Paragraph) -> Iterator[Schedule]:
    start = 0
    text = paragraph.text
    for end in (*(match.end() for match in _SENTENCE_END.finditer(text)), len(text)):
        sentence, begin, start = text[start:end], start, end
        if len(sentence) > _LONGEST_SENTENCE:
            continue
        said = _TICKED.sub("", plain(sentence))
        if rule := _RULE.search(sentence):
            yield _schedule(source, *_place(source, paragraph, begin + rule.start()), said, rule[0], "")
            continue
        found = _PHRASE.search(sentence)
        if found and _TOLD.search(said) and not _NO_TASK.search(said):
            phrase = " ".join(found[0].split())
            if recurrence(phrase, Dialect.PHRASE).state is State.ACTIVE:
                yield _schedule(source, *_place(source, paragraph, begin + found.start()), said, phrase, "")


def _place(source: Source, paragraph: Paragraph, offset: int) -> tuple[int, int]:
    """Return line and column of an offset in a paragraph; its lines lost their indentation."""
    before = paragraph.text[:offset]
    line = paragraph.line + before.count("\n")
    word = paragraph.text[offset:].split("\n", 1)[0][:40]
    text = source.lines[line - 1] if line <= len(source.lines) else ""
    return line, max(text.find(word), 0) + 1


def _schedule(source: Source, line: int, column: int, name: str, expression: str, note: str) -> Schedule:
    rule = expression.startswith("RRULE")
    name = name.rstrip(".:; ")
    return Schedule(
        system="prose",
        name=name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…",
        evidence=(source.at(line, column),),
        confidence=Confidence.LOW,
        expression=expression,
        dialect=Dialect.RRULE if rule else Dialect.PHRASE,
        note=note,
    )


def _adverb(word: str) -> str:
    word = word.lower()
    return _ADVERBS.get(word, word)
