"""What the ledger says is owed in a repository, below what its agenda shows."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

_COLUMNS = {"standing": "Standing", "task": "Task", "due": "Due", "missed": "Missed", "command": "When it is done"}


def with_what_is_owed(agenda: RenderableType, path: Path | None, *, quiet: bool) -> RenderableType:
    """Return an agenda with what the ledger says is due or overdue in a folder; as it is where no ledger knows that."""
    from rich.console import Group
    from rich.text import Text

    from ddd.cli import output
    from ddd.ledger.errors import LedgerError, NoLedger

    try:
        table = _table(path) if path is not None else None
    except NoLedger:
        return agenda
    except LedgerError as fault:  # the agenda stands in the repository: it is shown all the same
        output.talk(f"what is owed is not shown: {fault}", quiet=quiet)
        return agenda
    return Group(agenda, Text("\nOwed, says the ledger", style="bold"), table) if table is not None else agenda


def _table(path: Path) -> RenderableType | None:
    """Return what is due or overdue in a folder; None when it is no asset. Raises LedgerError."""
    from datetime import timedelta

    from rich.text import Text

    from ddd.cli import ledger
    from ddd.ledger import programme
    from ddd.ledger.registers import schedules, standing
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        asset = programme.of_folder(asked.session, path)
        if asset is None:
            return None
        rows = standing.due(asked.session, asked.now, standing.Wanted(within=timedelta(), asset=asset))
        shared = schedules.on_several(asked.session, [row["task"] for row in rows])
    if not rows:
        return Text("  nothing; ddd due shows what comes")
    told = [{**row, "command": _command(row, shared)} for row in rows]
    return Listing("owed", _COLUMNS, told, "", clock=asked.clock).table()


def _command(row: dict[str, Any], shared: set[str]) -> str:
    asset = f" --asset {quote(row['asset'])}" if row["task"] in shared else ""
    return f"ddd done {quote(row['task'])}{asset}"
