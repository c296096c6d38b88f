"""What the commands of the ledger share: opening it, knowing who asks, giving out what they found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

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
