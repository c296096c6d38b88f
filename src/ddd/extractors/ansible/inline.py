"""Crontabs, systemd timers and services whose text stands within an Ansible task."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from yaml.nodes import ScalarNode

from ddd.extractors.ansible._loops import Turn, turns
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, conjunction
from ddd.extractors.ansible._words import Value, short
from ddd.extractors.crontab import crontab_jobs, schedule
from ddd.extractors.systemd import service_command, timer_schedules
from ddd.model import Definition, Evidence, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

# Module -> where it says the file's path, and its text.
_TEXTS = {
    "copy": (("dest",), "content"),
    "lineinfile": (("path", "dest", "name", "destfile"), "line"),
    "blockinfile": (("path", "dest", "name", "destfile"), "block"),
}
_UNIT = re.compile(r"(?:.*/)?(?P<unit>[^/]+\.(?P<kind>timer|service))")
_SYSTEM_TABLE = re.compile(r"(?:.*/)?etc/(?:crontab|cron\.d/[^/]+)")
_USER_TABLE = re.compile(r"(?:.*/)?var/spool/cron/(?:crontabs/|tabs/)?(?P<user>[^/]+)")


@extractor("ansible-inline", paths=("*.yml", "*.yaml"), literals=("cron", ".timer", ".service"))
def ansible_inline(source: Source) -> Iterator[Schedule | Definition]:
    """Find timers and crontabs written by `copy` with `content`, by `lineinfile` and by `blockinfile`.

        - ansible.builtin.copy:
            dest: /etc/systemd/system/report.timer
            content: |
              [Timer]
              OnCalendar=Mon 06:30

    What counts is the path on the host: `*.timer`, `*.service`, `/etc/crontab`, `/etc/cron.d/*`, `/var/spool/cron/*`.
    Format: https://docs.ansible.com/ansible/latest/collections/ansible/builtin/copy_module.html.
    """
    for task in ansible(source).every_task():
        keys, text = _TEXTS.get(task.module, ((), ""))
        path = next(filter(None, map(task.arg, keys)), "")
        if path and text in task.args:
            for turn in turns(task):
                for found in _found(source, task.args[text], turn.filled(path), turn):
                    yield _placed(source, task, turn, found) if isinstance(found, Schedule) else found


def _found(source: Source, value: Value, path: str, turn: Turn) -> Iterator[Schedule | Definition]:
    lines = turn.filled(value.node.value).split("\n") if isinstance(value.node, ScalarNode) else []
    at = _places(source, value)
    unit, user_table = _UNIT.fullmatch(path), _USER_TABLE.fullmatch(path)
    if unit and unit["kind"] == "timer":
        yield from timer_schedules(lines, unit["unit"], at)
    elif unit:
        yield from service_command(lines, unit["unit"], at)
    elif _SYSTEM_TABLE.fullmatch(path):
        yield from (schedule(job, at) for job in crontab_jobs(lines, system=True))
    elif user_table:
        for job in crontab_jobs(lines, system=False):
            yield replace(schedule(job, at), user=user_table["user"])


def _places(source: Source, value: Value) -> Callable[[int, int], Evidence]:
    """Return what tells where a line of a text stands: exactly for `|`, else by the value it is part of."""
    mark = value.node.start_mark

    def at(line: int, column: int = 1) -> Evidence:
        if not isinstance(value.node, ScalarNode) or value.node.style != "|":
            return source.at(mark.line + 1, mark.column + 1)
        number = min(mark.line + 1 + line, len(source.lines))
        text = source.lines[number - 1]
        return source.at(number, len(text) - len(text.lstrip()) + column)

    return at


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
