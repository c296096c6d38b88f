"""`ddd done`: records work that a person did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ddd.cli.completion import complete_asset, complete_person, complete_task
from ddd.cli.options import DebugOption, QuietOption
from ddd.ledger.words import Issues, Outcome

if TYPE_CHECKING:
    from ddd.cli.ledger import Asked
    from ddd.ledger.store.models import Log, Schedule


def done(
    task: Annotated[str, typer.Argument(metavar="TASK", help="What was done.", autocompletion=complete_task)],
    asset: Annotated[
        str,
        typer.Option("--asset", metavar="KEY", help="On this asset, where several.", autocompletion=complete_asset),
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            "--at", metavar="TIME", help="When, by your clock: “2026-03-02 14:00”, 14:00 (the last), -2h; else now."
        ),
    ] = "",
    zone: Annotated[
        str, typer.Option("--zone", metavar="AREA/CITY", help="The clock of that time; else yours, else UTC.")
    ] = "",
    by: Annotated[
        str, typer.Option("--by", metavar="PERSON", help="Who did it, if not you.", autocompletion=complete_person)
    ] = "",
    skip: Annotated[bool, typer.Option("--skip", help="It was left out on purpose: settled, but no success.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="It was tried in vain: it stays due.")] = False,
    issues: Annotated[Issues | None, typer.Option("--issues", help="What it found.")] = None,
    notes: Annotated[str | None, typer.Option("--notes", metavar="TEXT", help="What else is to be known.")] = None,
    proof: Annotated[
        list[Path] | None,
        typer.Option("--proof", metavar="FILE", help="A file that shows it: a photo, a report. Repeat it."),
    ] = None,
    correct: Annotated[
        int | None,
        typer.Option("--correct", metavar="ID", help="Instead of this entry of the log; what is not given stays."),
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Record that a task was done, and tell when it is due next.

    Nothing that was recorded changes: a correction is an entry of its own, and the corrected one counts no more. The
    past and the work of others are recorded by coordinators.

    Examples:

      ddd done check-the-fire-doors --notes "door 3 sticks" --issues minor --proof door3.jpg

      ddd done check-the-fire-doors --at "2026-03-02 14:00" --by ben

      ddd done check-the-fire-doors --correct 17 --failed
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import schedules
    from ddd.ledger.work import log, proofs

    given = _outcome(skip=skip, failed=failed)
    kept = [proofs.keep(path) for path in proof or ()]
    with ledger.writing() as asked:
        schedule = schedules.find(asked.session, task, asset)
        known = log.fields(asked.session, correct) if correct is not None else {}
        said = {
            "outcome": given,
            "issues": issues,
            "notes": notes,
            "done_at": ledger.moment(asked, at, zone, past=True),
        }
        fields = {**known, **{name: value for name, value in said.items() if value is not None}}
        fields["proofs"] = [*known.get("proofs", ()), *kept]
        row = log.record(asked.session, asked.actor, asked.now, schedule, person=by, corrects=correct, **fields)
        told, number = _told(row, schedule, schedules.asset_of(asked.session, schedule).key, asked), schedule.id
        has_notice = log.has_notice(asked.session, row)
    output.talk(told, quiet=quiet)
    _tell_others(number, has_notice=has_notice, quiet=quiet)


def _outcome(*, skip: bool, failed: bool) -> Outcome | None:
    from ddd.errors import UsageError

    if skip and failed:
        raise UsageError("--skip and --failed", advice="give one of them")
    return Outcome.SKIPPED if skip else Outcome.FAILED if failed else None


def _told(row: Log, schedule: Schedule, asset: str, asked: Asked) -> str:
    from ddd.scan.text import visible

    what = {"done": "done", "skipped": "left out", "failed": "failed"}[row.outcome]
    begin = f"recorded as {row.id}: {visible(schedule.task)} on {visible(asset)}, {what} {asked.told(row.done_at)}"
    if schedule.next_due is None:
        return f"{begin}; nothing more is due"
    if row.due is not None:
        settled = f", for {asked.told(row.due)}" if row.due != row.done_at else ""
        still = ": the next one is due already" if schedule.next_due <= asked.now else ""
        return f"{begin}{settled}; due next {asked.told(schedule.next_due)}{still}"
    due = f"due {'since' if schedule.next_due <= asked.now else 'next'} {asked.told(schedule.next_due)}"
    return f"{begin}; {due}" if row.outcome == Outcome.FAILED else f"{begin}; it settles nothing more: {due}"


def _tell_others(schedule: int, *, has_notice: bool, quiet: bool) -> None:
    """Tell Prometheus and whom the asset belongs to. It is recorded: what fails here is told, no more."""
    from ddd.cli import ledger, output
    from ddd.errors import DddError
    from ddd.ledger import clock, figures
    from ddd.ledger.store import open_ledger
    from ddd.ledger.work import spool

    try:
        with open_ledger() as opened:
            taken = spool.take_in(opened, clock.now())
            for trouble in figures.tell(opened, {schedule, *taken.schedules}, clock.now()):
                output.talk(trouble, quiet=quiet)
            for name, reason in taken.set_aside:
                output.talk(f"{name} was not taken, `ddd log waiting` shows it: {reason}", quiet=quiet)
        if has_notice:
            ledger.deliver(quiet=quiet)
    except DddError as error:
        output.talk(f"it is recorded, but: {error}", quiet=quiet)
