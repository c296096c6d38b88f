"""What Ansible tasks verify: before they change something, and afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yaml.nodes import Node

from ddd.extractors.ansible._tasks import AnsibleTask, Play, ansible, conjunction, flat, places
from ddd.extractors.ansible._words import is_false, is_true, one_line
from ddd.model import Check, Confidence, Evidence, Phase
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"
# Modules that look, decide or speak; whatever else a task runs may change the host.
_CHANGE_NOTHING = frozenset(
    {
        *("add_host", "assert", "async_status", "block", "debug", "fail", "find", "gather_facts", "getent", "group_by"),
        *("import_role", "import_tasks", "import_playbook", "include", "include_role", "include_tasks", "include_vars"),
        *("meta", "mount_facts", "package_facts", "pause", "ping", "service_facts", "set_fact", "set_stats", "setup"),
        *("slurp", "stat", "validate_argument_spec", "wait_for", "wait_for_connection"),
    }
)
_OMITTABLE = re.compile(r"\|\s*(?:d|default)\s*\(\s*omit\s*\)")


@extractor(
    "ansible-checks",
    paths=("*.yml", "*.yaml"),
    literals=("assert", "validate", "until", "wait_for", "status_code"),
)
def ansible_checks(source: Source) -> Iterator[Check]:
    """Find what Ansible tasks verify: `assert`, `validate`, `until`, `wait_for`, and `uri` with `status_code`.

        - name: Settings of sshd
          ansible.builtin.template:
            src: sshd_config.j2
            dest: /etc/ssh/sshd_config
            validate: /usr/sbin/sshd -t -f %s

    An `assert` before the first task that changes something is a check before the work, else one after it; `validate`
    is asked before the file is put in place. `check_mode` is a dry run, no check. See
    https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_conditionals.html
    """
    file = ansible(source)
    for play in file.plays:
        yield from _checks(source, play.tasks, play)
    yield from _checks(source, file.tasks, None)


def _checks(source: Source, tasks: Iterable[AnsibleTask], play: Play | None) -> Iterator[Check]:
    changed = False
    for task in flat(tasks):
        changed = changed or (play is not None and play.roles != () and task.section != "pre_tasks")
        yield from _of_task(source, task, Phase.POST if changed else Phase.PRE)
        changed = changed or _may_change(task)


def _may_change(task: AnsibleTask) -> bool:
    if task.module == "uri":
        return task.arg("method").upper() not in ("", "GET", "HEAD")
    return task.module not in _CHANGE_NOTHING and not is_false(task.keyword("changed_when"))


def _of_task(source: Source, task: AnsibleTask, phase: Phase) -> Iterator[Check]:
    if task.module == "assert" and "that" in task.args:
        that = task.args["that"]
        evidence = places(source, task.key, that.key, *(that.nodes if that.is_list else ()))
        yield _check(task, phase, conjunction(that.texts), evidence)
    if task.arg("validate") and _is_command(task.arg("validate")):
        value = task.args["validate"]
        evidence = places(source, value.key, task.key)
        surely = Confidence.LOW if _OMITTABLE.search(value.text) else Confidence.HIGH
        yield _check(task, Phase.PRE, one_line(value.text), evidence, surely)
    if "until" in task.keywords and task.keywords["until"].texts:
        value = task.keywords["until"]
        evidence = places(source, value.key, task.key, *_keys(task, "retries", "delay"))
        yield _check(task, Phase.POST, f"{conjunction(value.texts)} ({_patience(task)})", evidence)
    condition = _awaited(task)
    if condition:
        yield _check(task, Phase.POST, condition, places(source, task.key))


def _check(
    task: AnsibleTask,
    phase: Phase,
    condition: str,
    evidence: tuple[Evidence, ...],
    confidence: Confidence = Confidence.HIGH,
) -> Check:
    return Check(
        system=_SYSTEM, name=task.name, phase=phase, condition=condition, confidence=confidence, evidence=evidence
    )


def _is_command(text: str) -> bool:
    """`validate: true` is another thing: a module's own option."""
    return not is_true(text) and not is_false(text)


def _patience(task: AnsibleTask) -> str:
    tries, delay = task.keyword("retries") or "3", task.keyword("delay") or "5"
    return f"up to {one_line(tries)} tries, {one_line(delay)} s apart"


def _awaited(task: AnsibleTask) -> str:
    """Return what a task waits for or asks a server for; empty when it only sleeps, or does something else."""
    if task.module == "wait_for":
        return _awaited_state(task)
    if task.module == "wait_for_connection":
        return f"the host can be reached within {task.arg('timeout') or '600'} s"
    if task.module == "uri" and "status_code" in task.args:
        method = task.arg("method") or "GET"
        return f"{method} {one_line(task.arg('url'))} answers {task.args['status_code'].line}"
    return ""


def _awaited_state(task: AnsibleTask) -> str:
    subject = ""
    if task.arg("port"):
        subject = f"port {task.arg('port')} of {task.arg('host') or '127.0.0.1'}"
    elif task.arg("path"):
        subject = f"path {task.arg('path')}"
    if not subject:
        return ""  # only `timeout`: a pause
    found = f" and holds {task.arg('search_regex')}" if task.arg("search_regex") else ""
    return one_line(f"{subject} is {task.arg('state') or 'started'}{found} within {task.arg('timeout') or '300'} s")


def _keys(task: AnsibleTask, *names: str) -> Iterator[Node]:
    yield from (task.keywords[name].key for name in names if name in task.keywords)
