"""Says lengths of time, schedules and runners the way a person would."""

from __future__ import annotations

import re

from ddd.agenda.spoken import spoken
from ddd.model import Cadence, Schedule, Step

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
_MODULE = re.compile(r"[a-z_]\w*(?:\.\w+){2,}(?:\s|$)|[a-z_]\w* \w+=")
_RUN_PARTS = {"@hourly": "every hour", "@daily": "once a day", "@weekly": "once a week", "@monthly": "once a month"}
_RUNNERS = {
    **dict.fromkeys(("ansible-cron", "chef-cron", "crontab", "puppet-cron", "run-parts", "salt-cron"), "cron"),
    **dict.fromkeys(("anacron", "apt-cron", "cron-directories"), "cron"),
    **dict.fromkeys(("chef-timer", "nixos-timer", "puppet-timer", "systemd-run", "systemd-timer"), "systemd"),
    **dict.fromkeys(("chef-logrotate", "puppet-logrotate"), "logrotate"),
    "kubernetes-cronjob": "Kubernetes",
    "schedule-key": "whatever reads that key (not known)",
}
"""System -> what does its work: whoever sets up a cron job, cron runs it."""
PAGE_WORDS = {
    Cadence.SUB_DAILY: "several times a day",
    Cadence.DAILY: "every day",
    Cadence.WEEKLY: "every week",
    Cadence.MONTHLY: "every month",
    Cadence.QUARTERLY: "every quarter",
    Cadence.SEMIANNUAL: "every half-year",
    Cadence.ANNUAL: "every year",
}


def duration(seconds: int) -> str:
    """Return a length of time in its two largest units: 97200 is `1 day 3 hours`."""
    parts = []
    for unit, size in _UNITS:
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(counted(count, unit))
    return " ".join(parts[:2]) or "0 seconds"


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: `1 task`, `2 tasks`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def language(step: Step) -> str:
    """Return whose words a step's command is in: those of an Ansible module are no shell."""
    module = _MODULE.match(step.command) if step.evidence.path.endswith((".yml", ".yaml")) else None
    return "text" if module else "sh"


def is_shortened(command: str) -> bool:
    """Say whether a command was too long to be shown whole."""
    return any(line.strip() == "…" or line.rstrip().endswith(" …") for line in command.split("\n"))


def runner(schedule: Schedule) -> str:
    """Return who starts it, by the name people use."""
    return _RUNNERS.get(schedule.system, schedule.system)


def in_words(schedule: Schedule) -> str:
    """Return what the expression says where that is plain; nothing where only the expression itself is exact."""
    expression = schedule.expression.strip()
    if schedule.system == "run-parts":
        return f"{_RUN_PARTS.get(expression, expression)}, when the host runs its folder (not in this repository)"
    return spoken(expression, schedule.dialect)
