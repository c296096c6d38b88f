"""`ddd schema`: the JSON Schemas of what ddd reads and writes."""

from __future__ import annotations

from typing import Annotated

import typer

from ddd.cli.options import DebugOption, OutputOption


def schema(
    name: Annotated[str, typer.Argument(help="Such as config, tasks, assessment; none lists all.")] = "",
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Print the JSON Schema of a file that ddd reads (config, tasks) or of the JSON that it writes (assessment).

    An editor with a YAML language server follows `# yaml-language-server: $schema=…` in the first line of a file.

    Examples:

      ddd schema

      ddd schema config

      ddd schema tasks -o .ddd/tasks.schema.json
    """
    from ddd.cli import output
    from ddd.reports import schemas

    output.deliver({"text": lambda: schemas.schema(name) if name else schemas.listing()}, ["text"], file)
