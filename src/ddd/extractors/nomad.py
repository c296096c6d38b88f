"""Reads Nomad's periodic jobs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._hcl import INTERPOLATION, Kind, Value, document, first_fault, from_json
from ddd.model import Dialect, Problem, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_TEMPLATE = re.compile(r"\[\[.*?\]\]|\{\{.*?\}\}", re.DOTALL)
_JOB = re.compile(r"(?m)^job[ \t]+\"")
_MAX_DEPTH = 4


@extractor("nomad", paths=("*.nomad", "*.hcl", "*.nomad.json", "*.nomad.tpl", "*.hcl.tmpl"), literals=("eriodic",))
def nomad(source: Source) -> Iterator[Extracted]:
    """Find the periodic jobs of Nomad: `periodic { crons = ["0 3 * * *"] }` in a `job` block, in HCL or JSON.

    `cron` is the older key of the same; `time_zone` is UTC where none is given; `enabled = false` suspends. A variable
    (`var.cron`) is followed to its default in the file. What Levant puts in (`[[ .cron ]]`) stays open. The command is
    that of the first task. Format: https://developer.hashicorp.com/nomad/docs/job-specification/periodic.
    """
    if source.installed_path.endswith(".json"):
        for node in source.yaml:
            yield from _of_json(source, from_json(node))
        return
    jobs = [body for key, body in document(source).entries if key == "job" and body.is_block]
    found = [schedule for job in jobs for schedule in _of_job(source, job)]
    yield from found
    is_certain = bool(jobs) or _JOB.search(source.text) is not None
    if is_certain and not found and not _TEMPLATE.search(source.text) and (line := first_fault(source)):
        yield Problem(source.path, line, "nomad", "not HCL here: what stands around it was read")


def _of_job(source: Source, job: Value) -> Iterator[Schedule]:
    name = job.labels[0] if job.labels else ""
    for periodic in job.all("periodic"):
        state = State.SUSPENDED if periodic.literal("enabled") == "false" else State.ACTIVE
        zone = periodic.literal("time_zone") or "UTC"
        command = _command(job, 0)
        for value in (one for key in ("cron", "crons") for one in _each(periodic.get(key))):
            yield _schedule(source, name, value, zone, state, command)


def _of_json(source: Source, value: Value) -> Iterator[Schedule]:
    """Read a job of the API's form: `{"Job": {"ID": "x", "Periodic": {"Spec": "0 3 * * *"}}}`."""
    job = value.get("Job") or value
    periodic = job.get("Periodic")
    if periodic is None:
        return
    state = State.SUSPENDED if periodic.literal("Enabled") == "false" else State.ACTIVE
    name, zone = job.literal("Name") or job.literal("ID"), periodic.literal("TimeZone") or "UTC"
    for one in (one for key in ("Spec", "Specs") for one in _each(periodic.get(key))):
        yield _schedule(source, name, one, zone, state, "")


def _schedule(source: Source, name: str, value: Value, zone: str, state: State, command: str) -> Schedule:
    defaults = source.derived("nomad defaults", _defaults) if "${" in value.text + zone else {}
    expression, places = _filled(value, defaults)
    zone = _filled(Value(Kind.TEXT, zone, value.line, value.column), defaults)[0]
    is_open = "${" in expression + zone or _TEMPLATE.search(expression + zone) is not None
    return Schedule(
        system="nomad",
        name=name,
        evidence=tuple(source.at(one.line, one.column) for one in (*places, value)),
        state=State.UNRESOLVED if is_open and state is State.ACTIVE else state,
        expression=" ".join(expression.split()),
        dialect=Dialect.NOMAD,
        timezone=zone,
        command=command,
    )


def _filled(value: Value, defaults: dict[str, Value]) -> tuple[str, list[Value]]:
    """Put the defaults of variables in; return where they stand as well."""
    used: list[Value] = []

    def put(match: re.Match[str]) -> str:
        default = defaults.get(match["body"].strip())
        if default is None:
            return match[0]
        used.append(default)
        return default.text

    return INTERPOLATION.sub(put, value.text), used


def _defaults(source: Source) -> dict[str, Value]:
    found = {}
    for key, body in document(source).entries if not source.installed_path.endswith(".json") else ():
        default = body.get("default")
        if key == "variable" and body.labels and default and default.kind is Kind.TEXT:
            found[f"var.{body.labels[0]}"] = default
        elif key == "locals":
            found |= {f"local.{name}": value for name, value in body.entries if value.kind is Kind.TEXT}
    return found


def _each(value: Value | None) -> tuple[Value, ...]:
    if value is None or value.kind is Kind.NULL:
        return ()
    items = value.items if value.kind is Kind.LIST else (value,)
    return tuple(one for one in items if one.kind in (Kind.TEXT, Kind.OPEN) and one.text)


def _command(value: Value, depth: int) -> str:
    """Return what the first task runs: its `command` and `args`, or the image of its container."""
    for key, below in value.entries if depth < _MAX_DEPTH else ():
        if key == "config":
            args = below.get("args")
            words = [below.literal("command"), *(one.text for one in (args.items if args else ()))]
            return " ".join(filter(None, words))
        if key in ("group", "task") and (found := _command(below, depth + 1)):
            return found
    return ""
