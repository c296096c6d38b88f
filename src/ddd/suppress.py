"""Takes findings out of the count where a person says so, why, and until when; and tells of words that say less.

In a comment beside what is found, or in a comment line right above it:

    0 3 * * * root /opt/vendor/dump  # ddd: ignore[DDD103] until=2027-03-01 reason="the vendor documents it in May"

or in `.ddd.yaml`, for what stands on no line. A code, a day and a reason are required: without them nothing is
suppressed. After the day the finding counts again, and the comment is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from ddd.codes import Code
from ddd.model import Evidence, Finding, Severity, Suppression, replace
from ddd.scan.text import excerpt, shown

EXPIRED = Code(
    "DDD901",
    "a suppression has expired",
    Severity.WARNING,
    """The day up to which a finding was to be left out is over: the finding counts again.

    Mend what was found, or look at the reason again and write a new day.
    """,
)
UNFIT = Code(
    "DDD902",
    "a suppression that suppresses nothing",
    Severity.WARNING,
    """It lacks its code, its day or its reason, or the day is none: it is not followed.

    Write `# ddd: ignore[DDD103] until=2027-03-01 reason="why"`: the codes in brackets, separated by commas; the last
    day as year-month-day; the reason in double quotes. There is no way to leave out everything, and none for ever.
    """,
)
UNUSED = Code(
    "DDD903",
    "a suppression that is not needed",
    Severity.INFO,
    """No such finding stands on this line, nor on the one below: delete the comment.""",
)

Lines = Callable[[str], Sequence[str]]
_Meant = tuple[str, str, int]
"""The code of a finding, with the file and line it stands on; or with its subject, "" for any, and 0."""

_MARK = r"(?:\#|//|--|;|<!--|/\*|\{\#|\{\{/\*)"
_COMMENT = re.compile(rf"{_MARK}[ \t#*-]{{0,10}}ddd:[ \t]{{0,5}}ignore\b(?P<rest>.{{0,500}})")
_CODES = re.compile(r"\[(?P<codes>[A-Za-z0-9, ]{1,200})\]")
_UNTIL = re.compile(r"\buntil=(?P<day>\S{1,30})")
_REASON = re.compile(r"\breason=(?:\"(?P<double>[^\"]{1,300})\"|'(?P<single>[^']{1,300})')")
_COMMENT_LINE, _PAGE_COMMENT_LINE = re.compile(rf"\s*{_MARK}"), re.compile(r"\s*<!--")
_PAGES = (".md", ".markdown")
_OWN = (EXPIRED.name, UNFIT.name, UNUSED.name)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to leave out."""

    codes: tuple[str, ...]
    until: date
    reason: str
    evidence: Evidence
    subject: str = ""
    """The finding's subject (`monthly/audits`); empty: what stands on the line."""
    line: int = 0
    """The line whose findings are meant; 0: those of any place with the subject."""

    def meant(self) -> Iterator[_Meant]:
        """Yield what it speaks of."""
        for code in self.codes:
            if self.line:
                yield from ((code, self.evidence.path, line) for line in (self.line, self.evidence.line))
            else:
                yield code, self.subject, 0


def settled(
    findings: Iterable[Finding],
    paths: Iterable[str],
    lines: Lines,
    as_of: date,
    rules: Iterable[Rule] = (),
    *,
    everything: bool = True,
) -> tuple[Finding, ...]:
    """Return the findings, those left out marked so, and what is wrong with the words that leave them out.

    `paths` are the files whose comments are read, through `lines`; `rules` are those of the configuration. Only where
    `everything` was looked for can a rule be said to be of no use.
    """
    words = [word for path in sorted(set(paths)) for word in _words(path, lines(path))]
    unfit = [one for one in words if isinstance(one, Finding)]
    every = [*rules, *(one for one in words if isinstance(one, Rule))]
    in_force = [one for one in every if as_of <= one.until]
    first: dict[_Meant, tuple[int, Rule]] = {}
    for number, rule in enumerate(in_force):
        for meant in rule.meant():
            first.setdefault(meant, (number, rule))
    told = [_left_out(finding, first) for finding in findings]
    late = [_expired(one) for one in every if as_of > one.until]
    return (*told, *unfit, *late, *(_unused(in_force, told) if everything else ()))


def _left_out(finding: Finding, first: Mapping[_Meant, tuple[int, Rule]]) -> Finding:
    code = finding.code
    of_finding = [(code, "", 0), (code, finding.subject, 0), *((code, one.path, one.line) for one in finding.evidence)]
    fitting = [first[one] for one in of_finding if one in first]
    if not fitting or code in _OWN:
        return finding
    _, rule = min(fitting, key=itemgetter(0))
    return replace(
        finding, suppression=Suppression(reason=rule.reason, until=rule.until.isoformat(), evidence=(rule.evidence,))
    )


def _expired(rule: Rule) -> Finding:
    message = f"the suppression of {', '.join(rule.codes)} ended on {rule.until} (“{rule.reason}”)"
    return EXPIRED.finding(message, (rule.evidence,), _subject(rule))


def _unused(rules: Iterable[Rule], told: Sequence[Finding]) -> Iterator[Finding]:
    used = {place for one in told if one.suppression for place in one.suppression.evidence}
    for rule in rules:
        if rule.evidence not in used:
            message = f"nothing here is {' or '.join(rule.codes)}: the suppression is not needed"
            yield UNUSED.finding(message, (rule.evidence,), _subject(rule))


def _subject(rule: Rule) -> str:
    return f"{rule.evidence.path}: {','.join(rule.codes)}"


def _words(path: str, lines: Sequence[str]) -> Iterator[Rule | Finding]:
    """Yield what the comments of a file say: a rule, or a finding on one that says too little."""
    comment, below = _PAGE_COMMENT_LINE if path.endswith(_PAGES) else _COMMENT_LINE, 0
    for number, line in enumerate(lines, start=1):
        found = _COMMENT.search(line) if "ddd:" in line else None
        if found is None or (path.endswith(_PAGES) and not found.group().startswith("<!--")):
            continue
        column = found.start() + 1
        place = Evidence(path, number, column, excerpt(line, column))
        if below < number:  # within a block of comments the line below it is known already
            below = _below(lines, number, comment)
        yield _rule(found["rest"], place, below)


def _below(lines: Sequence[str], number: int, comment: re.Pattern[str]) -> int:
    """Return the line a comment speaks of: its own, or the first below it that is no comment."""
    below = number
    while below <= len(lines) and comment.match(lines[below - 1]):
        below += 1
    return below


def _rule(words: str, place: Evidence, line: int) -> Rule | Finding:
    codes, until, reason = _CODES.match(words), _UNTIL.search(words), _REASON.search(words)
    day = _day(until["day"]) if until else None
    lacks = [
        what
        for what, there in (
            ("the codes in brackets", codes),
            ("until=YEAR-MONTH-DAY", day),
            ('reason="…"', reason),
        )
        if not there
    ]
    if codes is None or day is None or reason is None:
        return UNFIT.finding(f"the suppression lacks {' and '.join(lacks)}", (place,), f"{place.path}: unfit")
    names = tuple(code.strip().upper() for code in codes["codes"].split(",") if code.strip())
    return Rule(names, day, shown(reason["double"] or reason["single"]), place, line=line)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
