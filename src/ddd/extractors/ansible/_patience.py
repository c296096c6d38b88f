"""How Ansible tasks fail without saying `fail`: what they wait for does not come, or a script in them exits."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node, ScalarNode

from ddd.extractors.ansible._actions import called
from ddd.extractors.ansible._awaited import (
    CONNECTION,
    WAIT,
    awaited_state,
    patience,
    patience_seconds,
    seconds,
)
from ddd.extractors.ansible._tasks import AnsibleTask, conjunction, places
from ddd.extractors.ansible._words import FREE_FORM, Value, is_true, one_line
from ddd.extractors.shell._comments import Comments
from ddd.extractors.shell._flow import Failure, Flow
from ddd.extractors.shell._script import Script
from ddd.model import FailureMode
from ddd.scan.source import Source
from ddd.scan.templates import without_jinja
from ddd.scan.unreadable import Unreadable

_SYSTEM = "ansible"
_LONGEST_SCRIPT = 20_000


def out_of_patience(source: Source, task: AnsibleTask) -> Iterator[FailureMode]:
    """Yield how a task fails when what it waits for does not come in time."""
    ignored = is_true(task.keyword("ignore_errors"))
    if "until" in task.keywords and task.keywords["until"].texts:
        value = task.keywords["until"]
        nodes = [value.key, *(task.keywords[key].key for key in ("retries", "delay") if key in task.keywords)]
        guard = f"not ({conjunction(value.texts)}) after {patience(task).removeprefix('up to ')}"
        yield _failure(source, task, guard, patience_seconds(task), [*nodes, task.key], ignored)
    state, limit = _state_and_limit(task)
    if state:
        nodes = [task.args["timeout"].key] if "timeout" in task.args else []
        yield _failure(source, task, f"not: {state}", seconds(limit), [task.key, *nodes], ignored)
    for key in ("async", "timeout"):
        limit = task.keyword(key)
        if limit not in ("", "0") and (key == "timeout" or task.keyword("poll") != "0"):
            guard = f"it runs longer than {limit} s"
            yield _failure(source, task, guard, seconds(limit), [task.keywords[key].key, task.key], ignored)


def of_script(source: Source, task: AnsibleTask) -> Iterator[FailureMode]:
    """Yield where the script that stands in a task exits with a failure, with what it says."""
    value = task.args.get("cmd") if task.module in FREE_FORM else None
    if value is None or task.short in ("win_command", "win_shell") or not _is_script(value):
        return
    script = _parsed(value.node.value)
    if script is None:
        return
    suppressed = is_true(task.keyword("ignore_errors")) or task.keyword("failed_when").lower() in ("false", "no")
    first = value.node.start_mark.line + 2
    opening = value.node.value.split("\n", 1)[0].strip()
    if source.lines[first - 1 : first] and source.lines[first - 1].strip() != opening:
        return  # blank lines before it, or an alias: which line is which is not known
    for event in Flow(script, Comments(script), errexit=False).events():
        if isinstance(event, Failure) and (event.message or event.guard):
            offsets = [event.start] if event.said is None else [event.start, event.said]
            evidence = dict.fromkeys(source.at(first + script.line(offset) - 1) for offset in offsets)
            yield FailureMode(
                system=_SYSTEM,
                name=called(task),
                message=event.message,
                guard=event.guard,
                suppressed=suppressed,
                evidence=(*evidence, source.at_node(task.key)),
            )


def _parsed(text: str) -> Script | None:
    try:
        script = Script(without_jinja(text))
    except Unreadable:
        return None
    script.text = text  # as many characters: what is told is what stands there
    return script


def _is_script(value: Value) -> bool:
    """Whether a literal block of several lines stands there: only of such is known which line is which."""
    node = value.node
    literal = isinstance(node, ScalarNode) and node.style == "|"
    return literal and "exit" in node.value and len(node.value) <= _LONGEST_SCRIPT


def _state_and_limit(task: AnsibleTask) -> tuple[str, str]:
    if task.module == "wait_for":
        return awaited_state(task), task.arg("timeout") or WAIT
    if task.module == "wait_for_connection":
        limit = task.arg("timeout") or CONNECTION
        return f"the host can be reached within {limit} s", limit
    return "", ""


def _failure(
    source: Source, task: AnsibleTask, guard: str, within: int | None, nodes: list[Node], suppressed: bool
) -> FailureMode:
    return FailureMode(
        system=_SYSTEM,
        name=task.name,
        message=one_line(task.arg("msg")) if task.module == "wait_for" and task.arg("msg") else called(task),
        guard=conjunction(task.conditions, f"({guard})" if " or " in guard and task.conditions else guard),
        within_seconds=within,
        suppressed=suppressed,
        evidence=places(source, *nodes),
    )
