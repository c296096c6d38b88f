"""Reads Java's properties: values that others refer to, and schedules told by their key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ddd.extractors.java_schedulers._properties import LANGUAGE, canonical, default_of, references
from ddd.model import Confidence, Definition, Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, scalar

_LINE = re.compile(r"\s{0,50}(?P<name>[\w.\-\[\]]{1,200})\s{0,50}[=:]\s{0,50}(?P<value>.*)")
_PROFILE = re.compile(r"(?:.*/)?(?:application|bootstrap)-[^/]+")
_APPLICATION = re.compile(r"(?:.*/)?(?:application|bootstrap)(?:-[^/]+)?\.properties")
_KEY = re.compile(
    r"(?:.*[.\-_])?(?:cron|cron[.\-_]?[eE]xpression|schedule)|.*(?:Cron|CronExpression|Schedule)", re.ASCII
)
_CRON = re.compile(r"(?:[0-9*?/,LW#A-Za-z-]{1,40}\s+){4,6}[0-9*?/,LW#A-Za-z-]{1,40}")
_BEGINS = re.compile(r"[0-9*/,-]+\s")
_OPEN = re.compile(r"\$\{(?P<name>[\w.\-]{1,200})(?::(?P<default>[^{}]{0,300}))?\}")
_PLAIN = 5
_MAX_DEPTH = 30


@extractor("java-properties", paths=("*.properties",), literals=("cron", "Cron", "chedule"))
def java_properties(source: Source) -> Iterator[Extracted]:
    """Find schedules in Java's properties by their key: `purge.cron=0 0 3 * * ?`.

    The key ends in `cron`, `cronExpression` or `schedule` and the value has five to seven fields. With `?` it is
    Quartz's, without it is read in `application.properties` only, as Spring's, or as plain cron where the seconds are
    missing. Where a program of the repository refers to the key, that program's fact stands for both.
    Format: java.util.Properties.
    """
    is_application = _APPLICATION.fullmatch(source.installed_path) is not None
    for line, name, value, column in _entries(source):
        shown = default_of(value)
        if not _KEY.fullmatch(name) or not _CRON.fullmatch(shown) or not _BEGINS.match(shown):
            continue
        if "?" not in shown and not is_application:
            continue
        six = Dialect.QUARTZ if "?" in shown else Dialect.SPRING
        yield Schedule(
            system="schedule-key",
            name=name,
            evidence=(source.at(line, column),),
            expression=value,
            dialect=six if len(shown.split()) > _PLAIN else Dialect.VIXIE,
            confidence=Confidence.MEDIUM,
            references=references(value),
        )


@extractor(
    "java-property-values",
    paths=(
        *("*.properties", "application*.yml", "application*.yaml", "bootstrap*.yml", "bootstrap*.yaml"),
        *("src/main/resources/*.yml", "src/main/resources/*.yaml"),
    ),
    values_of=LANGUAGE,
)
def java_property_values(source: Source) -> Iterator[Extracted]:
    """Tell what `application.properties`, `application.yml` and others beside them hold, for what refers to it.

    No fact by itself. A profile's file (`application-prod.yml`), or its document, holds in that profile only.
    Format: https://docs.spring.io/spring-boot/reference/features/external-config.html.
    """
    conditional = _PROFILE.fullmatch(source.installed_path) is not None
    if source.installed_path.endswith(".properties"):
        for line, name, value, column in _entries(source):
            yield _definition(source, line, column, name, value, conditional)
        return
    for document in source.yaml:
        of_profile = _profile(document)
        for name, node in _leaves(document):
            line, column = node.start_mark.line + 1, node.start_mark.column + 1
            yield _definition(source, line, column, name, str(node.value), conditional or of_profile)


def _definition(source: Source, line: int, column: int, name: str, value: str, conditional: bool) -> Definition:
    return Definition(
        kind="variable",
        language=LANGUAGE,
        name=canonical(name.removeprefix("%prod.")),
        value=_settled(value),
        conditional=conditional,
        evidence=source.at(line, column),
    )


def _settled(value: str) -> str:
    """Return a value with the defaults of the environment's variables, and its other names as they are looked up."""

    def replacement(match: re.Match[str]) -> str:
        if match["default"] is not None and match["name"].isupper():
            return match["default"]
        return f"${{{canonical(match['name'])}}}"

    return _OPEN.sub(replacement, value)


def _entries(source: Source) -> Iterator[tuple[int, str, str, int]]:
    for number, line in enumerate(source.lines, 1):
        if line.lstrip().startswith(("#", "!")) or len(line) > 2000:
            continue
        if match := _LINE.fullmatch(line):
            yield number, match["name"], match["value"].strip(), match.start("value") + 1


def _leaves(node: yaml.Node) -> Iterator[tuple[str, yaml.ScalarNode]]:
    stack: list[tuple[str, yaml.Node, int]] = [("", node, 0)]
    while stack:
        name, current, depth = stack.pop()
        if isinstance(current, yaml.ScalarNode):
            yield name, current
        elif isinstance(current, yaml.MappingNode) and depth < _MAX_DEPTH:
            pairs = [(key.value, value) for key, value in current.value if isinstance(key, yaml.ScalarNode)]
            stack.extend((f"{name}.{key}" if name else key, value, depth + 1) for key, value in reversed(pairs))


def _profile(document: yaml.Node) -> bool:
    spring = child(document, "spring")
    activate = child(child(spring, "config"), "activate")
    return scalar(child(activate, "on-profile")) is not None or scalar(child(spring, "profiles")) is not None
