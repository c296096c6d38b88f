"""`ddd asset`: what is maintained, in a tree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import DebugOption, FormatOption, OutputOption, QuietOption

app = typer.Typer(
    name="asset",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What is maintained: repositories, hosts, venues, rooms, in a tree.",
)


@app.command("add")
def add(
    key: Annotated[str, typer.Argument(help="What it is called: short, unique, as in `hall-2`.")],
    name: Annotated[str, typer.Option("--name", help="What people call it.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="repository, host, venue, room, …")] = "",
    below: Annotated[str, typer.Option("--below", metavar="ASSET", help="The asset it is part of.")] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Add an asset.

    Examples:

      ddd asset add hall-2 --kind room --below theatre
    """
    from ddd.cli import ledger, output
    from ddd.ledger import assets

    with ledger.writing() as asked:
        assets.add(asked.session, asked.actor, asked.now, key, parent=below, name=name, kind=kind)
    output.talk(f"added {key}", quiet=quiet)


@app.command("list")
def list_(
    below: Annotated[str, typer.Option("--below", metavar="ASSET", help="Only this asset and what is below it.")] = "",
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List the assets.

    Forms: table, json, csv, md, html.

    Examples:

      ddd asset list --below theatre --format csv -o assets.csv
    """
    from ddd.cli import ledger
    from ddd.ledger import assets
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        top = assets.find(asked.session, below) if below else None
        rows = [{"key": one.key, "name": one.name, "kind": one.kind} for one in assets.below(asked.session, top)]
    columns = {"key": "Asset", "name": "Name", "kind": "Kind"}
    ledger.show(Listing("assets", columns, rows, "no assets yet: `ddd asset add KEY`"), form, file)
