"""Finds whom documents say to call: tables and lists below `On-call`, `Escalation`, `Contacts`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._receivers import is_placeholder
from ddd.extractors.markdown._documents import (
    PATHS,
    SHOWN,
    Part,
    Row,
    Sentence,
    first_text,
    is_read,
    parts,
    place,
    said,
    sentences,
    shortened,
    tables,
    told_by_procedures,
)
from ddd.extractors.markdown.sections import Listing
from ddd.extractors.people._people import addresses
from ddd.measures import seconds
from ddd.model import Confidence, Contact, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "prose"
_CALLS = re.compile(
    r"""\b(?: on-?call | escalat(?:ion|ions|e|ing)(?!\ of\ priv) | who\ to\ (?:call|contact|ask|page)
      | whom\ to\ (?:call|contact)
      | (?:emergency|incident|support|key|service|operations|operational|ops|team|out-of-hours|important)\ contacts?
      | contacts | contact\ (?:information|details|list|points?|person|us|the\ team) | points?\ of\ contact
      | incident\ (?:response|management)\ (?:team|contacts?) | out[ -]of[ -]hours | call\ tree )\b
    | ^(?:(?:getting\ )?(?:support|help|contact)|support\ (?:channels?|team)
      |(?:need|getting|get)\ help|ask(?:ing)?\ for\ help)$""",
    re.IGNORECASE | re.VERBOSE,
)
_URGENT = re.compile(r"on-?call|escalat|incident|emergency|out[ -]of[ -]hours|call tree|page\b|call\b", re.IGNORECASE)
_COMMUNITY = re.compile(
    r"\b(?:discord|gitter|community|communities|forum|newsletter|twitter|stack ?overflow|reddit|irc"
    r"|freenode|libera|mailing list"
    r"|commercial|sales|contribut\w*|enterprise|feature requests?|donat\w*|sponsor\w*|conduct|press"
    r"|privacy|job|career|stars?"
    r"|accessib\w+|harass\w+|travel|census|background check|conflicts?|grievance|whistle\w+|holiday"
    r"|payroll|benefits|this policy)\b",
    re.IGNORECASE,
)
_COLUMNS = (
    ("after", re.compile(r"\b(?:after|escalate after|timeout|wait|response time|within|time ?frame)\b")),
    ("level", re.compile(r"\b(?:level|tier|order|priority|#|step)\b|^#$")),
    ("phone", re.compile(r"\b(?:phone|mobile|cell|telephone|tel|number)\b")),
    ("email", re.compile(r"\b(?:e-?mail|mail)\b")),
    (
        "channel",
        re.compile(
            r"\b(?:slack|channel|chat|teams|pager|pagerduty|opsgenie|contact(?: (?:details|info\w*|method))?)\b"
        ),
    ),
    (
        "scope",
        re.compile(
            r"\b(?:service|system|scope|area|component|application|when|responsib\w+|for|hours"
            r"|issue|topic)\b"
        ),
    ),
    ("role", re.compile(r"\b(?:role|title|position|function|rotation)\b")),
    (
        "who",
        re.compile(r"\b(?:name|who|person|team|primary|contact|owner|organi[sz]ation|vendor|provider|escalate to)\b"),
    ),
)
_PHONE = re.compile(r"(?<![\w#/.-])(?P<phone>\+?\(?[0-9][0-9 ().-]{5,17}[0-9])(?![\w/])")
_DATE = re.compile(
    r"(?:19|20)\d\d[-. ]\d\d[-. ]\d\d|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|^0{3,}|12345|(?:555|000)[- ]?\d{4}|(\d)\1{5}"
)
_CHANNEL = re.compile(r"(?<![\w/&\[(])#(?P<name>[a-z][a-z0-9_-]{2,60})(?![\w;])", re.IGNORECASE)
_PAGERS = (
    ("pagerduty", "pagerduty"),
    ("pager duty", "pagerduty"),
    ("opsgenie", "opsgenie"),
    ("victorops", "victorops"),
)
_MORE = (("slack", "slack"), ("teams", "teams"), ("phone", "phone"), ("e-mail", "email"), ("email", "email"))
_VERB = (
    r"(?:page|call|phone|ring|contact|escalat(?:e|es|ed)(?:\s\w{2,12}){0,2}?\sto|notif(?:y|ies)|ping"
    r"|alert|reach(?:\sout\sto)?"
    r"|e-?mail|message|ask|inform|engage|assigned\sto)"
)
_CALL = re.compile(
    rf"(?<!\bon[ -])(?<!\byour )(?<!\ban )(?<!\bthe )\b{_VERB}\s(?:the\s|a\s|an\s|your\s|our\s"
    rf"|to\s){{0,2}}(?P<who>[^\s.,;:()—][^.,;:()—]{{1,70}}?)"
    r"(?=\s(?:via|on|in|at|through|using|by|with|if|when|for|and|who|or|so|after|within|immediately"
    r"|directly)\b|\s?[.,;:()—]|$)",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:on-?call|team|engineers?|manager|lead|leader|primary|secondary|tertiary|admins?"
    r"|administrators?|operators?|sres?|director|vendor"
    r"|provider|duty|support|owners?|head|cto|ciso|dbas?|officer|commander|responders?|helpdesk"
    r"|service desk|hotline|noc|security)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:in|on|at|us|it|them|you|channel|and|for|if|with|to|via|through|by|e-?mail|slack|phone|contacts?"
    r"|address|chat|tel|questions?|doubts?|help)\b.*",
    re.I,
)
_DELAY = re.compile(
    r"\b(?:within|after|in|for|wait)\s(?:another\s|the\sfirst\s)?(?P<length>[0-9]{1,3}\s?-?(?:minutes?"
    r"|mins?|hours?|h|m|days?))\b",
    re.I,
)
_WAITS = re.compile(r"\bwait\b", re.IGNORECASE)
_LABELLED = re.compile(
    r"[*_]{0,2}(?P<role>[A-Za-z][\w /&()'-]{1,50}?)[*_]{0,2}\s?(?::|–|—|\s-\s)[*_]{0,2}\s?(?P<value>\S.*)", re.DOTALL
)
_NOBODY = re.compile(
    r"(?i)\W*(?:tbd|tba|todo|none|n/?a|unknown|xxx\w*|fixme|your[ -].*|<.*|\[.*|\{.*|example.*|name|yes"
    r"|no|same|see .*|-+)?\W*"
)
_ASKS = re.compile(
    r"\b(?:contact|ask|page|escalate|call|e-?mail|reach|report|raise|ping|help|support|in touch)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:^|/)(?:app/views|people|people-talent|talent|marketing|sales|hr|human-resources|legal|finance|office[\w-]*"
    r"|travel)(?:/|\.)",
    re.IGNORECASE,
)
_LEVELS = {"primary": 1, "first": 1, "secondary": 2, "second": 2, "tertiary": 3, "third": 3}
_MOST = 100


@dataclass(frozen=True, slots=True)
class _Reached:
    """A way to somebody."""

    channel: str
    address: str


@extractor(
    "on-call-pages",
    paths=PATHS,
    literals=(
        "n-call",
        "ncall",
        "N-CALL",
        "scalat",
        "ontact",
        "ONTACT",
        "who to ",
        "Who to ",
        "upport",
        "ut of hours",
        " help",
    ),
)
def on_call_pages(source: Source) -> Iterator[Contact]:
    """Find in Markdown whom to call: tables and lists below headings such as `On-call`, `Escalation` or `Contacts`.

        ## Escalation
        1. Page the primary on-call via PagerDuty.
        2. If there is no answer within 15 minutes, call the secondary.

    The order of a numbered list is the level, delays add up. A row or an entry needs an address (e-mail, a channel such
    as `#ops`, a phone number, a pager) or, where it tells whom to call, a name. A product's community, its forum or
    chat are nobody to call at night; placeholders are nobody at all. SECURITY and SUPPORT are read elsewhere. Not seen:
    rotas that stand on pages the document only links to. Format: CommonMark, tables as GitHub writes them.
    """
    name = source.path.rpartition("/")[2].upper()
    if not is_read(source) or name.startswith(("SECURITY", "SUPPORT")) or _OFFICE.search(source.path):
        return
    told: set[tuple[str, str, int | None]] = set()
    for part in parts(source):
        if not any(map(_CALLS.search, part.titles[-2:])) or any(map(_COMMUNITY.search, part.titles)):
            continue
        for contact in _of_section(source, part):
            way = contact.address.lower() or contact.name
            keys = {(way, contact.role, contact.level), (way, "", contact.place.line)}
            if len(told) >= _MOST or contact.place.line in told_by_procedures(source, Contact):
                continue
            if told.isdisjoint(keys):
                told |= keys
                yield contact


def _of_section(source: Source, part: Part) -> Iterator[Contact]:
    for table in tables(source, part):
        columns = {heading: _column(heading) for heading in table.headings}
        ways = set(columns.values()) & {"phone", "email", "channel"}
        if ways or (_URGENT.search(part.section.title) and {"who", "role"} & set(columns.values())):
            for number, row in enumerate(table.rows, start=1):
                yield from _of_row(source, part, row, columns, number)
    is_urgent = _URGENT.search(" ".join(part.titles[-2:])) is not None
    for block in part.section.blocks:
        if isinstance(block, Listing) and block.ordered and is_urgent:
            yield from _in_order(source, part, block)
        elif isinstance(block, Listing):
            yield from _labelled(source, part, block)
    yield from _told(source, part)


def _column(heading: str) -> str:
    return next((name for name, pattern in _COLUMNS if pattern.search(heading)), "")


def _of_row(source: Source, part: Part, row: Row, columns: dict[str, str], number: int) -> Iterator[Contact]:
    cells: dict[str, str] = {}
    for heading, kind in columns.items():
        if kind and not _NOBODY.fullmatch(row.cells.get(heading, "")):
            cells.setdefault(kind, row.cells[heading])
    ways = [
        way for kind in ("email", "channel", "phone") for way in _ways(cells.get(kind, ""), is_phone=kind != "email")
    ]
    who = cells.get("who") or cells.get("role") or ""
    ways = ways or list(_ways(who, is_phone=False))
    if not ways and not (who and _channel(cells.get("channel", ""))):
        return
    for way in ways or [_Reached(_channel(cells["channel"]), "")]:
        yield _contact(
            source, part, row.line, shortened(who or way.address, 80), way,
            role=cells.get("role", ""), scope=cells.get("scope", ""),
            level=_level(cells.get("level", "") or cells.get("role", "") or who), after=_length(cells.get("after", "")),
        )  # fmt: skip


def _in_order(source: Source, part: Part, listing: Listing) -> Iterator[Contact]:
    """Yield whom the entries of a numbered list say to call, one after the other."""
    after, waited, level = None, 0, 0
    for item in listing.items:
        paragraph = first_text(item)
        text = said(paragraph.text)[:SHOWN] if paragraph else ""
        call, delay = _CALL.search(text), _DELAY.search(text)
        length = (seconds(delay["length"].replace("-", " ")) or 0) if delay else 0
        is_before = bool(delay and call and delay.start() < call.start() and not _WAITS.match(text))
        waited += length if is_before else 0
        if call and not _NOBODY.fullmatch(call["who"]) and (_ROLE.search(call["who"]) or next(_ways(text), None)):
            level += 1
            after = waited or None
            way = next(_ways(text), _Reached(_channel(text), ""))
            yield replace(
                _contact(source, part, item.line, _who(call["who"]), way, level=level, after=after),
                note=shortened(text),
            )
        waited += 0 if is_before else length


def _labelled(source: Source, part: Part, listing: Listing) -> Iterator[Contact]:
    """Yield the entries that name somebody and how to reach them: `- Primary: Ann Lee (ann@acme.org)`."""
    for item in listing.items:
        paragraph = first_text(item)
        match = _LABELLED.fullmatch(paragraph.text[:SHOWN]) if paragraph else None
        if match is None or _COMMUNITY.search(paragraph.text if paragraph else ""):
            continue
        role, value = said(match["role"]), said(match["value"])
        for way in _ways(value, is_phone=_PHONE.fullmatch(value.strip()) is not None or "phone" in role.lower()):
            name, role_of = _who(value), "" if _NO_NAME.fullmatch(role) else role
            name = role_of if _NO_NAME.fullmatch(name) else name
            yield _contact(source, part, item.line, name or role_of, way, role=role_of, level=_level(role))


def _told(source: Source, part: Part) -> Iterator[Contact]:
    """Yield the addresses of sentences that say whom to ask: `Out of hours, contact us in #ops-help`."""
    for sentence in sentences(part.section.blocks):
        if (
            _LABELLED.fullmatch(sentence.raw)
            or not _ASKS.search(_CHANNEL.sub(" ", sentence.text))
            or _COMMUNITY.search(sentence.text)
        ):
            continue
        for way in _ways(sentence.text, is_phone=False):
            name = _name_of(sentence, way)
            line = sentence.line_of(way.address)
            yield replace(_contact(source, part, line, name, way), note=shortened(sentence.text))


def _name_of(sentence: Sentence, way: _Reached) -> str:
    call = _CALL.search(sentence.text)
    name = _who(call["who"]) if call else ""
    return name if name and len(name.split()) <= 6 and not _NO_NAME.fullmatch(name) and "@" not in name else way.address


def _who(text: str) -> str:
    """Return the name of whom an entry says to call, without addresses."""
    text = _CHANNEL.sub(" ", _PHONE.sub(" ", text))
    for mail in addresses(text):
        text = text.replace(mail, " ")
    text = re.split(r"[,;(<|]|\s-\s|\svia\s|\s\W*$", text, maxsplit=1)[0]
    return shortened(text.strip(" .:()<>[]-–—/"), 80)


def _ways(text: str, *, is_phone: bool = True) -> Iterator[_Reached]:
    for mail in addresses(text):
        if not is_placeholder(mail):
            yield _Reached("email", mail)
    for match in _CHANNEL.finditer(text):
        yield _Reached(_channel(text, "slack"), match[0])
    for match in _PHONE.finditer(text) if is_phone else ():
        if sum(map(str.isdigit, match["phone"])) >= 7 and not _DATE.search(match["phone"]):
            yield _Reached("phone", match["phone"].strip())


def _channel(text: str, default: str = "") -> str:
    lower = text.lower()
    known = _PAGERS if not default else (("teams", "teams"), ("mattermost", "mattermost"), ("rocket", "rocketchat"))
    return next((channel for word, channel in (*known, *(_MORE if not default else ())) if word in lower), default)


def _level(text: str) -> int | None:
    match = re.search(
        r"\b(?:L|level |tier |P)?(?P<level>[1-5])\b|\b(?P<word>primary|first|secondary|second|tertiary|third)\b",
        text,
        re.I,
    )
    if match is None or len(text) > 60:
        return None
    return int(match["level"]) if match["level"] else _LEVELS[match["word"].lower()]


def _length(text: str) -> int | None:
    match = re.search(r"[0-9]{1,3}\s?(?:minutes?|mins?|hours?|hrs?|h|m|days?)\b", text, re.IGNORECASE)
    return seconds(match[0]) if match else None


def _contact(
    source: Source,
    part: Part,
    line: int,
    name: str,
    way: _Reached,
    *,
    role: str = "",
    scope: str = "",
    level: int | None = None,
    after: int | None = None,
) -> Contact:
    title = " ".join(part.titles[-2:])
    kind = "escalation" if re.search("escalat", title, re.I) else "on-call" if _URGENT.search(title) else "support"
    return Contact(
        system=_SYSTEM,
        name=name or way.address,
        role=shortened(role, 60) or kind,
        channel=way.channel,
        address=way.address,
        scope=shortened(scope, 80) or next((one for one in part.titles if one), ""),
        level=level,
        after_seconds=after,
        confidence=Confidence.MEDIUM,
        evidence=(place(source, line), place(source, part.section.line)),
    )
