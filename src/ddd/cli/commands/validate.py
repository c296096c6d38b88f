"""`ddd validate-maintenance-coverage`: the score and the gate."""

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
    SpecOption,
    VerboseOption,
)


def validate_maintenance_coverage(
    path: PathArgument = Path(),
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", min=0, max=100, metavar="N", help="Threshold instead of the spec's."),
    ] = None,
    spec: SpecOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Score a repository against the maintenance spec; exit 1 when it is below the threshold.

    Examples:

      ddd validate-maintenance-coverage --fail-under 60

      ddd validate-maintenance-coverage -f table -f json=coverage.json
    """
    from ddd.agenda import asking
    from ddd.assess import Wanted
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.reports import json_form, table

    day = asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        judged = judge(
            path, spec=spec, wanted=Wanted(whole=fail_under), progress=progress, as_of=day, documentation=True
        )
    forms: dict[str, output.Form] = {
        "table": lambda: table.assessment(judged.assessment),
        "json": lambda: json_form.assessment(judged.assessment),
    }
    output.deliver(forms, form, file)
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    raise typer.Exit(0 if judged.assessment.passed else 1)
