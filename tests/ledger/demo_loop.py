"""Shows a person the loop with its real parts: `make demo-loop`."""

from __future__ import annotations

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from ddd import metrics
from ddd.ledger import clock

from . import loop as parts
from .loop import BACKUP, DRILL, REVIEW, Loop

_DAILY, _WEEKLY = metrics.overdue_alert("daily"), metrics.overdue_alert("weekly")


def main() -> None:
    """Run the whole demonstration in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="ddd-loop-") as folder:
        _say(
            "A real node_exporter, Prometheus and Alertmanager start on this machine alone, with the rules and routes "
            "that `ddd generate-runbooks` wrote for a repository of three tasks."
        )
        with parts.running(Path(folder)) as loop:
            _show(loop)
    _say("That was the loop. All of it is stopped, and nothing is left behind.")


def _show(loop: Loop) -> None:
    now = clock.now()
    _say(
        "The ledger remembers forty days: a backup last done four days ago, a review twenty days ago, a restore drill "
        "never. The daily check ran for the last time 27 hours ago."
    )
    parts.remember(loop, now)
    parts.check_as_of(loop, now - timedelta(hours=27))
    _run(loop, "due")

    _say("Alertmanager tells the owner of each task, and that the check itself has stopped:")
    for alert, task in ((_DAILY, BACKUP), (_WEEKLY, REVIEW), (_WEEKLY, DRILL), (metrics.CHECK_STOPPED, "")):
        _wait(loop, alert, task, "firing")

    _say("One prefix turns the cron job into logged maintenance; a command records human work:")
    _run(loop, "run", BACKUP, "--", "echo", "812 tables dumped")
    _run(loop, "done", REVIEW, "--notes", "two accounts closed")
    _wait(loop, _DAILY, BACKUP, "resolved")
    _wait(loop, _WEEKLY, REVIEW, "resolved")

    _say("The check runs again, and tells each person once what is theirs:")
    _run(loop, "check")
    _wait(loop, metrics.CHECK_STOPPED, "", "resolved")

    _say("An emergency window silences the asset in Alertmanager; the drill stays overdue in the ledger:")
    _run(loop, "window", "create", parts.ASSET, "--emergency", "--for", "1h", "--title", "new disks")
    loop.until("the window silences", lambda: loop.states().get((_WEEKLY, DRILL)) == "suppressed")
    print(f"  Alertmanager: {_WEEKLY} of {DRILL} is suppressed")

    _say("The record, and the proof that nobody changed it:")
    _run(loop, "log", "list")
    _run(loop, "audit", "verify")


def _say(words: str) -> None:
    print(f"\n\033[1m{words}\033[0m" if sys.stdout.isatty() else f"\n# {words}", flush=True)


def _run(loop: Loop, *arguments: str) -> None:
    """Show a command and what it says."""
    print("$ ddd " + " ".join(f"'{one}'" if " " in one else one for one in arguments), flush=True)
    ran = loop.ddd(*arguments)
    print("".join(f"  {line}\n" for line in (ran.out + ran.err).splitlines()), end="", flush=True)
    if ran.code:
        sys.exit(f"`ddd {arguments[0]}` ended with {ran.code}")


def _wait(loop: Loop, alert: str, task: str, status: str) -> None:
    """Wait for what Alertmanager tells, and show it."""
    loop.until_told(alert, task, status)
    receiver, told = next(
        (to, one)
        for to, one in reversed(loop.told.alerts)
        if one["labels"]["alertname"] == alert and one["labels"].get("task", "") == task
    )
    print(f"  Alertmanager to {receiver}: {status}: {told['annotations']['summary']}", flush=True)


if __name__ == "__main__":
    try:
        main()
    except pytest.skip.Exception as missing:
        sys.exit(f"{missing}")
