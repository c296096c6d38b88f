"""Reads launchd's job definitions: what macOS starts by the calendar, every so many seconds, or when it loads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ddd.extractors._jinja import of_template, references
from ddd.extractors._xml import Element, root
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable

_KEYS = frozenset({"Minute", "Hour", "Day", "Weekday", "Month"})


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
        job = root(source).at("dict")
    except Unreadable:
        if source.is_template:
            return  # what it will be is known once it is rendered
        raise
    said = _entries(job)
    if job is None or not said.keys() & {"Label", "Program", "ProgramArguments"}:
        return
    for expression, dialect, place, state in _times(said):
        yield _schedule(source, said, expression, dialect, place, state)


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
                entries = {key: value for key, value in _entries(one).items() if key in _KEYS}
                text = " ".join(f"{key}={value.text}" for key, value in entries.items())
                yield text, Dialect.LAUNCHD, next(iter(entries.values()), one), State.ACTIVE
    if interval is not None:
        yield interval.text, Dialect.SPAN, interval, State.ACTIVE
    loads = said.get("RunAtLoad")
    if (
        loads is not None
        and loads.name == "true"
        and not said.keys() & {"StartCalendarInterval", "StartInterval", "KeepAlive"}
    ):
        yield "RunAtLoad", Dialect.LAUNCHD, loads, State.BOOT


def _schedule(
    source: Source, said: dict[str, Element], expression: str, dialect: Dialect, place: Element, state: State
) -> Schedule:
    disabled = said.get("Disabled")
    label, user = said.get("Label"), said.get("UserName")
    fact = Schedule(
        system="launchd",
        name=label.text if label else source.installed_path.rsplit("/", 1)[-1].removesuffix(".plist"),
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
        return " ".join(one.text for one in words.children if one.name == "string")
    return program.text if program is not None else ""
