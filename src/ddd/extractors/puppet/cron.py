"""Reads what Puppet manifests run by cron: the cron resource, and the defines that wrap one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ddd.cadence import recurrence
from ddd.extractors.puppet._facts import read, schedule
from ddd.extractors.puppet._manifest import Manifest, Resource, manifest
from ddd.extractors.puppet._readable import CLASS
from ddd.extractors.puppet._values import Reader, Value
from ddd.model import Confidence, Dialect, Reference, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node

_FIELDS = (("minute",), ("hour",), ("monthday", "date", "day_of_month"), ("month",), ("weekday", "day_of_week"))
_TIMES = frozenset({"minute", "hour", "weekday", "monthday"})
_OPTIONS = frozenset({"special", "user", *(key for names in _FIELDS for key in names)})
_CALENDAR_WORDS = (
    *("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
    *("january", "february", "march", "april", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_EVERY = ("*", "*", "*", "*", "*")
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "cron": _EVERY,
    "cron::job": _EVERY,
    "cron::hourly": ("0", *_EVERY[1:]),
    "cron::daily": ("0", "0", "*", "*", "*"),
    "cron::weekly": ("0", "0", "*", "*", "0"),
    "cron::monthly": ("0", "0", "1", "*", "*"),
}
"""What a field is when a resource leaves it out, by the type's own documentation."""
_WHOLE = ("cron", "cron_schedule", "cron_expression", "crontab", "schedule", "schedule_cron")
_NOT_CRON = frozenset({"schedule", CLASS, "file", "service", "exec", "package"})


@extractor("puppet-cron", paths=("*.pp",), literals=("minute", "hour", "special", "schedule", "cron"))
def puppet_cron(source: Source) -> Iterator[Extracted]:
    """Find Puppet's cron jobs.

        cron { 'nightly-dump':
          command => '/usr/local/sbin/dump',
          hour    => 3,
          minute  => [0, 30],
        }

    What a cron resource leaves out is `*`: with `hour` alone it runs every minute of that hour. `special => daily`,
    `ensure => absent`, resource defaults (`Cron { … }`), `create_resources` and the module `cron` (`cron::job`,
    `cron::daily`) are understood; variables are followed to the class, to its parameters and to hiera. Any other type
    that takes `hour` or `minute` and a command is taken for a define around a cron job (confidence medium); the minute
    or the hour it leaves out is asked from the define. So is one that takes them as a hash, `cron_options`.
    `fqdn_rand(60)` is drawn for each host: 0 stands for it. It does not see what a loop makes of its entries, nor what
    a splat (`* => $options`) brings. Format: the resource type cron of puppetlabs-cron_core.
    """
    manifesto = manifest(source)
    for resource in manifesto.resources:
        reader = read(manifesto, resource)
        if resource.type in _KNOWN and not _is_told_elsewhere(resource):
            yield _by_fields(reader, resource, _KNOWN[resource.type])
        elif _is_define_around_cron(resource):
            yield _by_fields(reader, resource, None)
        elif options := _options(manifesto, resource):
            yield _by_fields(reader, replace(resource, attributes={**resource.attributes, **options}), _EVERY)
        elif resource.type not in _NOT_CRON:
            yield from _whole(reader, resource)
        if resource.type == "cron::job::multiple":
            yield from _several(manifesto, reader, resource)


def _is_told_elsewhere(resource: Resource) -> bool:
    """With neither time nor command here an override gives them; a splat (`* => $options`) may give every time."""
    keys = resource.attributes.keys()
    times = {key for names in _FIELDS for key in names} | {"special", "ensure"}
    return not keys & (times if "*" in keys else times | {"command"})


def _is_define_around_cron(resource: Resource) -> bool:
    keys = set(resource.attributes)
    says_what = any("command" in key or key in ("cmd", "script", "job") for key in keys)
    return "::" in resource.type and bool(keys & _TIMES) and (says_what or "cron" in resource.type)


def _options(manifesto: Manifest, resource: Resource) -> Mapping[str, Node]:
    """Return what a define takes as the options of its cron job: `cron_options => {special => daily}`."""
    for key, node in resource.attributes.items():
        if "::" in resource.type and "cron" in key and node.type == "hash":
            given = manifesto.pairs(node)
            if given and given.keys() <= _OPTIONS:
                return given
    return {}


def _by_fields(reader: Reader, resource: Resource, omitted: tuple[str, ...] | None) -> Schedule:
    special = reader.value(resource.attributes.get("special"))
    if special and special.text != "absent":
        return schedule(reader, resource, "puppet-cron", f"@{special.text.lstrip('@')}", Dialect.VIXIE, [special])
    values = [_field(reader, resource, keys) for keys in _FIELDS]
    given = [one for one in values if one]
    fields, asked = list[str](), list[Reference]()
    for number, value in enumerate(values):
        default = omitted[number] if omitted else _of_define(resource.type, number, values, asked)
        fields.append(_field_text(value) if value and value.text != "absent" else default)
    confidence = Confidence.HIGH if omitted else Confidence.MEDIUM
    expression = " ".join(fields)
    return schedule(
        reader, resource, "puppet-cron", expression, Dialect.VIXIE, given, confidence=confidence, references=asked
    )


def _field(reader: Reader, resource: Resource, keys: tuple[str, ...]) -> Value | None:
    return next((value for key in keys if (value := reader.value(resource.attributes.get(key)))), None)


def _of_define(kind: str, number: int, values: list[Value | None], asked: list[Reference]) -> str:
    """A define may have a default of its own where a finer field than the given ones is left out; else it is `*`."""
    if number > 1 or not any(values[number + 1 :]) or values[number]:
        return "*"
    name = _FIELDS[number][0]
    asked.append(Reference(f"${{{name}}}", "hiera", f"{kind}::{name}"))
    return f"${{{name}}}"


def _field_text(value: Value) -> str:
    return value.text if value.references else _short("".join(value.text.split()))


def _short(field: str) -> str:
    """`Wednesday` is what Puppet takes and writes as a number; cron itself knows `wed` only."""
    return ",".join(one[:3] if one.lower() in _CALENDAR_WORDS else one for one in field.split(","))


def _whole(reader: Reader, resource: Resource) -> Iterator[Schedule]:
    """Any resource with an attribute that holds a whole cron expression, where it certainly is one."""
    for key in _WHOLE:
        value = reader.value(resource.attributes.get(key))
        if value and is_cron(value.text):
            yield schedule(
                reader, resource, "puppet-cron", value.text, Dialect.VIXIE, [value], confidence=Confidence.MEDIUM
            )


def _several(manifesto: Manifest, reader: Reader, resource: Resource) -> Iterator[Schedule]:
    jobs = resource.attributes.get("jobs")
    for one in jobs.named_children if jobs is not None and jobs.type == "array" else []:
        if one.type == "hash":
            attributes = {**resource.attributes, **manifesto.pairs(one)}
            yield _by_fields(reader, Resource("cron::job", resource.title, attributes, resource.scope), _EVERY)


def is_cron(text: str) -> bool:
    """Tell whether a text is certainly a cron expression: five fields that cron takes."""
    return len(text) < 200 and len(text.split()) == 5 and recurrence(text, Dialect.VIXIE).state is not State.INVALID
