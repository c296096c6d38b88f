"""`ddd report`: what was done and what was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_person
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption

if TYPE_CHECKING:
    from ddd.cli.ledger import Asked
    from ddd.ledger.reporting import Span

    Report = Callable[[Asked, Span], Iterable[Mapping[str, Any]]]

app = typer.Typer(
    name="report",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What was done and what was not, over a span of time: the last 30 days unless it is told.\n\n"
    "Times are read and shown by your clock: the zone of `ddd person show`, else UTC. The time of --to is not in the "
    "span: --from 2026-01-01 --to 2026-04-01 is the first quarter.",
)
FromOption = Annotated[
    str,
    typer.Option("--from", metavar="TIME", help="From then on: 2026-01-01, “2026-01-01 06:00”, -90d; else 30 days."),
]
ToOption = Annotated[
    str, typer.Option("--to", metavar="TIME", help="Before then, that time is not in the span; else until now.")
]
AssetOption = Annotated[
    str,
    typer.Option("--asset", metavar="KEY", help="Only this and what is below it.", autocompletion=complete_asset),
]
PersonOption = Annotated[
    str,
    typer.Option(
        "--person",
        metavar="KEY",
        help="Only what is assigned to them, or to nobody and on an asset of theirs.",
        autocompletion=complete_person,
    ),
]
_DAYS = 30
_ANOTHER = "--from and --to ask for another span"
_SHARES = {
    "fell_due": "Fell due", "on_time": "On time", "late": "Late", "skipped": "Skipped", "missed": "Missed",
    "compliance": "On time, %",
}  # fmt: skip


def _report(columns: Mapping[str, str], empty: str) -> Callable[[Report], Report]:
    """Make a command of what returns the rows of a report; its docstring is the help.

    empty: what to say where there are none; `{span}` in it is the span that was asked for.
    """

    def made(rows: Report) -> Report:
        def command(
            start: FromOption = "",
            end: ToOption = "",
            asset: AssetOption = "",
            person: PersonOption = "",
            form: ListFormatOption = ["table"],  # noqa: B006
            file: OutputOption = None,
            debug: DebugOption = False,
        ) -> None:
            from ddd.cli import ledger
            from ddd.reports.listing import Listing

            with ledger.reading() as asked:
                span = _span(asked, start, end, asset, person)
                found = list(rows(asked, span))
                said = _said(asked, span)
            about = {"from": span.start, "to": span.end, "now": asked.now, "asset": asset or None}
            about |= {"person": person or None}
            title = f"{said}; as of {asked.told(asked.now)}"
            nothing = empty.format(span=said)
            listing = Listing(rows.__name__, columns, found, nothing, about, clock=asked.clock, caption=title)
            ledger.show(listing, form, file)

        command.__doc__ = rows.__doc__
        app.command(rows.__name__)(command)
        return rows

    return made


@_report(
    {
        "asset": "Asset", "planned": "Planned", "completed": "Completed", "skipped": "Skipped", "overdue": "Overdue",
        "cancelled": "Cancelled", "open": "Open",
    },
    f"no visits were planned {{span}}: `ddd visits generate` plans them, {_ANOTHER}",
)  # fmt: skip
def visits(asked: Asked, span: Span) -> Iterable[Mapping[str, Any]]:
    """Count visits by asset.

    Visits count by when they are due. Planned are all but the cancelled ones; overdue is what is not done and past its
    grace now, open what is not done and not overdue. Forms: table, json, csv, md, html.

    Examples:

      ddd report visits --from 2026-01-01 --to 2026-04-01 --format csv
    """
    from ddd.ledger import reporting

    return reporting.visits(asked.session, asked.now, span)


@_report(
    {
        "key": "Asset", "kind": "Kind", "warranty": "Warranty", "schedules": "Schedules now",
        "overdue": "Overdue now", **_SHARES,
    },
    "no assets like that: `ddd programme apply` takes over those of a repository, `ddd asset add` adds one",
)  # fmt: skip
def assets(asked: Asked, span: Span) -> Iterable[Mapping[str, Any]]:
    """Tell what became of what fell due, by asset.

    What falls due several times a day is not counted here, so that it does not hide the rest: `ddd report schedules`
    tells it. Forms: table, json, csv, md, html.

    Examples:

      ddd report assets --asset theatre
    """
    from ddd.ledger import reporting

    return reporting.assets(asked.session, asked.now, span)


@_report(
    {
        "asset": "Asset", "task": "Task", "standing": "Standing now", "several_a_day": "Several a day", **_SHARES,
    },
    "no schedules like that: `ddd programme apply` takes over those of a repository, `ddd schedule add` adds one",
)  # fmt: skip
def schedules(asked: Asked, span: Span) -> Iterable[Mapping[str, Any]]:
    """Tell what became of what fell due, by schedule.

    Those that were removed in the span, or after it, are there too. Forms: table, json, csv, md, html.

    Examples:

      ddd report schedules --from 2026-01-01 --to 2027-01-01 --asset harbour
    """
    from ddd.ledger import reporting

    return reporting.schedules(asked.session, asked.now, span)


@_report(
    {
        "person": "Person", "name": "Name", "done": "Done", "skipped": "Skipped", "failed": "Failed",
        "minor": "Minor issues", "major": "Major issues", "hours": "Hours recorded", "open": "Open now",
        "overdue": "Overdue now",
    },
    "nobody is known, and nobody did anything {span}: `ddd person add` adds somebody",
)  # fmt: skip
def technicians(asked: Asked, span: Span) -> Iterable[Mapping[str, Any]]:
    """Tell what everybody did, and has to do now.

    Open is what is assigned to them and due within a day, or was; overdue is a part of it. Hours are those that were
    recorded with the work. Forms: table, json, csv, md, html.

    Examples:

      ddd report technicians --from 2026-01-01
    """
    from ddd.ledger import reporting

    return reporting.technicians(asked.session, asked.now, span)


@_report(
    {
        "name": "Figure", "value": "Value", "unit": "Unit", "numerator": "Counted", "denominator": "Out of",
        "of": "What is counted",
    },
    "",
)  # fmt: skip
def kpi(asked: Asked, span: Span) -> Iterable[Mapping[str, Any]]:
    """Tell the key figures, each with both numbers.

    PM compliance (planned maintenance) is what was done within its grace, of all that fell due; late, skipped and
    missed count against it. Schedules that are due several times a day have a figure of their own. Of 0 of 0 there is
    no value. Forms: table, json, csv, md, html.

    Examples:

      ddd report kpi --asset harbour --format json
    """
    from ddd.ledger import reporting

    return reporting.figures(asked.session, asked.now, span)


@_report(
    {
        "asset": "Asset", "task": "Task", "due": "Due", "until": "Last due", "deadline": "In time until",
        "standing": "Standing", "count": "Times", "done_at": "Done", "by": "By", "issues": "Issues",
        "log": "Log entry", "proofs": "Proofs (sha256)",
    },
    f"nothing fell due {{span}}: `ddd schedule list` shows when it will, {_ANOTHER}",
)  # fmt: skip
def compliance(asked: Asked, span: Span) -> Iterable[Mapping[str, Any]]:
    """Show the evidence, due time by due time.

    When each task fell due, until when it was in time (its grace), when it was done, by whom, with which proofs; or
    that it was missed. Due times missed one after the other stand in one line, with their count and the last of them.
    `ddd log show ENTRY` shows a log entry. Forms: table, json, csv, md, html.

    Examples:

      ddd report compliance --from 2026-01-01 --to 2027-01-01 --format csv -o evidence.csv
    """
    from ddd.ledger import reporting

    return reporting.compliance(asked.session, asked.now, span)


def _said(asked: Asked, span: Span) -> str:
    of = [one.key for one in (span.asset, span.person) if one is not None]
    return ", ".join([f"from {asked.told(span.start)} until before {asked.told(span.end)}", *of])


def _span(asked: Asked, start: str, end: str, asset: str, person: str) -> Span:
    from datetime import timedelta

    from ddd.cli import ledger
    from ddd.errors import UsageError
    from ddd.ledger.registers import assets, people
    from ddd.ledger.reporting import Span

    to = ledger.moment(asked, end, past=True) or asked.now
    since = ledger.moment(asked, start, past=True) or to - timedelta(days=_DAYS)
    if since >= to:
        advice = "give a span such as --from 2026-01-01 --to 2026-04-01; without --to it ends now"
        raise UsageError(f"--from is not before {'--to' if end else 'now'}", advice=advice)
    return Span(
        since,
        to,
        assets.find(asked.session, asset) if asset else None,
        people.find(asked.session, person) if person else None,
    )
