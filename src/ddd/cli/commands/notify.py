"""`ddd notify`: what was sent to whom, what waits, and sending by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ddd.cli.completion import complete_person
from ddd.cli.options import DebugOption, ListFormatOption, OutputOption, QuietOption

if TYPE_CHECKING:
    from ddd.cli.ledger import Asked
    from ddd.ledger.store.models import Message

app = typer.Typer(
    name="notify",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="What was sent to whom, what waits and what failed; sending by hand, and again.",
)


@app.command("list")
def list_(
    person: Annotated[
        str, typer.Option("--person", metavar="PERSON", help="Only to them.", autocompletion=complete_person)
    ] = "",
    kind: Annotated[str, typer.Option("--kind", help="Only of this kind: digest, message, window_scheduled, …")] = "",
    state: Annotated[str, typer.Option("--state", help="Only sent, waiting, failed or withdrawn.")] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="Only from then on, by your clock: 2026-03-02, -7d.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="At most so many, the newest.")] = 50,
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """List messages, the newest first. Addresses are shown without what may be secret in them.

    Forms: table, json, csv, md, html.

    Examples:

      ddd notify list --state failed

      ddd notify list --person anna --since 2026-03-01 --format csv
    """
    from ddd.cli import ledger
    from ddd.ledger.notify import outbox
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        after = ledger.moment(asked, since, past=True)
        found = outbox.listed(asked.session, person=person, kind=kind, state=state, since=after, limit=limit)
        rows = [_row(message, key) for message, key in found]
    columns = {
        "id": "No.", "at": "At", "person": "Person", "kind": "Kind", "title": "Title", "to": "To", "state": "State",
        "error": "Why",
    }  # fmt: skip
    empty = "no messages" + (
        " like that" if person or kind or state or since else " yet: `ddd check` tells what is due"
    )
    ledger.show(Listing("messages", columns, rows, empty, clock=asked.clock), form, file)


@app.command("show")
def show(
    number: Annotated[int, typer.Argument(metavar="ID", help="Its number, from `ddd notify list`.")],
    form: ListFormatOption = ["table"],  # noqa: B006
    file: OutputOption = None,
    debug: DebugOption = False,
) -> None:
    """Show a message with its text, and how it went.

    Examples:

      ddd notify show 12
    """
    from ddd.cli import ledger, output
    from ddd.ledger.notify import outbox
    from ddd.ledger.store.models import Person
    from ddd.reports.listing import Listing

    with ledger.reading() as asked:
        message = outbox.find(asked.session, number)
        person = asked.session.get(Person, message.person_id) if message.person_id else None
        row = {**_row(message, person.key if person else ""), "body": message.body, "data": message.data}
    output.deliver({"table": lambda: _letter(row, asked), "json": Listing("message", {}, [row], "").json}, form, file)


def _letter(row: dict[str, Any], asked: Asked) -> str:
    from datetime import datetime

    from ddd.scan.text import visible

    heads = {
        "id": "Message", "kind": "Kind", "person": "Person", "to": "To", "at": "Written", "state": "State",
        "sent_at": "Sent", "attempts": "Attempts", "next_try": "Next try", "error": "Why", "title": "Title",
    }  # fmt: skip
    told = {key: asked.told(value) if isinstance(value, datetime) else value for key, value in row.items()}
    lines = [f"{head + ':':<10} {told[key]}" for key, head in heads.items() if told[key] not in (None, "")]
    return visible("\n".join([*lines, "", str(row["body"]).rstrip("\n"), ""]))


@app.command("send")
def send(
    person: Annotated[str, typer.Argument(help="Whom to tell.", autocompletion=complete_person)],
    text: Annotated[str, typer.Option("--text", help="What to say.")],
    title: Annotated[str, typer.Option("--title", help="In one line; else the first line of the text.")] = "",
    kind: Annotated[str, typer.Option("--kind", help="message, reminder, due, overdue, sla_warning, …")] = "message",
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Tell a person something now.

    Examples:

      ddd notify send anna --text "The hall is closed tomorrow."
    """
    from ddd.cli import ledger, output
    from ddd.errors import UsageError
    from ddd.ledger.errors import LedgerError
    from ddd.ledger.notify import outbox
    from ddd.ledger.registers import people
    from ddd.ledger.words import NoticeKind

    if kind not in list(NoticeKind):
        raise UsageError(f"no kind “{kind}”", advice=f"there are: {', '.join(NoticeKind)}")
    with ledger.writing() as asked:
        whom = people.find(asked.session, person)
        first = title or text.strip().partition("\n")[0][:100]
        number = outbox.send(asked.session, asked.actor, asked.now, whom, kind=kind, title=first, text=text).id
    _deliver(patient=False)
    with ledger.reading() as asked:
        message = outbox.find(asked.session, number)
        state, error = outbox.state(message), message.error
    if state != "sent":
        raise LedgerError(
            f"message {number} is {state}: {error or 'another program is sending it'}",
            advice="it is kept: `ddd notify retry` tries again, and so does `ddd check`",
        )
    output.talk(f"sent to {person} (message {number})", quiet=quiet)


@app.command("retry")
def retry(
    number: Annotated[int | None, typer.Argument(metavar="[ID]", help="Only this message.")] = None,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Send what was given up again, to where its people are told now, and what waits as well.

    Examples:

      ddd notify retry
    """
    from ddd.cli import ledger, output
    from ddd.ledger.notify import outbox

    with ledger.writing() as asked:
        count = outbox.again(asked.session, asked.actor, asked.now, number)
    done = _deliver(patient=True)
    output.talk(f"{count} to be sent again; messages: {done.sent} sent, {done.failed} failed", quiet=quiet)
    for reason in done.reasons:
        output.talk(f"problem: {reason}", quiet=quiet)


def _deliver(*, patient: bool) -> Any:
    from ddd.ledger import clock
    from ddd.ledger.notify import outbox
    from ddd.ledger.store import open_ledger

    with open_ledger() as opened:
        return outbox.deliver(opened, clock.now(), patient=patient)


def _row(message: Message, person: str) -> dict[str, Any]:
    from ddd.ledger.notify import channel, outbox

    return {
        "id": message.id, "at": message.created_at, "person": person, "kind": message.kind, "title": message.title,
        "to": channel.masked(message.url), "state": outbox.state(message), "attempts": message.attempts,
        "next_try": message.next_try, "sent_at": message.sent_at, "error": message.error, "key": message.key,
    }  # fmt: skip
