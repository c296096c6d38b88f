"""Reads the logrotate rules Puppet manifests declare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.puppet._facts import read, schedule, state
from ddd.extractors.puppet._manifest import Resource, manifest
from ddd.extractors.puppet._values import Reader
from ddd.model import Control, Dialect
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_EVERY = ("rotate_every", "frequency")
_KEPT = {"rotate": "rotations", "maxage": "days", "days_to_keep": "days"}
_WORDS = {"hour": "hourly", "day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
_NUMBER = re.compile(r"-?\d{1,6}")
_LOGS = ("path", "matches", "file_glob", "file_pattern")


@extractor("puppet-logrotate", paths=("*.pp",), literals=("logrotate",))
def puppet_logrotate(source: Source) -> Iterator[Extracted]:
    """Find the rotation of logs that Puppet declares, and how much is kept.

        logrotate::rule { 'cargo':
          path         => '/var/log/cargo.log',
          rotate_every => 'week',
          rotate       => 8,
        }

    `rotate_every` (module logrotate: `day`, `week`, …) and `frequency` are schedules; `rotate`, `maxage` and
    `days_to_keep` are retention. A rule that names no interval takes the host's default and is no schedule here.
    Format: logrotate(8), and the module that has the define.
    """
    manifesto = manifest(source)
    for resource in manifesto.resources:
        if resource.type.split("::")[0] == "logrotate" or resource.type.endswith("::logrotate"):
            reader = read(manifesto, resource)
            yield from _rotation(reader, resource)
            yield from _retention(reader, resource)


def _rotation(reader: Reader, resource: Resource) -> Iterator[Extracted]:
    value = next((found for key in _EVERY if (found := reader.value(resource.attributes.get(key)))), None)
    if value:
        word = _WORDS.get(value.text, value.text)
        day = reader.text(resource.attributes.get("rotate_every_weekday"))
        expression = f"{word} {day}" if _NUMBER.fullmatch(day) else word
        yield schedule(
            reader, resource, "puppet-logrotate", expression, Dialect.LOGROTATE, [value], name=_name(reader, resource)
        )


def _retention(reader: Reader, resource: Resource) -> Iterator[Extracted]:
    for key, unit in _KEPT.items():
        value = reader.value(resource.attributes.get(key))
        if value and _NUMBER.fullmatch(value.text):
            yield Control(
                system="puppet-logrotate",
                name=_name(reader, resource),
                control="log retention",
                value=value.text,
                unit=unit,
                state=state(reader, resource)[0],
                evidence=tuple(dict.fromkeys((*value.places, reader.place(resource.title)))),
            )


def _name(reader: Reader, resource: Resource) -> str:
    title = reader.text(resource.title)
    return title or next((text for key in _LOGS if (text := reader.text(resource.attributes.get(key)))), "")
