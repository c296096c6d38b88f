"""Reads what Salt states and pillars run by cron and by Salt's own scheduler."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ddd.cadence import recurrence
from ddd.extractors._jinja import EXPRESSION, LONGEST_LINE, readable_lines, references
from ddd.model import Dialect, Evidence, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_KEY = re.compile(
    rf"(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?P<quote>['\"]?)(?P<key>(?:{EXPRESSION}|[^\s:'\"#{{}}\[\]|,&*!>-])"
    rf"(?:{EXPRESSION}|[^:'\"\n#{{]|:(?!\s|$))*+)(?P=quote)[ ]*:(?:[ ]+(?P<value>.*))?"
)
_ITEM = re.compile(r"(?P<indent>[ ]*)-[ ]+(?P<value>.+)")
_FIELDS = ("minute", "hour", "daymonth", "month", "dayweek")
_LENGTHS = ("seconds", "minutes", "hours", "days", "weeks")
_FUNCTION = re.compile(r"cron\.(?:present|absent)|schedule\.(?:present|absent|disabled|enabled)")
_COMMENT = re.compile(r"\s#.*")
_FALSE = frozenset({"false", "no", "off", "0"})


@dataclass(slots=True)
class _Entry:
    """One key with what stands below it; Jinja in between is left out, so that files that are no YAML are read too."""

    key: str
    value: str
    line: int
    column: int
    indent: int
    below: list[_Entry] = field(default_factory=list)
    items: list[_Entry] = field(default_factory=list)
    """Plain entries of a list below it."""

    def child(self, key: str) -> _Entry | None:
        """Return the last entry below of that key, as YAML and Salt take it."""
        return next((one for one in reversed(self.below) if one.key == key), None)

    def said(self, key: str) -> str:
        """Return the value below of that key; empty when it is not there."""
        found = self.child(key)
        return found.value if found else ""


@extractor("salt", paths=("*.sls",), literals=("cron.", "schedule"))
def salt(source: Source) -> Iterator[Extracted]:
    """Find what Salt runs by the clock, in states and in pillars.

        nightly-dump:
          cron.present:
            - name: /usr/local/sbin/dump
            - minute: 15
            - hour: 3

    is a line of a crontab; what is left out is `*`, so without `minute` it runs every minute. `special: '@daily'`,
    `cron.absent` and `minute: random` are understood. `schedule.present` and the mapping `schedule:` are jobs of Salt's
    scheduler: `cron:`, `when:`, or lengths (`hours: 6`, which add up). Jinja is left open, and the blocks of a file are
    read line by line, so a loop is told once. Format: salt.states.cron, salt.states.schedule, salt's job management.
    """
    top = _entries(readable_lines(source.lines))
    stack = list(reversed(top))
    while stack:
        one = stack.pop()
        stack.extend(reversed(one.below))
        yield from _of_entry(source, one)
    for one in top:
        if one.key == "schedule":
            for job in one.below:
                yield from _scheduled(source, job, job.key, State.ACTIVE)


def _entries(lines: Sequence[str]) -> list[_Entry]:
    """Return the keys of a file as a tree by their indent."""
    top = _Entry("", "", 1, 1, -1)
    stack = [top]
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#") or len(line) > LONGEST_LINE:
            continue
        match = _KEY.match(line)
        item = None if match else _ITEM.match(line)
        if match:
            indent = len(match["indent"])
            entry = _Entry(match["key"].strip(), _plain(match["value"]), number, _column(match), indent)
        elif item:
            indent = len(item["indent"])
            entry = _Entry("", _plain(item["value"]), number, item.start("value") + 1, indent)
        else:
            continue
        while len(stack) > 1 and stack[-1].indent >= indent and not _holds(stack[-1], indent, match, item):
            stack.pop()
        (stack[-1].below if match else stack[-1].items).append(entry)
        stack.append(entry)
    return top.below


def _holds(entry: _Entry, indent: int, match: re.Match[str] | None, item: re.Match[str] | None) -> bool:
    """A list may stand at the same indent as the key it belongs to."""
    is_item = item is not None or (match is not None and match["dash"] is not None)
    return (
        is_item
        and entry.indent == indent
        and entry.key != ""
        and not entry.value
        and not entry.below
        and _FUNCTION.match(entry.key) is not None
    )


def _column(match: re.Match[str]) -> int:
    return (match.start("value") if match["value"] else match.start("key")) + 1


def _plain(value: str | None) -> str:
    text = (value or "").strip()
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else text
    return _COMMENT.sub("", text).strip() if not text.startswith("#") else ""


def _of_entry(source: Source, one: _Entry) -> Iterator[Schedule]:
    for state in one.below:
        if not _FUNCTION.fullmatch(state.key) and not (state.key in ("cron", "schedule") and state.items):
            continue
        module, _, function = state.key.partition(".")
        function = function or next((each.value for each in state.items if each.value in ("present", "absent")), "")
        absent = State.ABSENT if function in ("absent", "disabled") else State.ACTIVE
        if module == "cron" and function:
            yield _cron(source, one, state, absent)
        elif function:
            yield from _scheduled(source, state, state.said("name") or one.key, absent)


def _cron(source: Source, one: _Entry, state: _Entry, absent: State) -> Schedule:
    given = [found for key in (*_FIELDS, "special") if (found := state.child(key))]
    special = state.said("special")
    fields = " ".join(
        "".join(_number(state.said(key)).split()) if "{{" not in state.said(key) else state.said(key) for key in _FIELDS
    )
    command = state.said("name") or one.key
    name = state.said("identifier") or one.key
    expression = (special if special.startswith(("@", "{")) else f"@{special}") if special else fields
    drawn = any(state.said(key) == "random" for key in _FIELDS)
    return Schedule(
        system="salt-cron",
        name=name,
        evidence=_places(source, [*given, state, one]),
        expression=expression,
        dialect=Dialect.VIXIE,
        command=command,
        user=state.said("user"),
        state=absent,
        note="drawn for each host: random; 0 stands for it" if drawn else "",
        references=references(expression, command, name, state.said("user")),
    )


def _number(value: str) -> str:
    return "0" if value == "random" else value or "*"


def _places(source: Source, entries: list[_Entry]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(source.at(one.line, one.column) for one in entries))


def _scheduled(source: Source, job: _Entry, name: str, state: State) -> Iterator[Schedule]:
    """Salt's own scheduler; a mapping that names no function is no job of it."""
    function = job.said("function")
    if not function:
        return
    is_off = job.said("enabled").lower() in _FALSE
    state = State.SUSPENDED if is_off and state is State.ACTIVE else state
    for expression, dialect, entries in _times(job):
        yield Schedule(
            system="salt-schedule",
            name=name,
            evidence=_places(source, [*entries, job]),
            expression=expression,
            dialect=dialect,
            command=function,
            state=state if "{" in expression or _is_told(expression, dialect) else State.UNRESOLVED,
            delay=f"{job.said('splay')}s" if job.said("splay").isdecimal() else "",
            references=references(expression, name, function),
        )


def _times(job: _Entry) -> Iterator[tuple[str, Dialect, list[_Entry]]]:
    if (cron := job.child("cron")) and cron.value:
        yield cron.value, Dialect.VIXIE, [cron]
    if when := job.child("when"):
        for one in when.items or [when]:
            yield _moment(one.value), Dialect.PHRASE, [one]
    lengths = [found for key in _LENGTHS if (found := job.child(key))]
    if lengths:
        yield " ".join(f"{one.value}{one.key}" for one in lengths), Dialect.SPAN, lengths


def _is_told(expression: str, dialect: Dialect) -> bool:
    """Tell whether a moment is one of a calendar: `dusk` and dates stay what Salt makes of them."""
    return dialect is not Dialect.PHRASE or recurrence(expression, dialect).state is not State.INVALID


def _moment(text: str) -> str:
    """`Monday 5:00pm` is every Monday, `5:00pm` every day."""
    first, _, rest = text.partition(" ")
    if first.lower().endswith("day") and rest:
        return f"every {first.lower()} at {rest}"
    return f"every day at {text}" if first[:1].isdigit() else text
