"""What an Ansible task waits for and how long, in words and in seconds."""

from __future__ import annotations

from ddd.extractors.ansible._tasks import AnsibleTask
from ddd.extractors.ansible._words import one_line

RETRIES, DELAY, WAIT, CONNECTION = "3", "5", "300", "600"
"""What Ansible takes where the task says nothing: retries, and seconds."""


def patience(task: AnsibleTask) -> str:
    """Return how often and how far apart an `until` is tried again."""
    retries, delay = task.keyword("retries") or RETRIES, task.keyword("delay") or DELAY
    return f"up to {one_line(retries)} retries, {one_line(delay)} s apart"


def patience_seconds(task: AnsibleTask) -> int | None:
    """Return how long an `until` waits at most between its tries; None where the file does not say it in numbers."""
    retries, delay = task.keyword("retries") or RETRIES, task.keyword("delay") or DELAY
    return int(retries) * int(delay) if _is_number(retries) and _is_number(delay) else None


def seconds(text: str) -> int | None:
    """Return a number of seconds; None where it is left open."""
    return int(text) if _is_number(text) else None


def awaited_state(task: AnsibleTask) -> str:
    """Return the port or path that `wait_for` waits for; empty when it only sleeps."""
    subject = ""
    if task.arg("port"):
        subject = f"port {task.arg('port')} of {task.arg('host') or '127.0.0.1'}"
    elif task.arg("path"):
        subject = f"path {task.arg('path')}"
    if not subject:
        return ""
    found = f" and holds {task.arg('search_regex')}" if task.arg("search_regex") else ""
    return one_line(f"{subject} is {task.arg('state') or 'started'}{found} within {task.arg('timeout') or WAIT} s")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
