"""`ddd db`: the database of the ledger: how it stands, its versions, backups, whether it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ddd.ledger.upkeep import Fault, Status

app = typer.Typer(
    name="db",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The database of the ledger: how it stands, its versions, backups, whether it holds. For admins.",
)
_MOST_TOLD = 10
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


@app.command("status")
def status(
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show where the ledger is, its version, what it holds, how big it is and how old its last backup is.

    Forms: table, json, csv, md, html.

    Examples:

      ddd db status
      ddd db status --format json
    """
    from ddd.cli import ledger as shared
    from ddd.ledger import actor, clock, upkeep
    from ddd.ledger.store import open_ledger
    from ddd.reports.listing import Listing

    with open_ledger(any_version=True) as ledger:
        found = upkeep.status(ledger, actor.name())
    told = [{"what": what, "value": value} for what, value in _told(found, clock.now())]
    about = {
        "where": found.where, "kind": found.kind, "only_read": found.only_read, "schema_version": found.schema,
        "newest_schema_version": found.newest, "size_bytes": found.size, "rows": found.rows,
        "backup_at": found.backup_at, "backup_file": found.backup_file,
    }  # fmt: skip
    shared.show(Listing("status", {"what": "What", "value": "Value"}, told, "", about), form, file)


@app.command("upgrade")
def upgrade(quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Bring the ledger to the version of this ddd, all of it or nothing.

    Examples:

      ddd db backup before.jsonl.gz && ddd db upgrade
    """
    from ddd.cli import output
    from ddd.ledger import actor, clock, upkeep
    from ddd.ledger.store import open_ledger

    with open_ledger(any_version=True) as ledger:
        before, after = upkeep.upgrade(ledger, actor.name(), clock.now())
    said = f"it has schema {after} already" if before == after else f"from schema {before} to {after}"
    output.talk(said, quiet=quiet)


@app.command("downgrade")
def downgrade(
    to: Annotated[str, typer.Option("--to", metavar="SCHEMA", help="Which one; else the one before.")] = "",
    copy: Annotated[
        Path | None, typer.Option("--backup", metavar="FILE", help="First write a backup, as `ddd db backup` does.")
    ] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Bring the ledger to an older version, for an older ddd, all of it or nothing.

    What the older version has no place for is lost: it is told, and takes a backup.

    Examples:

      ddd db downgrade --backup before.jsonl.gz
    """
    from ddd.cli import output
    from ddd.ledger import actor, clock, upkeep
    from ddd.ledger.store import open_ledger

    with open_ledger(any_version=True) as ledger:
        after, losses = upkeep.downgrade(ledger, actor.name(), clock.now(), to, copy)
    for one in losses:
        output.talk(f"lost: {one.rows} in {one.table}{'.' if one.column else ''}{one.column}", quiet=quiet)
    kept = f"; what it was is in {copy}" if copy else ""
    output.talk(f"now of schema {after}, {'for an older ddd' if losses else 'nothing is lost'}{kept}", quiet=quiet)


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Pressed together when it ends in .gz.")],
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the whole ledger to one file, for any database.

    It holds the addresses of people: keep it as you keep the ledger. The files of proofs are not in it, their hashes
    are: copy the folder `proofs` beside the ledger too. Others go on reading and writing meanwhile.

    Examples:

      ddd db backup /backup/ddd-$(date +%F).jsonl.gz
    """
    from ddd.cli import output
    from ddd.ledger import actor, clock, upkeep
    from ddd.ledger.store import open_ledger

    with open_ledger(any_version=True) as ledger:
        head, faults = upkeep.keep(ledger, actor.name(), clock.now(), file)
    _tell(faults)
    proofs = head.rows.get("proofs", 0)
    beside = f"; the files of {proofs} proofs are not in it: copy their folder too" if proofs else ""
    output.talk(f"{head.total} rows of schema {head.schema} in {file}{beside}", quiet=quiet)


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup, by whatever ddd and from any database.")],
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Begin a ledger with what a backup holds, all of it or nothing. A ledger that holds anything is left alone.

    Examples:

      ddd db restore /backup/ddd-2026-03-01.jsonl.gz
      DDD_DATABASE_URL=postgresql://ddd@db.example.org/ddd ddd db restore from-sqlite.jsonl.gz
    """
    from ddd.cli import output
    from ddd.ledger import actor, clock, upkeep
    from ddd.ledger.work import proofs
    from ddd.scan.text import visible

    found = upkeep.restore(actor.name(), clock.now(), file)
    _tell(found.faults)
    if any(one.part == "proofs" for one in found.faults):
        output.talk(
            "the files of proofs are not in it: copy their folder from its own backup to "
            f"{visible(str(proofs.folder()))}, then `ddd proof verify`"
        )
    output.talk(f"{found.rows} rows restored, as they were at {found.made_at:%Y-%m-%d %H:%M UTC}", quiet=quiet)


@app.command("check")
def check(
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Look whether the ledger holds: the database, its tables, the chain of the audit, the proofs.

    Exit code 1 when something does not. Forms: table, json, csv, md, html.

    Examples:

      ddd db check || mail -s "the ledger does not hold" root
    """
    from ddd.cli import ledger as shared
    from ddd.ledger import actor, upkeep
    from ddd.ledger.store import open_ledger
    from ddd.reports.listing import Listing

    with open_ledger(any_version=True) as ledger:
        rows = [{"part": one.part, "reason": one.reason} for one in upkeep.check(ledger, actor.name())]
    empty = "all of it holds: database, tables, audit and proofs"
    shared.show(Listing("faults", {"part": "Part", "reason": "What"}, rows, empty), form, file)
    if rows:
        raise typer.Exit(1)


def _told(found: Status, now: datetime) -> list[tuple[str, Any]]:
    state = "current" if found.schema == found.newest else f"this ddd wants {found.newest}: `ddd db upgrade`"
    last = "none: `ddd db backup FILE`"
    if found.backup_at is not None:
        days = max((now - found.backup_at).days, 0)
        last = f"{days} days ago, {found.backup_at:%Y-%m-%d %H:%M UTC}: {found.backup_file}"
    return [
        ("where", found.where + (" (may only be read)" if found.only_read else "")),
        ("database", found.kind),
        ("schema", f"{found.schema} ({state})"),
        ("size", _size(found.size)),
        ("last backup", last),
        *((f"rows in {name}", count) for name, count in found.rows.items() if count),
    ]


def _size(count: int) -> str:
    value, unit = float(count), 0
    while value >= 1_000 and unit < len(_UNITS) - 1:
        value, unit = value / 1_000, unit + 1
    return f"{value:.0f} {_UNITS[unit]}" if not unit else f"{value:.1f} {_UNITS[unit]}"


def _tell(faults: Iterable[Fault]) -> None:
    """Say what is the matter, even to those who want no talk."""
    from itertools import groupby

    from ddd.cli import output
    from ddd.scan.text import visible

    for part, found in groupby(faults, key=lambda one: one.part):
        same = list(found)
        for one in same[:_MOST_TOLD]:
            output.talk(f"{part}: {visible(one.reason)}")
        if len(same) > _MOST_TOLD:
            output.talk(f"{part}: and {len(same) - _MOST_TOLD} more")
