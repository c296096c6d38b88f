"""`ddd lint`: what is wrong, one finding a line."""

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


def lint(
    path: PathArgument = Path(),
    fail_on: Annotated[
        str,
        typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 from here on: info, warning, critical or never."),
    ] = "critical",
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """List what is wrong with the maintenance of a repository, one finding a line.

    Values that the system refuses, jobs that never run or not in every month, the hour that clocks skip, comments that
    contradict, alarms that tell nobody, what has ended. `ddd explain DDD206` says what a code means and what to do.

    Examples:

      ddd lint

      ddd lint /srv/ansible --fail-on warning
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.pipeline import take_inventory
    from ddd.reports import findings, json_form

    limit, day = findings.limit(fail_on), asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        inventory = take_inventory(path, progress, day)
    forms: dict[str, output.Form] = {
        "table": lambda: findings.lines(inventory.findings),
        "json": lambda: json_form.findings(inventory.findings),
    }
    output.deliver(forms, form, file)
    output.talk(findings.summary(inventory.findings), quiet=quiet)
    output.tell_problems(inventory, verbose=verbose, quiet=quiet)
    raise typer.Exit(1 if findings.reaches(inventory.findings, limit) else 0)
