"""`ddd proof`: the files that show the work."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.completion import complete_asset, complete_task
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

app = typer.Typer(
    name="proof",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The files that show the work: photos, reports, output.",
)

ProofArgument = Annotated[str, typer.Argument(metavar="PROOF", help="Its number, or how its sha256 begins.")]


@app.command("list")
def list_(
    task: Annotated[str, typer.Argument(metavar="[TASK]", help="Of this one.", autocompletion=complete_task)] = "",
    asset: Annotated[
        str,
        typer.Option("--asset", metavar="KEY", help="On this and what is below it.", autocompletion=complete_asset),
    ] = "",
    entry: Annotated[int | None, typer.Option("--log", metavar="ID", help="Of this entry of the log.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many.")] = 50,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List the proofs, the latest first.

    Forms: table, json, csv, md, html.

    Examples:

      ddd proof list nightly-backup --limit 10
    """
    from ddd.cli import ledger
    from ddd.ledger.work import log
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        rows = log.proofs(asked.session, log.Wanted(task, asset, limit=limit), entry)
    columns = {
        "id": "ID", "name": "Name", "size": "Bytes", "done_at": "Done", "asset": "Asset", "task": "Task", "log": "Log",
        "sha256": "SHA-256",
    }  # fmt: skip
    empty = "no proofs like that: `ddd done TASK --proof FILE` adds one"
    ledger.show(Listing("proofs", columns, rows, empty, clock=asked.clock), form, file)


@app.command("show")
def show(
    proof: ProofArgument,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show what is known of a proof, and whether it is still what it was.

    Examples:

      ddd proof show 3
    """
    from ddd.cli import ledger
    from ddd.ledger.work import log, proofs

    with ledger.reading() as asked:
        found = proofs.find(asked.session, proof)
        told = log.proofs(asked.session, log.Wanted(limit=1), found.log_id, found.id)[0]
    state = proofs.fault(found.sha256) or "as it was recorded"
    told |= {"state": state, "file": str(proofs.where(found.sha256))}
    ledger.show_one("proof", told, form, file, asked.clock)


@app.command("export")
def export(
    proof: ProofArgument,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; - for stdout.")],
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Copy a proof to a file, if it is still what was recorded.

    Examples:

      ddd proof export 3 door3.jpg
    """
    import sys

    from ddd.cli import ledger, output
    from ddd.ledger.work import proofs

    with ledger.reading() as asked:
        found = proofs.find(asked.session, proof)
        if str(target) == "-":
            for piece in proofs.content(found):
                sys.stdout.buffer.write(piece)
            return
        proofs.export(found, target)
    output.talk(f"{target}: {found.size:,} bytes", quiet=quiet)


@app.command("verify")
def verify(
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Look whether every proof is there and holds what it held. Exit code 1 when one does not.

    Examples:

      ddd proof verify --format json
    """
    from ddd.cli import ledger, output
    from ddd.ledger.work import proofs, spool
    from ddd.reports.listing import Listing
    from ddd.scan.text import visible

    waiting = spool.proofs()  # before the ledger is asked: what is recorded meanwhile, the ledger names
    with ledger.reading() as asked:
        found = proofs.verify(asked.session, waiting)
    rows = [
        {"id": one.id, "log": one.log_id, "name": one.name, "sha256": one.sha256, "fault": one.reason}
        for one in found.faults
    ]
    columns = {"id": "ID", "log": "Log", "name": "Name", "fault": "Fault", "sha256": "SHA-256"}
    about = {"checked": found.checked, "waiting": list(found.waiting), "orphans": list(found.orphans)}
    empty = f"{found.checked} proofs, all as they were recorded"
    ledger.show(Listing("faults", columns, rows, empty, about), form, file)
    if found.waiting:
        output.talk(f"{len(found.waiting)} more wait to be recorded: `ddd log waiting` lists of what", quiet=quiet)
    if found.orphans:
        output.talk(f"{len(found.orphans)} files below the proofs belong to no entry: they do no harm", quiet=quiet)
    if found.gone:
        output.talk(
            f"{found.gone} of {found.checked} are gone: copy the folder of the proofs from its backup to "
            f"{visible(str(proofs.folder()))}, then verify again",
            quiet=quiet,
        )
    if found.faults:
        raise typer.Exit(1)
