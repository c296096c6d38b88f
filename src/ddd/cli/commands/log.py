"""`ddd log`: what was done, when, by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person, complete_task
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption
from ddd.ledger.words import Issues, Outcome

if TYPE_CHECKING:
    from ddd.cli.ledger import Asked
    from ddd.ledger.work.log import Wanted

app = typer.Typer(
    name="log",
    add_completion=False,
    invoke_without_command=True,
    rich_markup_mode=None,
    help="What was done, when, by whom. Nothing in it changes.",
)

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
        str, typer.Option("--since", metavar="TIME", help="Done at it or later: “2026-03-02 14:00”, 2026-03-02.")
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Done before it.")] = "",
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
    ledger.show(Listing("log", _COLUMNS, rows, _empty(wanted), {"more": more}), form, file)
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
    from ddd.cli import ledger
    from ddd.ledger.work import log

    with ledger.reading() as asked:
        told = log.entry(asked.session, number)
    if any(one.partition("=")[0] != "json" for one in form):
        told["proofs"] = [f"{one['name']} ({one['size']:,} bytes, proof {one['id']})" for one in told["proofs"]]
    ledger.show_one("entry", told, form, file)


@app.command("waiting")
def waiting(
    retry: Annotated[bool, typer.Option("--retry", help="Try again what the ledger refused, and what waits.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List runs that could not be recorded yet, and those that the ledger refused, with the reason.

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
    rows: list[dict[str, Any]] = [{"file": one.name, "state": "waits", "reason": ""} for one in spool.waiting()]
    rows += [{"file": one.name, "state": "refused", "reason": reason} for one, reason in spool.refused()]
    columns = {"file": "Record", "state": "State", "reason": "Why"}
    ledger.show(Listing("waiting", columns, rows, "nothing waits: all runs are recorded"), form, file)


def _time(asked: Asked, text: str) -> Any:
    from ddd.cli import ledger

    return ledger.moment(asked, text)


def _empty(wanted: Wanted) -> str:
    from dataclasses import replace

    from ddd.ledger.work.log import Wanted as Any_

    if replace(wanted, limit=0) == Any_(limit=0):
        return "nothing is recorded yet: `ddd done TASK`, or `ddd run TASK -- CMD`"
    return "nothing like that is recorded: `ddd log list` shows all"
