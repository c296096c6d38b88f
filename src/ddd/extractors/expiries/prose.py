"""Finds sentences of documents that say when something ends: a domain, a certificate, a contract, a version."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.expiries._endings import ending
from ddd.model import Confidence, Expiry
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_HISTORY = re.compile(
    r"(?i)change|news|history|releas|licen[cs]e|copying|blog|post|meeting|minutes|notes|adr|rfc|proposal|archive"
)
_DATED_NAME = re.compile(r"(?:^|/)20\d\d[-_]?\d\d")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_MARKS = re.compile(r"[*_`]{1,3}|\[(?P<text>[^\[\]\n]{1,200})\]\([^()\s]{1,300}\)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_SUPPOSED = re.compile(r"(?i)\W*(?:ex|e\.g|example|for (?:example|instance)|suppose|say|if|when|imagine)\b")
_YEAR = re.compile(r"20[1-4]")
"""Begins the year of each date that `ending` knows."""
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.IGNORECASE)
_LEAD = re.compile(r"^[\s>#|+-]*(?:\d{1,3}[.)]\s)?|\s*\|\s*$")
_LONGEST_LINE = 4_000
_SHOWN = 160
_MOST = 40


@extractor(
    "dated-sentences",
    paths=("*.md", "*.markdown", "*.rst", "*.adoc"),
    literals=(
        "expir",
        "Expir",
        "until 20",
        "valid until",
        "removed",
        "remove ",
        "end of life",
        "End of life",
        "EOL",
        "unset",
        "enew",
    ),
)
def dated_sentences(source: Source) -> Iterator[Expiry]:
    """Find sentences of documents that name the day on which something ends.

        The domain shop.example.com expires on 2026-05-01.
        The old API will be removed in Q3 2026.

    Changelogs, release notes, posts, minutes and proposals tell history and are not read, nor are code blocks, examples
    and suppositions. A month, a quarter or a year ends on its last day. Not seen: sentences that go on over several
    lines, tables whose heading alone says what a date means.
    Format: no manual; plain sentences.
    """
    if _HISTORY.search(source.path) or _DATED_NAME.search(source.path):
        return
    count, is_code = 0, False
    for number, line in enumerate(source.lines, start=1):
        if _FENCE.match(line):
            is_code = not is_code
        if is_code or len(line) > _LONGEST_LINE or line.startswith(("    ", "\t")):
            continue
        said = _MARKS.sub(lambda match: match["text"] or "", line)
        for sentence in _SENTENCE_END.split(said) if _YEAR.search(said) else ():
            found = ending(sentence, waits=False)
            if found is None or count >= _MOST or _SUPPOSED.match(sentence):
                continue
            count += 1
            subject = _short(_LEAD.sub("", _TAG.sub(" ", sentence)))
            column = line.find(found.stated) + 1 or 1
            yield Expiry(
                system="prose",
                name=subject,
                subject=subject,
                not_after=found.ends.isoformat(),
                confidence=Confidence.MEDIUM,
                evidence=(source.at(number, column),),
            )


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
