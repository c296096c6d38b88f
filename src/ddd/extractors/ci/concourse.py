"""Reads the time resources of Concourse."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from yaml.nodes import Node

from ddd.extractors._nodes import below, documents, places, text
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import sequence, walk

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?::?(?P<minute>\d{2}))?\s*(?P<half>[AaPp][Mm])?(?:\s*(?P<sign>[+-])(?P<offset>\d{2})(?:00))?"
)
_MAX_PLAN = 500
_MAX_NAMES = 5


@extractor("concourse", paths=("*.yml", "*.yaml"), literals=("type: time",))
def concourse(source: Source) -> Iterator[Schedule]:
    """Find the time resources of Concourse, in whatever YAML file a pipeline stands.

        resources:
          - name: nightly
            type: time
            source: { start: "3:00 AM", stop: "4:00 AM", location: Europe/Vienna }

    `interval: 24h` is a length of time. `start:` and `stop:` alone mean once in that window, on the days that `days:`
    names: told in words, `every day at 03:00`. It is named for the job it triggers, if that is a single one. Times are
    UTC unless `location:` says otherwise; `((variables))` stay unresolved.
    Format: https://github.com/concourse/time-resource
    """
    for pipeline in _documents(source):
        triggered = _triggered(pipeline)
        for resource in sequence(below(pipeline, "resources")):
            if text(below(resource, "type")) == "time":
                yield from _of_resource(source, resource, triggered)


def _documents(source: Source) -> list[Node]:
    """Any YAML file may hold a pipeline: one that is no YAML is not known to be one."""
    try:
        return documents(source)
    except Unreadable:
        return []


def _of_resource(source: Source, resource: Node, triggered: dict[str, list[str]]) -> Iterator[Schedule]:
    asked = below(resource, "source")
    interval, start, stop = below(asked, "interval"), below(asked, "start"), below(asked, "stop")
    value = start if interval is None else interval
    if value is None or not text(value):
        return
    resource_name = text(below(resource, "name"))
    jobs = triggered[resource_name]
    expression, zone = (text(value), None) if interval is not None else _in_words(asked, text(value))
    window = f"only between {text(start)} and {text(stop)}" if text(start) and text(stop) else ""
    yield Schedule(
        system="concourse",
        name=jobs[0] if len(jobs) == 1 else resource_name,
        evidence=places(source, value, below(resource, "name")),
        state=State.UNRESOLVED if "((" in expression else State.ACTIVE,
        expression=expression,
        dialect=Dialect.DURATION if interval is not None else Dialect.PHRASE,
        timezone=text(below(asked, "location")) or zone or "UTC",
        target=resource_name,
        note="; ".join(filter(None, (window, f"starts {', '.join(jobs[:_MAX_NAMES])}" if len(jobs) > 1 else ""))),
    )


def _in_words(asked: Node | None, start: str) -> tuple[str, str | None]:
    """Return the window's beginning as a calendar in words, and its zone when the time gives an offset."""
    days = " and ".join(text(day).lower() for day in sequence(below(asked, "days"))[:7]) or "day"
    time = _TIME.fullmatch(start)
    if time is None:
        return f"every {days} at {start}", None
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].lower() == "pm" else 0)
    # The names of fixed zones count the other way round.
    sign = {"+": "-", "-": "+"}.get(time["sign"] or "", "")
    zone = f"Etc/GMT{sign}{int(time['offset'])}" if sign and int(time["offset"]) else None
    return f"every {days} at {hour:02}:{time['minute'] or '00'}", zone


def _triggered(pipeline: Node) -> dict[str, list[str]]:
    """Return resource -> the jobs it triggers."""
    found = defaultdict[str, list[str]](list)
    for job in sequence(below(pipeline, "jobs")):
        plan = below(job, "plan")
        for step in islice(walk(plan), _MAX_PLAN) if plan is not None else ():
            if text(below(step, "trigger")) == "true":
                found[text(below(step, "get"))].append(text(below(job, "name")))
    return found
