"""Reads the checks that NRPE runs on a machine, and check commands that Puppet, Chef or YAML files hand to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode

from ddd.extractors._jinja import EXPRESSION, LONGEST_LINE, readable_lines, references
from ddd.extractors._limits import once
from ddd.extractors._nodes import documents, place
from ddd.extractors.monitoring._plugins import bounds, plugin
from ddd.extractors.monitoring._triggers import trigger
from ddd.model import Check, Phase, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import items, walk

_SYSTEM = "nrpe"
_COMMAND = re.compile(r"\s*command\[(?P<name>[^\[\]]{1,200})\]\s*=\s*(?P<line>\S.*)")
_PLUGIN_CALL = re.compile(r"check_[\w.-]{1,80}[\"']?\s.{0,800}?(?:\s|^)(?:-[wcWKC]|--(?:warn|crit))")
_ARGUMENT = re.compile(r"\$ARG\d")
_EXPRESSION = re.compile(EXPRESSION)
_KEYS = r"nrpe_command|check_command|command(?:_line)?|cfg|local_command|exec|check|plugin|cmd"
_ASSIGNED = re.compile(
    rf"\s*['\":]?(?P<key>{_KEYS})['\"]?\s*(?:=>|:|=|\s)\s*(?P<quote>[\"'])(?P<text>.*)(?P=quote)\s*[,;)}}]?\s*"
)
_TITLE = re.compile(
    r"(?:[\w@:]{1,120}\s*\{\s*|^\s*|[\w:]{1,80}\s+)[\"'](?P<title>[^\"'\n]{1,160})[\"']\s*(?::\s*$|:\s|do\b)"
)
_LOOK_BACK = 12


@extractor("nrpe", paths=("*.cfg", "*.conf", "*.j2", "*.erb", "*.epp"), literals=("command[",))
def nrpe(source: Source) -> Iterator[Trigger | Check]:
    """Find the commands of NRPE and the thresholds they hold; in templates too.

        command[check_disk]=/usr/lib/nagios/plugins/check_disk -w 20% -c 10% -p /

    Of a disk, of swap and of a certificate's days little is bad, of nearly everything else much; `10:20` is good
    inside, `@10:20` outside. A command without a threshold is a check of its exit status. What the asking server
    gives (`$ARG1$`) is not known here. Format: https://github.com/NagiosEnterprises/nrpe.
    """
    for number, line in enumerate(readable_lines(source.lines), 1):
        match = _COMMAND.match(line) if len(line) <= LONGEST_LINE else None
        if match:
            yield from _of_command(source, match["name"], match["line"].strip(), number)


def _of_command(source: Source, name: str, command: str, number: int) -> Iterator[Trigger | Check]:
    found = bounds(command)
    place_of = (source.at(number),)
    for bound in found:
        if not _ARGUMENT.search(bound.stated):
            yield trigger(bound, system=_SYSTEM, name=name, condition=command[:400], evidence=place_of)
    if not found and not _ARGUMENT.search(command) and re.search(r"[A-Za-z]{3}", _EXPRESSION.sub("", command)):
        condition = f"exit status of `{command[:400]}` is 0"
        yield Check(
            system=_SYSTEM,
            name=name,
            phase=Phase.POST,
            condition=condition,
            evidence=place_of,
            references=references(name, condition),
        )


@extractor("check-commands", paths=("*.rb", "*.yml", "*.yaml", "*.json"), literals=("check_",))
def check_commands(source: Source) -> Iterator[Trigger]:
    """Find command lines of monitoring plugins with thresholds in Chef's Ruby and in YAML (Ansible, Hiera, Sensu).

        nrpe_checks:
          check_load: {command: "check_load -w 15,10,5 -c 30,25,20"}

    Thresholds that a variable of Ruby holds are told with their text and are unresolved. Not seen: commands that
    several lines put together. Format: https://www.monitoring-plugins.org/doc/guidelines.html.
    """
    if source.path.endswith(".rb"):
        yield from _in_code(source)
    else:
        yield from _in_yaml(source)


def _in_code(source: Source) -> Iterator[Trigger]:
    for number, line in enumerate(source.lines, 1):
        if "check_" not in line or len(line) > LONGEST_LINE:
            continue
        match = _ASSIGNED.match(line)
        inline = match or _inline(line)
        if inline and _PLUGIN_CALL.search(inline["text"]):
            title = _title(source, number, inline["text"])
            for bound in bounds(inline["text"].replace("\\$", "$").replace("\\'", "'")):
                if not _ARGUMENT.search(bound.stated.replace("\\", "")):
                    yield trigger(
                        bound,
                        system=_SYSTEM,
                        name=title[0],
                        condition=inline["text"][:400],
                        evidence=once(source.at(number), source.at(title[1])),
                    )


def _inline(line: str) -> re.Match[str] | None:
    """`nrpe::check { 'x': command => '…' }` on one line."""
    position = max(line.find("command"), line.find("cfg"))
    return _ASSIGNED.match(line, position) if position > 0 and not line.lstrip().startswith("#") else None


def _title(source: Source, number: int, command: str) -> tuple[str, int]:
    """Return the title of the resource around a line, and its line; the plugin's name where there is none."""
    for line in range(number, max(0, number - _LOOK_BACK), -1):
        text = source.lines[line - 1]
        match = _TITLE.search(text) if len(text) <= LONGEST_LINE and not text.lstrip().startswith("#") else None
        if match:
            return match["title"], line
    return plugin(command), number


def _in_yaml(source: Source) -> Iterator[Trigger]:
    if not _PLUGIN_CALL.search(source.text.replace("\n", " ")):
        return
    try:
        found = documents(source)
    except Unreadable:
        return  # no file of ours: whoever owns it tells
    for document in found:
        for node in walk(document):
            yield from _of_mapping(source, node)


def _of_mapping(source: Source, node: Node) -> Iterator[Trigger]:
    named = {key: value.value for key, _, value in items(node) if isinstance(value, ScalarNode)}
    for key, _, value in items(node):
        if not isinstance(value, ScalarNode) or not _PLUGIN_CALL.search(value.value[:2_000]) or "\n" in value.value:
            continue
        name = named.get("name") or named.get("title") or (key if key.startswith("check_") else plugin(value.value))
        for bound in bounds(value.value):
            if not _ARGUMENT.search(bound.stated):
                yield trigger(
                    bound,
                    system=_SYSTEM,
                    name=name,
                    condition=" ".join(value.value[:400].split()),
                    evidence=(place(source, value),),
                )
