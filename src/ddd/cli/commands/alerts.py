"""`ddd alerts test`: the proof of the alert rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import (
    DebugOption,
    FormatOption,
    NoCacheOption,
    OutputOption,
    PathArgument,
    QuietOption,
    SpecOption,
    VerboseOption,
)

app = typer.Typer(
    name="alerts",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The generated alert rules.",
)


@app.callback()
def alerts() -> None:
    """The generated alert rules."""


@app.command("test")
def test(
    path: PathArgument = Path(),
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Make the rules wrong, one place at a time, and see that a case notices.")
    ] = False,
    promtool: Annotated[
        Path | None, typer.Option("--promtool", metavar="FILE", help="The program, unless it is in PATH.")
    ] = None,
    base_url: Annotated[
        str,
        typer.Option("--runbook-base-url", metavar="URL", help="Where the pages will be read, for the alerts' links."),
    ] = "",
    spec: SpecOption = None,
    form: FormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Prove the alert rules with promtool, in a temporary folder: nothing is written anywhere else.

    Each task is done ten minutes late (silent), late by a second (fires), never done (fires) and failed (fires).
    Exit 1 when a case fails, or a mutant survives.

    Examples:

      ddd alerts test

      ddd alerts test --mutate -f json=proof.json
    """
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.renderers.alerts.proof import proving, told
    from ddd.renderers.renderer import Options

    proving.find(promtool)
    with output.progress(quiet=quiet) as progress:
        judged = judge(path, spec=spec, progress=progress, shortcuts=output.shortcuts(no_cache))
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    if mutate:
        output.talk("promtool runs the cases on a few hundred wrong rules: this takes minutes", quiet=quiet)
    proof = proving.prove(judged.plan, Options(base_url), promtool, mutate=mutate)
    output.deliver({"table": lambda: told.report(proof), "json": lambda: told.as_json(proof)}, form, file)
    raise typer.Exit(0 if proof.stands else 1)
