"""The ways of failing that Ansible plays and tasks name themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors.ansible._actions import called
from ddd.extractors.ansible._patience import of_script, out_of_patience
from ddd.extractors.ansible._questions import opposite
from ddd.extractors.ansible._tasks import AnsibleTask, Play, ansible, conjunction, flat, places
from ddd.extractors.ansible._words import is_true, one_line, short
from ddd.model import Evidence, FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"
_MAX_ACTS = 6
_NEVER = re.compile(r"(?i)\(?\s*(?:false|no|off|n|f|0|1\s*!=\s*1|1\s*==\s*[02]|0\s*==\s*1)\s*\)?")


@extractor(
    "ansible-failures",
    paths=("*.yml", "*.yaml"),
    literals=(
        "fail",
        "assert",
        "ignore_",
        "any_errors_fatal",
        "rescue",
        "until",
        "wait_for",
        "async",
        "timeout",
        "exit",
    ),
)
def ansible_failures(source: Source) -> Iterator[FailureMode]:
    """Find how Ansible plays say that they fail: `fail`, `assert`, `failed_when`, `any_errors_fatal`.

        - name: Refuse without confirmation
          ansible.builtin.fail:
            msg: Set restore_confirmed=true, this replaces the database
          when: not restore_confirmed

    What a task says before it fails is the message, its conditions (and those of its blocks) are the guard. What takes
    failures back (`failed_when: false`, `ignore_errors: true`, `ignore_unreachable`) is told as suppressed: no way of
    failing. Patience that ends is one: `until` after its retries, `wait_for` and `async` after their seconds. A block
    with a `rescue` may fail, and its outcome is what the rescue does. A script within a task fails where it says
    `exit 1`. See https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_error_handling.html
    """
    file = ansible(source)
    for play in file.plays:
        yield from _of_play(source, play)
    for task in file.every_task():
        yield from _of_task(source, task)
        yield from out_of_patience(source, task)
        yield from of_script(source, task)
        yield from _rescued(source, task)


def _of_play(source: Source, play: Play) -> Iterator[FailureMode]:
    name = play.name or play.hosts
    fatal, share = play.keywords.get("any_errors_fatal"), play.keywords.get("max_fail_percentage")
    if fatal and is_true(fatal.text):
        message, guard = "the play stops on all hosts", "any task fails on any host"
        yield FailureMode(
            system=_SYSTEM, name=name, message=message, guard=guard, evidence=places(source, fatal.key, play.key)
        )
    if share and share.text:
        guard = f"more than {one_line(share.text)} % of the hosts fail"
        yield FailureMode(
            system=_SYSTEM,
            name=name,
            message="the play stops on all hosts",
            guard=guard,
            evidence=places(source, share.key, play.key),
        )


def _of_task(source: Source, task: AnsibleTask) -> Iterator[FailureMode]:
    ignored = is_true(task.keyword("ignore_errors"))
    condition = task.keywords.get("failed_when")
    never = condition is not None and _NEVER.fullmatch(condition.text) is not None
    if task.module == "fail":
        message = task.arg("msg") or "Failed as requested from task"
        evidence = places(source, task.key, *_of(task, "msg"))
        guard = conjunction((*_after_failure(task), *task.conditions))
        yield _failure(task, message, guard, evidence, suppressed=ignored or never)
    elif task.module == "assert":
        yield from _assertion(source, task, suppressed=ignored or never)
    elif condition is not None and (never or condition.texts):
        guard = "" if never else _always(conjunction((*task.conditions, *condition.texts)))
        evidence = places(source, condition.key, task.key)
        yield _failure(task, called(task), guard, evidence, suppressed=ignored or never)
    elif ignored:
        evidence = places(source, task.keywords["ignore_errors"].key, task.key)
        yield _failure(task, called(task), "", evidence, suppressed=True)
    if is_true(task.keyword("ignore_unreachable")):
        evidence = places(source, task.keywords["ignore_unreachable"].key, task.key)
        yield _failure(task, called(task), "the host cannot be reached", evidence, suppressed=True)


def _rescued(source: Source, block: AnsibleTask) -> Iterator[FailureMode]:
    """A block may fail, and its rescue says what is done then; one that itself only fails says so by its `fail`."""
    tasks = list(flat(block.children.get("rescue", ())))
    acts = [task for task in tasks if task.module not in ("block", "fail")]
    if acts:
        done = [short(called(task), 100) for task in acts[:_MAX_ACTS]] + ["…"] * (len(acts) > _MAX_ACTS)
        done += ["then it fails"] if any(task.module == "fail" for task in tasks) else []
        yield FailureMode(
            system=_SYSTEM,
            name=block.name,
            message=f"“{called(block)}” fails",
            guard=conjunction(block.conditions),
            outcome="; ".join(done),
            evidence=places(source, block.keywords["rescue"].key, block.key),
        )


def _assertion(source: Source, task: AnsibleTask, *, suppressed: bool) -> Iterator[FailureMode]:
    that = task.args["that"].texts if "that" in task.args else ()
    if not that:
        return  # Ansible refuses it: nothing is asserted
    held = conjunction(that)
    said = next((task.arg(key) for key in ("fail_msg", "msg") if task.arg(key)), f"assertion failed: {held}")
    guard = conjunction(task.conditions, opposite(held))
    evidence = places(source, task.key, *_of(task, "fail_msg", "msg", "that"))
    yield _failure(task, said, guard, evidence, suppressed=suppressed)


def _failure(
    task: AnsibleTask, message: str, guard: str, evidence: tuple[Evidence, ...], *, suppressed: bool
) -> FailureMode:
    return FailureMode(
        system=_SYSTEM,
        name=task.name,
        message=one_line(message),
        guard=guard,
        suppressed=suppressed,
        evidence=evidence,
    )


def _after_failure(task: AnsibleTask) -> Iterator[str]:
    if task.rescues:
        yield f"“{called(task.rescues)}” failed"


def _always(condition: str) -> str:
    return "always" if is_true(condition) else condition


def _of(task: AnsibleTask, *keys: str) -> Iterator[Node]:
    """Yield where the arguments are given; the entries of a list each."""
    for key in keys:
        value = task.args.get(key)
        if value is not None:
            yield value.key
            yield from value.nodes if value.is_list else ()
