"""What the commands of the ledger share: opening it, knowing who asks, giving out what they found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddd.cli import output

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ddd.ledger.actor import Actor
    from ddd.reports.listing import Listing


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the ledger: its session, who asks, and what time it is."""

    session: Session
    actor: Actor
    now: datetime


@contextmanager
def reading() -> Iterator[Asked]:
    """Give a session that reads the ledger. Raises LedgerError."""
    from ddd.ledger import actor, clock
    from ddd.ledger.store import open_ledger

    with open_ledger() as ledger, ledger.reading() as session:
        yield Asked(session, actor.find(session, actor.name()), clock.now())


@contextmanager
def writing(*, create: bool = False) -> Iterator[Asked]:
    """Give a session that writes to the ledger: all of it at the end, or nothing. Raises LedgerError.

    What ends well is recorded when the block is left: say so only then.
    """
    from ddd.ledger import actor, clock
    from ddd.ledger.store import open_ledger

    with open_ledger(create=create) as ledger, ledger.writing() as session:
        yield Asked(session, actor.find(session, actor.name()), clock.now())


def show(listing: Listing, form: list[str], file: Path | None) -> None:
    """Give out a list in the wanted form."""
    output.deliver(dict(listing.forms()), form, file)


def deliver(*, quiet: bool = False) -> None:
    """Send what a command has put into the outbox; what fails, the check tries again. Raises LedgerError."""
    from ddd.ledger import clock
    from ddd.ledger.notify import outbox
    from ddd.ledger.store import open_ledger

    with open_ledger() as ledger:
        done = outbox.deliver(ledger, clock.now(), patient=False)
    for reason in done.reasons:
        output.talk(f"not sent: {reason}", quiet=quiet)
    if done.waiting:
        output.talk(f"{done.waiting} could not be sent yet: `ddd check` tries again", quiet=quiet)


def show_one(name: str, fields: Mapping[str, Any], form: list[str], file: Path | None) -> None:
    """Give out one thing, a row for each of its fields; as JSON one object."""
    from ddd.reports.listing import Listing

    rows = [{"field": key, "value": value} for key, value in fields.items() if value not in (None, "", [])]
    forms = Listing(name, {"field": "", "value": name.capitalize()}, rows, "").forms()
    forms["json"] = Listing(name, {}, [fields], "").json
    output.deliver(dict(forms), form, file)


def moment(asked: Asked, text: str, zone: str = "") -> datetime | None:
    """Read a time on the wall of a zone, else of whoever asks; None for an empty text. Raises Refused."""
    from ddd.ledger import moments

    return moments.moment(text, moments.zone_of(asked.session, asked.actor, zone), asked.now) if text else None


def told_changes(what: str, changed: Mapping[str, list[Any]]) -> str:
    """Return what was changed, in one line."""
    told = ", ".join(f"{name}: {_said(name, old)} -> {_said(name, new)}" for name, (old, new) in changed.items())
    return f"{what}: {told or 'nothing changed'}"


def _said(name: str, value: Any) -> str:
    from ddd.cli import spoken
    from ddd.scan.text import visible

    if name in ("grace", "sla") and value:
        return spoken.length(value)
    if value is None or value == "":
        return "none"
    return visible(", ".join(map(str, value)) if isinstance(value, list) else str(value))
