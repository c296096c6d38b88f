"""What Ansible tasks verify: before they change something, and afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yaml.nodes import Node

from ddd.extractors.ansible._awaited import CONNECTION, awaited_state, patience
from ddd.extractors.ansible._questions import Registers, asked_by, ends, guarded_by_path, guards
from ddd.extractors.ansible._tasks import AnsibleTask, Play, ansible, conjunction, flat, places
from ddd.extractors.ansible._words import is_false, is_true, one_line, short
from ddd.model import Check, Confidence, Evidence, Phase, replace
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
_RUNS_OTHERS = frozenset({"import_playbook", "import_role", "import_tasks", "include", "include_role", "include_tasks"})
_LONGEST_NOTE = 160
_OMITTABLE = re.compile(r"\|\s*(?:d|default)\s*\(\s*omit\s*\)")
_HEALTH = re.compile(
    r"(?i)[/_.-](?:health(?:z|check|_check)?|ready|readyz|readiness|live|livez|liveness|ping|alive|status|up|heartbeat)"
    r"(?:[/?#\s\"'}]|$)"
)
_BEFORE = re.compile(
    r"(?i)(?:^|/)[^/]*(?:pre_?-?(?:flight|check|req|install|condition)|assert|validate_config)[^/]*\.ya?ml$|/tasks/checks?\.ya?ml$"
)
_AFTER = re.compile(r"(?i)(?:^|/)(?:verify|post_?-?(?:check|install|verify)|smoke|health_?check)[^/]*\.ya?ml$")


@extractor(
    "ansible-checks",
    paths=("*.yml", "*.yaml"),
    literals=(
        *("assert", "validate", "until", "wait_for", "uri", "stat:", "command", "shell", "creates", "removes", "ping"),
    ),
)
def ansible_checks(source: Source) -> Iterator[Check]:
    """Find what Ansible tasks verify: `assert`, `validate`, `until`, `wait_for`, `uri`, `stat` and commands that ask.

        - name: Settings of sshd
          ansible.builtin.template:
            src: sshd_config.j2
            dest: /etc/ssh/sshd_config
            validate: /usr/sbin/sshd -t -f %s

    A command asks when that is all it can do (`nginx -t`, `systemctl is-active`), or when it changes nothing
    (`changed_when: false`) and says when it has failed; so do a `fail` and a `meta: end_play` about what an earlier
    task found out. `creates`, `removes` and a `when` on a `stat` ask whether a task is needed at all: a check when all
    the work of the file or play depends on it, and none when they skip one task among others.

    What is asked before the first task that changes something is a check before the work, else one after it; so are
    `pre_tasks`, and files called `preflight`, `assert` or `verify`. `validate` is asked before the file is in place.
    `check_mode` is a dry run, no check. What is asked and then ignored (`ignore_errors`) is none either.
    Format: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_conditionals.html.
    """
    file = ansible(source)
    registers = Registers(file.every_task())
    for play in file.plays:
        yield from _checks(source, play.tasks, play, registers)
    yield from _checks(source, file.tasks, None, registers)


def _checks(source: Source, tasks: Iterable[AnsibleTask], play: Play | None, registers: Registers) -> Iterator[Check]:
    changed = False
    asked: set[str] = set()
    needed = _needed(tasks, play, registers)
    for task in flat(tasks):
        changed = changed or (play is not None and play.roles != () and task.section != "pre_tasks")
        phase = _phase(source, task, changed)
        yield from _of_task(source, task, phase)
        yield from _asked(source, task, phase, registers)
        for condition, node in guarded_by_path(task, registers):
            if condition in needed and condition not in asked:
                asked.add(condition)
                check = _check(task, Phase.PRE, condition, places(source, node, task.key), Confidence.MEDIUM)
                yield replace(check, note="else the task is skipped")
        changed = changed or _may_change(task)


def _needed(tasks: Iterable[AnsibleTask], play: Play | None, registers: Registers) -> frozenset[str]:
    """Return what is asked about paths before any of the work is done: what skips one task of several is not."""
    working = (task for task in flat(tasks) if task.section != "handlers" and _works(task))
    asked = [guards(task, registers) for task in working]
    return frozenset.intersection(*asked) if asked and not (play and play.roles) else frozenset()


def _works(task: AnsibleTask) -> bool:
    return _may_change(task) or task.module in _RUNS_OTHERS


def _phase(source: Source, task: AnsibleTask, changed: bool) -> Phase:
    if task.section == "handlers" or _AFTER.search(source.path):
        return Phase.POST
    if task.section == "pre_tasks" or _BEFORE.search(source.path):
        return Phase.PRE
    return Phase.POST if changed else Phase.PRE


def _asked(source: Source, task: AnsibleTask, phase: Phase, registers: Registers) -> Iterator[Check]:
    found = asked_by(task, registers)
    if found is not None:
        yield _check(task, phase, found.condition, places(source, *found.nodes, task.key))


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
        after = Phase.POST if _may_change(task) else phase
        yield _check(task, after, f"{conjunction(value.texts)} ({patience(task)})", evidence)
    condition = _awaited(task)
    if condition:
        yield _check(task, phase, condition, places(source, task.key))


def _check(
    task: AnsibleTask,
    phase: Phase,
    condition: str,
    evidence: tuple[Evidence, ...],
    confidence: Confidence = Confidence.HIGH,
) -> Check:
    # Of an end the condition is what is asked, of all others when it is asked.
    asked = "" if ends(task) else conjunction(task.conditions)
    return Check(
        system=_SYSTEM,
        name=task.name,
        phase=phase,
        condition=condition,
        confidence=confidence,
        note=f"only when {short(asked, _LONGEST_NOTE)}" if asked else "",
        evidence=evidence,
    )


def _is_command(text: str) -> bool:
    """`validate: true` is another thing: a module's own option."""
    return not is_true(text) and not is_false(text)


def _awaited(task: AnsibleTask) -> str:
    """Return what a task waits for or asks a server for; empty when it only sleeps, or does something else."""
    if task.module == "wait_for":
        return awaited_state(task)
    if task.module == "wait_for_connection":
        return f"the host can be reached within {task.arg('timeout') or CONNECTION} s"
    if task.module == "uri":
        return _answer(task)
    return ""


def _answer(task: AnsibleTask) -> str:
    """Return what `uri` asks for: the status it names, or the usual one where the address is made to be asked."""
    method, url = (task.arg("method") or "GET").upper(), one_line(task.arg("url"))
    if "status_code" in task.args:
        return f"{method} {url} answers {task.args['status_code'].line}"
    ignored = is_true(task.keyword("ignore_errors")) or is_false(task.keyword("failed_when"))
    healthy = method in ("GET", "HEAD") and _HEALTH.search(url) and "until" not in task.keywords and not ignored
    return f"{method} {url} answers 200" if healthy else ""


def _keys(task: AnsibleTask, *names: str) -> Iterator[Node]:
    yield from (task.keywords[name].key for name in names if name in task.keywords)
