"""`ddd extract`: every fact with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import (
    AsOfOption,
    DebugOption,
    FormatOption,
    OutputOption,
    PathArgument,
    QuietOption,
    VerboseOption,
)


def extract(
    path: PathArgument = Path(),
    temporal: Annotated[
        bool,
        typer.Option("--temporal", help="Schedules, triggers, failures, checks, contacts …, no documentation."),
    ] = False,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006  typer copies it
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Read a repository and list what it says about its maintenance, each fact with its line.

    Without --temporal also what is documented: modules, roles, functions, variables, values, scripts.

    Examples:

      ddd extract --temporal

      ddd extract --temporal /srv/ansible --format json | jq '.facts[] | select(.kind == "schedule")'
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.link.escalation import escalations
    from ddd.pipeline import take_inventory
    from ddd.reports import json_form, table

    day = asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        inventory = take_inventory(path, progress, day, documentation=not temporal)
    forms: dict[str, output.Form] = {
        "table": lambda: table.inventory(inventory),
        "json": lambda: json_form.inventory(inventory, escalations(inventory)),
    }
    output.deliver(forms, form, file)
    output.tell_problems(inventory, verbose=verbose, quiet=quiet)
