"""`ddd validate-maintenance-coverage`: the score and the gate."""

from __future__ import annotations

from functools import partial
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

_FORMS = "table, json, markdown, html, junit, sarif, codequality, github or badge; repeat it as FORM=FILE."


def validate_maintenance_coverage(
    path: PathArgument = Path(),
    fail_under: Annotated[
        list[str],
        typer.Option(
            "--fail-under",
            metavar="N | NAME=N",
            help="Threshold of the whole, or of a cadence, a figure or a component; repeat it.",
        ),
    ] = [],  # noqa: B006  typer copies it
    since: Annotated[
        str,
        typer.Option("--since", metavar="REF", help="Only what changed since a commit, branch or tag counts."),
    ] = "",
    min_change: Annotated[
        int | None,
        typer.Option("--min-change", min=0, metavar="LINES", help="With --since: smaller changes pass."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Only findings that are not in FILE count.")
    ] = None,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help="Write the findings of now to the baseline; exit 0.")
    ] = False,
    ratchet: Annotated[
        bool, typer.Option("--ratchet", help="The best score so far is the threshold; a better one is written down.")
    ] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Say what failed, and exit 0 all the same.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Each point earned or missed, who says so, and what to paste.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write what is missing to .ddd/tasks.yaml, with its blanks marked.")
    ] = False,
    spec: SpecOption = None,
    as_of: AsOfOption = None,
    form: Annotated[list[str], typer.Option("--format", "-f", metavar="FORM[=FILE]", help=_FORMS)] = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Score a repository against the maintenance spec; exit 1 when a gate fails.

    Without --since, --baseline and --ratchet the threshold of the spec (80) is the gate. With one of them it is not:
    the whole must then reach what --fail-under asks for, or the best score so far.

    Examples:

      ddd validate-maintenance-coverage --fail-under 60 --fail-under daily=80 --fail-under roles/backup=90

      ddd validate-maintenance-coverage --since origin/main -f table -f sarif=ddd.sarif

      ddd validate-maintenance-coverage --ratchet

      ddd validate-maintenance-coverage --explain
    """
    from ddd.agenda import asking
    from ddd.cli import gates, output, stubs
    from ddd.errors import UsageError
    from ddd.files import own_file
    from ddd.history import History
    from ddd.history import ratchet as best
    from ddd.pipeline import judge
    from ddd.reports import assessment_forms

    if explain and form != ["table"]:
        raise UsageError("--explain is a text of its own", advice="leave out --format; json has every point too")
    history = History(
        ratchet=own_file(path, best.FILE) if ratchet else None,
        baseline=baseline,
        renews_baseline=update_baseline,
        since=since,
        floor=min_change,
    )
    wanted, day = gates.wanted(fail_under), asking.day(as_of, "UTC")
    with output.progress(quiet=quiet) as progress:
        judged = judge(
            path,
            spec=spec,
            wanted=wanted,
            history=history,
            progress=progress,
            as_of=day,
            documentation=True,
            shortcuts=output.shortcuts(no_cache),
        )
    if update_baseline:
        gates.keep_what_is_known(judged, quiet=quiet)
        return
    if fix:
        stubs.write(path, judged, quiet=quiet)
    folder = output.seen_from_here(path)
    forms = assessment_forms.forms(judged.assessment, judged.plan.inventory, folder)
    if explain:
        forms["table"] = partial(stubs.explained, judged)
    output.deliver(forms, form, file)
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    gates.keep_the_best(judged, quiet=quiet)
    raise typer.Exit(0 if exit_zero or judged.assessment.passed else 1)
