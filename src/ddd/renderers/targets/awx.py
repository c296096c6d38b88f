"""AWX: job templates and their schedules for the tasks that run an Ansible playbook, as variables of a playbook.

What the commands do not say (the project, often the inventory) is left as a variable that a person sets. No schedule
is switched on, because the host runs the work already. Format: the variables `controller_templates` and
`controller_schedules` of the collections awx.awx and infra.controller_configuration.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from posixpath import normpath
from typing import Any

from ddd import generated
from ddd.link.commands import program, simple_commands
from ddd.link.declared import run_by
from ddd.model import Artifact, Schedule, Task
from ddd.renderers import yaml_text
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.targets import _clock, _work
from ddd.spec import Spec

_INVENTORY = "{{ maintenance_inventory }}"
_PROJECT = "{{ maintenance_project }}"
_ZONE = "{{ maintenance_timezone }}"
_SETTINGS = {
    "-i": "inventory",
    "--inventory": "inventory",
    "--inventory-file": "inventory",
    "-l": "limit",
    "--limit": "limit",
    "-t": "job_tags",
    "--tags": "job_tags",
    "--skip-tags": "skip_tags",
    "-f": "forks",
    "--forks": "forks",
    "-e": "extra_vars",
    "--extra-vars": "extra_vars",
}
_FLAGS: Mapping[str, tuple[str, object]] = {
    "-b": ("become_enabled", True),
    "--become": ("become_enabled", True),
    "-C": ("job_type", "check"),
    "--check": ("job_type", "check"),
    "-D": ("diff_mode", True),
    "--diff": ("diff_mode", True),
    "-v": ("verbosity", 1),
    "-vv": ("verbosity", 2),
    "-vvv": ("verbosity", 3),
}
# What AWX keeps as a credential: options with a value, and those that ask for it.
_SECRETS = frozenset(
    {"--vault-password-file", "--vault-pass-file", "--vault-id", "-u", "--user", "--private-key", "--key-file"}
)
_ASKED = frozenset({"-k", "-K", "--ask-pass", "--ask-become-pass", "-J", "--ask-vault-pass", "--ask-vault-password"})
_BESIDE = frozenset({"cd", "logger", "tee", "true"})
"""Programs beside the playbook that only say where it runs and where its output goes."""
_ENVIRONMENT = re.compile(r"(?:^|\s)[A-Za-z_]\w*=\S*\s+(?:\S+=\S*\s+)*ansible-playbook")
_TEMPLATE = re.compile(r"\{[{%#]")
_LONGEST = 400
_ADVICE = "Set the variables maintenance_* before you apply it, attach the credentials, then switch the schedules on"


class _Untranslatable(Exception):
    """A job template cannot say it; the message is why."""


@dataclass(slots=True)
class _Run:
    """What one call of ansible-playbook says."""

    playbook: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    credentials: list[str] = field(default_factory=list)
    """Options that stand for one."""


@target("awx", folder="awx")
def awx(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield `controller.yml`."""
    made: dict[str, dict[str, Any]] = {}
    reasons: dict[str, str] = {}
    names = _work.once((task, " ".join(task.title.split())[:_LONGEST] or task.id) for task in book.plan.tasks)
    for task in book.plan.tasks:
        try:
            made[task.id] = _template(book, task, names[task.id])
        except _Untranslatable as why:
            reasons[task.id] = str(why)
    schedules = [one for task in book.plan.tasks if task.id in made for one in _schedules(task, names[task.id])]
    header = generated.line("the files it names", advice=f"{_ADVICE}: applying changes nothing that runs today.")
    comments = "".join(f"# {line}\n" for line in (*_variables(made.values(), schedules), *_work.told(reasons)))
    data = {"controller_templates": list(made.values()), "controller_schedules": schedules}
    first, _, rest = yaml_text.dump(data, header).partition("\n")
    yield Artifact(path="controller.yml", text=f"{first}\n{comments}{rest}", title="AWX job templates")


def _template(book: Book, task: Task, name: str) -> dict[str, Any]:
    run = _run(task, book.spec)
    settings = {"job_type": "run", "inventory": _INVENTORY} | run.settings
    return {
        "name": _foreign(name),
        "description": _foreign(_description(book, task, run)),
        "project": _PROJECT,
        "playbook": _foreign(_playbook(run.playbook, book.plan.inventory.paths)),
        **settings,
    }


def _run(task: Task, spec: Spec) -> _Run:
    """Return what its one call of ansible-playbook says. Raises _Untranslatable."""
    commands = simple_commands(task.command) if task.command else ()
    calls = [words for words in commands if program(words) == "ansible-playbook"]
    if not calls:
        raise _Untranslatable("runs no Ansible playbook")
    if reason := _work.why_not(task, spec):
        raise _Untranslatable(reason)
    if len(calls) > 1 or any(program(words) not in _BESIDE for words in commands if words not in calls):
        raise _Untranslatable("runs more than one playbook")
    if _ENVIRONMENT.search(task.command):
        raise _Untranslatable("sets variables of the environment for its playbook")
    return _read(calls[0][1:])


def _read(words: Sequence[str]) -> _Run:
    run, rest = _Run(), iter(_without_output(words))
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if any(sign in word for sign in "$`"):
            raise _Untranslatable("has arguments that only its shell knows")
        if option in _FLAGS:
            key, setting = _FLAGS[option]
            run.settings[key] = setting
        elif option in _ASKED:
            run.credentials.append(option)
        elif option in _SECRETS or option in _SETTINGS:
            _take(run, option, value if equals else next(rest, ""))
        elif word.startswith("-"):
            raise _Untranslatable("has an option that a job template does not have")
        elif run.playbook:
            raise _Untranslatable("runs more than one playbook")
        else:
            run.playbook = word
    return run


def _without_output(words: Sequence[str]) -> Iterator[str]:
    rest = iter(words)
    for word in rest:
        if word in (">", ">>"):
            next(rest, None)
        else:
            yield word


def _take(run: _Run, option: str, value: str) -> None:
    if option in _SECRETS:
        run.credentials.append(option)
        return
    key = _SETTINGS[option]
    if any(sign in value for sign in "$`"):
        raise _Untranslatable("has arguments that only its shell knows")
    if key == "extra_vars":
        run.settings.setdefault(key, {}).update(_extra(value))
    elif key in run.settings and key not in ("job_tags", "skip_tags"):
        raise _Untranslatable(f"names more than one {key}")
    elif key == "forks":
        run.settings[key] = int(value) if value.isdecimal() else _refuse("has a number of forks that is none")
    else:
        before = f"{run.settings[key]}," if key in run.settings else ""
        run.settings[key] = _foreign(before + value)


def _extra(value: str) -> dict[Any, Any]:
    """Return the variables of one `-e`: `k=v k2=v2`, which are texts, or JSON."""
    try:
        if value.lstrip().startswith("{"):
            found = json.loads(value)
        else:
            found = dict(pair.split("=", 1) for pair in shlex.split(value))
    except ValueError:
        raise _Untranslatable("takes its variables from a file, or from what is no JSON") from None
    return {_foreign(str(key)): _all_foreign(one) for key, one in found.items()}


def _playbook(word: str, paths: Sequence[str]) -> str:
    """Return its path below the project, which is this repository."""
    path = normpath(word)
    found = [one for one in paths if one == path] or [
        one for one in paths if one.endswith(f"/{path.lstrip('/')}") or (path[:1] == "/" and path.endswith(f"/{one}"))
    ]
    if not word or len(found) != 1:
        raise _Untranslatable("runs a playbook that is not in this repository, or more than once")
    return found[0]


def _schedules(task: Task, name: str) -> Iterator[dict[str, Any]]:
    schedules = run_by(task)
    for number, one in enumerate(schedules, start=1):
        if rule := _clock.rule(one, one.timezone or _ZONE):
            yield {
                "name": _foreign(name if len(schedules) == 1 else f"{name} {number}"),
                "description": _foreign(f"{one.expression} ({one.place})"),
                "unified_job_template": _foreign(name),
                "rrule": rule,
                "enabled": False,
            }


def _description(book: Book, task: Task, run: _Run) -> str:
    parts = [f"Runbook: {_work.page(book, task)}"]
    if task.owners:
        parts.append(f"whom to call: {' '.join(task.owners[0].text.split())}")
    if run.credentials:
        parts.append(f"attach a credential for {', '.join(sorted(set(run.credentials)))}")
    parts += [f"no schedule here for {one.expression}" for one in _untold(task)]
    parts.append(str(run_by(task)[0].place) if run_by(task) else str(task.evidence[0]))
    return "; ".join(parts)


def _untold(task: Task) -> Iterator[Schedule]:
    yield from (one for one in run_by(task) if not _clock.rule(one, _ZONE))


def _variables(templates: Iterable[Mapping[str, Any]], schedules: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what a person has to set, as comments."""
    listed = list(templates)
    if listed:
        yield "maintenance_project: the name of the project in AWX that holds this repository"
    if any(one["inventory"] == _INVENTORY for one in listed):
        yield "maintenance_inventory: the name of the inventory in AWX, where a command names none"
    if any(_ZONE in one["rrule"] for one in schedules):
        yield "maintenance_timezone: the zone of the hosts (Area/City), which is not documented"


def _foreign(text: str) -> str:
    return yaml_text.Unsafe(text) if _TEMPLATE.search(text) else text


def _all_foreign(value: Any) -> Any:
    match value:
        case str():
            return _foreign(value)
        case list():
            return [_all_foreign(one) for one in value]
        case dict():
            return {_foreign(str(key)): _all_foreign(one) for key, one in value.items()}
    return value


def _refuse(why: str) -> int:
    raise _Untranslatable(why)
