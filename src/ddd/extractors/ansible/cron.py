"""Jobs that Ansible's `cron` module puts into crontabs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors._jinja import references
from ddd.extractors.ansible._loops import Turn, turns
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, conjunction, places
from ddd.extractors.ansible._words import Value, is_true, one_line, short
from ddd.model import Dialect, Reference, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_FIELDS = ("minute", "hour", "day", "month", "weekday")
_SYNONYMS = {"day": "dom", "weekday": "dow"}
_EVERY_MINUTE = "* * * * *"
_MAY_BE_OMITTED = re.compile(r"\|\s*(?:d|default)\s*\(\s*omit\s*\)")

_PRESENT_IF = re.compile(
    r"""\{\{ \s* (?: ['"]present['"] \s+ if \s+ (?: \( \s* )? (?P<asked> [A-Za-z_][\w.]* )
                  (?: \s* \| \s* bool )? (?: \s* \) )? \s+ else \s+ ['"]absent['"]
                | (?: \( \s* )? (?P<chosen> [A-Za-z_][\w.]* ) (?: \s* \| \s* bool )? (?: \s* \) )?
                  \s* \| \s* ternary\( \s* ['"]present['"] \s* , \s* ['"]absent['"] \s* \) ) \s* \}\}""",
    re.VERBOSE,
)


@extractor("ansible-cron", paths=("*.yml", "*.yaml"), literals=("cron",))
def ansible_cron(source: Source) -> Iterator[Schedule]:
    """Find the jobs of the module `ansible.builtin.cron` in playbooks, task files and handlers.

        - name: Nightly dump
          ansible.builtin.cron:
            name: nightly dump
            minute: "15"
            hour: "{{ backup_hour }}"
            job: /usr/local/sbin/dump.sh

    A field that is not given is `*`, so a task without any runs every minute. Understood are `special_time`, the
    `key=value` form, literal loops (a job for each entry), `state: absent` and `disabled`. Tasks that set a variable
    of the crontab (`env: true`) are no jobs. Variables are followed to the role's defaults and the inventory. Format:
    https://docs.ansible.com/ansible/latest/collections/ansible/builtin/cron_module.html
    """
    for task in ansible(source).every_task():
        if task.module != "cron" or is_true(task.arg("env")) or not _is_job(task):
            continue
        for turn in turns(task):
            yield _schedule(source, task, turn)


def _is_job(task: AnsibleTask) -> bool:
    """The module asks for a job, or for the name of one that goes: other YAML has keys named `cron` too."""
    return bool(task.arg("job")) or "state" in task.args or task.arg("_").startswith("{{")


def _schedule(source: Source, task: AnsibleTask, turn: Turn) -> Schedule:
    given = _given(task, turn)
    expression = turn.filled(_expression(task, given))
    command = one_line(turn.filled(task.arg("job")))
    name = one_line(turn.filled(task.arg("name") or task.name))
    user = turn.filled(task.arg("user"))
    is_open = _is_open(task, turn, given, expression)
    return Schedule(
        system="ansible-cron",
        name=name,
        expression=expression,
        dialect=Dialect.VIXIE,
        command=command,
        user=user,
        state=_state(task, turn, is_open),
        note="; ".join(_notes(task, turn, given)),
        references=(
            *_references(turn, is_open, expression, command, name, user),
            *_switch(turn.filled(task.arg("state"))),
        ),
        evidence=places(source, *_nodes(task, turn, given)),
    )


def _references(turn: Turn, is_open: bool, *texts: str) -> Iterator[Reference]:
    """Yield what other files may hold: the list the task loops over, and the values it asks for."""
    loops = bool(turn.source) and any(turn.asks(text) for text in texts)
    if loops:
        yield Reference(turn.source, "ansible-loop", turn.variable)
    if loops or not is_open:
        yield from references(*texts)


def _given(task: AnsibleTask, turn: Turn) -> dict[str, Value]:
    """Return what says when: `special_time` alone, or the fields in their order."""
    special = task.args.get("special_time")
    fields = {name: task.args[key] for name in _FIELDS for key in (name, _SYNONYMS.get(name, "")) if key in task.args}
    fields = {name: value for name, value in fields.items() if value.text}
    if special and special.text and not (_left_out(special, turn) and _leaves_one_to_fields(special, fields, turn)):
        return {"special_time": special}
    if is_true(task.arg("reboot")):
        return {"reboot": task.args["reboot"]}
    return {name: value for name, value in fields.items() if not _is_left_out_here(value, turn)}


def _left_out(value: Value, turn: Turn) -> bool:
    return _MAY_BE_OMITTED.search(turn.filled(value.text)) is not None


def _leaves_one_to_fields(special: Value, fields: dict[str, Value], turn: Turn) -> bool:
    """The module takes either `special_time` or fields: a field that is surely given says that the other is not."""
    certain = any(not _left_out(value, turn) for value in fields.values())
    return certain or _is_left_out_here(special, turn)


def _is_left_out_here(value: Value, turn: Turn) -> bool:
    """`{{ item.hour | default(omit) }}` where this entry of the loop has no `hour`."""
    filled = turn.filled(value.text)
    return turn.entry is not None and turn.asks(filled) and _MAY_BE_OMITTED.search(filled) is not None


def _expression(task: AnsibleTask, given: dict[str, Value]) -> str:
    if "special_time" in given:
        return f"@{one_line(given['special_time'].text)}"
    if "reboot" in given:
        return "@reboot"
    if not given and task.arg("_").startswith("{{"):
        return one_line(task.arg("_"))  # cron: "{{ item }}"
    return " ".join(one_line(given[name].text) if name in given else "*" for name in _FIELDS)


def _is_open(task: AnsibleTask, turn: Turn, given: dict[str, Value], expression: str) -> bool:
    """Whether only the run can tell the time: the loop's entries stand elsewhere, or the caller chooses the form."""
    if turn.source and turn.asks(expression):
        return True
    if "special_time" in given and _left_out(given["special_time"], turn):
        return True
    return not given and task.arg("_").startswith("{{")


def _state(task: AnsibleTask, turn: Turn, is_open: bool) -> State:
    if turn.filled(task.arg("state")) == "absent":
        return State.ABSENT
    if is_true(turn.filled(task.arg("disabled"))):
        return State.SUSPENDED
    return State.UNRESOLVED if is_open else State.ACTIVE


def _switch(state: str) -> Iterator[Reference]:
    """Yield the variable that decides alone whether the job is there; its value may stand in another file."""
    if match := _PRESENT_IF.fullmatch(state.strip()):
        yield Reference(state, variable=match["asked"] or match["chosen"], off="false")


def _notes(task: AnsibleTask, turn: Turn, given: dict[str, Value]) -> Iterator[str]:
    absent = turn.filled(task.arg("state")) == "absent"
    if not given and absent:
        yield "removed; the task names no time"
    elif not given and not task.arg("_"):
        yield "every field omitted: every minute"
    if turn.source:
        yield f"a job for each of {short(turn.source)}"
    if task.conditions:
        yield f"only when {short(turn.filled(conjunction(task.conditions)))}"
    if "{{" in turn.filled(task.arg("state")):
        yield f"present or absent as {short(turn.filled(task.arg('state')))} says"
    if "{{" in turn.filled(task.arg("disabled")):
        yield f"disabled as {short(turn.filled(task.arg('disabled')))} says"


def _nodes(task: AnsibleTask, turn: Turn, given: dict[str, Value]) -> Iterator[Node]:
    """The line of the value, then the lines that lead to it: the loop's entry, the field, the module."""
    texts = [value.text for value in given.values()]
    yield from turn.places(*texts)
    yield from (_where(value) for value in list(given.values())[:1])
    if turn.entry is not None:
        yield turn.entry
    yield task.key


def _where(value: Value) -> Node:
    """A value of several lines is shown by the line of its key."""
    return value.key if value.node.start_mark.line != value.key.start_mark.line else value.node
