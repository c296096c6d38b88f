"""Understands conditions in plain words: `disk usage exceeds 80 %`, `less than 10% of free space`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddd.model import replace

_NUMBER = (
    r"(?P<number>[0-9]{1,3}(?:[,  _][0-9]{3}){1,4}(?![0-9])|[0-9]{1,12}(?:\.[0-9]{1,6})?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
)
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
WORDS["twelve"] = 12
"""Numbers written out."""
_TIME = r"milliseconds?|ms|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|[smhd]"
_COUNTED = (
    r"(?:[a-z-]{2,14}[ ])?(?:messages?|jobs?|items?|connections?|requests?|restarts?|pods?|errors?|times"
    r"|entries|rows|tasks?"
    r"|events?|failures?|attempts?|inodes|files|replicas?|nodes?|sessions?|threads?|processes|emails?"
    r"|transactions?|volts?)"
    r"(?:(?:/| per | a )(?:s|sec|second|minute|min|hour|day))?"
)
_UNIT = (
    rf"(?P<unit>%|percents?\b|per cent\b|°\s?[CF]\b|[KMGTP]i?B(?:/s|ps)?\b|[kmg]bps\b|bytes\b|(?:req|ops"
    rf"|msgs?)/s\b|rps\b|qps\b"
    rf"|IOPS\b|(?:{_TIME})\b(?!/)|{_COUNTED}\b)"
)
_SIGNS = (
    (">=", r">=|≥|=>|reach(?:es|ed)?|hits|(?:is|are|has)\ at\ least"),
    ("<=", r"<=|≤|=<|is\ at\ most|(?:falls|drops|goes)\ (?:down\ )?to"),
    (
        ">",
        r">|exceed(?:s|ed|ing)?|above|over|(?:more|greater|higher|larger|bigger|longer|older)\ than|past|beyond"
        r"|surpass(?:es)?|in\ excess\ of",
    ),
    ("<", r"<|below|under|(?:less|fewer|lower|smaller)\ than|within"),
)
_SIGN = "|".join(f"(?P<c{index}>{signs})" for index, (_, signs) in enumerate(_SIGNS))
_COMPARED = re.compile(
    rf"(?<![<>=\w-])(?:{_SIGN})\s*(?:about |around |approximately |~|the )?{_NUMBER}\s?-?{_UNIT}", re.IGNORECASE
)
_SUBJECT = re.compile(
    r"\b(?:disks?|cpu|memory|load|queues?|lag(?:s|ging)?|latency|latencies|errors?|error rates?|temperature|backlog"
    r"|connections?|space|storage|filesystem|certificates?|certs?|tokens?|battery|replication|heap"
    r"|inodes?|swap|restart(?:s|ed)?"
    r"|failed logins|(?:response|flush|query|connect(?:ion)?|execution|processing|wait|load|build) times?"
    r"|utili[sz]ation|usage|capacity|failures?|failure rates?|success rate|availability"
    r"|pool|wal|volume|partition|traffic|throughput|backups?|snapshots?|workers?|replicas?|nodes?|p9[059]"
    r"|p50|jobs?|pvc"
    r"|requests?|messages?|5xx|4xx|time ?outs?|drift|offset|quota|budget|burn rate|ttl|health ?check|uptime|delay|db"
    r"|databases?|cache|hit rate|hit ratio|evictions?|bandwidth|packet loss|iops|threads?|goroutines"
    r"|descriptors?|humidity)\b",
    re.IGNORECASE,
)
_AGES = re.compile(
    r"\b(?:lag\w*|latency|latencies|times?|age|aged|delay\w*|behind|duration|wait\w*|queue|old|older"
    r"|p9[059]|p50|expir\w*"
    r"|certificates?|tokens?|backups?|snapshots?|drift|offset|takes|taking|longer|replication|last"
    r"|overdue|stale|ttl)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|when|whenever|once|as soon as|in case|where|that|which|until|unless|while|because|so|and|or"
    r"|but|means|because of)\b"
    r"|[;:(—]|,(?!\s?\d)|\s[–-]\s|->|→",
    re.IGNORECASE,
)
_CONDITION = frozenset({"if", "when", "whenever", "once", "as soon as", "in case"})
_TRIM = re.compile(
    r"^(?:(?:the|a|an|any|your|its|their|our|there|is|are|has|have|you|we|see|get|this|it|overall|total)\s)+"
    r"|\s(?:is|are|was|has|have|had|been|be|being|goes|go|gets|get|rises|rise|grows|grow|increases|climbs"
    r"|climb|drops|drop|falls"
    r"|fall|stays|stay|remains|remain|runs|run|becomes|become|to|of|by|at|a|its|will|well|consistently"
    r"|constantly|continuously"
    r"|persistently|still|reaches|spikes|spike|sits|far|jumps|dips|significantly|sustained|value|greater"
    r"|equal|shows?|up)$",
    re.IGNORECASE,
)
_RIGHT_END = re.compile(
    r"[,;:.()—]|\s(?:then|for|in the last|over the|within|during|and|or|before|to|on|is|are)\b", re.IGNORECASE
)
_HOLDS = re.compile(
    rf"\bfor\s(?:at least |more than |over |longer than |about "
    rf"|> ?)?(?P<length>[0-9]{{1,4}}\s?-?(?:{_TIME})|(?:one|two|three|five|ten)\s(?:{_TIME}))\b",
    re.IGNORECASE,
)
_OTHER_MEANING = re.compile(r"\b(?:for|every|last|past|take|takes|taking|wait|waits|after|in)\s$", re.IGNORECASE)
_TIME_UNIT = re.compile(_TIME, re.IGNORECASE)
_COUNT = re.compile(_COUNTED, re.IGNORECASE)
_OF = re.compile(r"\s?(?:of\s|free|disk|space|remaining|left|available|in\s)", re.IGNORECASE)
_OF_THE = re.compile(r"^\s?(?:of\s)?(?:the\s|your\s)?", re.IGNORECASE)
_REST = re.compile(r"\b(?:free|remaining|left|available|space)\b", re.IGNORECASE)
_NO_WORDS = re.compile(r"[(){}\[\]$<>=]")
_IT = re.compile(r"(?:it|they|this|that|these|those|value|result|metric|threshold|you|we)?", re.IGNORECASE)
_GRAVER = re.compile(
    r"[^.]{0,40}?\b(?:critical|error|warning|emergency)(?:\s(?:alerts?|error|one|level|state|alarm"
    r"|threshold|if|when|it|its|it's"
    r"|they|is|are|goes|rises|the|value|usage|drops|falls|gets|occurs|happens|begins)){0,6}\s?",
    re.IGNORECASE,
)
_EXPIRES = re.compile("expir", re.IGNORECASE)
_NEXT_LIMIT = 80
_BARE = frozenset({"is", "are", "there", "has", "have", "it", "they", "gets"})
_MOST_WORDS = 9
_REACH = 140


@dataclass(frozen=True, slots=True)
class Measured:
    """What is compared with which number, and where in the text it stands."""

    subject: str
    comparison: str
    threshold: float
    stated: str
    unit: str
    start: int
    """Of the clause; of the comparison where no clause is asked for."""
    end: int


def clauses(text: str, *, any_subject: bool = False) -> list[Measured]:
    """Return the conditions a sentence tells with `if` or `when`: subject, comparison and number in one clause.

    A second limit of the same subject counts too (`and becomes critical when it exceeds 98%`). any_subject: it need not
    be one that is known as measured of a running system.
    """
    found: list[Measured] = []
    for match in _COMPARED.finditer(text):
        one = _graver(text, match, found[-1]) if found else None
        one = one or _clause(text, match, any_subject=any_subject)
        found += [one] if one else []
    return found


def _graver(text: str, match: re.Match[str], before: Measured) -> Measured | None:
    is_next = match.start() - before.end <= _NEXT_LIMIT and _GRAVER.fullmatch(text, before.end, match.start())
    return replace(_made(match, before.subject, _sign(match)), start=before.end) if is_next else None


def _clause(text: str, match: re.Match[str], *, any_subject: bool) -> Measured | None:
    begin = max(0, match.start() - _REACH)
    left, opening = text[begin : match.start()], None
    for opening in _IF.finditer(left):  # noqa: B007  the last one counts
        pass
    if opening is None or opening[0].lower() not in _CONDITION or _OTHER_MEANING.search(left):
        return None
    clause = left[opening.end() :]
    subject = _subject(clause, match, any_subject=any_subject)
    one = _measured(match, subject, f"{clause} {match[0]} {subject}") if subject else None
    return replace(one, start=begin + opening.start()) if one else None


def plain_condition(text: str) -> Measured | None:
    """Return the condition of an entry such as `Disk usage > 80%` or `p95 latency above 2 s for 5 minutes`."""
    match = _COMPARED.search(text[:_REACH])
    if match is None or _OTHER_MEANING.search(text[: match.start()]):
        return None
    left = re.split(r"[:;—]|\s[–-]\s", text[: match.start()])[-1]
    subject = _subject(left, match)
    return _measured(match, subject, f"{left} {match[0]}") if subject else None


def limit(text: str) -> Measured | None:
    """Return what a cell with nothing but a limit says: `> 80%`, `below 10 GB`, `90 %`; its subject is empty."""
    match = _COMPARED.match(text.strip())
    if match:
        return _measured(match, "", "", is_age=True)
    bare = re.fullmatch(rf"{_NUMBER}\s?{_UNIT}\+?", text.strip(), re.IGNORECASE)
    return _made(bare, "", "") if bare else None


def holds_for(text: str) -> str:
    """Return how long a condition must hold as it is said: `5 minutes` of `for 5 minutes`; empty: not said."""
    match = _HOLDS.search(text)
    return match["length"].replace("-", " ") if match else ""


def is_operational(text: str) -> bool:
    """Tell whether a text names something that is measured of a running system."""
    return _SUBJECT.search(text) is not None


def _subject(left: str, match: re.Match[str], *, any_subject: bool = False) -> str:
    """Return what is measured: the words before the comparison, or those behind (`10% of free space`)."""
    before, right = _trimmed(left), match.string[match.end() : match.end() + _REACH]
    if len(before.split()) > _MOST_WORDS or _NO_WORDS.search(before):
        return ""
    known = before if _SUBJECT.search(before) else ""
    end = _RIGHT_END.search(right)
    near = right[: end.start() if end else 60]
    behind = _trimmed(_OF_THE.sub("", near))
    if not before and _COUNT.fullmatch(match["unit"]):
        behind = f"{match['unit']} {near.strip()}".strip()
    elif not _OF.match(right) or (known and not _REST.search(behind)):
        behind = ""
    if not _SUBJECT.search(behind) or len(behind.split()) > _MOST_WORDS:
        return known or (before if any_subject and not _IT.fullmatch(before) else "")
    return f"{known} {behind}".strip()


def _trimmed(text: str) -> str:
    text = " ".join(text.split()).strip("*_`\"' ")
    for _ in range(_MOST_WORDS):
        shorter = _TRIM.sub("", text).strip()
        if shorter == text:
            break
        text = shorter
    return "" if text.lower() in _BARE else text


def _measured(match: re.Match[str], subject: str, around: str, *, is_age: bool = False) -> Measured | None:
    is_time = _TIME_UNIT.fullmatch(match["unit"]) is not None
    is_within = match[0].lower().startswith("within")
    if (is_time and not is_age and not _AGES.search(around)) or (is_within and not _EXPIRES.search(around)):
        return None
    return _made(match, subject, _sign(match))


def _sign(match: re.Match[str]) -> str:
    return next(sign for index, (sign, _) in enumerate(_SIGNS) if match[f"c{index}"])


def _made(match: re.Match[str], subject: str, sign: str) -> Measured:
    number = match["number"].lower()
    value = float(WORDS.get(number, 0) or re.sub(r"[,\s_]", "", number))
    unit = match["unit"].lower() if match["unit"][:1].islower() else match["unit"]
    unit = "%" if unit in ("percent", "percents", "per cent") else unit
    stated = match.string[match.start("number") : match.end("unit")]
    return Measured(subject, sign, value, stated, unit, match.start(), match.end())
