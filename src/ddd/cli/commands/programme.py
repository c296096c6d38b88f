"""`ddd programme`: takes what the repository says is to be done over into the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_asset, complete_task
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

    from ddd.ledger.programme.changes import Changes, Entry

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
        "--asset",
        metavar="KEY",
        help="What the repository is called; else as before, at first like its folder.",
        autocompletion=complete_asset,
    ),
]
ClockOption = Annotated[
    str,
    typer.Option(
        "--zone", metavar="AREA/CITY", help="The clock of tasks whose zone the repository does not say; else UTC."
    ),
]
ExceptOption = Annotated[
    list[str] | None,
    typer.Option(
        "--except", metavar="TASK", help="Leave it out, now and later; `ci/*` leaves out all that fit. Repeat it.",
        autocompletion=complete_task,
    ),
]  # fmt: skip
_COLUMNS = {"sign": "", "task": "Task", "field": "Field", "old": "Old", "new": "New"}
_MOST_LEFT_OUT = 5
_MOST_STRANGERS = 3


@app.command("plan")
def plan(
    path: PathArgument = Path(),
    asset: AssetOption = "",
    zone: ClockOption = "",
    without: ExceptOption = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 1 when something would change.")] = False,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    no_cache: NoCacheOption = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    debug: DebugOption = False,
) -> None:
    """Show what `apply` would change. Writes nothing, and works without a ledger.

    Signs: + new, ~ changed, - left out, ! no longer in the repository, = changed by a person: it stays as it is (Old).
    Forms: table, json, csv, md, html.

    Examples:

      ddd programme plan

      ddd programme plan /srv/ansible --asset harbour --exit-code
    """
    from ddd.cli import ledger
    from ddd.ledger import programme
    from ddd.ledger.errors import NoLedger
    from ddd.ledger.programme.changes import Wish

    asset, wish = asset and programme.key_of(path, asset), Wish(zone, tuple(without or ()))
    entries = _entries(path, no_cache=no_cache, quiet=quiet, verbose=verbose)
    try:
        with ledger.reading() as asked:
            key = programme.key_in(asked.session, path, asset)
            changes, then = programme.plan(asked.session, key, entries, wish), "then apply"
    except NoLedger:
        changes = programme.plan_without_ledger(programme.key_of(path, asset), entries, wish)
        then = "once that has begun a ledger, then apply again"
    _show(changes, form, file)
    _tell(changes, "`ddd programme apply` takes it over" if changes else "", quiet=quiet)
    _tell_strangers(changes, then, quiet=quiet)
    raise typer.Exit(1 if exit_code and changes else 0)


@app.command("apply")
def apply(
    path: PathArgument = Path(),
    asset: AssetOption = "",
    under: Annotated[
        str,
        typer.Option("--under", metavar="ASSET", help="What a new asset is part of.", autocompletion=complete_asset),
    ] = "",
    zone: ClockOption = "",
    without: ExceptOption = None,
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

    Whom the repository names as owner is assigned, where a person of the ledger is called so (`@dba` or `dba`), unless
    somebody has said who does it. --zone and --except are given once: the zone is kept, and what was left out stays
    out, as with `ddd schedule remove`; `ddd schedule add` brings it back.

    Signs: + new, ~ changed, - left out, ! no longer in the repository, = changed by a person: it stays as it is (Old).
    Forms: table, json, csv, md, html.

    Examples:

      ddd programme apply

      ddd programme apply /srv/ansible --asset harbour --under plant-1

      ddd programme apply --zone Europe/Berlin --except "ci/*" --except wake-daemon
    """
    from ddd.cli import ledger
    from ddd.ledger import programme
    from ddd.ledger.programme.changes import Wish

    asset, wish = asset and programme.key_of(path, asset), Wish(zone, tuple(without or ()))
    entries = _entries(path, no_cache=no_cache, quiet=quiet, verbose=verbose)
    with ledger.writing(create=True) as asked:
        key = programme.key_in(asked.session, path, asset)
        changes = programme.apply(asked.session, asked.actor, asked.now, key, entries, wish, under=under)
        programme.remember(asked.session, path, changes.asset)
    _show(changes, form, file)
    _tell(changes, "`ddd due` shows what is due", quiet=quiet)
    _tell_strangers(changes, "then apply again", quiet=quiet)


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

    about = {
        "asset": changes.asset, "new_asset": changes.is_new, "unchanged": changes.unchanged,
        "assumed_zones": changes.assumed, "assigned": changes.assigned, "unknown_owners": changes.strangers,
    }  # fmt: skip
    ledger.show(
        Listing("changes", _COLUMNS, list(_rows(changes)), f"{changes.asset}: nothing changes", about), form, file
    )


def _rows(changes: Changes) -> Iterator[dict[str, Any]]:
    for entry in changes.new:
        yield _row(
            "+", entry.task, "rules", None, list(entry.rules), title=entry.title, source=entry.source, zone=entry.zone,
            owner=entry.owner,
        )  # fmt: skip
    for change in changes.changed:
        if change.was:
            yield _row("~", change.task, "task", change.was, change.task)
        if change.back:
            yield _row("~", change.task, "missing", True, False)
        for name, (old, new) in change.fields.items():
            yield _row("~", change.task, name, _said(name, old), _said(name, new))
    for task in changes.left_out:
        yield _row("-", task, "left out", False, True)
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
    from ddd.scan.text import visible

    counts = (
        (len(changes.new), "new"),
        (len(changes.changed), "changed"),
        (len(changes.left_out), "left out"),
        (len(changes.missing), "missing"),
        (len(changes.gone), "missing already"),
        (len(changes.removed), "taken out by people"),
        (changes.unchanged, "unchanged"),
        (len(changes.pinned), "kept as people changed them"),
    )
    told = ", ".join(f"{count} {word}" for count, word in counts if count) or "no tasks in this repository"
    output.talk("; ".join(filter(None, (f"{changes.asset}: {told}", advice))), quiet=quiet)
    for zone, count in changes.assumed.items():
        advice = "" if zone != "UTC" else ": `--zone AREA/CITY` says otherwise"
        output.talk(f"the repository names no zone for {_tasks(count)}, read in {zone}{advice}", quiet=quiet)
    for person, count in changes.assigned.items():
        output.talk(f"assigned to {visible(person)}, as the repository says: {_tasks(count)}", quiet=quiet)


def _tell_strangers(changes: Changes, then: str, *, quiet: bool) -> None:
    """Say whom the repository names and the ledger does not know, and how that is mended."""
    from shlex import quote

    from ddd.cli import output, spoken
    from ddd.ledger import actor
    from ddd.scan.text import visible

    ranked = changes.strangers.most_common()
    for owner, count in ranked[:_MOST_STRANGERS]:
        url = f"mailto:{owner}" if "@" in owner[1:] else "mailto:…"
        output.talk(
            visible(
                f"{owner} owns {_tasks(count)} and is not in the ledger: "
                f"`ddd person add {quote(owner)} --url {quote(url) if url != 'mailto:…' else url}`, {then}"
            ),
            quiet=quiet,
        )
    if len(ranked) > _MOST_STRANGERS:
        more = sum(count for _, count in ranked[_MOST_STRANGERS:])
        others = spoken.counted(len(ranked) - _MOST_STRANGERS, "other owner")
        output.talk(f"not in the ledger either: {others} of {_tasks(more)}", quiet=quiet)
    if ranked and not changes.has_people:
        name = quote(actor.name())
        output.talk(f"add yourself before them, the first person is the admin: `ddd person add {name}`", quiet=quiet)


def _tasks(count: int) -> str:
    from ddd.cli import spoken

    return spoken.counted(count, "task")
