"""`ddd run`: runs a maintenance command and records it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from ddd.cli.completion import complete_asset, complete_task
from ddd.cli.options import DebugOption, QuietOption

if TYPE_CHECKING:
    from ddd.ledger.work.running import Ended

_CODES = 256
_LONGEST_SECONDS = 7 * 86_400


def run(
    task: Annotated[str, typer.Argument(metavar="TASK", help="What the command does.", autocompletion=complete_task)],
    command: Annotated[list[str], typer.Argument(metavar="-- CMD…", help="The command, after two dashes.")],
    asset: Annotated[
        str,
        typer.Option("--asset", metavar="KEY", help="On this asset, where several.", autocompletion=complete_asset),
    ] = "",
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="LENGTH", help="Stop it after this: 90s, 30min, 2h. The status is 124.")
    ] = "",
    ok: Annotated[
        str, typer.Option("--ok", metavar="CODES", help="The exit codes that mean done, as in 0,3; the status stays.")
    ] = "0",
    metrics_only: Annotated[
        bool, typer.Option("--metrics-only", help="Tell Prometheus alone: for what runs too often for a log.")
    ] = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Run a command and record it: when, how long, its exit code, its output as a proof.

    A prefix for a cron job. It has our stdin, its output passes through, signals are sent on to it, and its exit status
    is ours, whatever happens to the ledger: what cannot be recorded now waits in the spool, and is taken in by the next
    `ddd run`, `ddd done` or `ddd check`. Of the output the beginning and the end are kept, without secrets.

    Examples:

      ddd run nightly-backup -- restic backup /srv

      ddd run rotate-certificates --asset web-1 --timeout 30min --ok 0,3 -- ./rotate.sh
    """
    from ddd.ledger.work import running

    good, seconds = _codes(ok), _seconds(timeout)
    with running.Shield() as shield:
        ended = running.run(shield, command, timeout=seconds)
        if ended.trouble:
            _say(ended.trouble)
        for trouble in _recorded(ended, task, asset, command, good, metrics_only=metrics_only):
            if not quiet:
                _say(trouble)
    raise typer.Exit(ended.status)


def _recorded(
    ended: Ended, task: str, asset: str, command: list[str], good: frozenset[int], *, metrics_only: bool
) -> Iterator[str]:
    """Record it; yield what went wrong with that. Whatever it is, the status of the command is what counts."""
    try:
        from ddd.ledger import actor, clock
        from ddd.ledger.work import running, witness

        told = witness.Told(task, asset, actor.name(), running.told_command(command), good)
        yield from (witness.told_alone if metrics_only else witness.recorded)(told, ended, clock.now())
    except Exception as bug:  # noqa: BLE001
        yield f"a bug of ours, nothing is recorded: {type(bug).__name__}: {bug}"


def _say(text: str) -> None:
    """Say something on stderr, if anybody listens."""
    from ddd.cli import output

    with suppress(OSError, ValueError):  # it may be closed, and its reader may be gone
        output.talk(f"ddd: {text}")


def _codes(text: str) -> frozenset[int]:
    from ddd.errors import UsageError

    codes = [code.strip() for code in text.split(",")]
    if not all(code.isascii() and code.isdecimal() and int(code) < _CODES for code in codes):
        raise UsageError(f"--ok {text}: no exit codes", advice="such as 0,3")
    return frozenset(map(int, codes))


def _seconds(text: str) -> float | None:
    from ddd.cadence import interval
    from ddd.cadence.refusal import RefusedError
    from ddd.errors import UsageError

    if not text:
        return None
    try:
        seconds = interval.span(text)
    except RefusedError as refused:
        raise UsageError(f"--timeout {text}: {refused}", advice="such as 90s, 30min or 2h") from None
    if seconds is None or not 0 < seconds <= _LONGEST_SECONDS:
        raise UsageError(f"--timeout {text}", advice="a second at least, a week at most")
    return float(seconds)
