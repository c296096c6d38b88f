"""Reads cron jobs of Ansible's variables whose time is drawn for each host."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from ddd.extractors._jinja import references
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan import yaml_nodes
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_FIELDS = {"minute": "0", "hour": "0", "day": "1", "month": "1", "weekday": "0"}
"""Field -> the number that stands for a drawn one: whichever it is, it recurs as often."""
_COMMANDS = ("job", "command", "cron_job")
_DRAWN = re.compile(r"\{\{.*\|\s{0,20}random\s{0,20}\(.*\}\}", re.DOTALL)


@extractor(
    "cron-drawn",
    paths=("defaults/*.yml", "defaults/**/*.yml", "vars/*.yml", "group_vars/**/*.yml"),
    literals=("random(", "random ("),
)
def cron_drawn(source: Source) -> Iterator[Extracted]:
    """Find cron jobs of a role's variables whose minute, hour or day is drawn: `minute: '{{ 59 | random(seed=…) }}'`.

        cron__jobs:
          - name: 'hourly'
            minute: '{{ 59 | random(seed=inventory_hostname) }}'
            job: 'run-parts /etc/cron.hourly'

    A number is drawn for each host and then stays: how often the job runs is known, when is not. The lowest number
    stands for it and the note says so. A job of which no field is drawn is not read here.
    Format: ansible.builtin.cron, the filter random.
    """
    for document in source.yaml:
        for node in yaml_nodes.walk(document):
            if isinstance(node, yaml.SequenceNode):
                for entry in node.value:
                    yield from _job(source, entry)


def _job(source: Source, entry: yaml.Node) -> Iterator[Schedule]:
    said = {key: value for key, _, value in yaml_nodes.items(entry)}
    command = next((text for key in _COMMANDS if (text := yaml_nodes.scalar(said.get(key)))), None)
    given = {key: yaml_nodes.scalar(said.get(key)) or "" for key in _FIELDS if key in said}
    drawn = [key for key, text in given.items() if len(text) < 10_000 and _DRAWN.fullmatch(text.strip())]
    if command is None or not drawn:
        return
    fields = [_FIELDS[key] if key in drawn else given.get(key) or "*" for key in _FIELDS]
    name = yaml_nodes.scalar(said.get("name")) or ""
    is_absent = yaml_nodes.scalar(said.get("state")) == "absent"
    user = yaml_nodes.scalar(said.get("user")) or ""
    nodes = [*(said[key] for key in given), *([said["name"]] if name else [])]
    yield Schedule(
        system="ansible-cron",
        name=name,
        evidence=tuple(dict.fromkeys(source.at_node(one) for one in nodes)),
        expression=" ".join(fields),
        dialect=Dialect.VIXIE,
        command=" ".join(command.split()),
        user=user,
        state=State.ABSENT if is_absent else State.ACTIVE,
        confidence=Confidence.MEDIUM,
        note=f"drawn for each host: {', '.join(drawn)}; the lowest number stands for it",
        references=references(" ".join(fields), command, name, user),
    )
