"""What the commands of the ledger share: opening it, knowing who asks, giving out what they found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddd.cli import output

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ddd.ledger.actor import Actor
    from ddd.reports.listing import Listing


_LENGTHS = frozenset({"grace", "sla"})
_MOMENTS = frozenset(
    {"start", "end", "starts_at", "ends_at", "warranty_start", "warranty_end", "until", "at", "due", "done_at"}
)
"""Fields that a change tells in seconds, and as ISO 8601."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to the ledger: its session, who asks, what time it is, and by whose clock they are told."""

    session: Session
    actor: Actor
    now: datetime
    clock: tzinfo

    def told(self, moment: datetime) -> str:
        """Return a moment as whoever asks reads it."""
        from ddd.cadence import zones

        return zones.told(moment, self.clock)


@contextmanager
def reading() -> Iterator[Asked]:
    """Give a session that reads the ledger. Raises LedgerError."""
    from ddd.ledger.store import open_ledger

    with open_ledger() as ledger, ledger.reading() as session:
        yield _asked(session)


@contextmanager
def writing(*, create: bool = False) -> Iterator[Asked]:
    """Give a session that writes to the ledger: all of it at the end, or nothing. Raises LedgerError.

    What ends well is recorded when the block is left: say so only then.
    """
    from ddd.ledger.store import open_ledger

    with open_ledger(create=create) as ledger, ledger.writing() as session:
        yield _asked(session)


def _asked(session: Session) -> Asked:
    from ddd.ledger import actor, clock, moments

    who = actor.find(session, actor.name())
    return Asked(session, who, clock.now(), moments.clock_of(session, who))


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


def show_one(
    name: str, fields: Mapping[str, Any], form: list[str], file: Path | None, clock: tzinfo = UTC,
    said: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Give out one thing, a row for each of its fields; as JSON one object.

    said: what people read instead of a value, where that is for machines.
    """
    from ddd.reports.listing import Listing

    columns = {"field": "", "value": name.capitalize()}
    forms = Listing(name, columns, _by_field({**fields, **(said or {})}), "", clock=clock).forms()
    forms["csv"] = Listing(name, columns, _by_field(fields), "").csv
    forms["json"] = Listing(name, {}, [fields], "").json
    output.deliver(dict(forms), form, file)


def _by_field(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"field": key, "value": value} for key, value in fields.items() if value not in (None, "", [])]


def moment(asked: Asked, text: str, zone: str = "", *, past: bool = False) -> datetime | None:
    """Read a time on the wall of a zone, else of whoever asks; None for an empty text. Raises Refused.

    past: what has been is asked for, so a time of day is the last one, not the next.
    """
    from ddd.ledger import moments

    if not text.strip():
        return None
    return moments.moment(text, moments.zone_of(asked.session, asked.actor, zone), asked.now, past=past)


def told_changes(what: str, changed: Mapping[str, list[Any]], clock: tzinfo = UTC) -> str:
    """Return what was changed, in one line; times by that clock."""
    told = ", ".join(
        f"{name}: {said(name, old, clock)} -> {said(name, new, clock)}" for name, (old, new) in changed.items()
    )
    return f"{what}: {told or 'nothing changed'}"


def said(name: str, value: Any, clock: tzinfo) -> str:
    """Return the value of a field as people read it; times by that clock."""
    from ddd.cadence import zones
    from ddd.cli import spoken
    from ddd.scan.text import visible

    if name in _LENGTHS and value:
        return spoken.length_in_words(value)
    if name in _MOMENTS and value:
        return zones.told(datetime.fromisoformat(value), clock)
    if value is None or value in ("", []):
        return "none"
    return visible(", ".join(map(str, value)) if isinstance(value, list) else str(value))
