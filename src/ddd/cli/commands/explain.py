"""`ddd explain`: what is read, and what a finding means."""

from __future__ import annotations

from typing import Annotated

import typer

from ddd.cli.options import DebugOption


def explain(
    name: Annotated[str, typer.Argument(help="A source (`crontab`) or a code (`DDD206`); none lists all.")] = "",
    debug: DebugOption = False,
) -> None:
    """Explain what is read from a source, or what a finding means and what to do about it.

    Examples:

      ddd explain

      ddd explain systemd-timer

      ddd explain DDD207
    """
    from ddd.reports import explanations

    typer.echo(f"{explanations.page(name).text}\n" if name else explanations.listing(), nl=False)
