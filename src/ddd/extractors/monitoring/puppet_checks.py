"""Reads checks that Puppet manifests hand to a monitoring system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._limits import once
from ddd.extractors.monitoring._plugins import Bound, bounds, is_asked_elsewhere, plugin
from ddd.extractors.monitoring._triggers import trigger
from ddd.extractors.puppet._facts import read, state
from ddd.extractors.puppet._manifest import Manifest, Resource, manifest
from ddd.extractors.puppet._values import Reader, Value
from ddd.measures import number, quantity
from ddd.model import Check, Confidence, Phase, Severity, State, Trigger, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "puppet-check"
_COMMANDS = ("nrpe_command", "check_command", "command", "command_line", "cfg", "local_command", "cmd")
_MONITORS = re.compile(
    r"(?:^|::|_|@)(?:check\w*|icinga\w*|nagios\w*|nrpe\w*|monitor\w*|alert\w*|sensu\w*|\w*threshold)(?:::|_|$)"
)
_WATCHED = ("metric", "target", "query", "description", "desc", "service_description")
_LEVELS = (
    (("warning", "warn", "warning_threshold"), Severity.WARNING),
    (("critical", "crit", "critical_threshold"), Severity.CRITICAL),
)
_LINKS = ("notes_link", "notes_url", "runbook", "runbook_url", "probe_runbook")
_SERVICES = re.compile(
    r"(?:^|::)(?:nagios_service|icinga::check|nrpe::monitor_service|monitoring::service|nagios::service)$"
)
_URL = re.compile(r"https?://[^\s\"'${}]{4,300}")


@extractor("puppet-checks", paths=("*.pp",), literals=("check_", "critical", "warning"))
def puppet_checks(source: Source) -> Iterator[Trigger | Check]:
    """Find checks of Nagios, Icinga and their like among Puppet's resources.

        nrpe::monitor_service { 'bird':
          description  => 'routing daemon',
          nrpe_command => '/usr/lib/nagios/plugins/check_procs -c 1:1 -C bird',
          notes_url    => 'https://wiki.harbour.example/bird',
        }

        @@icinga::check::graphite { 'queue':
          target   => 'stats.queue.length',
          warning  => 30,
          critical => 50,
        }

    Thresholds stand in a plugin's command line, or in `warning` and `critical` of a resource whose type speaks of
    checks; the latter are read as `too much is bad`, and too little where the warning is the higher one (confidence
    medium). A service without a threshold is a check. Variables are followed as for all of Puppet. Not seen: what a
    define makes of its parameters. Format: https://www.monitoring-plugins.org/doc/guidelines.html.
    """
    read_in = manifest(source)
    for resource in read_in.resources:
        if _MONITORS.search(resource.type.lower()):
            yield from _of_resource(read_in, resource)


def _of_resource(read_in: Manifest, resource: Resource) -> Iterator[Trigger | Check]:
    reader = read(read_in, resource)
    in_force, note = state(reader, resource)
    title = reader.value(resource.title)
    command = _command(reader, resource)
    url = _first(reader, resource, _LINKS)
    link = _URL.search(url.text) if url else None
    if title is None:
        return
    found = [*(_of_command(command) if command else ()), *_of_levels(reader, resource)]
    for bound, value in found:
        fact = trigger(
            bound,
            system=_SYSTEM,
            name=title.text,
            condition=_condition(command, bound),
            evidence=once(*value.places, *title.places),
            runbook_url=link[0] if link else "",
            note="; ".join(filter(None, (note, *value.notes))),
            state=in_force,
        )
        asked = tuple(dict.fromkeys((*value.references, *title.references)))
        is_asked = any(one.text in bound.stated for one in asked)
        yield replace(fact, references=asked, state=in_force if is_asked else fact.state)
    if not found and command and _SERVICES.search(resource.type.lower()):
        yield from _check(reader, resource, title, command, in_force)


def _first(reader: Reader, resource: Resource, keys: tuple[str, ...]) -> Value | None:
    found = (reader.value(resource.attributes.get(key)) for key in keys)
    return next((one for one in found if one is not None), None)


def _command(reader: Reader, resource: Resource) -> Value | None:
    """Return the command line; it stands where the resource gives it, whatever its variables are."""
    key = next((key for key in _COMMANDS if reader.value(resource.attributes.get(key)) is not None), "")
    found = reader.value(resource.attributes.get(key))
    if found is None:
        return None
    own = reader.place(resource.attributes[key])
    is_here = "check_" in reader.source.lines[own.line - 1]
    return replace(found, places=once(*((own,) if is_here else ()), *found.places))


def _condition(command: Value | None, bound: Bound) -> str:
    return " ".join(command.text[:400].split()) if command and "check_" in command.text else bound.written


def _of_command(command: Value) -> Iterator[tuple[Bound, Value]]:
    for part in command.text.split("!"):
        for bound in bounds(part) if plugin(part) and not is_asked_elsewhere(part) else ():
            if "$ARG" not in bound.stated:
                yield bound, command


def _of_levels(reader: Reader, resource: Resource) -> Iterator[tuple[Bound, Value]]:
    levels = [(_first(reader, resource, keys), severity) for keys, severity in _LEVELS]
    numbers = [number(value.text) if value else None for value, _ in levels]
    low = numbers[0] is not None and numbers[1] is not None and numbers[0] > numbers[1]
    watched = _first(reader, resource, _WATCHED) or reader.value(resource.title)
    for value, severity in levels:
        stated = quantity(value.text) if value else None
        if value is None or watched is None or (stated is None and not value.references):
            continue
        yield (
            Bound(
                subject=" ".join(watched.text[:300].split()),
                comparison="<" if low else ">",
                stated=value.text,
                threshold=stated.number if stated else None,
                unit=stated.unit if stated else "",
                severity=severity,
                confidence=Confidence.MEDIUM,
                written=f"{severity.value} => {value.text}",
            ),
            value,
        )


def _check(reader: Reader, resource: Resource, title: Value, command: Value, in_force: State) -> Iterator[Check]:
    described = _first(reader, resource, ("description", "service_description", "desc"))
    yield Check(
        system=_SYSTEM,
        name=title.text,
        phase=Phase.POST,
        condition=f"`{' '.join(command.text[:400].split())}` answers OK",
        note=described.text if described else "",
        state=in_force,
        references=tuple(dict.fromkeys((*command.references, *title.references))),
        evidence=once(*command.places, *title.places),
    )
