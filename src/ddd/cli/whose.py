"""Says whose a task is, where people read it: whom the ledger tells, else whom its repository names.

Machines read both as they are: `who` is told, `owner` is a name in a repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ddd.reports.listing import Listing


def said(row: Mapping[str, Any]) -> str:
    """Return whose a schedule is; of somebody whom the ledger does not tell, that too."""
    return row["who"] or (f"{row['owner']} (not told)" if row["owner"] else "")


def show(listing: Listing, form: list[str], file: Path | None) -> None:
    """Give out a list of schedules in the wanted form."""
    from ddd.cli import output

    forms = replace(listing, rows=[{**row, "who": said(row)} for row in listing.rows]).forms()
    with_owner = replace(listing, columns={**listing.columns, "owner": "Owner"})
    output.deliver({**forms, "json": listing.json, "csv": with_owner.csv}, form, file)
