"""`ddd contract`: who has promised the work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_contract
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ddd.cli.ledger import Asked
    from ddd.ledger.store.models import Contract

app = typer.Typer(
    name="contract",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who has promised the work. For information: nothing is billed.",
)
_COLUMNS = {
    "reference": "Contract", "party": "With", "starts_at": "From", "ends_at": "Until", "standing": "Standing",
    "schedules": "Schedules",
}  # fmt: skip
_EMPTY = "no contracts: `ddd contract add REFERENCE --party NAME` makes one"

ReferenceArgument = Annotated[
    str, typer.Argument(metavar="CONTRACT", help="Its reference.", autocompletion=complete_contract)
]
StartOption = Annotated[str | None, typer.Option("--start", metavar="DATE", help="Its first day, by your clock.")]
EndOption = Annotated[str | None, typer.Option("--end", metavar="DATE", help="The first day without it.")]
NotesOption = Annotated[str | None, typer.Option("--notes", metavar="TEXT", help="What else of it.")]


@app.command("add")
def add(
    reference: Annotated[str, typer.Argument(help="As it stands on the paper: short, unique.")],
    party: Annotated[str, typer.Option("--party", metavar="NAME", help="With whom.")],
    start: StartOption = None,
    end: EndOption = None,
    notes: NotesOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Add a contract.

    Examples:

      ddd contract add L-2026-7 --party "Lifts Ltd" --start 2026-01-01 --end 2028-01-01
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import contracts

    with ledger.writing() as asked:
        fields = _fields(asked, start, end, notes=notes)
        contracts.add(asked.session, asked.actor, asked.now, reference, party=party, **fields)
    output.talk(f"added {reference}; `ddd schedule set TASK --contract {reference}` links it", quiet=quiet)


@app.command("list")
def list_(
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List the contracts.

    Forms: table, json, csv, md, html.

    Examples:

      ddd contract list --format md
    """
    from ddd.cli import ledger
    from ddd.ledger.registers import contracts
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        rows = _rows(asked, contracts.listed(asked.session))
    ledger.show(Listing("contracts", _COLUMNS, rows, _EMPTY, clock=asked.clock), form, file)


@app.command("show")
def show(
    reference: ReferenceArgument,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show all of one contract.

    Examples:

      ddd contract show L-2026-7
    """
    from ddd.cli import ledger
    from ddd.ledger.registers import contracts

    with ledger.reading() as asked:
        (row,) = _rows(asked, [contracts.find(asked.session, reference)])
    ledger.show_one("contract", row, form, file, asked.clock)


@app.command("set")
def set_(
    reference: ReferenceArgument,
    party: Annotated[str | None, typer.Option("--party", metavar="NAME", help="With whom.")] = None,
    start: StartOption = None,
    end: EndOption = None,
    notes: NotesOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Change a contract. An empty date takes it away.

    Examples:

      ddd contract set L-2026-7 --end 2030-01-01
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import contracts

    with ledger.writing() as asked:
        fields = _fields(asked, start, end, notes=notes, party=party)
        found = contracts.find(asked.session, reference)
        told = contracts.change(asked.session, asked.actor, asked.now, found, **fields)
    output.talk(ledger.told_changes(reference, told, asked.clock), quiet=quiet)


@app.command("remove")
def remove(reference: ReferenceArgument, quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Take a contract out; schedules that were linked to it stay.

    Examples:

      ddd contract remove L-2026-7
    """
    from ddd.cli import ledger, output, spoken
    from ddd.ledger.registers import contracts

    with ledger.writing() as asked:
        found = contracts.find(asked.session, reference)
        count = contracts.remove(asked.session, asked.actor, asked.now, found)
    output.talk(f"removed {reference}, to which {spoken.counted(count, 'schedule')} was linked", quiet=quiet)


def _rows(asked: Asked, found: Iterable[Contract]) -> list[dict[str, Any]]:
    from ddd.ledger.registers import contracts
    from ddd.ledger.rules import status

    linked = contracts.linked(asked.session)
    return [
        {
            "reference": one.reference,
            "party": one.party,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "standing": str(status.warranty(one.starts_at, one.ends_at, asked.now)),
            "schedules": linked.get(one.id, 0),
            "notes": one.notes,
        }
        for one in found
    ]


def _fields(asked: Asked, start: str | None, end: str | None, **texts: str | None) -> dict[str, Any]:
    from ddd.cli import ledger

    times = {"starts_at": start, "ends_at": end}
    given = {name: ledger.moment(asked, text) for name, text in times.items() if text is not None}
    return {**given, **{name: text for name, text in texts.items() if text is not None}}
