"""Finds the conditions under which documents ask for work: `Restart the worker if the queue grows past 900`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.markdown import _words as words
from ddd.extractors.markdown._documents import (
    PATHS,
    SHOWN,
    Part,
    Row,
    Sentence,
    Table,
    first_text,
    is_read,
    items,
    parts,
    place,
    said,
    sentences_of,
    shortened,
    tables,
)
from ddd.extractors.markdown._measured import (
    WORDS,
    Measured,
    clauses,
    holds_for,
    is_operational,
    limit,
    plain_condition,
)
from ddd.extractors.markdown.sections import Paragraph, flat
from ddd.measures import seconds, severity
from ddd.model import Confidence, Severity, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "prose"
# What every condition has; most sentences lack one of the two.
_NUMBER = re.compile(rf"[0-9]|\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
_HINT = re.compile(
    r"[<>≥≤]|xceed|\b(?:above|below|than|over|under|past|beyond|reach\w*|hits|surpass\w*|within|before"
    r"|prior|ahead|advance)\b"
    r"|\b(?:at least|at most|(?:falls|drops|goes) (?:down )?to)\b",
    re.IGNORECASE,
)
_ALERTS = re.compile(
    r"\b(?:alert(?:s|ed|ing)?|alarms?|warns?|warned|warning|page[sd]?\s(?:the|us|you|on|an|some\w*)"
    r"|notif(?:y|ies|ied|ication)|fire[sd]?|firing"
    r"|triggers?|triggered|raise[sd]?|escalat\w+|call)\b",
    re.IGNORECASE,
)
_GOES_OFF = re.compile(
    r"\b(?:alerts?|alarms?)\s(?:\w+\s){0,2}?(?:fires?|triggers?|(?:is|are|gets?)\s(?:fired|triggered"
    r"|raised|sent)|goes\soff|when|if)\b",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:you|we|operators?|admins?|administrators?|engineers?|on-?call|team|sre|somebody|someone)\s(?:\w+\s)?"
    r"(?:should|must|shall|(?:need|needs|have|has)\sto|will\shave\sto)\b|\b(?:should|must|needs?\sto)\sbe\s\w+ed\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:[\s,:;>→-]|then\b|please\b|you\s(?:should|must|need\sto|can|may\sneed\sto)|we\s(?:should|must"
    r"|need\sto)|consider"
    r"|immediately|first|also|it\sis\stime\sto|try|either)*(?P<verb>[a-z][a-z-]+)",
    re.IGNORECASE,
)
_MORE_ACTS = frozenset(
    """investigate fail failover reindex vacuum rotate renew expand grow free rollback page contact halt abort
    throttle rebalance evict cordon provision archive truncate trim consult stop upgrade decrease lower order
    restarting scaling increasing adding reducing expanding investigating checking contacting""".split()  # noqa: SIM905  a list of words reads best as words
)
_NO_CONDITION = re.compile(
    r"""\b(?: e\.g | for\ example | for\ instance | suppose | imagine | benchmark\w* | default\w*
      | up\ to | was | were | had
      | did | dropped | previously | would | could | used\ to | we\ got | upload | files?\ sizes? | page\ size
      | per\ page
      | RAM\ (?:is|or) | browser | pric\w+ | costs? | plan | tier | subscription | feature | pull\ request
      | test(?:s|ing)?
      | paginat\w+ | tutorial | customers? | fee | free\ of\ charge | paper | commit | line | column
      | param\w* | argument
      | option | return(?:s|ed)? | function | response\ body | payload | issue\ \#?\d | fixed\ in
      | e-?mail\ size | build
      | score | coverage | chars | characters | shipped | compil\w+ | code\ review | laptop | docker\ desktop )\b
      | \$\s?\d | ^\W*example\b | ^here(?:['’]s|\ is|\ are)\b | rais(?:e|es|ed|ing)\ an\ (?:error|exception)
      | [?]\s*$ | ==""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_SECTION = re.compile(
    r"\b(?:features?|requirements?|sizing|benchmarks?|performance\s(?:tests?|results?)|limits|limitations"
    r"|pricing|changelog"
    r"|release\snotes|what's\snew|comparison|example\w*|rationale|background|alternatives|acceptance|non-?goals|goals"
    r"|success\s(?:criteria|metrics)|risks?|history|timeline|post-?mortem|lessons|questions"
    r"|system\srequirements|hardware)\b",
    re.IGNORECASE,
)
_ALERT_SECTION = re.compile(
    r"(?:[\w-]+\s){0,3}(?:alerts?|alerting|alarms?|thresholds?|when\sto\s(?:scale|act|worry|page|alert"
    r"|escalate|intervene)\b.*"
    r"|(?:alert|alerting|alarm|monitoring|scaling|escalation)\s(?:rules?|thresholds?|conditions?|criteria"
    r"|triggers?|policy))",
    re.IGNORECASE,
)
_BEFORE_ITS_END = re.compile(
    r"\b(?P<stated>(?P<number>[0-9]{1,3}|one|two|three|four|six)\s(?P<unit>hours?|days?|weeks?|months?))\s"
    r"(?:before|prior\sto|ahead\sof|in\sadvance\sof)\s(?:[\w'-]+\s){0,5}?(?:expir\w+|runs?\sout|lapses?)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:certificates?|certs?|tokens?|licen[cs]es?|domains?|keys?|secrets?|credentials?|passwords?|subscription)\b",
    re.IGNORECASE,
)
_RENEWS = re.compile(
    r"\b(?:renew\w*|rotat\w*|replac\w+|re-?issu\w+|alert\w*|notif\w+|remind\w*|warn\w*|e-?mails?"
    r"|page[sd]?|extend\w*)\b",
    re.IGNORECASE,
)
_GRAVE = re.compile(r"\b(?P<word>critical|warning|p[0-4]|sev-?[0-4])\b", re.IGNORECASE)
_MEASURES = frozenset(
    """metric metrics check alert alerts alarm signal resource measure indicator kpi component name sli condition
    trigger symptom item monitor what parameter event""".split()  # noqa: SIM905  a list of words reads best as words
)
_LIMITS = frozenset(
    {"threshold", "thresholds", "condition", "trigger", "triggers", "limit", "when", "value", "expression"}
)
_ACTIONS = ("action", "actions", "response", "what to do", "remediation", "next step", "mitigation", "resolution")
_LITERALS = (
    *(
        "xceed",
        "bove",
        "elow",
        "ore than",
        "ess than",
        "reater than",
        "ewer than",
        "igher than",
        "ower than",
        "older than",
    ),
    *(
        "onger than",
        "past ",
        "over ",
        "under ",
        "reaches",
        "beyond",
        "hreshold",
        "ritical",
        ">",
        "<",
        "before",
        "prior to",
    ),
)
_MOST = 200


@extractor("prose-triggers", paths=PATHS, literals=_LITERALS)
def prose_triggers(source: Source) -> Iterator[Trigger]:
    """Find in Markdown the conditions that ask for work: sentences, entries below `## Alerts`, tables of thresholds.

        If replication lag is more than 30 seconds, fail over.
        Renew the certificate 30 days before it expires.
        | Metric | Warning | Critical |
        | Disk usage | > 80 % | > 90 % |

    Needed are what is measured of a running system, a comparison, a number with a unit, and somebody who is told to do
    something or an alert that goes off. Confidence is medium. Limits of an interface, benchmarks, defaults and hardware
    requirements are no conditions, nor are proposals, changelogs and reports of incidents. Not seen: conditions without
    a number (`when the disk is nearly full`). Format: CommonMark, tables as GitHub writes them.
    """
    if not is_read(source):
        return
    told: set[tuple[int, str, float, str]] = set()
    for part in parts(source):
        if any(_NO_SECTION.search(title) or words.is_building(title) for title in part.titles):
            continue
        for trigger in _of_section(source, part):
            key = (trigger.place.line, trigger.comparison, trigger.threshold or 0.0, trigger.unit)
            if key not in told and len(told) < _MOST:
                told.add(key)
                yield trigger


def _of_section(source: Source, part: Part) -> Iterator[Trigger]:
    for block in flat(part.section.blocks):
        if isinstance(block, Paragraph) and _NUMBER.search(block.text) and _HINT.search(block.text):
            for sentence in sentences_of(block):
                yield from _told(source, sentence)
    if _ALERT_SECTION.fullmatch(part.section.title.rstrip(" :")):
        yield from _listed(source, part)
    for table in tables(source, part):
        yield from _tabled(source, table)


def _told(source: Source, sentence: Sentence) -> Iterator[Trigger]:
    text = sentence.text
    if not _HINT.search(text) or not _NUMBER.search(text) or _NO_CONDITION.search(text):
        return
    found = clauses(text, any_subject=_GOES_OFF.search(text) is not None)
    begin = 0
    ends = [*(one.start for one in found[1:]), len(text)]
    for one, end in zip(found, ends[: len(found)], strict=True):
        action, grave = _action(text, one, end), text[begin : one.end]
        begin = one.end
        if action is not None:
            grave = grave if _GRAVE.search(grave) else text[one.end : end]
            yield _trigger(source, one, sentence.line_of(one.stated), text, action=action, grave=grave)
    yield from _before_its_end(source, sentence)


def _before_its_end(source: Source, sentence: Sentence) -> Iterator[Trigger]:
    """Yield `Renew the certificate 30 days before it expires` as a certificate with less than 30 days left."""
    text = sentence.text
    match, subject = _BEFORE_ITS_END.search(text), _ENDS.search(text)
    if match and subject and _RENEWS.search(text):
        days = float(WORDS.get(match["number"].lower()) or match["number"])
        stated, unit = match["stated"], match["unit"].lower()
        one = Measured(subject[0].lower(), "<", days, stated, unit, match.start(), match.end())
        verb = text if words.is_act(text) or _DUTY.search(text) else ""
        yield _trigger(source, one, sentence.line_of(stated), text, action=shortened(verb), grave="")


def _action(text: str, one: Measured, end: int) -> str | None:
    """Return what is asked for; empty for an alert that only goes off, None where nobody is asked for anything."""
    behind, before = text[one.end : end], text[: one.start].strip(" ,:;(")
    comma = re.search(r",\s|:\s|\s[–—-]\s|\s?[→>]\s|\bthen\s", behind[:90])
    rest = behind[comma.end() :] if comma else ""
    if rest and _is_asked(rest):
        return shortened(rest.rstrip(" .;"), 160)
    if before and (words.is_act(before) or _is_asked(before[:60])) and len(before) < SHOWN:
        return shortened(before, 160)
    if before and _DUTY.search(before) and len(before) < SHOWN:
        return shortened(before, 160)
    return "" if _ALERTS.search(before[-80:]) or _ALERTS.search(rest) else None


def _is_asked(text: str) -> bool:
    match = _ASKED.match(text)
    verb = match["verb"].lower() if match else ""
    return words.is_act(text) or words.is_act(verb) or verb in _MORE_ACTS


def _listed(source: Source, part: Part) -> Iterator[Trigger]:
    """Yield the entries below `## Alerts` that are conditions by themselves: `CPU above 90% for 5 minutes`."""
    for item in items(part):
        paragraph = first_text(item)
        text = said(paragraph.text) if paragraph else ""
        one = plain_condition(text) if text and not _NO_CONDITION.search(text) else None
        if one and one.comparison:
            yield _trigger(source, one, item.line, text, action="", grave=text)


def _tabled(source: Source, table: Table) -> Iterator[Trigger]:
    """Yield the cells of a table of thresholds: a column for each severity, or one with the condition."""
    first = table.headings[0] if table.headings else ""
    if not set(re.findall(r"[a-z]+", first)) & _MEASURES:
        return
    graves = [heading for heading in table.headings[1:] if _severity_of(heading)]
    limits = [heading for heading in table.headings if set(heading.split()) & _LIMITS]
    for row in table.rows:
        if graves:
            yield from _by_severity(source, row, first, graves)
        else:
            for heading in limits:
                yield from _by_condition(source, row, first, heading)


def _severity_of(heading: str) -> Severity | None:
    found = [one for one in map(severity, re.findall(r"[a-z0-9]+", heading)) if one]
    return found[0] if len(heading.split()) <= 3 and found else None


def _by_severity(source: Source, row: Row, first: str, graves: list[str]) -> Iterator[Trigger]:
    subject = row.cells.get(first, "")
    found = [(heading, limit(row.cells.get(heading, "")), row.cells.get(heading, "")) for heading in graves]
    values = [one.threshold for _, one, _ in found if one]
    by_order = (">" if values[-1] > values[0] else "<") if len(values) == 2 and values[0] != values[1] else ""
    if "critical" not in graves[-1]:
        by_order = {">": "<", "<": ">"}.get(by_order, "") if "critical" in graves[0] else ""
    for heading, one, cell in found:
        sign = (one.comparison or by_order) if one else ""
        if one and sign and is_operational(subject):
            measured = Measured(subject, sign, one.threshold, one.stated, one.unit, 0, 0)
            yield _trigger(
                source,
                measured,
                row.line,
                f"{subject} {cell}",
                action=_action_of(row),
                grave="",
                severe=_severity_of(heading),
            )


def _by_condition(source: Source, row: Row, first: str, heading: str) -> Iterator[Trigger]:
    cell, name = row.cells.get(heading, ""), row.cells.get(first, "")
    if _NO_CONDITION.search(cell):
        return
    measured = plain_condition(cell)
    if measured is None and heading != first and is_operational(name) and (bare := limit(cell)) and bare.comparison:
        measured = Measured(name, bare.comparison, bare.threshold, bare.stated, bare.unit, 0, 0)
    if measured is not None:
        grave = next((row.cells[one] for one in row.cells if one in ("severity", "level", "priority")), "")
        yield _trigger(
            source, measured, row.line, cell if cell != measured.stated else f"{name} {cell}",
            action=_action_of(row), grave="", severe=severity(grave), name=name,
        )  # fmt: skip


def _action_of(row: Row) -> str:
    return shortened(next((row.cells[one] for one in _ACTIONS if row.cells.get(one)), ""), 160)


def _trigger(
    source: Source,
    one: Measured,
    line: int,
    condition: str,
    *,
    action: str,
    grave: str,
    severe: Severity | None = None,
    name: str = "",
) -> Trigger:
    words_of_it = {match["word"].lower().replace("-", "") for match in _GRAVE.finditer(grave)}
    found = {one for one in map(severity, words_of_it) if one}
    return Trigger(
        system=_SYSTEM,
        name=shortened(name or f"{one.subject} {one.comparison} {one.stated}", 80),
        subject=shortened(one.subject, 80),
        comparison=one.comparison,
        threshold=one.threshold,
        stated=one.stated,
        unit=one.unit,
        for_seconds=seconds(holds_for(condition)) if holds_for(condition) else None,
        severity=severe or (found.pop() if len(found) == 1 else None),
        action=action,
        condition=shortened(condition),
        confidence=Confidence.MEDIUM,
        evidence=(place(source, line),),
    )
