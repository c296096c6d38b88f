"""`ddd generate-runbooks`: the pages, the alerts and their tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.options import DebugOption, PathArgument, QuietOption, SpecOption, VerboseOption


def generate_runbooks(
    path: PathArgument = Path(),
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="FOLDER", help="Where the pages go.")] = Path(
        "runbooks"
    ),
    base_url: Annotated[
        str,
        typer.Option("--runbook-base-url", metavar="URL", help="Where the pages will be read, for the alerts' links."),
    ] = "",
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 when a page is out of date.")] = False,
    spec: SpecOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the runbooks (daily, weekly, monthly, emergency …) and the Prometheus alert rules with their tests.

    Your own notes between the keep marks of a page survive. Files that ddd did not write are never overwritten.

    Examples:

      ddd generate-runbooks

      ddd generate-runbooks /srv/ansible -o docs/runbooks --runbook-base-url https://wiki.example.com/runbooks/
    """
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.renderers import Options, render, writing

    with output.progress(quiet=quiet) as progress:
        judged = judge(path, spec=spec, progress=progress)
    artifacts = render(judged.plan, judged.assessment, Options(runbook_base_url=base_url))
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    if check:
        stale = writing.stale(artifacts, folder)
        for name, matter in stale.items():
            typer.echo(f"{folder / name} {matter}")
        output.talk("run ddd generate-runbooks" if stale else "all pages are up to date", quiet=quiet)
        raise typer.Exit(1 if stale else 0)
    changed = writing.write(artifacts, folder)
    for artifact in artifacts:
        typer.echo(str(folder / artifact.path))
    output.talk(f"{len(artifacts)} files, {len(changed)} of them changed", quiet=quiet)
