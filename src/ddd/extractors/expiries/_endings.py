"""Understands sentences that say when something ends: `remove after 2026-01`, `the licence expires on 1 May 2026`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import re2

from ddd.extractors.expiries._dates import DATE, last_day

_WORDS = (
    r"remov|delet|drop|expir|until|till|deprecat|sunset|temporar|revert|end[ -]of[ -](?:life|support)|\beol\b|renew"
    r"|retire|valid|clean"
)
KEYWORDS = re.compile(rf"(?i){_WORDS}".encode())
"""What occurs in every such sentence; for a quick look at the bytes."""
YEAR = re.compile(rb"\b20[1-4]\d\b")
LONGEST = 600
"""Characters of a sentence, at the most."""

_BYTES = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1
MAY_END = re2.compile(rf"(?i)(?:{_WORDS})[^\n]*20[1-4][0-9]".encode(), _BYTES)
"""A year after such a word on its line: ten times quicker than to look at every year."""

_AT = r"(?:after|by|on|before|in|from|until|till|at|once|past|as[ ]of|starting)"
_AT_OWN = r"(?:after|by|on|in|until|till|at|once|past|not[ ]before)"
"""`delete rows before 2020-01-01` speaks of data."""
_ACTS = (
    r"(?:remove|delete|drop|revert|retire|sunset|decommission|disable|turn[ ]off|clean[ ]up|rip[ ]out|get[ ]rid[ ]of)"
)
_DONE = (
    r"(?:removed|deleted|dropped|reverted|retired|sunset(?:ted)?|decommissioned|disabled|turned[ ]off|cleaned[ ]up"
    r"|discontinued|shut[ ]down)"
)
_WILL = r"(?:will|to|should|can|may|must|shall|could|going|scheduled|planned|due)"
_NEAR = r"[^.;!?\n]{0,60}?"

_DEFINITE = re.compile(
    rf"""\b(?:
        # remove after 2026-01
        {_ACTS} \b {_NEAR} \b {_AT_OWN} [ ] (?:the[ ]|early[ ]|late[ ]|around[ ])? (?P<at>{DATE})
        # will be removed on 2026-01-31
      | {_WILL} \b [^.;!?\n]{{0,25}}? \b {_DONE} \b {_NEAR} \b {_AT} [ ] (?:the[ ]|early[ ]|late[ ])? (?P<done>{DATE})
        # expires 2026-03-01
      | (?: expir(?:es?|y|ation|ing) (?:[ ](?:date|day|time|at|on|in|is|:))* | valid[ ](?:until|till|to|thru|through)
          | good[ ]until | renew(?:al)?[ ](?:by|due|before|on|is[ ]due) (?:[ ]on)? )
        [ ]? [:=]? [ ]? (?:the[ ])? (?P<ends>{DATE})
        # end of life: 2026-05-31
      | (?: end[ -]of[ -](?:life|support|service|sale) | EOL | sunset(?:s|ting)? | support[ ]ends?
          | (?:is|be|are)[ ]supported[ ]until | maintained[ ]until | security[ ](?:updates|support|fixes)[ ]until )
        [ ]? [:=(]? [ ]? (?:date|is|on|by|in|at|from|of|until)? [ ]? [:=(]? [ ]? (?:the[ ])? (?P<life>{DATE})
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_UNTIL = re.compile(rf"\b(?:until|till) [ ] (?:at[ ]least[ ]|the[ ])? (?P<ends>{DATE})", re.VERBOSE | re.IGNORECASE)
_WAITS = re.compile(
    r"(?i)\b(?:todo|fixme|hack|xxx|temporar(?:y|ily)|workaround|keep|disabled?|skip(?:ped)?|ignored?|pin(?:ned)?|freeze"
    r"|frozen|deprecated|leave|suppress(?:ed)?|allow(?:ed)?|exempt|waive[rd]?|exception|accepted)\b"
)
_PAST = re.compile(
    r"(?i)\b(?:was|were|been|had|got|already|shipped|stayed|remained|lasted|ran|since|did(?:n't)?)\b[^.;!?\n]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Ending:
    """A sentence's date and where in the text it stands."""

    ends: date
    start: int
    stated: str


def ending(text: str, waits: bool = True) -> Ending | None:
    """Return the first date on which the text says that something ends or is to be taken away; None: it says none.

    waits: `until DATE` counts where a word beside it says that something stands only for the time being. What was done
    already (`was removed in 2021-03`, `deprecated since …`) is no ending to come.
    """
    text = text[:LONGEST]
    until = _UNTIL.finditer(text) if waits and _WAITS.search(text) else ()
    for match in (*_DEFINITE.finditer(text), *until):
        if not _PAST.search(text[max(0, match.start() - 60) : match.start()]) and (found := _of(match)):
            return found
    return None


def _of(match: re.Match[str]) -> Ending | None:
    name = next(name for name, text in match.groupdict().items() if text)
    ends = last_day(match[name])
    return Ending(ends, match.start(name), match[name]) if ends else None
