"""Reads the jobs of schedulers that look at containers' labels: Ofelia, Chadburn and swarm-cronjob."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from yaml.nodes import MappingNode, Node, SequenceNode

from ddd.extractors._jinja import references
from ddd.extractors._nodes import below, documents, place, text
from ddd.extractors._units import Setting, settings
from ddd.extractors.docker._variables import Filled, filled
from ddd.model import Confidence, Dialect, Evidence, Problem, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import items, sequence, walk

_JOB = re.compile(
    r"(?P<system>ofelia|chadburn)\.job-(?:exec|run|local|service-run)\.(?P<name>[^\s=]{1,200})\.(?P<key>[a-z-]{1,40})"
)
_SECTION = re.compile(r"job-(?:exec|run|local|service-run)\s+\"(?P<name>[^\"]{1,200})\"")
_NEVER_CLOSED = re.compile(r"\s*\[job-[^\]=]*")
_READS_FIVE = "netresearch/ofelia"
_CRON_FIELDS = 5
_FIVE_FIELDS = "five fields: Ofelia reads the first as seconds in some versions; six fields would be sure"


@dataclass(frozen=True, slots=True)
class _Label:
    """A label, and where it stands."""

    key: str
    value: str
    node: Node


@extractor("ofelia", paths=("*.yml", "*.yaml"), literals=("ofelia.job-", "chadburn.job-", "swarm.cronjob.schedule"))
def ofelia(source: Source) -> Iterator[Schedule]:
    """Find the jobs that labels of containers ask for, in Compose files and wherever else YAML says `labels:`.

        labels:
          ofelia.enabled: "true"
          ofelia.job-exec.dump.schedule: "0 30 2 * * *"
          ofelia.job-exec.dump.command: /usr/local/bin/dump.sh

    The list form (`- "ofelia.job-exec.dump.schedule=@daily"`) is the same, and so are Chadburn's labels. Six fields,
    seconds first; five fields are ambiguous and told with low confidence, but for `netresearch/ofelia`, which takes
    both. `swarm.cronjob.schedule` starts a service of a swarm. `ofelia.enabled: "false"` is suspended. A variable
    `${NAME:-@daily}` is read with its default; one without is looked up in `.env`. The zone is the scheduler's.
    Format: https://github.com/mcuadros/ofelia/blob/master/docs/jobs.md, https://crazymax.dev/swarm-cronjob/
    """
    takes_both = _READS_FIVE in source.text
    for document in _documents(source):
        for node in walk(document):
            for key, _, value in items(node):
                owner = text(below(value, "name")) or key
                for labels in _labels_of(value) if key != "deploy" else ():
                    yield from _of_labels(source, owner, labels, takes_both)


@extractor("ofelia-ini", paths=("*.ini", "*.conf"), literals=("[job-",))
def ofelia_ini(source: Source) -> Iterator[Extracted]:
    """Find the jobs of Ofelia's configuration, a file `*.ini` or `*.conf`.

        [job-exec "nightly dump"]
        schedule = 0 30 2 * * *
        command = /usr/local/bin/dump.sh

    Six fields, seconds first; five fields are ambiguous and told with low confidence.
    Format: https://github.com/mcuadros/ofelia/blob/master/docs/jobs.md
    """
    jobs: dict[str, dict[str, Setting]] = defaultdict(dict)
    for setting in settings(source.lines):
        if section := _SECTION.fullmatch(setting.section.strip()):
            jobs[section["name"]][setting.key.lower()] = setting
    for number, line in enumerate(source.lines, start=1):
        if _NEVER_CLOSED.fullmatch(line):
            message = "this section's bracket is never closed: Ofelia refuses the file"
            yield Problem(source.path, number, "ofelia-ini", message)
    for name, job in jobs.items():
        schedule = job.get("schedule")
        if schedule and schedule.value:
            expression = Filled(schedule.value.strip("\"'"))
            said = {key: one.value for key, one in job.items()}
            where = source.at(schedule.line, schedule.column)
            yield _schedule("ofelia", name, expression, where, said, takes_both=False, is_off=False)


def _documents(source: Source) -> list[Node]:
    """Any YAML file may carry labels: one that is no YAML is not known to."""
    try:
        return documents(source)
    except Unreadable:
        return []


def _labels_of(value: Node) -> Iterator[list[_Label]]:
    """Yield the labels of a service, its own and those below `deploy:`."""
    for key, _, found in items(value):
        if key in ("labels", "container_labels"):
            yield list(_labels(found))
        elif key == "deploy":
            yield from ([*_labels(one)] for name, _, one in items(found) if name == "labels")


def _labels(node: Node) -> Iterator[_Label]:
    if isinstance(node, MappingNode):
        yield from (_Label(key, text(value), value) for key, _, value in items(node))
    elif isinstance(node, SequenceNode):
        for entry in sequence(node):
            key, sign, value = text(entry).partition("=")
            if sign:
                yield _Label(key.strip(), value.strip(), entry)


def _of_labels(source: Source, owner: str, labels: list[_Label], takes_both: bool) -> Iterator[Schedule]:
    said = {label.key: label.value for label in labels}
    for label in labels:
        job = _JOB.fullmatch(label.key)
        if job and job["key"] == "schedule" and label.value:
            before = label.key.removesuffix("schedule")
            of_job = {key.removeprefix(before): value for key, value in said.items() if key.startswith(before)}
            is_off = said.get(f"{job['system']}.enabled", "").lower() == "false"
            of_job.setdefault("container", owner)
            expression, where = filled(label.value), place(source, label.node)
            yield _schedule(job["system"], job["name"], expression, where, of_job, takes_both=takes_both, is_off=is_off)
        elif label.key == "swarm.cronjob.schedule" and label.value:
            is_off = said.get("swarm.cronjob.enable", "").lower() == "false"
            expression, where = filled(label.value), place(source, label.node)
            of_job = {"container": owner}
            yield _schedule("swarm-cronjob", owner, expression, where, of_job, takes_both=True, is_off=is_off)


def _schedule(
    system: str,
    name: str,
    expression: Filled,
    where: Evidence,
    said: dict[str, str],
    *,
    takes_both: bool,
    is_off: bool,
) -> Schedule:
    is_short = len(expression.text.split()) == _CRON_FIELDS and not expression.references
    is_doubtful = is_short and not takes_both
    command = filled(said.get("command", "")).text
    return Schedule(
        system=system,
        name=name,
        evidence=(where,),
        state=State.SUSPENDED if is_off else State.ACTIVE,
        confidence=Confidence.LOW if is_doubtful else Confidence.HIGH,
        expression=expression.text,
        dialect=Dialect.ROBFIG if is_short else Dialect.ROBFIG_SECONDS,
        command=command,
        target=said.get("container", "") or said.get("service", ""),
        user=said.get("user", ""),
        note="; ".join(filter(None, (_FIVE_FIELDS if is_doubtful else "", expression.note))),
        references=expression.references or references(expression.text, command),
    )
