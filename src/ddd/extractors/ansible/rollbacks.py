"""The ways back that Ansible tasks hold: what a `rescue` does, what is kept for later, and what restores it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from yaml.nodes import Node

from ddd.extractors.ansible._actions import action, called
from ddd.extractors.ansible._comments import notes
from ddd.extractors.ansible._messengers import MESSENGERS
from ddd.extractors.ansible._tasks import AnsibleFile, AnsibleTask, ansible, conjunction, flat, places
from ddd.extractors.ansible._words import FREE_FORM, is_true, one_line, short
from ddd.model import Confidence, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"
_ONLY_TELL = frozenset({"assert", "debug", "fail", "meta", "set_fact", "set_stats", "block"})
_ONLY_LOOK = _ONLY_TELL | {"stat", "find", "slurp", "pause", "wait_for", "uri", "setup", "include_vars", "getent"}
_MAX_COMMANDS = 12
_FILE = re.compile(r"(?i)(?:^|[_-])(?:roll_?back|restore|revert|downgrade|undo)(?:$|[_-])")
_RESTORES = re.compile(
    r"""(?ix) \broll(?:ing)?[\s_-]?back\b | \brevert(?:ing)?\b | \bundo(?:ing)?\b | \bdowngrad(?:e|ing)\b
    | \brestor(?:e|ing)\b .{0,60}
      \b(?: backups? | dumps? | snapshots? | previous | former | original | databases? | data | configs? | configuration
      | state | release | version ) \b
    """
)
_OTHERWISE = re.compile(
    r"(?i)\bselinux|iptables|nftables|context|cron|timer|script|service\b|permission|install|dependenc|creat|\bno\s+\w+back"
    r"|\b(?:check|verify|ensure|get|find|set|gather|list|assert|fail|wait|show|print|debug|notify|include|import|is|if|can)\b"
)
_BOTH = re.compile(r"(?i)\b(?:dump|back\s?up|save)\w*\s+(?:and|&|/)\s+restor")
_FILE_OF_BOTH = re.compile(r"(?i)(?:^|[_-])(?:dump|back_?up|save)s?[_-](?:and[_-]|n[_-])?restor")
_DIAGNOSIS = re.compile(
    r"""(?x) (?:sudo\s+)? (?:/\S{0,60}/)?
    (?: tail | head | cat | ls | echo | journalctl | dmesg | ps | df | free | ss | netstat | ip\s
    | dpkg\s+(?:--audit|-l) | systemctl\s+(?:status|list|show|is-)
    | (?:docker|podman|kubectl|oc|crictl)\s+(?:logs|ps|describe|get|inspect|events)
    | sh\s+-c\s+["']echo ) \b
    """
)
_KEPT = re.compile(r"(?i)\.(?:bak|backup|orig|old|save|prev(?:ious)?)\b|\bback_?ups?\b")
_KEEPS = re.compile(r"(?i)\bback(?:ing)?[\s_-]?up\b")
_KEEP_COPIES = frozenset(
    {"assemble", "blockinfile", "copy", "ini_file", "lineinfile", "replace", "template", "win_copy", "xml"}
)


@extractor(
    "ansible-rollbacks",
    paths=("*.yml", "*.yaml"),
    literals=("- ",),
)
def ansible_rollbacks(source: Source) -> Iterator[Rollback]:
    """Find the ways back in Ansible tasks: `rescue` beside `block`, what is kept for later, and what restores it.

        - name: Upgrade
          block:
            - ansible.builtin.command: /opt/app/upgrade
          rescue:
            - ansible.builtin.command: /opt/app/restore-previous

    A comment may say it too: `# Rollback: restore the dump of the night before`. What is kept: `backup: true` of
    modules that write files, a copy or an archive beside the original, the releases of `deploy_helper`. What restores:
    plays and tasks, and files of them, that are called so (`rollback.yml`, “Restore the database from the dump”).
    A rescue that only reports the failure (`debug`, `fail`) is no way back, and a task that restores the context of
    SELinux or the rules of a firewall at boot is none either.
    Format: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_blocks.html.
    """
    file = ansible(source)
    for note in notes(source) if file.plays or file.tasks else ():
        if note.kind == "rollback":
            yield Rollback(system=_SYSTEM, name=note.text, evidence=(source.at(note.line),))
    for task in file.every_task():
        if task.module == "block":
            yield from _rescue(source, task)
        elif is_true(task.arg("backup")) and _writes_file(task):
            yield _kept_copy(source, task)
        else:
            yield from _kept(source, task)
    yield from _called_so(source, file)


def _kept(source: Source, task: AnsibleTask) -> Iterator[Rollback]:
    """A copy or an archive of what is there, and the releases that a deployment keeps."""
    before, kept = one_line(task.arg("src") or task.arg("path")), one_line(task.arg("dest"))
    copies = (task.short == "copy" and is_true(task.arg("remote_src"))) or task.short == "archive"
    if copies and before and kept and not _KEPT.search(before) and (_KEPT.search(kept) or _KEEPS.search(task.name)):
        node = task.args["dest"].key
        yield _told(source, task, f"the former {before} is kept as {kept}", node)
    elif task.short == "deploy_helper" and task.arg("state") in ("", "present", "finalize", "clean"):
        number = task.arg("keep_releases") or "5"
        where = one_line(task.arg("path"))
        yield _told(source, task, f"the last {number} releases are kept below {where}", task.key)


def _told(source: Source, task: AnsibleTask, condition: str, node: Node) -> Rollback:
    return Rollback(
        system=_SYSTEM,
        name=task.name,
        condition=condition,
        confidence=Confidence.MEDIUM,
        evidence=places(source, node, task.key),
    )


def _called_so(source: Source, file: AnsibleFile) -> Iterator[Rollback]:
    """Plays and tasks that say they restore, and files that are called so: one way back for each file of tasks."""
    name = PurePosixPath(source.installed_path).stem
    named = _FILE.search(name) is not None and not _FILE_OF_BOTH.search(name)
    for play in file.plays:
        if named or (_RESTORES.search(play.name) and not _BOTH.search(play.name)):
            yield from _way_back(source, play.name or name, play.key, play.tasks)
        else:
            yield from _single(source, play.tasks)
    if named:
        yield from _way_back(source, name, file.tasks[0].start if file.tasks else None, file.tasks)
    else:
        yield from _single(source, file.tasks)


def _single(source: Source, tasks: Iterable[AnsibleTask]) -> Iterator[Rollback]:
    for task in flat(tasks):
        above = task.rescues is not None or task.module in _ONLY_LOOK
        if not above and _RESTORES.search(task.name) and not _OTHERWISE.search(task.name):
            yield from _way_back(source, one_line(task.name), task.key, (task,), task)


def _way_back(
    source: Source, name: str, key: Node | None, tasks: Iterable[AnsibleTask], only: AnsibleTask | None = None
) -> Iterator[Rollback]:
    acts = [task for task in flat(tasks) if task.module not in _ONLY_LOOK]
    if acts and key is not None:
        yield Rollback(
            system=_SYSTEM,
            name=name,
            condition=f"when {short(conjunction(only.conditions))}" if only and only.conditions else "",
            commands=tuple(action(task) or called(task) for task in acts[:_MAX_COMMANDS]),
            confidence=Confidence.MEDIUM,
            evidence=places(source, key, *(task.key for task in acts[:_MAX_COMMANDS])),
        )


def _rescue(source: Source, block: AnsibleTask) -> Iterator[Rollback]:
    acts = [task for task in flat(block.children.get("rescue", ())) if not _only_looks(task)]
    if acts:
        nodes = (block.keywords["rescue"].key, block.key, *(task.key for task in acts))
        yield Rollback(
            system=_SYSTEM,
            condition=f"“{called(block)}” fails",
            commands=tuple(action(task) or called(task) for task in acts),
            evidence=places(source, *nodes),
        )


def _only_looks(task: AnsibleTask) -> bool:
    """Whether a task tells or gathers something; in a rescue that is for the reader of the log."""
    if task.short in MESSENGERS:
        return True
    return task.module in _ONLY_LOOK or (task.module in FREE_FORM and _DIAGNOSIS.match(action(task)) is not None)


def _writes_file(task: AnsibleTask) -> bool:
    return task.short in _KEEP_COPIES or task.short.endswith("_config")


def _kept_copy(source: Source, task: AnsibleTask) -> Rollback:
    written = one_line(task.arg("dest") or task.arg("path")) or called(task)
    return Rollback(
        system=_SYSTEM,
        condition=f"the change of {written} was wrong: its former version is kept beside it",
        confidence=Confidence.MEDIUM,
        evidence=places(source, task.args["backup"].key, task.key),
    )
