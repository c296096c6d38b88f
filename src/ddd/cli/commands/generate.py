"""`ddd generate-runbooks`: the pages, the scripts, the alerts and their tests, in the forms that are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ddd.cli.options import (
    AsOfOption,
    DebugOption,
    NoCacheOption,
    PathArgument,
    QuietOption,
    SpecOption,
    VerboseOption,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ddd.model import Artifact
    from ddd.renderers import Target
    from ddd.renderers.writing.folder import Written

_LEADS_NOWHERE = (
    "the link of an alert (runbook_url) leads nowhere from a mail or a chat: "
    "say where the pages are served, --runbook-base-url URL"
)
_FORMS = "markdown, html, techdocs, github, gitlab, rundeck, awx, csv"


def generate_runbooks(
    path: PathArgument = Path(),
    form: Annotated[
        list[str],
        typer.Option("--format", "-f", metavar="FORM[=FOLDER]", help=f"{_FORMS}; FORM=FOLDER, repeated."),
    ] = ["markdown"],  # noqa: B006
    folder: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where it goes; of Markdown, runbooks unless told."),
    ] = None,
    base_url: Annotated[
        str,
        typer.Option("--runbook-base-url", metavar="URL", help="Where the pages will be read, for the alerts' links."),
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; print what would change as a diff, and exit 1 for any.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete generated files that are no longer generated and hold no notes.")
    ] = False,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help="Your own templates instead of ddd's, by name."),
    ] = None,
    as_of: AsOfOption = None,
    spec: SpecOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Write what people work from: runbooks, checklists, scripts, calendars, escalation, compliance, alert rules.

    Your own notes between the keep marks of a page survive. Files that ddd did not write are never overwritten, and
    nothing is deleted without --prune. Printed are the files that changed, with -v all of them. Pages that show days
    show the year of --as-of; nothing else depends on it.

    Examples:

      ddd generate-runbooks

      ddd generate-runbooks /srv/ansible -o docs/runbooks --runbook-base-url https://wiki.example.com/runbooks/

      ddd generate-runbooks -f markdown -f html=public
    """
    from ddd.agenda import asking
    from ddd.cli import output
    from ddd.pipeline import judge
    from ddd.renderers import Book, Options, bind
    from ddd.renderers.confined.folder import read
    from ddd.renderers.confined.process import bind_with
    from ddd.renderers.writing import drift, notes
    from ddd.renderers.writing import folder as writing

    chosen, day = _chosen(form, folder), asking.day(as_of, None)
    own = read(templates) if templates else None  # what is wrong with them is told before anything is scanned
    with output.progress(quiet=quiet) as progress:
        shortcuts = output.shortcuts(no_cache)
        judged = judge(path, spec=spec, progress=progress, as_of=day, documentation=True, shortcuts=shortcuts)
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    renamed = notes.renamed(judged.plan)
    written = notes.below(_of_markdown(chosen), renamed)
    book = Book(judged.plan, judged.assessment, judged.spec, Options(base_url, day.year, written))
    bound = [(bind_with(book, name.name, own) if own else bind(book, name.name), place) for name, place in chosen]
    if check:
        found = "".join(drift.diff(artifacts, place, renamed=renamed) for artifacts, place in bound)
        typer.echo(found, nl=False)
        output.talk("run ddd generate-runbooks --prune" if found else "all pages are up to date", quiet=quiet)
        raise typer.Exit(1 if found else 0)
    for artifacts, place in bound:
        writing.refuse_foreign(artifacts, place)  # all forms are written, or none
    for artifacts, place in bound:
        done = writing.write(artifacts, place, prune=prune, renamed=renamed)
        for page in sorted(one.path for one in artifacts) if verbose else done.pages:
            typer.echo(str(place / page))
        for old in done.deleted:
            output.talk(f"deleted: {place / old}", quiet=quiet)
        for warning in done.warnings:
            output.talk(f"warning: {warning}", quiet=quiet)
        output.talk(f"{place}: {len(artifacts)} files, {_told(done)}", quiet=quiet)

    if judged.plan.tasks and not base_url and any(_alerts(artifacts) for artifacts, _ in bound):
        output.talk(_LEADS_NOWHERE, quiet=quiet)


def _told(done: Written) -> str:
    """Count what became of the folder."""
    deleted = f", {len(done.deleted)} deleted" if done.deleted else ""
    return f"{len(done.pages)} of them changed{deleted}"


def _alerts(artifacts: Sequence[Artifact]) -> bool:
    """Tell whether alert rules are among what was written."""
    from ddd.renderers.alerts.rules import RULES_FILE

    return any(one.path.rpartition("/")[2] == RULES_FILE for one in artifacts)


def _of_markdown(chosen: Sequence[tuple[Target, Path]]) -> Path:
    """Return where the Markdown pages are, whose notes the other forms show."""
    from ddd.renderers import forms

    markdown = forms()["markdown"]
    return next((place for target, place in chosen if target is markdown), Path(markdown.folder))


def _chosen(forms: Sequence[str], folder: Path | None) -> list[tuple[Target, Path]]:
    """Return each form with its folder. Raises UsageError for one that does not exist, and for one folder for two."""
    from ddd.errors import UsageError
    from ddd.renderers import forms as known

    chosen = []
    for text in dict.fromkeys(forms):
        name, _, place = text.partition("=")
        if name not in known():
            raise UsageError(f"no form “{name}”", advice=f"there are: {', '.join(known())}; FORM=FOLDER says where")
        target = known()[name]
        alone = folder if len(forms) == 1 else None
        chosen.append((target, Path(place) if place else alone or Path(target.folder)))
    if folder is not None and len(forms) > 1:
        raise UsageError("--output names one folder, and there are several forms", advice="say FORM=FOLDER for each")
    if len({place.resolve() for _, place in chosen}) < len(chosen):
        raise UsageError("two forms for one folder", advice="say FORM=FOLDER for each")
    return chosen
