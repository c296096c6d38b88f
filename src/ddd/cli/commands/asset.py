"""`ddd asset`: what is maintained, in a tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from ddd.cli.ledger import Asked
    from ddd.ledger.store.models import Asset

app = typer.Typer(
    name="asset",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What is maintained: repositories, hosts, venues, rooms, in a tree.",
)

KeyArgument = Annotated[str, typer.Argument(metavar="ASSET", help="Its key.", autocompletion=complete_asset)]
NameOption = Annotated[str | None, typer.Option("--name", help="What people call it.")]
KindOption = Annotated[str | None, typer.Option("--kind", help="repository, host, venue, room, …")]
BelowOption = Annotated[
    str, typer.Option("--below", metavar="ASSET", help="The asset it is part of.", autocompletion=complete_asset)
]
OwnerOption = Annotated[
    str | None,
    typer.Option(
        "--owner", metavar="PERSON", help="Who is told of it and of all below it.", autocompletion=complete_person
    ),
]
StartOption = Annotated[
    str | None, typer.Option("--warranty-start", metavar="DATE", help="Its first day, by your clock.")
]
EndOption = Annotated[str | None, typer.Option("--warranty-end", metavar="DATE", help="The first day without it.")]
ProviderOption = Annotated[str | None, typer.Option("--warranty-provider", metavar="NAME", help="Who gives it.")]
NotesOption = Annotated[str | None, typer.Option("--warranty-notes", metavar="TEXT", help="What else of it.")]


@app.command("add")
def add(
    key: Annotated[str, typer.Argument(help="What it is called: short, unique, as in `hall-2`.")],
    name: NameOption = None,
    kind: KindOption = None,
    below: BelowOption = "",
    owner: OwnerOption = None,
    warranty_start: StartOption = None,
    warranty_end: EndOption = None,
    warranty_provider: ProviderOption = None,
    warranty_notes: NotesOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Add an asset.

    Examples:

      ddd asset add hall-2 --kind room --below theatre

      ddd asset add lift --below theatre --owner anna --warranty-end 2028-05-01 --warranty-provider "Lifts Ltd"
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import assets

    fields = _given(
        owner=owner, kind=kind, warranty_provider=warranty_provider, warranty_notes=warranty_notes,
    )  # fmt: skip
    with ledger.writing() as asked:
        fields |= _warranty(asked, warranty_start, warranty_end)
        assets.add(asked.session, asked.actor, asked.now, key, parent=below, name=name or "", **fields)
    output.talk(f"added {key}", quiet=quiet)


@app.command("list")
def list_(
    below: Annotated[
        str,
        typer.Option(
            "--below", metavar="ASSET", help="Only this asset and what is below it.", autocompletion=complete_asset
        ),
    ] = "",
    kind: Annotated[str, typer.Option("--kind", help="Only this kind.")] = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List the assets.

    Forms: table, json, csv, md, html.

    Examples:

      ddd asset list --below theatre --format csv -o assets.csv
    """
    from ddd.cli import ledger
    from ddd.ledger.registers import assets, standing
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        top = assets.find(asked.session, below) if below else None
        rows = [row for row in standing.assets(asked.session, asked.now, top) if kind in ("", row["kind"])]
    columns = {
        "key": "Asset", "name": "Name", "kind": "Kind", "below": "Part of", "owner": "Owner", "warranty": "Warranty",
        "schedules": "Schedules", "overdue": "Overdue",
    }  # fmt: skip
    ledger.show(Listing("assets", columns, rows, "no assets: `ddd asset add KEY` makes one"), form, file)


@app.command("show")
def show(
    key: KeyArgument,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show all of one asset.

    Examples:

      ddd asset show hall-2
    """
    from ddd.cli import ledger
    from ddd.ledger.registers import assets, standing

    with ledger.reading() as asked:
        asset = assets.find(asked.session, key)
        (row,) = (one for one in standing.assets(asked.session, asked.now, asset) if one["key"] == asset.key)
        line = " / ".join(one.key for one in assets.above(asked.session, asset))
        parts = [one.key for one in assets.below(asked.session, asset) if one.parent_id == asset.id]
    ledger.show_one("asset", {**row, "line": line, "parts": parts}, form, file, asked.clock)


@app.command("set")
def set_(
    key: KeyArgument,
    new_key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="Rename it; the old key leads to it still.")
    ] = None,
    name: NameOption = None,
    kind: KindOption = None,
    below: Annotated[
        str | None,
        typer.Option("--below", metavar="ASSET", help="Move it below this one.", autocompletion=complete_asset),
    ] = None,
    top: Annotated[bool, typer.Option("--top", help="Move it to the top.")] = False,
    owner: OwnerOption = None,
    warranty_start: StartOption = None,
    warranty_end: EndOption = None,
    warranty_provider: ProviderOption = None,
    warranty_notes: NotesOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Change an asset, or move it with all below it. An empty text takes a value away.

    Once it is renamed, the old key leads to it (in a crontab, as the folder of a repository) until another asset takes
    that key.

    Examples:

      ddd asset set hall-2 --owner anna --below theatre

      ddd asset set hall-2 --key great-hall

      ddd asset set hall-2 --warranty-end ""
    """
    from ddd.cli import ledger, output
    from ddd.errors import UsageError
    from ddd.ledger.registers import assets, changing

    if top and below:
        raise UsageError("--below and --top both say where it goes", advice="give one of them")
    fields = _given(
        name=name, kind=kind, owner=owner, warranty_provider=warranty_provider, warranty_notes=warranty_notes
    )
    with ledger.writing() as asked:
        fields |= _warranty(asked, warranty_start, warranty_end)
        asset = assets.find(asked.session, key)
        told = changing.named(asked.session, assets.change(asked.session, asked.actor, asked.now, asset, **fields))
        if below or top:
            moved = _moved(asked, asset, below or "")
            told = {**told, **moved}
        old = asset.key
        tasks = [] if new_key is None else assets.rename(asked.session, asked.actor, asked.now, asset, new_key)
        if asset.key != old:
            told["key"] = [old, asset.key]
    output.talk(ledger.told_changes(old, told, asked.clock), quiet=quiet)
    if "key" in told:
        _tell_renamed(old, tasks, quiet=quiet)


@app.command("remove")
def remove(key: KeyArgument, quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Take an asset out, with its schedules. Their history stays; adding it again brings it back.

    Windows of it that are not over are cancelled, and its owner is told. What is below it must be removed first.

    Examples:

      ddd asset remove hall-2
    """
    from ddd.cli import ledger, output, spoken
    from ddd.ledger.registers import assets

    with ledger.writing() as asked:
        count = assets.remove(asked.session, asked.actor, asked.now, assets.find(asked.session, key))
    output.talk(f"removed {key} and {spoken.counted(count, 'schedule')} of it", quiet=quiet)


def _moved(asked: Asked, asset: Asset, below: str) -> dict[str, list[Any]]:
    from ddd.ledger.registers import assets

    before = [one.key for one in assets.above(asked.session, asset)][-1:]
    assets.move(asked.session, asked.actor, asked.now, asset, below)
    old = before[0] if before else ""
    return {} if old == below else {"below": [old, below]}


def _tell_renamed(old: str, tasks: list[str], *, quiet: bool) -> None:
    """Tell Prometheus and Alertmanager of the new key. It is recorded: what fails here is told, no more."""
    from ddd.cli import ledger, output
    from ddd.errors import DddError
    from ddd.ledger import clock, figures
    from ddd.ledger.store import open_ledger

    try:
        with open_ledger() as opened:
            troubles = (*figures.take_back(old, tasks), *figures.tell(opened, None, clock.now()))
        for trouble in dict.fromkeys(troubles):
            output.talk(trouble, quiet=quiet)
        ledger.deliver(quiet=quiet)
    except DddError as error:
        output.talk(str(error), quiet=quiet)


def _given(**fields: str | None) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _warranty(asked: Asked, start: str | None, end: str | None) -> dict[str, Any]:
    from ddd.cli import ledger

    given = {"warranty_start": start, "warranty_end": end}
    return {name: ledger.moment(asked, text) for name, text in given.items() if text is not None}
