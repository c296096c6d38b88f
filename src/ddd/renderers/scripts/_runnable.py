"""Decides whether a script can carry out a Task as it stands, and what that script types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ddd.assess.automation import judged_steps
from ddd.assess.commands import command_lines
from ddd.model import Evidence, Schedule, Step, Task
from ddd.renderers import words
from ddd.scan.secrets import MASK
from ddd.scan.text import visible
from ddd.spec import Spec

_DECLARED = "declared"
KUBERNETES = frozenset({"kubernetes-cronjob"})
TIMERS = frozenset({"systemd-timer", "nixos-timer", "chef-timer", "puppet-timer"})
_LINES_OF_CRON = frozenset({"ansible-cron", "puppet-cron", "chef-cron", "salt-cron"})
"""Their commands are told as they will stand in a crontab, where `%` is a line end and `\\%` a percent sign
(crontab(5)); of a crontab itself the command is told as cron reads it."""
CRONTABS = _LINES_OF_CRON | {"crontab"}
_SHELLS = CRONTABS | {"run-parts", "anacron"}
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|<%|%>|@@\w+@@|%\(\w+\)s|__[A-Z][A-Z0-9_]+__")
_PERCENT = re.compile(r"(?<!\\)%")
NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,50}[a-z0-9])?")
UNIT = re.compile(r"[A-Za-z0-9:_.@-]+\.(?:service|target|timer)")
USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,30}\$?")
_OF_A_USER = re.compile(r"(^|/)systemd/user/")
_SYSTEMD = "ddd's own knowledge: how one asks systemd for the unit that a timer starts, as root"
_CRONJOB = (
    "ddd's own knowledge: how one asks Kubernetes for one run of a CronJob, in the namespace and the cluster that "
    "kubectl works in now"
)
_WAITS = """\
job="{name}-$(date +%s)"
kubectl create job --from=cronjob/{name} "$job" || exit
while :; do
  ended=$(kubectl get job "$job" -o 'jsonpath={{.status.conditions[?(@.status=="True")].type}}') || exit
  case "$ended" in
    *Complete*) kubectl logs "job/$job" --tail=20; exit 0 ;;
    *Failed*) kubectl logs "job/$job" --tail=50; exit 1 ;;
  esac
  sleep 5
done"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One command that a script types."""

    command: str
    """As `sh -c` is given it."""
    text: str = ""
    expected: str = ""
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Runnable:
    """What a script of a task does."""

    typed: tuple[Typed, ...]
    users: tuple[str, ...] = ()
    """Who may run it; empty: nobody says."""
    note: str = ""
    """What is ddd's own knowledge in it, and what it leaves to the reader."""


class _Refused(Exception):
    """Why a task gets no script."""


def runnable(task: Task, spec: Spec) -> Runnable | str:
    """Return what a script of the task types, or why there is none."""
    try:
        return _runnable(task, spec)
    except _Refused as refused:
        return str(refused)


def _runnable(task: Task, spec: Spec) -> Runnable:
    machines = [one for one in task.schedules if one.system != _DECLARED]
    if not machines:
        return _by_steps(task, spec)
    first = next((one for one in machines if one.command == task.command), machines[0])
    if first.system in KUBERNETES:
        return _cron_job(first)
    if first.system in TIMERS:
        return _unit(first)
    if first.system not in _SHELLS:
        without = "its schedule names no command" if not task.command else "not the shell of a host"
        raise _Refused(f"{words.runner(first)} runs it, {without} ({first.place})")
    return _command(task, first, machines, spec)


def _by_steps(task: Task, spec: Spec) -> Runnable:
    """Return the steps that people declared, where each is a command."""
    for step in task.steps:
        if step.command:
            _literal(step.command, spec, step.evidence)
    judged = next(judged_steps(task, spec), None)
    if judged or not task.steps:
        raise _Refused("a person acts or decides in it" + (f" ({judged.evidence})" if judged else ""))
    typed = (_typed(step) for step in task.steps)
    return Runnable(typed=tuple(typed), note="its commands work in the folder in which you call it")


def _typed(step: Step) -> Typed:
    return Typed(command=step.command, text=step.text, expected=step.expected, evidence=step.evidence)


def _command(task: Task, first: Schedule, machines: Iterable[Schedule], spec: Spec) -> Runnable:
    # What a machine runs already may ignore its own failures; only what waits for an answer stops it.
    waits = next((step for step in task.steps if step.manual or spec.judging.count(command_lines(step.command))), None)
    if waits:
        raise _Refused(f"a person acts or decides in it ({waits.evidence})")
    command = task.command
    _literal(command, spec, first.place)
    if first.system in _LINES_OF_CRON:
        if _PERCENT.search(command):
            raise _Refused(f"cron ends its command at the % that no backslash stands before ({first.place})")
        command = command.replace("\\%", "%")
    note = f"{words.runner(first)} sets its own PATH and may set more variables ({first.place}); here yours are used"
    return Runnable(typed=(Typed(command=command, evidence=first.place),), users=_users(machines), note=note)


def _unit(schedule: Schedule) -> Runnable:
    unit = schedule.target
    if not UNIT.fullmatch(unit) or "@." in unit or unit.startswith("-"):
        raise _Refused("the unit that its timer starts is not named literally")
    own = any(_OF_A_USER.search(place.path) for place in schedule.evidence)
    command = f"systemctl {'--user ' if own else ''}start --wait {unit}"
    users = () if own else ("root",)
    return Runnable(typed=(Typed(command=command, evidence=schedule.place),), users=users, note=_SYSTEMD)


def _cron_job(schedule: Schedule) -> Runnable:
    if not NAME.fullmatch(schedule.name):
        raise _Refused("the name of its CronJob is not literal")
    command = _WAITS.format(name=schedule.name)
    return Runnable(typed=(Typed(command=command, evidence=schedule.place),), note=_CRONJOB)


def _literal(command: str, spec: Spec, place: Evidence) -> None:
    """Refuse a command that is not what would be typed."""
    if not command.strip():
        raise _Refused(f"nothing names the command that runs ({place})")
    if MASK in command:
        raise _Refused(f"its command holds a secret, which is not shown ({place})")
    if words.is_shortened(command) or "…" in command:
        raise _Refused(f"its command is too long to be shown whole ({place})")
    if _TEMPLATE.search(command) or spec.blanks.match(command):
        raise _Refused(f"its command leaves something open ({place})")
    if visible(command) != command:
        raise _Refused(f"its command holds characters that no script carries ({place})")


def _users(machines: Iterable[Schedule]) -> tuple[str, ...]:
    users = sorted({one.user for one in machines if one.user})
    if not all(map(USER.fullmatch, users)):
        raise _Refused("the user that runs it is not named literally")
    return tuple(users)
