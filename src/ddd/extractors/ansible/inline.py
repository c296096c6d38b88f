"""Crontabs, systemd timers and services whose text stands within an Ansible task."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import ScalarNode

from ddd.extractors._written import places, written
from ddd.extractors.ansible._loops import Turn, turns
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, conjunction
from ddd.extractors.ansible._words import Value, short
from ddd.model import Definition, Schedule, State, replace
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import scalar

# Module -> where it says the file's path, and its text.
_TEXTS = {
    "copy": (("dest",), "content"),
    "lineinfile": (("path", "dest", "name", "destfile"), "line"),
    "blockinfile": (("path", "dest", "name", "destfile"), "block"),
}


@extractor("ansible-inline", paths=("*.yml", "*.yaml"), literals=("cron", ".timer", ".service"))
def ansible_inline(source: Source) -> Iterator[Schedule | Definition]:
    """Find timers and crontabs written by `copy` with `content`, by `lineinfile` and by `blockinfile`.

        - ansible.builtin.copy:
            dest: /etc/systemd/system/report.timer
            content: |
              [Timer]
              OnCalendar=Mon 06:30

    What counts is the path on the host: `*.timer`, `*.service`, `/etc/crontab`, `/etc/cron.d/*`, `/var/spool/cron/*`,
    and `/etc/cron.daily/*` with its sisters. What a line takes from an entry of a literal loop is told at that entry.
    Format: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/copy_module.html.
    """
    for task in ansible(source).every_task():
        keys, text = _TEXTS.get(task.module, ((), ""))
        path = next((task.args[key] for key in keys if task.arg(key)), None)
        if path and text in task.args:
            for turn in turns(task):
                yield from _found(source, task, turn, path, task.args[text])


def _found(source: Source, task: AnsibleTask, turn: Turn, path: Value, text: Value) -> Iterator[Schedule | Definition]:
    lines = turn.filled(text.node.value).split("\n") if isinstance(text.node, ScalarNode) else []
    at = places(source, text.node)
    for found in written(turn.filled(path.text), lines, at, source.at_node(path.node)):
        if isinstance(found, Schedule):
            yield _placed(source, task, turn, _of_entry(source, turn, text, found))
        else:
            yield found


def _of_entry(source: Source, turn: Turn, text: Value, found: Schedule) -> Schedule:
    """A line that is made of the loop's entry has its value there."""
    said = scalar(text.node) or ""
    if found.expression in said or "\n" in said.strip():
        return found
    entries = [source.at_node(node) for node in turn.places(said)]
    return replace(found, evidence=tuple(dict.fromkeys((*entries, *found.evidence))))


def _placed(source: Source, task: AnsibleTask, turn: Turn, found: Schedule) -> Schedule:
    """Add what the task says of the schedule: when it holds, and whether it is taken away."""
    notes = [found.note] if found.note else []
    if task.conditions:
        notes.append(f"only when {short(turn.filled(conjunction(task.conditions)))}")
    lines = {place.line for place in found.evidence}
    is_open = bool(turn.source) and turn.asks(found.expression)
    state = found.state
    if task.arg("state") == "absent":
        state = State.ABSENT
    elif is_open:
        notes.append(f"a job for each of {short(turn.source)}")
        state = State.UNRESOLVED
    return replace(
        found,
        state=state,
        note="; ".join(notes),
        references=() if is_open else found.references,
        evidence=(*found.evidence, *(place for place in [source.at_node(task.key)] if place.line not in lines)),
    )
