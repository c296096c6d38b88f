"""Reads launchd's job definitions: what macOS starts by the calendar, every so many seconds, or when it loads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ddd.extractors._jinja import of_template, references
from ddd.extractors._xml import Element, root
from ddd.model import Dialect, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_ERB = re.compile(r"(?P<value><%=[^%]{0,300}%>)|<%[^%]{0,2000}%>|<\?xml[^>]{0,200}\?>")
_IN_BRACES = re.compile(r"\{(%=[^%]{0,300}%)\}")
_NOT_A_LINE_END = re.compile(r"[^\n]")
CALENDAR_KEYS = frozenset({"Minute", "Hour", "Day", "Weekday", "Month"})
"""The keys of a calendar interval; one that is left out matches always."""


@extractor("launchd", paths=("*.plist",), literals=("StartCalendarInterval", "StartInterval", "RunAtLoad"))
def launchd(source: Source) -> Iterator[Extracted]:
    """Find the jobs of launchd that a property list in XML defines.

        <key>StartCalendarInterval</key>
        <dict><key>Hour</key><integer>3</integer><key>Minute</key><integer>0</integer></dict>

    starts daily; a key that is left out matches always, so without Minute it starts every minute of that hour. An array
    of dictionaries is several schedules. `StartInterval` counts seconds; `RunAtLoad` alone starts once at boot or login
    and is a schedule only where nothing keeps the job alive. `Disabled` is a suspended job. Binary lists and what
    `launchctl` sets are not seen. Format: launchd.plist(5).
    """
    try:
        job = root(source, _of_template(source.text) if source.is_template else None).at("dict")
    except Unreadable:
        if source.is_template:
            return  # what it will be is known once it is rendered
        raise
    said = _entries(job)
    if job is None or not said.keys() & {"Label", "Program", "ProgramArguments"}:
        return
    for expression, dialect, place, state in _times(said):
        yield _schedule(source, said, expression, dialect, place, state)


def _of_template(text: str) -> str:
    """Return a template as XML of the same length: ERB's signs are put in braces, its tags and the head are blanked."""
    return _ERB.sub(
        lambda match: f"{{{match[0][1:-1]}}}" if match["value"] else _NOT_A_LINE_END.sub(" ", match[0]), text
    )


def _entries(dictionary: Element | None) -> dict[str, Element]:
    """Return key -> value; a key stands before its value."""
    children = dictionary.children if dictionary else []
    pairs = pairwise(children)
    return {one.text: value for one, value in pairs if one.name == "key" and value.name != "key"}


def _times(said: dict[str, Element]) -> Iterator[tuple[str, Dialect, Element, State]]:
    calendar, interval = said.get("StartCalendarInterval"), said.get("StartInterval")
    if calendar is not None:
        for one in calendar.children if calendar.name == "array" else [calendar]:
            if one.name == "dict":
                entries = {key: value for key, value in _entries(one).items() if key in CALENDAR_KEYS}
                text = " ".join(f"{key}={_shown(value)}" for key, value in entries.items())
                yield text, Dialect.LAUNCHD, next(iter(entries.values()), one), State.ACTIVE
    if interval is not None:
        yield _shown(interval), Dialect.SPAN, interval, State.ACTIVE
    loads = said.get("RunAtLoad")
    if (
        loads is not None
        and loads.name == "true"
        and not said.keys() & {"StartCalendarInterval", "StartInterval", "KeepAlive"}
    ):
        yield "RunAtLoad", Dialect.LAUNCHD, loads, State.BOOT


def _shown(element: Element) -> str:
    """Return a value as it stands in the file."""
    return _IN_BRACES.sub(r"<\1>", element.text)


def _schedule(
    source: Source, said: dict[str, Element], expression: str, dialect: Dialect, place: Element, state: State
) -> Schedule:
    disabled = said.get("Disabled")
    label, user = said.get("Label"), said.get("UserName")
    fact = Schedule(
        system="launchd",
        name=_shown(label) if label else source.installed_path.rsplit("/", 1)[-1].removesuffix(".plist"),
        evidence=(source.at(place.line, place.column), *((source.at(label.line, label.column),) if label else ())),
        expression=expression,
        dialect=dialect,
        command=_command(said),
        user=user.text if user else "",
        state=State.SUSPENDED if disabled is not None and disabled.name == "true" else state,
    )
    return of_template(replace(fact, references=references(expression, fact.name, fact.command)), source.path)


def _command(said: dict[str, Element]) -> str:
    words, program = said.get("ProgramArguments"), said.get("Program")
    if words is not None:
        return " ".join(_shown(one) for one in words.children if one.name == "string")
    return _shown(program) if program is not None else ""
