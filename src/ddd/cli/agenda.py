"""Lays out the agenda that two commands show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ddd.agenda.agenda import Agenda, Span


def laid_out(path: Path, span: Span, zone: str | None, *, no_cache: bool, quiet: bool, verbose: bool) -> Agenda:
    """Return the agenda of a folder for the days asked; its problems are told on stderr."""
    from ddd.agenda.agenda import lay_out
    from ddd.agenda.titles import distinct
    from ddd.cli import output
    from ddd.pipeline import make_plan
    from ddd.renderers.pages import page_of

    with output.progress(quiet=quiet) as progress:
        plan = make_plan(path, progress=progress, shortcuts=output.shortcuts(no_cache))
    output.tell_problems(plan.inventory, verbose=verbose, quiet=quiet)
    return lay_out(distinct(plan), span, zone, page_of)
