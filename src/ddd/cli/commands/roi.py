"""`ddd roi`: the hours that routine work takes a team in a year."""

from __future__ import annotations

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
    SpecOption,
)

if TYPE_CHECKING:
    from ddd.config import Config
    from ddd.model import Cadence

_NOTHING_RECORDED = "no durations are recorded, so the assumptions are kept; ddd records none yet"


def _source(own: Config, spec: Path | None, cadence: Cadence) -> str:
    """Return the file in which the minutes of a cadence stand."""
    if own.document and own.document.holds("roi", cadence.value, "minutes"):
        return own.document.source.path
    return spec.name if spec else "specs/maintenance.yaml"


def roi(
    path: PathArgument = Path(),
    team_size: Annotated[int, typer.Option("--team-size", metavar="N", help="How many people do routine work.")] = ...,  # type: ignore[assignment]
    daily_minutes: Annotated[
        float | None, typer.Option("--daily-minutes", metavar="M", help="Minutes of one person, each day.")
    ] = None,
    weekly_minutes: Annotated[
        float | None, typer.Option("--weekly-minutes", metavar="M", help="Minutes of one person, each week.")
    ] = None,
    monthly_minutes: Annotated[
        float | None, typer.Option("--monthly-minutes", metavar="M", help="Minutes of one person, each month.")
    ] = None,
    hourly_rate: Annotated[
        float | None, typer.Option("--hourly-rate", metavar="X", help="What an hour costs; shows costs as well.")
    ] = None,
    currency: Annotated[str, typer.Option("--currency", metavar="CODE", help="Of the hourly rate.")] = "EUR",
    measured: Annotated[
        bool, typer.Option("--measured", help="Recorded durations instead of assumptions, once there are any.")
    ] = False,
    tasks: Annotated[
        bool, typer.Option("--tasks/--no-tasks", help="Show what the repository holds; without it nothing is read.")
    ] = True,
    spec: SpecOption = None,
    as_of: AsOfOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Show how many hours a year routine maintenance takes a team, by assumptions that are told.

    What runbooks save of it is not computed: beside the hours stands how many tasks the repository holds and how many
    of them have a complete procedure.

    Examples:

      ddd roi --team-size 10

      ddd roi --team-size 4 --daily-minutes 35 --hourly-rate 80 --currency EUR --no-tasks
    """
    from ddd import config
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.model import Cadence
    from ddd.reports import roi_json, roi_table
    from ddd.roi import Rate, compute, counted
    from ddd.spec import load

    given = {Cadence.DAILY: daily_minutes, Cadence.WEEKLY: weekly_minutes, Cadence.MONTHLY: monthly_minutes}
    rate = None if hourly_rate is None else Rate(amount=hourly_rate, currency=currency)
    own, counts = config.read(path), None
    rules = load(spec, own)
    sources = {cadence: _source(own, spec, cadence) for cadence in rules.work}
    one = compute(rules.work, team_size, sources=sources, given=given, rate=rate)
    if measured:
        output.talk(_NOTHING_RECORDED, quiet=quiet)
    if tasks:
        from ddd.pipeline import judge

        with output.progress(quiet=quiet) as progress:
            judged = judge(
                path, spec=spec, progress=progress, as_of=asking.day(as_of, "UTC"), shortcuts=output.shortcuts(no_cache)
            )
        counts = counted(judged.plan, judged.assessment, judged.spec)
    forms: dict[str, output.Form] = {
        "table": lambda: roi_table.report(one, counts),
        "json": lambda: roi_json.report(one, counts),
    }
    output.deliver(forms, form, file)
