"""Reads hiera's data: the values manifests ask for, and the jobs that stand in it whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ddd.extractors.puppet._manifest import Manifest, Scope, manifest
from ddd.extractors.puppet._values import Reader, lookup_defaults
from ddd.model import Confidence, Control, Definition, Dialect, Evidence, Schedule, State
from ddd.scan import yaml_nodes
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

DATA = (
    *("hieradata/*.yaml", "hieradata/**/*.yaml", "hiera/*.yaml", "hiera/**/*.yaml", "hiera*/**/*.yaml"),
    *("data/*.yaml", "data/**/*.yaml"),
)
_VALUE = re.compile(
    r"(?P<quote>['\"]?)(?P<name>[\w-]{1,100}(?:::[\w-]{1,100}){0,9})(?P=quote)[ \t]*:[ \t]+"
    r"(?P<value>[^\s#&*|>{!][^\n]{0,500})"
)
_COMMENT = re.compile(r"\s#.*")
_EVERYWHERE = re.compile(
    r"(?:.*/)?(?:(?:hiera[^/]*|data)/)?(?:common|base|defaults?|global|all)\.ya?ml"
    r"|(?:.*/)?(?:hiera[^/]*|data)/(?:common|base|defaults?|global|all)/.+"
)
_FIELDS = ("minute", "hour", "monthday", "month", "weekday")
_TEMPLATE = re.compile(r"(?:template|epp)\(\s*['\"](?P<module>[\w${}]{1,100})/(?P<file>[^\"']{1,300})['\"]")
_MODULE = re.compile(r"(?P<root>(?:.*/)?)(?P<module>[^/]+)/manifests/")
_MOST_TEMPLATES = 50
_TRUE_JOBS = re.compile(r"cron|job|schedule", re.IGNORECASE)


@extractor("puppet-hiera", paths=DATA, literals=("minute", "hour", "special:", "rotate_every"))
def puppet_hiera(source: Source) -> Iterator[Extracted]:
    """Find the cron jobs and logrotate rules that stand in hiera as a whole.

        profile::base::cron_jobs:
          nightly-dump:
            command: /usr/local/sbin/dump
            hour: 3
            minute: 15

    is the hash a manifest gives to `create_resources('cron', …)`; what an entry leaves out is `*`. Single values
    (`backup::hour: 3`) are no facts by themselves: manifests are followed to them. Keys need the `::` of a module
    somewhere above, since any YAML may stand in a folder named `data`. Format: hiera.yaml(5) of Puppet.
    """
    for document in source.yaml:
        for key, _, value in yaml_nodes.items(document):
            if "::" in key:
                yield from _of_hash(source, key, value)


@extractor("puppet-hiera-values", paths=(*DATA, "*.pp"), values_of="hiera")
def puppet_hiera_values(source: Source) -> Iterator[Extracted]:
    """Tell the values that manifests ask for: of hiera's data (`backup::hour: 3`), and what a class sets by itself.

    Data for everybody (`common.yaml`) goes before data for some hosts, and both before the default of a parameter.
    Format: hiera.yaml(5) of Puppet.
    """
    if source.path.endswith(".pp"):
        for scope in manifest(source).scopes:
            yield from _of_scope(manifest(source), scope)
        yield from _of_lookups(manifest(source))
        yield from _of_templates(manifest(source))
        return
    conditional = not _EVERYWHERE.fullmatch(source.path)
    for number, line in enumerate(source.lines, start=1):
        if match := _VALUE.match(line):
            raw = _COMMENT.sub("", match["value"]).strip()
            if raw.startswith("[") and not raw.endswith("]"):
                continue  # a list over several lines, or never closed
            value = _plain(raw)
            place = source.at(number, match.start("value") + 1)
            yield _definition(match["name"], value, place, conditional=conditional)


def _plain(text: str) -> str:
    """`[0, 30]` is what a manifest turns into `0,30`."""
    if text.startswith("[") and text.endswith("]"):
        return ",".join(one.strip().strip("'\"") for one in text[1:-1].split(","))
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


def _definition(name: str, value: str, place: Evidence, *, conditional: bool = False, rank: int = 0) -> Definition:
    return Definition(
        kind="variable", language="hiera", name=name, value=value, conditional=conditional, rank=rank, evidence=place
    )


def _of_scope(manifesto: Manifest, scope: Scope) -> Iterator[Definition]:
    """A parameter's default holds until hiera says otherwise: it gives way to all that holds for everybody."""
    reader = Reader(manifesto, scope)
    for name, default in scope.parameters.items():
        value = reader.value(default)
        asked = value.references[0].variable if value and len(value.references) == 1 else ""
        if value and (not value.references or asked):
            text = f"%{{lookup('{asked}')}}" if asked else value.text
            yield _definition(f"{scope.name}::{name}", text, value.places[0], conditional=True, rank=1)
        elif default is not None and default.type == "undef" and not scope.is_class and name in _FIELDS:
            # a define hands it on to the cron resource, for which undef is every minute or hour
            yield _definition(f"{scope.name}::{name}", "*", reader.place(default))
    for name, nodes in scope.assigned.items():
        value = reader.value(nodes[0]) if len(nodes) == 1 else None
        if value and not value.references:
            yield _definition(f"{scope.name}::{name}", value.text, value.places[0])


def _of_lookups(manifesto: Manifest) -> Iterator[Definition]:
    stack = [manifesto.root]
    reader = Reader(manifesto, Scope())
    while stack:
        node = stack.pop()
        stack.extend(node.named_children)
        found = lookup_defaults(manifesto, node) if node.type == "function_call" and node.named_children else None
        value = reader.value(found[1]) if found else None
        if found and value and not value.references:
            yield _definition(found[0], value.text, value.places[0], conditional=True)


def _of_templates(manifesto: Manifest) -> Iterator[Definition]:
    """`<%= @hour %>` is the variable of the class that renders the template."""
    home = _MODULE.match(manifesto.source.path)
    scope = manifesto.scopes[1] if len(manifesto.scopes) == 2 else None
    if home is None or scope is None:
        return
    rendered = {(one["module"], one["file"]) for one in _TEMPLATE.finditer(manifesto.source.text)}
    reader = Reader(manifesto, scope)
    for module, file in sorted(rendered)[:_MOST_TEMPLATES]:
        module = home["module"] if "module_name" in module else module
        path = f"{home['root']}{module}/templates/{file}"
        for name in (*scope.parameters, *scope.assigned):
            node = (scope.assigned.get(name) or [scope.parameters.get(name)])[0]
            value = reader.value(node)
            if scope.is_class and name in scope.parameters:
                place = value.places[0] if value else manifesto.source.at(1)
                yield _definition(f"{path}@{name}", f"%{{lookup('{scope.name}::{name}')}}", place)
            elif value and not value.references:
                yield _definition(f"{path}@{name}", value.text, value.places[0])


def _of_hash(source: Source, key: str, node: yaml.Node) -> Iterator[Extracted]:
    for name, name_node, value in yaml_nodes.items(node):
        said = {field: one for field, _, one in yaml_nodes.items(value)}
        if "command" in said and said.keys() & {"minute", "hour", "special", "weekday", "monthday"}:
            yield _job(source, name, name_node, said)
        elif "logrotate" in key and "rotate_every" in said:
            yield from _rule(source, name, name_node, said)


def _job(source: Source, name: str, name_node: yaml.Node, said: dict[str, yaml.Node]) -> Schedule:
    given = [said[field] for field in (*_FIELDS, "special") if field in said]
    special = yaml_nodes.scalar(said.get("special"))
    fields = (_text(said.get(field)) or "*" for field in _FIELDS)
    is_absent = yaml_nodes.scalar(said.get("ensure")) == "absent"
    return Schedule(
        system="puppet-cron",
        name=name,
        evidence=tuple(dict.fromkeys((*(source.at_node(one) for one in given), source.at_node(name_node)))),
        expression=f"@{special}" if special else " ".join(fields),
        dialect=Dialect.VIXIE,
        command=" ".join((yaml_nodes.scalar(said["command"]) or "").split()),
        user=yaml_nodes.scalar(said.get("user")) or "",
        state=State.ABSENT if is_absent else State.ACTIVE,
        confidence=Confidence.MEDIUM,
    )


def _text(node: yaml.Node | None) -> str:
    return ",".join("".join((yaml_nodes.scalar(one) or "").split()) for one in yaml_nodes.sequence(node))


def _rule(source: Source, name: str, name_node: yaml.Node, said: dict[str, yaml.Node]) -> Iterator[Extracted]:
    word = yaml_nodes.scalar(said["rotate_every"]) or ""
    words = {"hour": "hourly", "day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
    places = (source.at_node(said["rotate_every"]), source.at_node(name_node))
    yield Schedule(
        system="puppet-logrotate",
        name=name,
        evidence=places,
        expression=words.get(word, word),
        dialect=Dialect.LOGROTATE,
    )
    if kept := yaml_nodes.scalar(said.get("rotate")):
        place = (source.at_node(said["rotate"]), source.at_node(name_node))
        yield Control(
            system="puppet-logrotate", name=name, control="log retention", value=kept, unit="rotations", evidence=place
        )
