"""`ddd programme`: takes what the repository says is to be done over into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset
from ddd.cli.options import (
    DebugOption,
    ListFormatOption,
    NoCacheOption,
    OutputOption,
    PathArgument,
    QuietOption,
    VerboseOption,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ddd.ledger.programme import Changes, Entry

app = typer.Typer(
    name="programme",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Takes what a repository says is to be done over into the ledger, as schedules of an asset.",
)

AssetOption = Annotated[
    str,
    typer.Option(
        "--asset", metavar="KEY", help="What the repository is called; else its folder.", autocompletion=complete_asset
    ),
]
_COLUMNS = {"sign": "", "task": "Task", "field": "Field", "old": "Old", "new": "New"}
_MOST_LEFT_OUT = 5


@app.command("plan")
def plan(
    path: PathArgument = Path(),
    asset: AssetOption = "",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when something would change.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what `apply` would change. Writes nothing, and works without a ledger.

    Signs: + new, ~ changed, ! no longer in the repository, = changed by a person: it stays as it is (Old).
    Forms: table, json, csv, md, html.

    Examples:

      ddd programme plan

      ddd programme plan /srv/ansible --asset harbour --exit-code
    """
    from ddd.cli import ledger
    from ddd.ledger import programme
    from ddd.ledger.errors import NoLedger

    key = programme.key_of(path, asset)
    entries = _entries(path, no_cache=no_cache, quiet=quiet, verbose=verbose)
    try:
        with ledger.reading() as asked:
            changes = programme.plan(asked.session, key, entries)
    except NoLedger:
        changes = programme.plan_without_ledger(key, entries)
    _show(changes, form, file)
    _tell(changes, "`ddd programme apply` takes it over", quiet=quiet)
    raise typer.Exit(1 if exit_code and changes else 0)


@app.command("apply")
def apply(
    path: PathArgument = Path(),
    asset: AssetOption = "",
    under: Annotated[
        str,
        typer.Option("--under", metavar="ASSET", help="What a new asset is part of.", autocompletion=complete_asset),
    ] = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Take the tasks of a repository over into the ledger, all or none; begins the ledger if there is none.

    What people changed stays as it is, what the repository no longer holds is marked, nothing is deleted, and a second
    time nothing changes. A new schedule counts from now: nothing is overdue at once.

    Signs: + new, ~ changed, ! no longer in the repository, = changed by a person: it stays as it is (Old).
    Forms: table, json, csv, md, html.

    Examples:

      ddd programme apply

      ddd programme apply /srv/ansible --asset harbour --under plant-1
    """
    from ddd.cli import ledger
    from ddd.ledger import programme

    key = programme.key_of(path, asset)
    entries = _entries(path, no_cache=no_cache, quiet=quiet, verbose=verbose)
    with ledger.writing(create=True) as asked:
        changes = programme.apply(asked.session, asked.actor, asked.now, key, entries, under=under)
        programme.remember(asked.session, path, key)
    _show(changes, form, file)
    _tell(changes, "`ddd due` shows what is due", quiet=quiet)


def _entries(path: Path, *, no_cache: bool, quiet: bool, verbose: bool) -> Sequence[Entry]:
    """Read what the repository says; what is not taken over is told."""
    from ddd.cli import output
    from ddd.ledger.programme import extracted
    from ddd.pipeline import judge

    with output.progress(quiet=quiet) as progress:
        judged = judge(path, progress=progress, shortcuts=output.shortcuts(no_cache))
    output.tell_problems(judged.plan.inventory, verbose=verbose, quiet=quiet)
    read = extracted.read(judged.plan, dict(judged.assessment.categories))
    told = read.left_out if verbose else read.left_out[:_MOST_LEFT_OUT]
    for line in told:
        output.talk(f"left out: {line}", quiet=quiet)
    if len(read.left_out) > len(told):
        output.talk(f"left out: {len(read.left_out) - len(told)} more (-v lists them)", quiet=quiet)
    return read.entries


def _show(changes: Changes, form: list[str], file: Path | None) -> None:
    from ddd.cli import ledger
    from ddd.reports.listing import Listing

    about = {"asset": changes.asset, "new_asset": changes.is_new, "unchanged": changes.unchanged}
    ledger.show(
        Listing("changes", _COLUMNS, list(_rows(changes)), f"{changes.asset}: nothing changes", about), form, file
    )


def _rows(changes: Changes) -> Iterator[dict[str, Any]]:
    for entry in changes.new:
        yield _row("+", entry.task, "rules", None, list(entry.rules), title=entry.title, source=entry.source)
    for change in changes.changed:
        if change.was:
            yield _row("~", change.task, "task", change.was, change.task)
        if change.back:
            yield _row("~", change.task, "missing", True, False)
        for name, (old, new) in change.fields.items():
            yield _row("~", change.task, name, _said(name, old), _said(name, new))
    for task in changes.missing:
        yield _row("!", task, "missing", False, True)
    for task, fields in changes.pinned.items():
        for name, (kept, said) in fields.items():
            yield _row("=", task, name, _said(name, kept), _said(name, said))


def _row(sign: str, task: str, field: str, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    return {"sign": sign, "task": task, "field": field, "old": old, "new": new, **more}


def _said(name: str, value: Any) -> Any:
    from ddd.cli import spoken

    return spoken.length(value) if name == "grace" else value


def _tell(changes: Changes, advice: str, *, quiet: bool) -> None:
    from ddd.cli import output

    counts = (
        (len(changes.new), "new"),
        (len(changes.changed), "changed"),
        (len(changes.missing), "missing"),
        (len(changes.gone), "missing already"),
        (len(changes.removed), "taken out by people"),
        (changes.unchanged, "unchanged"),
        (len(changes.pinned), "kept as people changed them"),
    )
    told = ", ".join(f"{count} {word}" for count, word in counts if count) or "no tasks in this repository"
    output.talk(f"{changes.asset}: {told}; {advice}", quiet=quiet)
