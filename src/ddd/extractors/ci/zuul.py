"""Reads the timers of Zuul's pipelines."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors._nodes import below, documents, place, text
from ddd.model import Dialect, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence

_CRON_FIELDS = 5


@extractor(
    "zuul",
    paths=("zuul.yaml", ".zuul.yaml", "zuul.d/**/*.yaml", ".zuul.d/**/*.yaml"),
    literals=("timer:",),
)
def zuul(source: Source) -> Iterator[Schedule]:
    """Find the pipelines of Zuul that a timer starts: `zuul.d/*.yaml`, `.zuul.yaml`.

        - pipeline:
            name: periodic
            trigger:
              timer:
                - time: "0 6 * * *"

    The first weekday, 0, is Monday. A sixth field gives seconds, told in the note, a seventh a jitter.
    Which jobs such a pipeline runs is said by each project. Format: https://zuul-ci.org/docs/zuul/latest/drivers/timer.html
    """
    for document in documents(source):
        for entry in sequence(document):
            pipeline = below(entry, "pipeline")
            for driver, _, triggers in items(below(pipeline, "trigger")):
                if driver == "timer":
                    yield from _timers(source, text(below(pipeline, "name")), triggers)


def _timers(source: Source, name: str, triggers: Node) -> Iterator[Schedule]:
    for trigger in sequence(triggers):
        for time in sequence(below(trigger, "time")):
            fields = text(time).split()
            second, jitter = (*fields[_CRON_FIELDS:], "", "")[:2]
            if fields:
                yield Schedule(
                    system="zuul",
                    name=name,
                    evidence=(place(source, time),),
                    expression=" ".join(fields[:_CRON_FIELDS]),
                    dialect=Dialect.APSCHEDULER,
                    delay=f"{jitter}s" if jitter.isdecimal() else "",
                    note=f"at second {second}" if second not in ("", "0", "*") else "",
                )
