"""`ddd due`: what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ddd.cli.ledger import Asked
    from ddd.ledger.registers.standing import Wanted

_COLUMNS = {
    "standing": "Standing", "task": "Task", "asset": "Asset", "due": "Due", "lateness": "Late", "missed": "Missed",
    "who": "Who", "remarks": "",
}  # fmt: skip
_GATES = {"overdue": ("overdue",), "due": ("due", "overdue")}


def due(
    asset: Annotated[
        str,
        typer.Option(
            "--asset", metavar="KEY", help="Only this asset and what is below it.", autocompletion=complete_asset
        ),
    ] = "",
    person: Annotated[
        str, typer.Option("--person", metavar="KEY", help="Only what is theirs.", autocompletion=complete_person)
    ] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only what is yours.")] = False,
    within: Annotated[str, typer.Option("--within", metavar="LENGTH", help="What falls due within it, as 7d.")] = "1d",
    everything: Annotated[bool, typer.Option("--all", help="All schedules, those that rest too.")] = False,
    fail_on: Annotated[str, typer.Option("--fail-on", metavar="STANDING", help="overdue or due: exit 1.")] = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what is overdue (since when, and how many times were missed), due, and due soon.

    Somebody's is what is assigned to them, and what is assigned to nobody on an asset of theirs. “(not told)” stands
    behind whom only the repository names: `ddd programme apply` assigns it once there is a person of that name.
    Forms: table, json, csv, md, html.

    Examples:

      ddd due

      ddd due --mine --within 7d

      ddd due --asset harbour --fail-on overdue
    """
    from ddd.cli import ledger, whose
    from ddd.errors import UsageError
    from ddd.ledger.registers import schedules, standing
    from ddd.reports.listing import Listing

    if fail_on and fail_on not in _GATES:
        raise UsageError(f"no gate “{fail_on}”", advice=f"there are: {', '.join(_GATES)}")
    with ledger.reading() as asked:
        wanted = _wanted(asked, asset, person, within, mine=mine, everything=everything)
        rows = [_shown(row) for row in standing.due(asked.session, asked.now, wanted)]
        empty = _empty(asked, within, filtered=bool(asset or person or mine))
        shared = schedules.on_several(asked.session, [row["task"] for row in rows])
        about = {"now": asked.now, "counts": _counts(rows)}
    whose.show(Listing("due", _COLUMNS, rows, empty, about, asked.clock), form, file)
    _tell(rows, shared, quiet=quiet)
    failed = [row for row in rows if row["standing"] in _GATES.get(fail_on, ())]
    raise typer.Exit(1 if failed else 0)


def _wanted(asked: Asked, asset: str, person: str, within: str, *, mine: bool, everything: bool) -> Wanted:
    from ddd.errors import UsageError
    from ddd.ledger import moments
    from ddd.ledger.registers import assets, people, standing

    if mine and person:
        raise UsageError("--mine and --person both say whose", advice="give one of them")
    who = person or (asked.actor.name if mine else "")
    return standing.Wanted(
        within=moments.length(within),
        asset=assets.find(asked.session, asset) if asset else None,
        person=people.find(asked.session, who) if who else None,
        everything=everything,
    )


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    from ddd.cli import spoken

    remarks = (
        ("in a window", row["in_window"]),
        ("no longer in the repository", row["missing_since"]),
        ("never done", row["never_done"] and row["late"] is not None),
    )
    lateness = spoken.length(row["late"]) if row["late"] is not None else ""
    return {**row, "lateness": lateness, "remarks": ", ".join(text for text, holds in remarks if holds)}


def _counts(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    from collections import Counter

    return dict(Counter(row["standing"] for row in rows))


def _empty(asked: Asked, within: str, *, filtered: bool) -> str:
    from ddd.ledger.registers import schedules

    if not filtered and not schedules.any_at_all(asked.session):
        return "no schedules yet: `ddd programme apply` takes those of a repository, `ddd schedule add` makes one"
    return f"nothing is due within {within}; `ddd due --all` shows all schedules"


def _tell(rows: list[dict[str, Any]], shared: set[str], *, quiet: bool) -> None:
    """Say what to do with the first of them."""
    from shlex import quote

    from ddd.cli import output
    from ddd.scan.text import visible

    first = next((row for row in rows if row["standing"] in ("overdue", "due")), None)
    if first is not None:
        asset = f" --asset {quote(first['asset'])}" if first["task"] in shared else ""
        output.talk(visible(f"when it is done: ddd done {quote(first['task'])}{asset}"), quiet=quiet)
