"""`ddd init`: the first files of a team that begins."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import (
    DebugOption,
    NoCacheOption,
    PathArgument,
    QuietOption,
)


def init(
    path: PathArgument = Path(),
    ci: Annotated[
        str | None,
        typer.Option("--ci", metavar="SYSTEM", help="Pipelines of gitlab, github or none; else what the folder shows."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
    only_print: Annotated[bool, typer.Option("--print", help="Write nothing, show it all.")] = False,
    measure: Annotated[
        bool, typer.Option("--measure/--no-measure", help="Take the score of today as the first threshold.")
    ] = True,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Begin an empty ledger of the work that is done, and nothing else.")
    ] = False,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Write a commented configuration (.ddd.yaml) and the job for the pipeline.

    The first threshold is the score of today, rounded down: the gate passes. Raise it as you go. An existing
    .gitlab-ci.yml is never touched: the lines to add are shown.

    Examples:

      ddd init

      ddd init --ci gitlab --no-measure

      ddd init --print

      ddd init --ledger
    """
    if ledger:
        _begin_ledger(quiet=quiet)
        return
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.setup import kit, systems
    from ddd.spec import load

    system, spec = systems.named(ci, path), load()
    parts = kit.kit(path, system, spec)
    if not only_print:
        kit.refuse_to_overwrite(path, parts.files, force=force)
    if measure:
        with output.progress(quiet=quiet) as progress:
            score = judge(
                path, progress=progress, documentation=True, shortcuts=output.shortcuts(no_cache)
            ).assessment.maintenance_coverage
        parts = kit.kit(path, system, spec, score)
    if only_print:
        typer.echo(kit.printed(parts.files), nl=False)
    else:
        for file in kit.write(path, parts.files):
            typer.echo(str(file))
    output.talk(kit.next_steps(parts, system), quiet=quiet)


def _begin_ledger(*, quiet: bool) -> None:
    """Begin an empty ledger; one that is there stays as it is."""
    from ddd.cli import output
    from ddd.ledger.errors import NoLedger
    from ddd.ledger.store import open_ledger

    try:
        with open_ledger() as held:
            told = f"there is a ledger already: {held.where}"
    except NoLedger:
        with open_ledger(create=True) as held:
            told = f"an empty ledger: {held.where}"
    typer.echo(told)
    output.talk("next: `ddd programme apply` in a repository, or `ddd asset add KEY`", quiet=quiet)
