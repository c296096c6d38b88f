"""`ddd audit`: who changed what, in a chain that shows when it was tampered with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

import typer

from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

app = typer.Typer(
    name="audit",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Who changed what, in a chain that shows when it was tampered with.",
)
_COLUMNS = {"id": "No.", "at": "When", "by": "Who", "action": "What", "subject": "Of", "detail": "Detail"}
_ANCHOR = re.compile(r"(?P<number>[0-9]{1,18}):(?P<hash>[0-9a-f]{64})")
_MOST_FAULTS = 20


@app.command("list")
def list_(
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Only what they did.")] = "",
    action: Annotated[
        str, typer.Option("--action", metavar="WORD", help="Only this, as schedule.set; or schedule for all of those.")
    ] = "",
    subject: Annotated[str, typer.Option("--subject", help="Only of this, as asset:hall-2.")] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="From then on, by your clock: 2026-03-02, -7d.")
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Before then, by your clock.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000, help="At most so many.")] = 50,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List changes, the latest first.

    Forms: table, json, csv, md, html.

    Examples:

      ddd audit list --by anna --since 2026-03-01

      ddd audit list --action schedule --format csv -o changes.csv
    """
    from ddd.cli import ledger, output
    from ddd.ledger import trail
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        found = list(
            trail.entries(
                asked.session,
                by=by,
                action=action,
                subject=subject,
                since=ledger.moment(asked, since, past=True),
                until=ledger.moment(asked, until, past=True),
                limit=limit,
            )
        )
    said = Listing(
        "audit", _COLUMNS, _rows(found, lambda name, value: ledger.said(name, value, asked.clock)),
        "nothing was changed", clock=asked.clock,
    )  # fmt: skip
    kept = Listing("audit", _COLUMNS, _rows(found, _kept), "")
    output.deliver({**said.forms(), "csv": kept.csv, "json": kept.json}, form, file)


@app.command("verify")
def verify(
    anchor: Annotated[
        str, typer.Option("--anchor", metavar="N:HASH", help="What `ddd audit head` said once: it must still be there.")
    ] = "",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Check that no row of the audit, nor of the log, was changed, put in or taken out. Exits 1 where one was.

    Rows cut off at the end show only against an anchor that is kept elsewhere.

    Examples:

      ddd audit verify

      ddd audit verify --anchor "$(cat /mnt/elsewhere/ddd-anchor)"
    """
    from itertools import islice

    from ddd.cli import ledger, output
    from ddd.ledger import audit, trail

    number, known = _anchor(anchor) if anchor else (0, "")
    with ledger.reading() as asked:
        faults = [f"row {one.id}: {one.reason}" for one in islice(audit.verify(asked.session), _MOST_FAULTS)]
        if anchor and (reason := trail.against(asked.session, number, known)):
            faults.append(f"row {number}: {reason}")
        faults += [f"log {one.id}: {one.reason}" for one in islice(trail.log_faults(asked.session), _MOST_FAULTS)]
        last, hashed = audit.head(asked.session)
    for fault in faults:
        typer.echo(fault)
    if not faults:
        typer.echo(f"{last} rows, unbroken, and the log agrees; head {last}:{hashed}")
    else:
        output.talk("the audit does not hold: `ddd db restore` brings back a copy from before", quiet=quiet)
    raise typer.Exit(1 if faults else 0)


@app.command("head")
def head(debug: DebugOption = False) -> None:
    """Print the anchor: the number and the hash of the last row. Keep it elsewhere, for `verify --anchor`.

    Examples:

      ddd audit head > /mnt/elsewhere/ddd-anchor
    """
    from ddd.cli import ledger
    from ddd.ledger import audit

    with ledger.reading() as asked:
        number, hashed = audit.head(asked.session)
    typer.echo(f"{number}:{hashed}")


def _anchor(text: str) -> tuple[int, str]:
    from ddd.errors import UsageError

    found = _ANCHOR.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"no anchor: {text[:80]!r}", advice="what `ddd audit head` prints, as 12:3f…")
    return int(found["number"]), found["hash"]


def _rows(found: Sequence[Mapping[str, Any]], say: Callable[[str, Any], str]) -> list[dict[str, Any]]:
    return [{**row, "detail": _told(row["detail"], say), "data": row["detail"]} for row in found]


def _kept(_: str, value: Any) -> str:
    """Return a value for machines, as the audit keeps it."""
    return str(value)


def _told(detail: dict[str, Any], say: Callable[[str, Any], str]) -> str:
    """Return the detail of a change in one line; `say` tells the value of a field."""
    changed = detail.get("changed")
    given = {name: value for name, value in detail.items() if name != "changed" and value not in ("", False, None, [])}
    told = {name: say(name, value) for name, value in given.items()}
    if isinstance(changed, dict):
        pairs = {name: pair for name, pair in changed.items() if isinstance(pair, list)}
        told |= {name: f"{say(name, old)} -> {say(name, new)}" for name, (old, new) in pairs.items()}
    return ", ".join(f"{name}: {value}" for name, value in told.items())
