"""Silences in Alertmanager while a window is open, where `DDD_ALERTMANAGER_URL` says where one is.

They go through the outbox, as all that leaves us. `Window.silence` is what their comments carry: by it Alertmanager's
own list tells which silences are a window's, also those of which a crash made us forget that they were sent.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.notify import outbox
from ddd.ledger.planning.conflicts import times_of
from ddd.ledger.registers import assets, people
from ddd.ledger.store.models import NOWHERE, Asset, Message, Window

ADDRESS: Final = "DDD_ALERTMANAGER_URL"
KIND: Final = "silence"
_AHEAD = timedelta(days=2)
"""Of a window that recurs, the times up to the check after the next one."""
_LONG = timedelta(days=366 * 100)


def wanted() -> bool:
    """Return whether there is an Alertmanager to tell."""
    return bool(os.environ.get(ADDRESS))


def renew(session: Session, now: datetime, window: Window, asset: Asset) -> int:
    """Put a silence for each coming time of a window into the outbox, each once; return how many were new."""
    if not wanted():
        return 0
    spans = list(times_of(window).between(now, now + (_AHEAD if window.rrule else _LONG)))
    if not spans:
        return 0
    if not window.silence:
        window.silence = f"ddd-{outbox.identity(session)[:8]}-window-{window.id}-{audit.head(session)[0]}"
    keys = [one.key for one in assets.below(session, asset)]
    new = 0
    for start, end in spans:
        put = outbox.put(
            session, now, kind=KIND, title=f"Silence for window {window.id} on {asset.key}",
            body=f"{start:%Y-%m-%d %H:%M}Z to {end:%Y-%m-%d %H:%M}Z", key=f"{window.silence}@{int(start.timestamp())}",
            url=f"alertmanager+{os.environ[ADDRESS]}",
            data={
                "start": start.isoformat(), "end": end.isoformat(), "assets": keys, "by": f"ddd ({window.created_by})",
                "mark": f"{window.silence}@{int(start.timestamp())}", "title": window.title,
                outbox.TAKEN_BACK_BY: _end(window.silence),
            },
        )  # fmt: skip
        new += put is not None
    return new


def expire(session: Session, now: datetime, window: Window) -> None:
    """Take back a window's silences: those to be sent have no address any more, those sent are ended."""
    if not window.silence:
        return
    mark, window.silence = window.silence, ""
    own = Message.key.startswith(f"{mark}@", autoescape=True)
    url = session.scalars(select(Message.url).where(own).limit(1)).first()
    withdrawn = {"url": "", "next_try": None, "error": "its window was cancelled or changed"}
    session.execute(update(Message).where(own, Message.sent_at.is_(None)).values(withdrawn))
    outbox.put(
        session, now, kind=KIND, title=f"End of the silences for window {window.id}", body="", key=_end(mark),
        url=url or "", data={"expire": f"{mark}@"},
    )  # fmt: skip


def end_again(session: Session, now: datetime) -> None:
    """Have sent once more what ended silences before one of them can have arrived: its sender may have died.

    Of one that was taken to be sent, then withdrawn, nobody knows whether it was sent. Its sender had a lease.
    """
    unknown = select(Message.data).where(NOWHERE, Message.kind == KIND, Message.attempts > 0, Message.sent_at.is_(None))
    ends = {
        data[outbox.TAKEN_BACK_BY]
        for data in session.scalars(unknown)
        if datetime.fromisoformat(data["end"]) > now  # else it is over by itself
    }
    lease = int(outbox.LEASE.total_seconds())
    too_early = people.seconds(Message.sent_at) <= people.seconds(Message.created_at) + lease
    wanted = update(Message).where(Message.key.in_(ends), Message.created_at <= now - outbox.LEASE, too_early)
    session.execute(wanted.values(sent_at=None, attempts=0, next_try=now))


def _end(mark: str) -> str:
    """Return the key of the message that ends a window's silences."""
    return f"{mark}-end"
