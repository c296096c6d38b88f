"""The ways back that Ansible tasks hold: what a `rescue` does, and the copies that `backup` keeps."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors.ansible._actions import action, called
from ddd.extractors.ansible._comments import notes
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, flat, places
from ddd.extractors.ansible._words import is_true, one_line
from ddd.model import Confidence, Rollback
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"
_ONLY_TELL = frozenset({"assert", "debug", "fail", "meta", "set_fact", "set_stats", "block"})
_KEEP_COPIES = frozenset(
    {"assemble", "blockinfile", "copy", "ini_file", "lineinfile", "replace", "template", "win_copy", "xml"}
)


@extractor(
    "ansible-rollbacks", paths=("*.yml", "*.yaml"), literals=("rescue", "backup", "oll back", "ollback", "oll-back")
)
def ansible_rollbacks(source: Source) -> Iterator[Rollback]:
    """Find the ways back in Ansible tasks: `rescue` beside `block`, and `backup: true` of modules that write files.

        - name: Upgrade
          block:
            - ansible.builtin.command: /opt/app/upgrade
          rescue:
            - ansible.builtin.command: /opt/app/restore-previous

    A comment may say it too: `# Rollback: restore the dump of the night before`.
    A rescue that only reports the failure (`debug`, `fail`) is no way back. See
    https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_blocks.html
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


def _rescue(source: Source, block: AnsibleTask) -> Iterator[Rollback]:
    acts = [task for task in flat(block.children.get("rescue", ())) if task.module not in _ONLY_TELL]
    if acts:
        nodes = (block.keywords["rescue"].key, block.key, *(task.key for task in acts))
        yield Rollback(
            system=_SYSTEM,
            condition=f"“{called(block)}” fails",
            commands=tuple(action(task) or called(task) for task in acts),
            evidence=places(source, *nodes),
        )


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
