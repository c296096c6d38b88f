"""`ddd person`: who does the work, plans it or is told of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ddd.cli.ledger import Asked
    from ddd.ledger.store.models import Person

app = typer.Typer(
    name="person",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who does the work, plans it or is told of it.",
)
_COLUMNS = {
    "key": "Person", "name": "Name", "role": "Role", "scope": "Acts on", "told_by": "Told by", "zone": "Zone",
    "done": "Done", "open": "Open", "overdue": "Overdue",
}  # fmt: skip
_EMPTY = "nobody yet, so everybody is admin: `ddd person add KEY` adds the first"

KeyArgument = Annotated[str, typer.Argument(metavar="PERSON", help="Their key.", autocompletion=complete_person)]
NameOption = Annotated[str | None, typer.Option("--name", help="What people call them.")]
RoleOption = Annotated[str | None, typer.Option("--role", help="admin, coordinator or viewer.")]
ScopeOption = Annotated[
    str | None,
    typer.Option(
        "--scope", metavar="ASSET", help="They act on it and what is below; else all.", autocompletion=complete_asset
    ),
]
UrlOption = Annotated[
    str | None,
    typer.Option("--url", metavar="URL", help="Where they are told: mailto:…, https://…; - reads it from stdin."),
]
ZoneOption = Annotated[str | None, typer.Option("--zone", metavar="AREA/CITY", help="By whose clock they live.")]


@app.command("add")
def add(
    key: Annotated[str, typer.Argument(help="Their login name.")],
    name: NameOption = None,
    role: RoleOption = None,
    scope: ScopeOption = None,
    url: UrlOption = None,
    zone: ZoneOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Add somebody. The first is admin; from then on only those who are added may plan.

    A viewer reads and records their own work, a coordinator plans besides, an admin may do all. The URL may hold a
    secret: it is never shown again.

    Examples:

      ddd person add anna --url mailto:anna@example.org --zone Europe/Berlin

      ddd person add ben --role coordinator --scope harbour
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import people

    fields = _given(name=name, role=role, scope=scope, url=_url(url), zone=zone)
    with ledger.writing() as asked:
        made = people.add(asked.session, asked.actor, asked.now, key, **fields)
        told = f"added {key}, {made.role}"
    output.talk(told, quiet=quiet)


@app.command("list")
def list_(
    role: Annotated[str, typer.Option("--role", help="Only these.")] = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List people: what they may do, and how much they have done and have to do.

    Open is what is assigned to them and due within a day, or was; overdue is what of it is past its grace.
    Forms: table, json, csv, md, html.

    Examples:

      ddd person list --role viewer
    """
    from ddd.cli import ledger
    from ddd.ledger.registers import people
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        rows = [row for row in _rows(asked, people.listed(asked.session)) if role in ("", row["role"])]
    ledger.show(Listing("people", _COLUMNS, rows, _EMPTY if not role else f"nobody is {role}"), form, file)


@app.command("show")
def show(
    key: KeyArgument,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show all of one person.

    Examples:

      ddd person show anna
    """
    from ddd.cli import ledger
    from ddd.ledger.registers import people

    with ledger.reading() as asked:
        (row,) = _rows(asked, [people.find(asked.session, key)])
    ledger.show_one("person", row, form, file)


@app.command("set")
def set_(
    key: KeyArgument,
    name: NameOption = None,
    role: RoleOption = None,
    scope: ScopeOption = None,
    url: UrlOption = None,
    zone: ZoneOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Change somebody. Name, URL and zone people change themselves; for the rest it takes an admin.

    Examples:

      ddd person set ben --role viewer --scope ""

      ddd person set anna --url - < anna.url
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import changing, people

    fields = _given(name=name, role=role, scope=scope, url=_url(url), zone=zone)
    with ledger.writing() as asked:
        told = changing.named(
            asked.session,
            people.change(asked.session, asked.actor, asked.now, people.find(asked.session, key), **fields),
        )
    output.talk(ledger.told_changes(key, told), quiet=quiet)


@app.command("remove")
def remove(key: KeyArgument, quiet: QuietOption = False, debug: DebugOption = False) -> None:
    """Take somebody out. What they did stays; what they owned and had to do is nobody's then.

    Examples:

      ddd person remove ben
    """
    from ddd.cli import ledger, output
    from ddd.ledger.registers import people

    with ledger.writing() as asked:
        count = people.remove(asked.session, asked.actor, asked.now, people.find(asked.session, key))
    left = f"; {count} assets and schedules are nobody's now" if count else ""
    output.talk(f"removed {key}{left}", quiet=quiet)


def _rows(asked: Asked, found: Sequence[Person]) -> list[dict[str, Any]]:
    from ddd.ledger.registers import people
    from ddd.ledger.store.models import Asset

    counts = people.counts(asked.session, asked.now)
    rows = []
    for one in found:
        scope = asked.session.get(Asset, one.scope_id) if one.scope_id else None
        numbers = counts.get(one.id, people.Counts(0, 0, 0))
        rows.append(
            {
                "key": one.key,
                "name": one.name,
                "role": one.role,
                "scope": scope.key if scope else "everything",
                "told_by": people.told_by(one),
                "zone": one.zone,
                **numbers._asdict(),
            }
        )
    return rows


def _given(**fields: str | None) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _url(given: str | None) -> str | None:
    """Return the URL; `-` is the first line of stdin, so that it stands in no list of processes."""
    from ddd.errors import UsageError

    if given != "-":
        return given
    url = sys.stdin.readline().strip()
    if not url:
        raise UsageError("--url -: nothing came", advice="ddd person set anna --url - < FILE")
    return url
