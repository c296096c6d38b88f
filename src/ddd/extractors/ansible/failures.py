"""The ways of failing that Ansible plays and tasks name themselves."""

from __future__ import annotations

from collections.abc import Iterator

from yaml.nodes import Node

from ddd.extractors.ansible._actions import called
from ddd.extractors.ansible._tasks import AnsibleTask, Play, ansible, conjunction, places
from ddd.extractors.ansible._words import is_false, is_true, one_line
from ddd.model import Evidence, FailureMode
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"


@extractor(
    "ansible-failures",
    paths=("*.yml", "*.yaml"),
    literals=("fail", "assert", "ignore_errors", "any_errors_fatal"),
)
def ansible_failures(source: Source) -> Iterator[FailureMode]:
    """Find how Ansible plays say that they fail: `fail`, `assert`, `failed_when`, `any_errors_fatal`.

        - name: Refuse without confirmation
          ansible.builtin.fail:
            msg: Set restore_confirmed=true, this replaces the database
          when: not restore_confirmed

    What a task says before it fails is the message, its conditions (and those of its blocks) are the guard. What takes
    failures back (`failed_when: false`, `ignore_errors: true`) is told as suppressed: no way of failing. See
    https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_error_handling.html
    """
    file = ansible(source)
    for play in file.plays:
        yield from _of_play(source, play)
    for task in file.every_task():
        yield from _of_task(source, task)


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
    never = condition is not None and is_false(condition.text)
    if task.module == "fail":
        message = task.arg("msg") or "Failed as requested from task"
        evidence = places(source, task.key, *_of(task, "msg"))
        guard = conjunction((*_after_failure(task), *task.conditions))
        yield _failure(task, message, guard, evidence, suppressed=ignored or never)
    elif task.module == "assert":
        yield from _assertion(source, task, suppressed=ignored or never)
    elif condition is not None and (never or condition.texts):
        guard = "" if never else _always(conjunction(condition.texts))
        evidence = places(source, condition.key, task.key)
        yield _failure(task, called(task), guard, evidence, suppressed=ignored or never)
    elif ignored:
        evidence = places(source, task.keywords["ignore_errors"].key, task.key)
        yield _failure(task, called(task), "", evidence, suppressed=True)


def _assertion(source: Source, task: AnsibleTask, *, suppressed: bool) -> Iterator[FailureMode]:
    that = task.args["that"].texts if "that" in task.args else ()
    if not that:
        return  # Ansible refuses it: nothing is asserted
    held = conjunction(that)
    said = next((task.arg(key) for key in ("fail_msg", "msg") if task.arg(key)), f"assertion failed: {held}")
    guard = conjunction(task.conditions, f"not ({held})")
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
