"""Reads Compose files: schedules in the environment of a service, and crontab lines in its command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from yaml.nodes import MappingNode, Node

from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors.crontab import Job, crontab_jobs
from ddd.extractors.docker._crontab_lines import printed_jobs
from ddd.extractors.docker._settings import is_schedule_key, meaning
from ddd.extractors.docker._variables import filled
from ddd.model import Confidence, Dialect, Evidence, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, sequence

PATHS = ("*compose*.yml", "*compose*.yaml", "*stack*.yml", "*stack*.yaml")
_ZONE = re.compile(r"[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}|UTC")
_OPTIONS = frozenset({"--schedule", "--cron", "-s"})
_OPTION = re.compile(
    r"""(?:--schedule|--cron|-s) [\s=]\s*
        (?P<quote> ["'] ) (?P<expression> (?: @ | [0-9*] ) [^"'\n]{1,100} ) (?P=quote)""",
    re.VERBOSE,
)


@extractor(
    "compose",
    paths=PATHS,
    literals=("cron", "CRON", "schedule", "SCHEDULE", " * *"),
)
def compose(source: Source) -> Iterator[Schedule]:
    """Find when containers work by themselves: `compose.yaml`, `docker-compose.yml`, `docker-stack.yml`.

        services:
          backup:
            environment:
              BACKUP_CRON_EXPRESSION: "15 4 * * *"
              TZ: Europe/Lisbon
          watchtower:
            command: --schedule "0 0 4 * * *"
          mirror:
            command: '"55 23 * * * /mirror.sh"'

    Read are variables whose name says that they hold a schedule and whose value is one, options `--schedule` and
    `--cron`, and crontab lines in `command:` and `entrypoint:`, also those a shell writes there. Which kind of cron a
    program reads is known for some (Watchtower, Diun, docker-volume-backup); else it is told with less confidence. An
    environment that services share by an anchor is told once. `TZ` of the same
    service is the zone. `${NAME:-…}` is read with its default; a name without one is looked up in `.env`.
    Format: https://docs.docker.com/reference/compose-file/services/
    """
    told: set[int] = set()
    for document in documents(source):
        for service, _, node in items(below(document, "services")):
            environment = dict(_environment(below(node, "environment")))
            zone = filled(environment["TZ"][0]).text if "TZ" in environment else ""
            zone_of = zone if _ZONE.fullmatch(zone) else None
            for name, (value, place_of) in environment.items():
                if id(place_of) in told:
                    continue  # an anchor gives one environment to many services
                told.add(id(place_of))
                yield from _of_variable(source, service, name, value, place_of, zone_of)
            for key in ("command", "entrypoint"):
                parts = sequence(below(node, key))
                for part in parts:
                    yield from _of_command(source, service, part, zone_of)
                yield from _of_options(source, service, parts, zone_of)


def _environment(node: Node | None) -> Iterator[tuple[str, tuple[str, Node]]]:
    """Yield name, value and node of each variable, of the mapping form and of the list form."""
    if isinstance(node, MappingNode):
        yield from ((name, (text(value), value)) for name, _, value in items(node))
    else:
        for entry in sequence(node):
            name, sign, value = text(entry).partition("=")
            if sign:
                yield name.strip(), (value.strip(), entry)


def _of_variable(
    source: Source, service: str, name: str, value: str, node: Node, zone: str | None
) -> Iterator[Schedule]:
    if not is_schedule_key(name):
        return
    expression = filled(value)
    read = meaning(name, expression.text)
    is_open = (
        bool(expression.references) and expression.text == expression.references[0].text and "CRON" in name.upper()
    )
    if read is None and not is_open:
        return
    yield Schedule(
        system="compose",
        name=f"{service}: {name}",
        evidence=(place(source, node),),
        confidence=read.confidence if read else Confidence.MEDIUM,
        expression=expression.text,
        dialect=read.dialect if read else Dialect.VIXIE,
        timezone=zone,
        target=service,
        note="; ".join(filter(None, (expression.note, read.note if read else ""))),
        references=expression.references,
    )


def _of_command(source: Source, service: str, node: Node, zone: str | None) -> Iterator[Schedule]:
    command = filled(text(node)).text
    if option := _OPTION.search(command):
        yield from _of_option(source, service, node, option["expression"], zone)
    jobs = [one.job for one in printed_jobs(command)] or _only_line(command)
    for job in jobs:
        yield Schedule(
            system="compose",
            name=job.name or service,
            evidence=(_where(source, node, job.expression),),
            confidence=Confidence.MEDIUM,
            expression=job.expression,
            dialect=job.dialect,
            timezone=zone,
            command=job.command,
            user=job.user,
            target=service,
        )


def _of_options(source: Source, service: str, parts: list[Node], zone: str | None) -> Iterator[Schedule]:
    """Read an option and its value that are entries of a list, each of its own."""
    for option, value in pairwise(parts):
        if text(option) in _OPTIONS:
            yield from _of_option(source, service, value, filled(text(value)).text, zone)


def _of_option(source: Source, service: str, node: Node, expression: str, zone: str | None) -> Iterator[Schedule]:
    read = meaning("WATCHTOWER_SCHEDULE" if "watchtower" in service else "", expression)
    if read:
        yield Schedule(
            system="compose",
            name=service,
            evidence=(_where(source, node, expression),),
            confidence=read.confidence,
            expression=expression,
            dialect=read.dialect,
            timezone=zone,
            target=service,
            note=read.note,
        )


def _only_line(command: str) -> list[Job]:
    """Read a command that is as a whole one line of a crontab, as images with a cron of their own take it."""
    if "\n" in command or meaning("", " ".join(command.split()[:5])) is None:
        return []
    return [job for job in crontab_jobs([command], system=False) if not job.fault]


def _where(source: Source, node: Node, expression: str) -> Evidence:
    """Return the line of a command on which an expression stands."""
    first, last = node.start_mark.line, node.end_mark.line
    for number in range(first, min(last + 1, len(source.lines), first + 500)):
        column = source.lines[number].find(expression)
        if column >= 0:
            return source.at(number + 1, column + 1)
    return place(source, node)
