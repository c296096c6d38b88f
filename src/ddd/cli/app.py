"""The command line as a whole: what a bare `ddd` does, and its commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ddd.cli.menu import Menu
from ddd.cli.options import DebugOption, QuietOption
from ddd.version import __version__

# Where they are not given, Typer's own flags are None; to learn what that is it imports pydantic, which takes as long
# as all the rest.
_NOT_GIVEN = dict.fromkeys(("help", "install_completion", "show_completion"), False)

app = typer.Typer(
    name="ddd",
    cls=Menu,
    add_completion=True,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "default_map": _NOT_GIVEN},
    help="Finds when and how a system must be maintained, scores what is missing, writes the runbooks and the alerts.",
    epilog="Exit codes: 0 fine, 1 the gate failed, 2 usage or configuration, 3 a bug of ddd.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ddd {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Find when and how the repository in this folder must be maintained.

    Without a command: what was found, the score, the three biggest gaps and the next command.
    """
    if context.invoked_subcommand is not None:
        return
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.reports import table

    with output.progress(quiet=quiet) as progress:
        judged = judge(Path(), progress=progress)
    inventory = judged.plan.inventory
    output.deliver(
        {"table": lambda: table.summary(inventory, judged.assessment, len(judged.plan.tasks))}, ["table"], None
    )
