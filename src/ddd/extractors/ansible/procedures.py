"""Ansible plays and task files as procedures: a step for each task, and the roles and files they bring in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddd.extractors.ansible._actions import action
from ddd.extractors.ansible._comments import Note, next_statement, notes, purpose
from ddd.extractors.ansible._loops import turns
from ddd.extractors.ansible._paths import of_role_or_playbook, role_tasks, task_file
from ddd.extractors.ansible._tasks import AnsibleTask, Play, ansible
from ddd.extractors.ansible._words import is_false, is_true, one_line
from ddd.model import Claim, Contact, Procedure, Step
from ddd.scan.components import role_folder
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "ansible"
_EXPECTED = "ok or changed; a host on which it fails leaves the play"
_INCLUDE_TASKS = frozenset({"include", "include_tasks", "import_tasks", "import_playbook"})
_INCLUDE_ROLE = frozenset({"include_role", "import_role"})
# Ansible's own bookkeeping, nothing that a person would do.
_NO_STEPS = _INCLUDE_TASKS | _INCLUDE_ROLE
_NO_STEPS |= {"add_host", "block", "debug", "fail", "group_by", "meta", "set_fact", "set_stats"}
_NAMED_FILE = ("file", "_", "_raw_params")


@extractor("ansible-procedures", paths=("*.yml", "*.yaml"), literals=("- ",))
def ansible_procedures(source: Source) -> Iterator[Procedure | Contact]:
    """Read Ansible plays and task files as procedures, a step for each task; what they include is part of them.

    Comments say what only people know, for a file or for the play they stand above:

        # Restores the newest dump into an empty database.
        # Owner: @dba
        # Duration: about 20 minutes
        # On failure: the former database is still there; rename it back.
        - name: Restore the database
          hosts: db

    Handlers are no steps: a task that changes something calls them. A `pause` with a prompt is a step for a person.
    Format: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_intro.html.
    """
    file = ansible(source)
    if not file.plays and not file.tasks:
        return
    starts = [play.start.start_mark.line + 1 for play in file.plays]
    for index, play in enumerate(file.plays):
        told = [note for note in notes(source) if _belongs(source, note, starts) == index]
        yield _of_play(source, play, told, opening=index == 0)
    tasks = [task for task in file.tasks if task.section != "handlers"]
    if tasks:
        yield _of_tasks(source, tasks, alone=not file.plays)
    for note in notes(source):
        if note.kind in ("owner", "escalation"):
            evidence = (source.at(note.line),)
            yield Contact(system=_SYSTEM, name=note.text, role=note.kind, scope=source.path, evidence=evidence)


def _belongs(source: Source, note: Note, starts: list[int]) -> int:
    """Return which play a comment speaks of: the one it stands in, or right above."""
    line = next_statement(source, note.line)
    return max(sum(start <= line for start in starts) - 1, 0)


def _of_play(source: Source, play: Play, told: list[Note], *, opening: bool) -> Procedure:
    title = one_line(play.name) or f"play on {play.hosts}"
    early = [task for task in play.tasks if task.section == "pre_tasks"]
    late = [task for task in play.tasks if task.section in ("tasks", "post_tasks")]
    roles = (path for role in play.roles for path in role_tasks(source.path, role))
    return Procedure(
        system=_SYSTEM,
        name=title,
        title=title,
        steps=tuple(_steps(source, (*early, *late))),
        calls=tuple(dict.fromkeys((*_calls(source, early), *roles, *_calls(source, late)))),
        purpose=_purpose(source, play, told, opening=opening, own=True),
        duration=_claim(source, told, "duration"),
        on_failure=_claim(source, told, "on_failure"),
        access=_claim(source, told, "access"),
        evidence=(source.at_node(play.start),),
    )


def _of_tasks(source: Source, tasks: list[AnsibleTask], *, alone: bool) -> Procedure:
    told = list(notes(source)) if alone else []
    title = _title(source.path)
    return Procedure(
        system=_SYSTEM,
        name=title,
        title=title,
        steps=tuple(_steps(source, tasks)),
        calls=tuple(dict.fromkeys(_calls(source, tasks))),
        purpose=_purpose(source, tasks[0], told, opening=alone, own=False),
        duration=_claim(source, told, "duration"),
        on_failure=_claim(source, told, "on_failure"),
        access=_claim(source, told, "access"),
        evidence=(source.at_node(tasks[0].start),),
    )


def _title(path: str) -> str:
    """`role backup: tasks/main.yml` for the task file of a role, else the path."""
    role = role_folder(path)
    return f"role {role.rpartition('/')[2]}: {path[len(role) + 1 :]}" if role else path


def _steps(source: Source, tasks: Iterable[AnsibleTask]) -> Iterator[Step]:
    for task in _run(tasks):
        if task.module in _NO_STEPS:
            continue
        prompt = one_line(task.arg("prompt")) if task.module == "pause" else ""
        yield Step(
            text=prompt or one_line(task.name),
            command="" if prompt else action(task),
            expected="" if prompt or _may_fail(task) else _EXPECTED,
            manual=bool(prompt),
            evidence=source.at_node(task.start),
        )


def _run(tasks: Iterable[AnsibleTask]) -> Iterator[AnsibleTask]:
    """Yield what runs when nothing fails: blocks and what is always done, not their rescue."""
    for task in tasks:
        yield task
        yield from _run(task.children.get("block", ()))
        yield from _run(task.children.get("always", ()))


def _may_fail(task: AnsibleTask) -> bool:
    return is_true(task.keyword("ignore_errors")) or is_false(task.keyword("failed_when"))


def _calls(source: Source, tasks: Iterable[AnsibleTask]) -> Iterator[str]:
    """Yield where the files may stand that the tasks include or run; linking keeps those that exist."""
    for task in _run(tasks):
        if task.module not in _INCLUDE_TASKS and task.module not in _INCLUDE_ROLE and task.module != "script":
            continue
        for turn in turns(task):
            if task.module in _INCLUDE_ROLE:
                yield from role_tasks(source.path, turn.filled(task.arg("name")), turn.filled(task.arg("tasks_from")))
            elif task.module == "script":
                script = turn.filled(task.arg("cmd")).partition(" ")[0]
                yield from of_role_or_playbook(source.path, script, "files")
            else:
                named = next(filter(None, map(task.arg, _NAMED_FILE)), "")
                yield from task_file(source.path, turn.filled(named))


def _purpose(source: Source, what: AnsibleTask | Play, told: list[Note], *, opening: bool, own: bool) -> Claim | None:
    said = _claim(source, told, "purpose")
    if said:
        return said
    note = purpose(source, what.start.start_mark.line + 1, opening=opening, own=own)
    return _said(source, note) if note else None


def _claim(source: Source, told: list[Note], kind: str) -> Claim | None:
    note = next((one for one in told if one.kind == kind), None)
    return _said(source, note) if note else None


def _said(source: Source, note: Note) -> Claim:
    return Claim(text=note.text, evidence=tuple(map(source.at, range(note.line, note.last_line + 1))))
