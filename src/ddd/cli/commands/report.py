"""`ddd report`: what was done and what was not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ddd.cli.ledger import Asked
    from ddd.ledger.reporting import Span

app = typer.Typer(
    name="report",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What was done and what was not, over a span of time: the last 30 days unless it is told.",
)
FromOption = Annotated[str, typer.Option("--from", metavar="TIME", help="From then on; else 30 days before the end.")]
ToOption = Annotated[str, typer.Option("--to", metavar="TIME", help="Before then; else until now.")]
AssetOption = Annotated[
    str,
    typer.Option("--asset", metavar="KEY", help="Only this and what is below it.", autocompletion=complete_asset),
]
PersonOption = Annotated[
    str, typer.Option("--person", metavar="KEY", help="Only what is theirs.", autocompletion=complete_person)
]
_DAYS = 30
_VISITS = {
    "asset": "Asset", "planned": "Planned", "completed": "Completed", "skipped": "Skipped", "overdue": "Overdue",
    "cancelled": "Cancelled", "open": "Open",
}  # fmt: skip
_ASSETS = {
    "key": "Asset", "kind": "Kind", "warranty": "Warranty", "schedules": "Schedules", "overdue": "Overdue",
    "fell_due": "Fell due", "on_time": "On time", "late": "Late", "skipped": "Skipped", "missed": "Missed",
    "compliance": "On time, %",
}  # fmt: skip
_TECHNICIANS = {
    "person": "Person", "name": "Name", "done": "Done", "skipped": "Skipped", "failed": "Failed",
    "minor": "Minor issues", "major": "Major issues", "hours": "Hours", "open": "Open", "overdue": "Overdue",
}  # fmt: skip
_KPI = {
    "name": "Figure", "value": "Value", "unit": "Unit", "numerator": "Numerator", "denominator": "Denominator",
    "of": "What",
}  # fmt: skip
_COMPLIANCE = {
    "asset": "Asset", "task": "Task", "due": "Due", "until": "Until", "standing": "Standing", "count": "Times",
    "done_at": "Done", "by": "By", "issues": "Issues", "log": "Log", "proofs": "Proofs (sha256)",
}  # fmt: skip


@app.command("visits")
def visits(
    start: FromOption = "",
    end: ToOption = "",
    asset: AssetOption = "",
    person: PersonOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Count visits by asset: planned, completed, skipped, overdue, cancelled, still open.

    Forms: table, json, csv, md, html.

    Examples:

      ddd report visits --from 2026-01-01 --to 2026-04-01 --format csv
    """
    from ddd.ledger import reporting

    _report("visits", _VISITS, reporting.visits, (start, end, asset, person), form, file)


@app.command("assets")
def assets(
    start: FromOption = "",
    end: ToOption = "",
    asset: AssetOption = "",
    person: PersonOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Tell of each asset its warranty, its schedules, and what became of what fell due.

    Forms: table, json, csv, md, html.

    Examples:

      ddd report assets --asset theatre
    """
    from ddd.ledger import reporting

    _report("assets", _ASSETS, reporting.assets, (start, end, asset, person), form, file)


@app.command("technicians")
def technicians(
    start: FromOption = "",
    end: ToOption = "",
    asset: AssetOption = "",
    person: PersonOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Tell of everybody what they did in the span, and what they have to do now.

    Forms: table, json, csv, md, html.

    Examples:

      ddd report technicians --from 2026-01-01
    """
    from ddd.ledger import reporting

    _report("technicians", _TECHNICIANS, reporting.technicians, (start, end, asset, person), form, file)


@app.command("kpi")
def kpi(
    start: FromOption = "",
    end: ToOption = "",
    asset: AssetOption = "",
    person: PersonOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Tell the key figures, each with both its numbers; of 0 of 0 there is none.

    Forms: table, json, csv, md, html.

    Examples:

      ddd report kpi --asset harbour --format json
    """
    from ddd.ledger import reporting

    _report("kpi", _KPI, reporting.figures, (start, end, asset, person), form, file)


@app.command("compliance")
def compliance(
    start: FromOption = "",
    end: ToOption = "",
    asset: AssetOption = "",
    person: PersonOption = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show the evidence: each time that a task fell due, when it was done, by whom, with which proofs; or missed.

    Times that were missed one after the other stand in one line, with their count. Forms: table, json, csv, md, html.

    Examples:

      ddd report compliance --from 2026-01-01 --to 2027-01-01 --format csv -o evidence.csv
    """
    from ddd.ledger import reporting

    _report("compliance", _COMPLIANCE, reporting.compliance, (start, end, asset, person), form, file)


def _report(
    name: str,
    columns: dict[str, str],
    made: Callable[..., Any],
    asking: Sequence[str],
    form: list[str],
    file: Path | None,
) -> None:
    from ddd.cli import ledger
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        span = _span(asked, *asking)
        rows = list(made(asked.session, asked.now, span))
    about = {"from": span.start, "to": span.end, "asset": asking[2] or None, "person": asking[3] or None}
    empty = f"nothing from {span.start:%Y-%m-%d} to {span.end:%Y-%m-%d}: --from and --to ask for another span"
    ledger.show(Listing(name, columns, rows, empty, about), form, file)


def _span(asked: Asked, start: str, end: str, asset: str, person: str) -> Span:
    from datetime import timedelta

    from ddd.cli import ledger
    from ddd.errors import UsageError
    from ddd.ledger.registers import assets, people
    from ddd.ledger.reporting import Span

    to = ledger.moment(asked, end) or asked.now
    since = ledger.moment(asked, start) or to - timedelta(days=_DAYS)
    if since >= to:
        raise UsageError("--from is not before --to", advice="give a span such as --from 2026-01-01 --to 2026-04-01")
    return Span(
        since,
        to,
        assets.find(asked.session, asset) if asset else None,
        people.find(asked.session, person) if person else None,
    )
