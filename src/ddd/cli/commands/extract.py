"""`ddd extract`: every fact with its line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ddd.model import Inventory


def extract(
    path: PathArgument = Path(),
    temporal: Annotated[
        bool,
        typer.Option("--temporal", help="Schedules, triggers, failures, checks, contacts …, no documentation."),
    ] = False,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006  typer copies it
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
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
    from ddd.pipeline import take_inventory

    day = asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        inventory = take_inventory(
            path, progress, day, documentation=not temporal, shortcuts=output.shortcuts(no_cache)
        )
    forms: dict[str, output.Form] = {"table": partial(_table, inventory), "json": partial(_json, inventory)}
    output.deliver(forms, form, file)
    output.tell_problems(inventory, verbose=verbose, quiet=quiet)


def _table(inventory: Inventory) -> RenderableType:
    from ddd.reports import table

    return table.inventory(inventory)


def _json(inventory: Inventory) -> str:
    from ddd.link.escalation import escalations
    from ddd.reports import json_form

    return json_form.inventory(inventory, escalations(inventory))
