"""`ddd measure`: documentation coverage by DAYLIGHT dimension."""

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
    SpecOption,
    VerboseOption,
)


def measure(
    path: PathArgument = Path(),
    fail_under: Annotated[
        float | None,
        typer.Option("--fail-under", min=0, max=100, metavar="N", help="Exit 1 when the whole is below N."),
    ] = None,
    daylight: Annotated[
        Path | None, typer.Option("--daylight", metavar="FILE", help="DAYLIGHT spec instead of ddd's own.")
    ] = None,
    spec: SpecOption = None,
    as_of: AsOfOption = None,
    form: Annotated[
        list[str],
        typer.Option("--format", "-f", metavar="FORM[=FILE]", help="table, json or markdown; repeat it as FORM=FILE."),
    ] = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Measure what the documentation tells: Dependencies, Automation, Yearbook, Lifecycle, Integration, and the rest.

    Of each of the eight DAYLIGHT dimensions: which required elements are there, whether what is found says all it must,
    and whether one can act on it. Below it, what to add, the cheapest first. It is a measurement and exits 0, unless
    --fail-under makes it a gate.

    Examples:

      ddd measure

      ddd measure /srv/ansible -f table -f json=daylight.json --fail-under 60
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.measure import Gated, load
    from ddd.measure import measure as measured
    from ddd.pipeline import Court
    from ddd.reports import measure_json, measure_markdown, measure_table

    day = asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        court = Court.of(path, spec, day, progress, output.shortcuts(no_cache))
        asked = load(daylight, court.config)
        judged = court.judge(path, documentation=True)
    one = Gated(measured(path, judged.plan, judged.assessment.categories, judged.spec, asked), fail_under)
    forms: dict[str, output.Form] = {
        "table": lambda: measure_table.report(one),
        "json": lambda: measure_json.report(one),
        "markdown": lambda: measure_markdown.report(one),
    }
    output.deliver(forms, form, file)
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    raise typer.Exit(0 if one.passed else 1)
