"""The arguments and options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PathArgument = Annotated[Path, typer.Argument(help="Folder of the repository.", show_default=True)]
FormatOption = Annotated[
    list[str], typer.Option("--format", "-f", metavar="FORM[=FILE]", help="table or json; repeat it as FORM=FILE.")
]
ListFormatOption = Annotated[
    list[str],
    typer.Option("--format", "-f", metavar="FORM[=FILE]", help="table, json, csv, md or html; repeat it as FORM=FILE."),
]
OutputOption = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, not stdout.")]
SpecOption = Annotated[
    Path | None, typer.Option("--spec", metavar="FILE", help="Maintenance spec instead of ddd's own.")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No talk on stderr.")]
NoCacheOption = Annotated[
    bool, typer.Option("--no-cache", help="Read every file anew, and keep nothing for the next run.")
]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="List every problem with its reason.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As if this were today; one day gives one output.")
]
ZoneOption = Annotated[
    str | None,
    typer.Option("--zone", metavar="AREA/CITY", help="Show times in this zone instead of each schedule's own."),
]
