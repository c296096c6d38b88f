"""`ddd check`: the daily look at what is due."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

_GATES = ("undelivered",)


def check(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what it would say to whom; send and keep nothing.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="WHAT", help="undelivered: exit 1 when a message was given up.")
    ] = "",
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Look at what is due, and tell each person once what is theirs: for a timer, once a day.

    Run again it tells nothing twice. What could not be sent is tried three times more, then told here and by
    `ddd notify list --state failed`. Exit code 0 when it ran, 2 when it could not. That messages were given up fails
    it only with `--fail-on undelivered`: an alert tells of it, and a unit of systemd need not cry as well.

    Forms: table, json, csv, md, html.

    Examples:

      ddd check --dry-run

      ddd check --format json -o check.json

      ddd check --fail-on undelivered
    """
    from ddd.cli import output
    from ddd.errors import UsageError
    from ddd.ledger import check, clock
    from ddd.ledger.store import open_ledger
    from ddd.ledger.words import Standing
    from ddd.reports.listing import Listing

    if fail_on and fail_on not in _GATES:
        raise UsageError(f"no gate “{fail_on}”", advice=f"there are: {', '.join(_GATES)}")
    with open_ledger() as opened:
        done = check.rehearse(opened, clock.now()) if dry_run else check.run(opened, clock.now())
    rows: list[dict[str, Any]] = [
        {
            "person": one.person, **{name: one.counts.get(Standing(name), 0) for name in ("overdue", "due", "soon")},
            "ahead": one.ahead, "state": "" if dry_run else one.state, "error": one.error, "title": one.title,
            "body": one.body,
        }
        for one in done.told
    ]  # fmt: skip
    columns = {"person": "Person", "overdue": "Overdue", "due": "Due", "soon": "Soon", "ahead": "Ahead"}
    if not dry_run:
        columns |= {"state": "Message", "error": "Why"}
    about = {
        "checked": done.checked, "due": done.due, "quiet": done.quiet, "sent": done.sent, "failed": done.failed,
        "problems": list(done.problems), "seconds": round(done.duration, 3), "dry_run": dry_run,
    }  # fmt: skip
    empty = "nobody is to be told anything new: `ddd due` lists what is due"
    forms: dict[str, output.Form] = dict(Listing("told", columns, rows, empty, about).forms())
    if dry_run and rows:
        forms["table"] = lambda: "\n".join(_letter(row) for row in rows)
    output.deliver(forms, form, file)
    output.talk(_summary(done, dry_run=dry_run), quiet=quiet)
    for problem in done.problems:
        output.talk(f"problem: {problem}", quiet=quiet)
    raise typer.Exit(1 if fail_on and done.failed else 0)


def _letter(row: dict[str, Any]) -> str:
    from ddd.scan.text import visible

    return visible(f"To {row['person']}: {row['title']}\n\n{row['body']}")


def _summary(done: Any, *, dry_run: bool) -> str:
    hidden = f", {done.quiet} of them inside an open window" if done.quiet else ""
    found = f"{done.checked} checked, {done.due} due within a day{hidden}"
    if dry_run:
        return f"{found}; {len(done.told)} would be told"
    return f"{found}; messages: {done.sent} sent, {done.failed} failed"
