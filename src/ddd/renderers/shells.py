"""Knows how a schedule's command reaches a host's shell, and when it is not what the shell is given."""

from __future__ import annotations

import re

from ddd.renderers import words
from ddd.spec import Spec

LINES_OF_CRON = frozenset({"ansible-cron", "chef-cron", "puppet-cron", "salt-cron"})
"""Their commands are told as they will stand in a crontab, where `%` is a line end and `\\%` a percent sign
(crontab(5)); of a crontab itself the command is told as cron reads it."""
CRONTABS = LINES_OF_CRON | {"crontab"}
TIMERS = frozenset({"chef-timer", "nixos-timer", "puppet-timer", "systemd-timer"})
_TEMPLATE = re.compile(r"\{\{|\{%|\{#|<%|%>|@@\w+@@|%\(\w+\)s|__[A-Z][A-Z0-9_]+__")
_PERCENT = re.compile(r"(?<!\\)%")


def is_open(command: str, spec: Spec) -> bool:
    """Tell whether something is still to be filled in: by a template, or by a person."""
    return bool(_TEMPLATE.search(command) or spec.blanks.match(command))


def is_cut(command: str) -> bool:
    """Tell whether it is not there whole, because it was too long to be shown."""
    return words.is_shortened(command) or "…" in command


def has_line_end(line_of_cron: str) -> bool:
    """Tell whether cron ends the command at a `%`."""
    return bool(_PERCENT.search(line_of_cron))


def from_cron(line_of_cron: str) -> str:
    """Return the command that cron gives the shell."""
    return line_of_cron.replace("\\%", "%")
