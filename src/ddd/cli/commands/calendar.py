"""`ddd calendar`: a month of maintenance."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import (
    AsOfOption,
    DebugOption,
    NoCacheOption,
    OutputOption,
    PathArgument,
    QuietOption,
    VerboseOption,
    ZoneOption,
)


def calendar(
    path: PathArgument = Path(),
    month: Annotated[str | None, typer.Option("--month", metavar="YYYY-MM", help="This month.")] = None,
    days: Annotated[int | None, typer.Option("--days", metavar="N", help="So many days from today on.")] = None,
    zone: ZoneOption = None,
    as_of: AsOfOption = None,
    form: Annotated[
        list[str],
        typer.Option("--format", "-f", metavar="FORM[=FILE]", help="table, ics, html or json; FORM=FILE, repeated."),
    ] = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Show a month of maintenance: a grid with its list, a file for calendar programs, or a page for a browser.

    Times stand in the zone of their schedule unless --zone asks for another.

    Examples:

      ddd calendar --month 2026-12

      ddd calendar --days 90 -f ics=maintenance.ics -f html=maintenance.html
    """
    from ddd.agenda import asking, ics
    from ddd.cli import output
    from ddd.cli.agenda import laid_out
    from ddd.errors import UsageError
    from ddd.reports import agenda_html, agenda_json, agenda_table

    if month is not None and days is not None:
        raise UsageError("--month and --days both say which days", advice="give one of them")
    asked = asking.zone(zone)
    today_is = asking.day(as_of, asked)
    span = asking.month(month or f"{today_is:%Y-%m}") if days is None else asking.days(today_is, days)
    agenda = laid_out(path, span, asked, no_cache=no_cache, quiet=quiet, verbose=verbose)
    forms: dict[str, output.Form] = {
        "table": lambda: agenda_table.calendar(agenda),
        "ics": lambda: ics.calendar(agenda, today_is),
        "html": lambda: agenda_html.calendar(agenda),
        "json": lambda: agenda_json.agenda(agenda),
    }
    output.deliver(forms, form, file)
    if left_out := ics.left_out(agenda) if any(one.startswith("ics") for one in form) else "":
        output.talk(left_out, quiet=quiet)
