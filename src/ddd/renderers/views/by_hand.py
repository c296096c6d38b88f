"""How a task is started by hand: what a page shows, what its script types and what Rundeck runs is the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ddd.assess.automation import judged_steps
from ddd.assess.commands import command_lines
from ddd.link.declared import run_by
from ddd.model import Evidence, Schedule, Step, Task
from ddd.renderers import shells, words
from ddd.scan.secrets import MASK
from ddd.scan.text import visible
from ddd.spec import Spec

KUBERNETES = frozenset({"kubernetes-cronjob"})
SHELLS = shells.CRONTABS | {"anacron", "launchd", "run-parts", "systemd-run"}
"""What they run is a command of a host's shell."""
CRONJOB = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,50}[a-z0-9])?")
UNIT = re.compile(r"[A-Za-z0-9:_.@-]+\.(?:service|target|timer)")
USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,30}\$?")
_NAMESPACE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_OF_A_USER = re.compile(r"(^|/)systemd/user/")
_SYSTEMD = "how one asks systemd for a unit"
_KUBERNETES = "how one asks Kubernetes for one run of a CronJob, in the cluster that kubectl works in now"
_NO_NAMESPACE = "in the namespace that kubectl works in now: its file names none"
_WHERE = (
    "kubectl config current-context",
    'kubectl config view --minify --output \'jsonpath={.current-context}, namespace "{..namespace}"{"\\n"}\'',
)
"""Tells where it works: with a namespace of its own, and without."""
_STARTS = """\
{where}
job="{name}-$(date +%s)"
kubectl{namespace} create job --from=cronjob/{name} "$job\""""
_WAITS = """\
while :; do
  ended=$(kubectl{namespace} get job "$job" -o 'jsonpath={{.status.conditions[?(@.status=="True")].type}}') || exit
  case "$ended" in
    *Complete*) kubectl{namespace} logs "job/$job" --tail=20; exit 0 ;;
    *Failed*) kubectl{namespace} logs "job/$job" --tail=50; exit 1 ;;
  esac
  sleep 5
done"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One command that is typed."""

    command: str
    """As `sh -c` is given it."""
    waits: str = ""
    """What a machine types behind it, to know how it ended; empty: the command itself ends with the work."""
    text: str = ""
    expected: str = ""
    evidence: Evidence

    @property
    def whole(self) -> str:
        """What a machine types: its exit status is that of the work."""
        return f"{self.command} || exit\n{self.waits}" if self.waits else self.command


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why no machine types it as it stands."""

    reason: str
    place: Evidence | None = None

    def __str__(self) -> str:
        return f"{self.reason} ({self.place})" if self.place else self.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How one task is started by hand."""

    typed: tuple[Typed, ...] = ()
    """Empty: no command is known that starts it."""
    users: tuple[str, ...] = ()
    """Who may type it; empty: nobody says."""
    known: str = ""
    """What of it is ddd's own knowledge."""
    mind: str = ""
    """What it leaves to the reader."""
    refusal: Refusal | None = None
    """None: a machine types it as it stands."""

    @property
    def note(self) -> str:
        """What to know of it, in one line."""
        own = f"ddd's own knowledge: {self.known}" if self.known else ""
        return "; ".join(filter(None, (own, self.mind)))


def start(task: Task, spec: Spec) -> Start:
    """Return how a task is started by hand, and why a machine cannot type that."""
    machines = run_by(task)
    if not machines:
        return _by_steps(task, spec)
    first = next((one for one in machines if one.command == task.command), machines[0])
    if first.system in KUBERNETES:
        return _cron_job(first)
    if first.system in shells.TIMERS:
        return _unit(first)
    if first.system in SHELLS:
        return _command(task, first, machines, spec)
    without = "its schedule names no command" if not task.command else "not the shell of a host"
    return _refused(f"{words.runner(first)} runs it, {without}", first.place)


def unfit(command: str, spec: Spec) -> str:
    """Return why a command is not what would be typed; empty: it is."""
    if not command.strip():
        return "nothing names the command that runs"
    if MASK in command:
        return "its command holds a secret, which is not shown"
    if shells.is_cut(command):
        return "its command is too long to be shown whole"
    if shells.is_open(command, spec):
        return "its command leaves something open"
    if visible(command) != command:
        return "its command holds characters that no script carries"
    return ""


def _by_steps(task: Task, spec: Spec) -> Start:
    """Return the steps that people declared: a machine types them where each is a command."""
    typed = tuple(_typed(step) for step in task.steps if step.command)
    unfits = ((unfit(one.command, spec), one.evidence) for one in typed)
    found = next((Refusal(reason=why, place=place) for why, place in unfits if why), None)
    judged = next(judged_steps(task, spec), None)
    if not found and (judged or not task.steps):
        found = Refusal(reason="a person acts or decides in it", place=judged.evidence if judged else None)
    return Start(typed=typed, mind="its commands work in the folder in which you call it", refusal=found)


def _typed(step: Step) -> Typed:
    return Typed(command=step.command, text=step.text, expected=step.expected, evidence=step.evidence)


def _command(task: Task, first: Schedule, machines: Iterable[Schedule], spec: Spec) -> Start:
    users = tuple(sorted({one.user for one in machines if one.user}))
    by_cron = first.system in shells.LINES_OF_CRON
    cut = by_cron and shells.has_line_end(task.command)
    command = shells.from_cron(task.command) if by_cron and not cut else task.command
    return Start(
        typed=(Typed(command=command, evidence=first.place),) if command.strip() else (),
        users=users,
        mind=f"{words.runner(first)} sets its own PATH and may set more variables ({first.place}); here yours are used",
        refusal=_refusal(task, first, users, cut, spec),
    )


def _refusal(task: Task, first: Schedule, users: Iterable[str], cut: bool, spec: Spec) -> Refusal | None:
    # What a machine runs already may ignore its own failures; only what waits for an answer stops it.
    waits = next((step for step in task.steps if step.manual or spec.judging.count(command_lines(step.command))), None)
    if waits:
        return Refusal(reason="a person acts or decides in it", place=waits.evidence)
    if why := unfit(task.command, spec):
        return Refusal(reason=why, place=first.place)
    if cut:
        return Refusal(reason="cron ends its command at the % that no backslash stands before", place=first.place)
    if not all(map(USER.fullmatch, users)):
        return Refusal(reason="the user that runs it is not named literally")
    return None


def _unit(schedule: Schedule) -> Start:
    unit = schedule.target
    if not UNIT.fullmatch(unit) or "@." in unit or unit.startswith("-"):
        return _refused("the unit that its timer starts is not named literally")
    own = any(_OF_A_USER.search(place.path) for place in schedule.evidence)
    command = f"systemctl {'--user ' if own else ''}start --wait {unit}"
    typed = Typed(command=command, evidence=schedule.place)
    return Start(typed=(typed,), users=() if own else ("root",), known=_SYSTEMD)


def _cron_job(schedule: Schedule) -> Start:
    if not CRONJOB.fullmatch(schedule.name):
        return _refused("the name of its CronJob is not literal")
    named = bool(_NAMESPACE.fullmatch(schedule.namespace))
    namespace = f" -n {schedule.namespace}" if named else ""
    typed = Typed(
        command=_STARTS.format(where=_WHERE[0 if named else 1], namespace=namespace, name=schedule.name),
        waits=_WAITS.format(namespace=namespace),
        evidence=schedule.place,
    )
    return Start(typed=(typed,), known=_KUBERNETES, mind="" if named else _NO_NAMESPACE)


def _refused(reason: str, place: Evidence | None = None) -> Start:
    return Start(refusal=Refusal(reason=reason, place=place))
