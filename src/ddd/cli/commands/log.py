"""`ddd log`: what was done, when, by whom."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person, complete_task
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption
from ddd.ledger.words import Issues, Outcome

if TYPE_CHECKING:
    from ddd.cli.ledger import Asked
    from ddd.ledger.work.log import Wanted
    from ddd.ledger.work.spool import Record

app = typer.Typer(
    name="log",
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    help="What was done, when, by whom. Nothing in it changes.",
)

RecordArgument = Annotated[
    str, typer.Argument(metavar="RECORD", help="What `ddd log waiting` calls it, or a part of the name of its file.")
]
_COLUMNS = {
    "id": "ID", "done_at": "Done", "asset": "Asset", "task": "Task", "by": "By", "outcome": "Outcome",
    "issues": "Issues", "settled": "For", "corrected_by": "Corrected by", "notes": "Notes",
}  # fmt: skip


@app.callback()
def overview(context: typer.Context) -> None:
    """Show the latest entries, unless another command is asked for."""
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    task: Annotated[str, typer.Argument(metavar="[TASK]", help="Of this one.", autocompletion=complete_task)] = "",
    asset: Annotated[
        str,
        typer.Option("--asset", metavar="KEY", help="On this and what is below it.", autocompletion=complete_asset),
    ] = "",
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help="Who did it.", autocompletion=complete_person)] = "",
    outcome: Annotated[Outcome | None, typer.Option("--outcome", help="What came of it.")] = None,
    issues: Annotated[Issues | None, typer.Option("--issues", help="What it found.")] = None,
    since: Annotated[
        str,
        typer.Option("--since", metavar="TIME", help="Done at it or later, by your clock: “2026-03-02 14:00”, -7d."),
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Done before it, by your clock.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many.")] = 50,
    before: Annotated[
        int | None, typer.Option("--before", metavar="ID", help="What comes after this entry in the list: go on.")
    ] = None,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List what was done, the latest first.

    Forms: table, json, csv, md, html.

    Examples:

      ddd log list nightly-backup --outcome failed

      ddd log list --asset theatre --since 2026-01-01 --until 2026-04-01 --limit 100000 --format csv -o log.csv
    """
    from ddd.cli import ledger, output
    from ddd.ledger.work import log
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        wanted = log.Wanted(
            task, asset, by, outcome, issues, _time(asked, since), _time(asked, until), before, limit + 1
        )  # fmt: skip
        rows = log.entries(asked.session, wanted)
    more, rows = len(rows) > limit, rows[:limit]
    ledger.show(Listing("log", _COLUMNS, rows, _empty(wanted), {"more": more}, asked.clock), form, file)
    if more:
        output.talk(f"there are more: `--before {rows[-1]['id']}` goes on, `--limit` shows more at once")


@app.command("show")
def show(
    number: Annotated[int, typer.Argument(metavar="ID", help="Its number: `ddd log list` shows it.")],
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show one entry with all that was recorded, and its proofs.

    Examples:

      ddd log show 17
    """
    from ddd.cli import ledger, spoken
    from ddd.ledger.work import log

    with ledger.reading() as asked:
        told = log.entry(asked.session, number)
    said: dict[str, Any] = {
        "proofs": [f"{one['name']} ({one['size']:,} bytes, proof {one['id']})" for one in told["proofs"]]
    }
    if told["duration"] is not None:
        said["duration"] = spoken.length_in_words(told["duration"])
    ledger.show_one("entry", told, form, file, asked.clock, said)


@app.command("waiting")
def waiting(
    retry: Annotated[bool, typer.Option("--retry", help="Try again what the ledger refused, and what waits.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List runs that could not be recorded yet, and those that the ledger refused, with the reason.

    What was refused is tried again with `--retry` once the reason is mended, given to another task with `ddd log give`,
    or dropped with `ddd log drop`.

    Forms: table, json, csv, md, html.

    Examples:

      ddd log waiting --retry
    """
    from ddd.cli import ledger, output
    from ddd.ledger import clock
    from ddd.ledger.store import open_ledger
    from ddd.ledger.work import spool
    from ddd.reports.listing import Listing

    if retry:
        with open_ledger() as opened:
            spool.try_again()
            taken = spool.take_in(opened, clock.now())
        output.talk(f"{taken.recorded} recorded, {taken.refused} refused")
        _tell(taken.schedules)
    found = spool.listed()
    rows = [
        {"record": one.name, "state": "refused" if one.refused else "waits", **_said(one.record), "reason": one.reason,
         "file": one.file.name}
        for one in found
    ]  # fmt: skip
    columns = {
        "record": "Record", "state": "State", "task": "Task", "asset": "Asset", "done_at": "Done", "by": "By",
        "reason": "Why",
    }  # fmt: skip
    empty = "nothing waits: all runs are recorded"
    ledger.show(Listing("waiting", columns, rows, empty, clock=_clock() if rows else UTC), form, file)
    if any(one.refused for one in found):
        output.talk(
            "what was refused: mend it, then `ddd log waiting --retry`; or `ddd log give RECORD TASK`, "
            "`ddd log drop RECORD`"
        )


@app.command("give")
def give(
    record: RecordArgument,
    task: Annotated[str, typer.Argument(metavar="TASK", help="Whose it is.", autocompletion=complete_task)],
    asset: Annotated[
        str,
        typer.Option("--asset", metavar="KEY", help="On this asset, where several.", autocompletion=complete_asset),
    ] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Record a run that the ledger refused as work of another task: the one that was renamed, most likely.

    For coordinators; the audit keeps it.

    Examples:

      ddd log give 7f3a9c21 roles/backup/nightly-backup
    """
    from ddd.cli import ledger, output
    from ddd.ledger.work import spool
    from ddd.scan.text import visible

    with ledger.writing() as asked:
        found = spool.find(record)
        row = spool.give(asked.session, asked.actor, asked.now, found, task, asset)
        said, schedule = f"recorded as {row.id}: {visible(task)}, done {asked.told(row.done_at)}", row.schedule_id
    spool.forget(found)
    output.talk(said, quiet=quiet)
    _tell({schedule}, quiet=quiet)


@app.command("drop")
def drop(record: RecordArgument, quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Drop a run that the ledger refused: it is not recorded, and the audit keeps that.

    For coordinators of everything.

    Examples:

      ddd log drop 7f3a9c21
    """
    from ddd.cli import ledger, output
    from ddd.ledger.work import spool

    with ledger.writing() as asked:
        found = spool.find(record)
        spool.drop(asked.session, asked.actor, asked.now, found)
    spool.forget(found)
    output.talk(f"dropped {found.name}", quiet=quiet)


def _clock() -> tzinfo:
    """Return the clock of whoever asks; UTC while no ledger knows it: what waits is shown all the same."""
    from ddd.cli import ledger, output
    from ddd.ledger.errors import LedgerError, NoLedger

    try:
        with ledger.reading() as asked:
            return asked.clock
    except NoLedger:
        return UTC
    except LedgerError as fault:
        output.talk(f"times are told in UTC: {fault}")
        return UTC


def _said(record: Record | None) -> dict[str, Any]:
    """Return what a record says of itself."""
    if record is None:
        return {}
    return {"task": record.task, "asset": record.asset, "done_at": record.done_at, "by": record.by}


def _tell(schedules: set[int], *, quiet: bool = False) -> None:
    """Tell Prometheus of what was recorded."""
    from ddd.cli import output
    from ddd.ledger import clock, figures
    from ddd.ledger.store import open_ledger

    with open_ledger() as opened:
        for trouble in figures.tell(opened, schedules, clock.now()):
            output.talk(trouble, quiet=quiet)


def _time(asked: Asked, text: str) -> Any:
    from ddd.cli import ledger

    return ledger.moment(asked, text, past=True)


def _empty(wanted: Wanted) -> str:
    from dataclasses import replace

    from ddd.ledger.work.log import Wanted as Any_

    if replace(wanted, limit=0) == Any_(limit=0):
        return "nothing is recorded yet: `ddd done TASK`, or `ddd run TASK -- CMD`"
    return "nothing like that is recorded: `ddd log list` shows all"
