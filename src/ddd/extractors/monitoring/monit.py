"""Reads what Monit watches, what it does then, and whom it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors._jinja import LONGEST_LINE, readable_lines, references
from ddd.extractors._limits import once
from ddd.measures import comparison, quantity
from ddd.model import Check, Contact, FailureMode, Phase, Trigger
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_SYSTEM = "monit"
_PATHS = ("*monitrc*", "*monit*", "monit/conf*/*", "monit.d/*", "monit/**/*.yml", "*.conf", "*.cfg", "*.erb", NO_SUFFIX)
_KINDS = "process|file|fifo|filesystem|device|directory|dir|host|remote|system|program|network"
_OPEN = r"(?:\{\{[^{}]{1,200}\}\}|<%=[^%]{1,200}%>)"
_CHECK = re.compile(
    rf"""(?ix)\s* check \s+ (?P<kind>{_KINDS}) \s+
    (?P<name>"[^"]{{1,200}}" | '[^']{{1,200}}' | (?:{_OPEN}|[^\s{{<])+)"""
)
_BEGINS = re.compile(
    r"(?i)\s*(?:check|if|set|start|stop|restart|depends|group|mode|every|include|alert|noalert|onreboot|else|exec|"
    r"expect|\})\b"
)
_COMMENT = re.compile(r"\"[^\"]*\"|'[^']*'|(?P<comment>(?:^|(?<=\s))#.*)")
_THEN = re.compile(r"(?i)\bthen\s+(?P<action>alert|restart|start|stop|exec|unmonitor|timeout)\b\s*(?P<rest>.{0,300})")
_CYCLES = re.compile(
    r"""(?ix)\b (?:for|within) \s+ (?:\d{1,5}\s+times\s+within\s+)? (?P<count>\d{1,5}) \s+
    (?:times\s+within\s+(?P<within>\d{1,5})\s+)? cycles?\b"""
)
_RESTARTS = re.compile(r"(?i)if\s+(?P<times>\d{1,5})\s+restarts?\s+with(?:in)?\s+(?P<cycles>\d{1,5})\s+cycles?")
_VALUE = rf"(?:[-+]?[\d.]{{1,20}}|{_OPEN})"
_SIGN = r">=|<=|==|!=|=|>|<|\b(?:gt|lt|eq|ne|greater|less|equal|notequal)\b(?:\s+than)?"
_UNIT = r"%|[KMGT]?B(?:/s)?\b|second\w*|minute\w*|hour\w*|day\w*|ms\b|milliseconds?|packets/s"
_LIMIT = re.compile(
    rf"""(?ix) if \s+ (?P<subject>(?:\w|\([^()]{{1,20}}\)|[ ](?!is\b|[<>=!])){{2,60}}?) \s* (?:\bis\s+)?
    (?P<sign>{_SIGN}) \s* (?P<value>{_VALUE}) \s* (?P<unit>{_UNIT})?"""
)
_STATES = re.compile(
    r"""(?ix) (?: failed | changed? | does | not | no | e?[ug]id | status | content | match | permission | checksum
    | succeeded | link | p?pid | exists? | filesystem | action | security | resource ) \b"""
)
_DAEMON = re.compile(r"(?i)\s*set\s+daemon\s+(?P<seconds>\d{1,7})\b")
_MAIL = r"[^\s\"'{}<>@]{1,100}@[^\s\"'{}<>]{1,200}"
_ALERT = re.compile(rf"(?i)\s*(?:set\s+)?alert\s+(?P<address>{_MAIL}|{_OPEN})\s*(?P<rest>.{{0,400}})")
_OUTCOMES = {
    "restart": "it is started again",
    "start": "it is started",
    "stop": "it is stopped",
    "alert": "an alert is sent",
    "unmonitor": "it is no longer watched",
    "timeout": "it is no longer watched",
}
_LONGEST_STATEMENT = 20
_UNITS = {"second": "s", "minute": "min", "hour": "h", "day": "d", "millise": "ms"}


@dataclass(slots=True)
class _Statement:
    text: str
    line: int
    service: str = ""
    kind: str = ""
    checked: int = 0
    """The line of its `check`; 0: outside of any."""
    lines: list[str] = field(default_factory=list)


@extractor(
    "monit",
    paths=_PATHS,
    literals=(
        *(f"check {kind}" for kind in _KINDS.split("|")),
        *("set daemon", "set alert", "CHECK PROCESS"),
    ),
)
def monit(source: Source) -> Iterator[Trigger | FailureMode | Check | Contact]:
    """Find what Monit watches; in its files and in templates of them.

        set daemon 30
        set alert ops@harbour.example not on { instance }
        check process web with pidfile /run/web.pid
          if cpu > 80% for 5 cycles then alert
          if failed port 80 protocol http then restart
          if does not exist then restart

    A measured value with a limit is a trigger; its time is known where the file sets the length of a cycle. Anything
    else that fails, changes or is missing is a way of failing, and a port, socket or address that must answer a check
    as well. `3 restarts within 5 cycles` is a trigger on the number of restarts. Not seen: cycles set in another file.
    Format: monit(1).
    """
    statements = list(_statements(source))
    if not any(one.checked for one in statements) and not any(_DAEMON.match(one.text) for one in statements):
        return
    cycle = next((int(match["seconds"]) for one in statements if (match := _DAEMON.match(one.text))), None)
    for one in statements:
        if _ALERT.match(one.text):
            yield from _contact(source, one)
        elif one.checked and one.text[:3].lower() == "if ":
            yield from _condition(source, one, cycle)


def _statements(source: Source) -> Iterator[_Statement]:
    """Yield the statements with the check they belong to; one goes on until a line that begins another."""
    service = kind = ""
    checked = 0
    current: _Statement | None = None
    for number, line in enumerate(readable_lines(source.lines), 1):
        text = _plain(line)
        if not text:
            continue
        if current is not None and not _BEGINS.match(text) and len(current.lines) < _LONGEST_STATEMENT:
            current.lines.append(text)
            continue
        if current is not None:
            yield _whole(current)
        if match := _CHECK.match(text):
            service, kind, checked = match["name"].strip("\"'"), match["kind"].lower(), number
        elif text[:4].lower() == "set ":
            service, kind, checked = "", "", 0
        current = _Statement("", number, service, kind, checked, [text])
    if current is not None:
        yield _whole(current)


def _plain(line: str) -> str:
    if len(line) > LONGEST_LINE:
        return ""
    return _COMMENT.sub(lambda match: "" if match["comment"] else match[0], line).strip()


def _whole(one: _Statement) -> _Statement:
    one.text = " ".join(" ".join(one.lines).split())
    return one


def _condition(source: Source, one: _Statement, cycle: int | None) -> Iterator[Trigger | FailureMode | Check]:
    then = _THEN.search(one.text)
    if then is None:
        return
    guard = one.text[3 : then.start()].strip()
    if match := _RESTARTS.match(one.text):
        yield _restarts(source, one, match, then)
    elif _STATES.match(guard):
        yield from _failure(source, one, guard, then, cycle)
    elif match := _LIMIT.match(one.text):
        yield _trigger(source, one, match, then, cycle)


def _trigger(source: Source, one: _Statement, match: re.Match[str], then: re.Match[str], cycle: int | None) -> Trigger:
    limit = quantity(match["value"])
    unit = match["unit"] or ""
    unit = next((short for word, short in _UNITS.items() if unit.lower().startswith(word)), unit)
    subject = " ".join(match["subject"].split())
    condition = one.text[3 : then.start()].strip()
    return Trigger(
        system=_SYSTEM,
        name=f"{one.service} {subject}",
        subject=f"{subject} of {one.service}",
        comparison=comparison(match["sign"].split()[0]) or ">",
        threshold=limit.number if limit else None,
        stated=f"{match['value']}{'%' if unit == '%' else ''}",
        unit=unit,
        for_seconds=_time(one.text[: then.start()], cycle),
        action=_action(then),
        condition=condition,
        references=references(one.service, match["value"], condition),
        evidence=once(source.at(one.line), source.at(one.checked)),
    )


def _restarts(source: Source, one: _Statement, match: re.Match[str], then: re.Match[str]) -> Trigger:
    return Trigger(
        system=_SYSTEM,
        name=f"{one.service} restarts",
        subject=f"restarts of {one.service} within {match['cycles']} cycles",
        comparison=">=",
        threshold=float(match["times"]),
        stated=match["times"],
        for_seconds=0,
        action=_action(then),
        condition=one.text[3 : then.start()].strip(),
        references=references(one.service),
        evidence=once(source.at(one.line), source.at(one.checked)),
    )


def _failure(
    source: Source, one: _Statement, guard: str, then: re.Match[str], cycle: int | None
) -> Iterator[FailureMode | Check]:
    words = guard.split()
    failed = bool(words) and words[0].lower() == "failed"
    plain = _CYCLES.sub("", guard).strip()
    told = f"{one.service}: {plain}"
    outcome = _OUTCOMES.get(then["action"].lower()) or _action(then)
    places = once(source.at(one.line), source.at(one.checked))
    asked = references(told, outcome)
    yield FailureMode(
        system=_SYSTEM,
        name=one.service,
        message=told[:300],
        guard=guard[:400],
        outcome=outcome,
        within_seconds=_time(guard, cycle),
        references=asked,
        evidence=places,
    )
    if failed and len(words) > 1 and words[1].lower() in ("port", "host", "url", "unixsocket", "ping", "ping4", "icmp"):
        answers = f"{one.service} answers on {' '.join(plain.split()[1:])}"
        yield Check(
            system=_SYSTEM,
            name=one.service,
            phase=Phase.POST,
            condition=answers[:300],
            references=references(answers, one.service),
            evidence=places,
        )


def _action(then: re.Match[str]) -> str:
    action = then["action"].lower()
    return " ".join(f"{action} {then['rest'] if action == 'exec' else ''}".split())[:200]


def _time(text: str, cycle: int | None) -> int | None:
    """Return for how long it must hold; without a number of cycles it acts in the first."""
    match = _CYCLES.search(text)
    if match is None:
        return 0
    return int(match["within"] or match["count"]) * cycle if cycle else None


def _contact(source: Source, one: _Statement) -> Iterator[Contact]:
    match = _ALERT.match(one.text)
    if match is None:
        return
    rest = match["rest"]
    reminder = re.search(r"(?i)reminder\s+on\s+(\d{1,5})\s+cycles?", rest)
    events = re.search(r"(?i)(?P<not>not\s+)?on\s*\{(?P<events>[^{}]{1,300})\}", rest)
    on = f"{'not ' if events['not'] else ''}on {' '.join(events['events'].split())}" if events else ""
    yield Contact(
        system=_SYSTEM,
        name=match["address"],
        channel="email",
        address=match["address"],
        scope=one.service,
        note="; ".join(filter(None, (on, f"again after {reminder[1]} cycles" if reminder else ""))),
        references=references(match["address"], one.service),
        evidence=once(source.at(one.line), source.at(one.checked or one.line)),
    )
