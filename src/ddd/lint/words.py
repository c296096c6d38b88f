"""What a schedule is called, and what is said beside it, against when it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.lint._starts import dates, in_force, starts
from ddd.lint.handles import PROSE, handles
from ddd.lint.rule import Context, Lines, Noticed, rule
from ddd.model import Cadence, Schedule, Severity
from ddd.scan.text import shown

_MANY = 4
_COMMENT = re.compile(r"(?:^|\s)(?:#|//|--|<!--|/\*)+!?\s?(?P<text>[^\n]{1,300})")
_WORDS = {
    Cadence.SUB_DAILY: r"hourly|every\s+(?:\w+\s+)?(?:hours?|minutes?)|twice\s+(?:a|per)\s+day",
    Cadence.DAILY: r"daily|nightly|every\s+(?:day|night|morning|evening)|once\s+(?:a|per)\s+day|each\s+(?:day|night)",
    Cadence.WEEKLY: r"weekly|every\s+week|once\s+(?:a|per)\s+week|each\s+week",
    Cadence.MONTHLY: r"monthly|every\s+month|once\s+(?:a|per)\s+month|each\s+month",
    Cadence.QUARTERLY: r"quarterly|every\s+quarter|once\s+(?:a|per)\s+quarter",
    Cadence.ANNUAL: r"yearly|annually|every\s+year|once\s+(?:a|per)\s+year",
}
_ALTERNATIVES = (rf"(?P<{cadence.name}>{words})" for cadence, words in _WORDS.items())
_CADENCES = re.compile(rf"(?<![\w-])(?:{'|'.join(_ALTERNATIVES)})(?![\w-])", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(rf"\b(?P<day>{'|'.join(_DAYS)})s?\b", re.IGNORECASE)
_QUOTED = re.compile(r"[`\"'“‘][\w@ ]{1,40}[`\"'”’]")
# Words that say of what, or for how long, and not how often.
_OTHER_MEANING = re.compile(
    r"\b(?:keep|keeps|kept|retain|retention|rotat|older|last|previous|per[- ]?day|limit|quota|not|instead|was|used to|"
    r"except|nightlies|nightly builds?|reports?|summar|digest|e\.?g|example|would|or|"
    r"than|unless|if|between|skip|don'?t|doesn'?t|field|dom|dow|mon-|sun-|0-6|0-7)",
    re.IGNORECASE,
)


@rule("DDD212", "a comment or a name says something else", Severity.WARNING)
def contradiction(schedules: Sequence[Schedule], context: Context) -> Iterator[Noticed]:
    """The comment beside a schedule, or its name, says “weekly” and the expression runs daily.

    One of the two is wrong, and whoever reads it next believes the words. Correct the expression, or the comment.
    """
    yield from _documents(schedules)
    for one in (job for job in in_force(schedules) if job.system != PROSE):
        for text in _beside(one, context.lines):
            said = _contradicted(text, one)
            if said:
                yield Noticed(f"“{one.expression}” is {_rhythm(one)}, but “{text}” says {said}", one.evidence)
                break
        else:
            called = _name_says(one)
            if called:
                yield Noticed(
                    f"“{one.expression}” is {_rhythm(one)}, but it is called “{one.name}”", one.evidence, Severity.INFO
                )


def _documents(schedules: Sequence[Schedule]) -> Iterator[Noticed]:
    """Yield the sentences of documents that name a job and another rhythm."""
    jobs = [(handles(one), one) for one in in_force(schedules) if one.system != PROSE]
    for sentence in in_force(schedules):
        named = [one for known, one in jobs if sentence.target in known] if sentence.system == PROSE else []
        if named and all(one.cadence is not sentence.cadence or _other_days(sentence, one) for one in named):
            message = f"“{named[0].expression}” is {_rhythm(named[0])}, but {sentence.place} says “{sentence.name}”"
            yield Noticed(message, (*named[0].evidence, *sentence.evidence))


def _other_days(sentence: Schedule, schedule: Schedule) -> bool:
    """Tell whether both name weekdays and share none."""
    said = {moment.weekday() for moment in dates(sentence)[:60]}
    runs_on = {moment.weekday() for moment in dates(schedule)[:60]}
    return schedule.cadence is Cadence.WEEKLY and bool(said) and bool(runs_on) and not said & runs_on


def _beside(schedule: Schedule, lines: Lines) -> Iterator[str]:
    """Yield the comment on the schedule's line, else the one above it where it is a single line."""
    place = schedule.place
    text = lines(place.path)
    if place.line > len(text):
        return
    match = _COMMENT.search(text[place.line - 1][place.column - 1 :][:1000])
    if match is None and place.line > 1 and not (place.line > 2 and _COMMENT.match(text[place.line - 3].strip()[:400])):
        match = _COMMENT.match(text[place.line - 2].strip()[:400])
    if match:
        yield shown(match["text"].strip())


def _contradicted(text: str, schedule: Schedule) -> str:
    """Return what a comment says that the schedule does not do; empty where it says nothing clear or is right."""
    if _OTHER_MEANING.search(text) or _QUOTED.search(text):
        return ""
    said = {name for match in _CADENCES.finditer(text) for name, found in match.groupdict().items() if found}
    if len(said) == 1 and (cadence := Cadence[said.pop()]) is not schedule.cadence and not _is_near(cadence, schedule):
        return cadence.value
    days = {match["day"].lower() for match in _DAY.finditer(text)}
    if len(days) == 1 and schedule.cadence is Cadence.WEEKLY:
        runs_on = {_DAYS[moment.weekday()] for moment in starts(schedule)[:60]}
        if runs_on and not days & runs_on:
            return days.pop().capitalize()
    return ""


def _name_says(schedule: Schedule) -> bool:
    last = re.split(r"[/:]", schedule.name)[-1]
    words = re.sub(r"[_.-]+", " ", last.rpartition(".")[2] if last.count(".") > 1 else last)
    said = {name for match in _CADENCES.finditer(words) for name, found in match.groupdict().items() if found}
    if len(said) != 1 or _OTHER_MEANING.search(words):
        return False
    cadence = Cadence[said.pop()]
    return cadence is not schedule.cadence and not _is_near(cadence, schedule)


def _is_near(said: Cadence, schedule: Schedule) -> bool:
    """Tell whether people would still call it so: four times a year is quarterly, work days are daily."""
    neighbours = {said, schedule.cadence}
    return neighbours == {Cadence.ANNUAL, Cadence.SEMIANNUAL} or neighbours == {Cadence.QUARTERLY, Cadence.SEMIANNUAL}


def _rhythm(schedule: Schedule) -> str:
    if schedule.cadence is Cadence.WEEKLY and (moments := starts(schedule)[:60]):
        days = sorted({moment.weekday() for moment in moments})
        return f"weekly on {', '.join(_DAYS[day].capitalize() for day in days)}" if len(days) < _MANY else "weekly"
    return str(schedule.cadence)
