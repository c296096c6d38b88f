"""The first five minutes of an emergency: what to look at, by what the repository's tasks are run by."""

from __future__ import annotations

from dataclasses import dataclass

from ddd.model import Plan
from ddd.renderers import words

# Who runs it, as `words.runner` says -> how one sees what failed there. ddd's own knowledge, true of any such system.
_LOOKS = {
    "cron": (
        ("what cron started today", "journalctl -t CRON --since today"),
        ("the same on a host without a journal", "grep CRON /var/log/syslog"),
    ),
    "systemd": (
        ("units that failed", "systemctl list-units --failed"),
        ("timers, when they ran and will run", "systemctl list-timers --all"),
    ),
    "Kubernetes": (
        ("jobs that failed", "kubectl get jobs --all-namespaces --field-selector status.successful=0"),
        ("what went on lately", "kubectl get events --all-namespaces --sort-by=.lastTimestamp"),
    ),
    "logrotate": (("what logrotate did last", "cat /var/lib/logrotate/status"),),
    "github-actions": (("runs that failed", "gh run list --status failure"),),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look at."""

    runner: str
    what: str
    command: str
    tasks: int
    """How many tasks that runner runs."""


def looks(plan: Plan) -> tuple[Look, ...]:
    """Return what to look at, for those runners only that run a task of the plan; the busiest first."""
    count: dict[str, int] = {}
    for task in plan.tasks:
        for runner in {words.runner(schedule) for schedule in task.schedules}:
            count[runner] = count.get(runner, 0) + 1
    known = sorted(_LOOKS.keys() & count, key=lambda runner: (-count[runner], runner))
    return tuple(Look(runner, what, command, count[runner]) for runner in known for what, command in _LOOKS[runner])
