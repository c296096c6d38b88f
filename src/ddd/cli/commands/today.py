"""`ddd today`: what falls due."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import (
    AsOfOption,
    DebugOption,
    FormatOption,
    NoCacheOption,
    OutputOption,
    PathArgument,
    QuietOption,
    VerboseOption,
    ZoneOption,
)


def today(
    path: PathArgument = Path(),
    days: Annotated[int, typer.Option("--days", metavar="N", help="Today and the days after it, N in all.")] = 1,
    zone: ZoneOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what falls due today: when, who does it, for how long, and the page to work from.

    Where there is a ledger and this repository is in it, what is owed there comes last, with the command to record it;
    not with --as-of, and not as JSON.

    Examples:

      ddd today

      ddd today --days 7 --zone Europe/Berlin
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.cli.agenda import laid_out
    from ddd.cli.owed import with_what_is_owed
    from ddd.reports import agenda_json, agenda_table

    asked = asking.zone(zone)
    agenda = laid_out(
        path, asking.days(asking.day(as_of, asked), days), asked, no_cache=no_cache, quiet=quiet, verbose=verbose
    )
    forms: dict[str, output.Form] = {
        "table": lambda: with_what_is_owed(agenda_table.today(agenda), None if as_of else path, quiet=quiet),
        "json": lambda: agenda_json.agenda(agenda),
    }
    output.deliver(forms, form, file)
