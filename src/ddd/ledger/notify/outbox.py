"""What is to be sent and what was: a message is written down first, then taken, sent, and marked as sent.

Whoever takes a message marks until when it counts as theirs. Should they die, it is sent again after that, with the
same Message-ID: at least once after a crash, once without. What fails is tried again in rounds over all that wait, so
that a dead server costs its waiting once.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, cast
from urllib.parse import quote
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, and_, func, not_, select, update
from sqlalchemy.orm import Session

from ddd.ledger import audit
from ddd.ledger.actor import Actor
from ddd.ledger.errors import Refused
from ddd.ledger.notify import channel
from ddd.ledger.notify.channel import Channel, Delayed, NotSent, Outgoing, Unreachable
from ddd.ledger.rules import retry
from ddd.ledger.store import Ledger
from ddd.ledger.store.models import Message, Person, Setting
from ddd.ledger.words import Role
from ddd.scan.text import visible

LEASE = timedelta(minutes=5)
"""How long a taken message is its sender's alone. In the second half of it no more sending is begun."""
TAKEN_BACK_BY: Final = "taken_back_by"
"""In the data of a message: the key of the one that undoes it, which stands here only once this one is withdrawn."""
_AT_ONCE = 20
"""Messages that are taken together; as many are sent again after a crash."""
_IDENTITY = "identity"
_MOST_TOLD = 5
_ROWS_ALONE = {"synchronize_session": False}  # what was read of them is not looked at again


class Clock:
    """What time it is while messages are sent, and how to wait: a test brings its own."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return the time it was told first, and what has passed since."""
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    def wait(self, length: timedelta) -> None:
        """Wait."""
        time.sleep(length.total_seconds())


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the messages."""

    sent: int = 0
    failed: int = 0
    """Given up."""
    waiting: int = 0
    """To be tried again by the next delivery."""
    reasons: tuple[str, ...] = ()
    """Why, of the first that failed; fit to be shown."""


def put(
    session: Session,
    now: datetime,
    *,
    kind: str,
    title: str,
    body: str,
    data: dict[str, Any],
    key: str,
    url: str = "",
    person: Person | None = None,
) -> Message | None:
    """Write a message down to be sent: to a URL, else to where that person is told; None when its key is there already.

    Without an address it stands there as failed, for `ddd notify retry` once there is one.
    """
    if session.scalars(select(Message.id).where(Message.key == key)).first() is not None:
        return None
    address = url or (person.url if person else "")
    made = Message(
        key=key, kind=str(kind), person_id=person.id if person else None, url=address, title=one_line(title),
        body=written(body), data=data, created_at=now, attempts=0, next_try=now if address else None,
        error="" if address else channel.NO_ADDRESS,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def send(session: Session, actor: Actor, now: datetime, person: Person, *, kind: str, title: str, text: str) -> Message:
    """Write down a message that somebody sends by hand: every coordinator may, to anybody, and the audit says who."""
    actor.need(Role.COORDINATOR)
    if not text.strip():
        raise Refused("there is nothing to say", advice="--text “…”")
    made = put(
        session, now, kind=kind, title=title, body=text, data={"from": actor.name}, key=str(uuid4()), person=person
    )
    assert made is not None, "its key is new"
    audit.record(session, actor.name, now, "notify.send", f"person:{person.key}", kind=str(kind), message=made.id)
    return made


def again(session: Session, actor: Actor, now: datetime, message_id: int | None = None) -> int:
    """Have what was given up tried again, to where its people are told now; return how many.

    Messages belong to no asset: it takes a coordinator of everything. What was withdrawn stays so.
    """
    actor.need(Role.COORDINATOR)
    if actor.scope != "/":
        raise Refused(
            f"{actor.name} may not have messages sent again: it takes a coordinator of everything",
            advice="`ddd person list` shows scopes",
        )
    wanted = select(Message).where(*_in_state("failed"))
    if message_id is not None:
        found = find(session, message_id)
        if state(found) == "withdrawn":
            raise Refused(f"message {message_id} is not sent any more: {found.error}", advice="`ddd notify send`")
        wanted = wanted.where(Message.id == found.id)
    count = 0
    for message in session.scalars(wanted):
        person = session.get(Person, message.person_id) if message.person_id else None
        address = person.url if person else message.url
        if address:
            message.url, message.attempts, message.next_try, count = address, 0, now, count + 1
    if count:
        audit.record(session, actor.name, now, "notify.retry", "messages", count=count)
    return count


def find(session: Session, message_id: int) -> Message:
    """Return a message. Raises Refused where there is none of that number."""
    found = session.get(Message, message_id) if 0 < message_id < 2**63 else None
    if found is None:
        raise Refused(f"no message {message_id}", advice="`ddd notify list` shows them")
    return found


def listed(
    session: Session,
    *,
    person: str = "",
    kind: str = "",
    state: str = "",
    since: datetime | None = None,
    limit: int = 50,
) -> list[tuple[Message, str]]:
    """Return messages, each with the key of its person, the newest first. Raises Refused for an unknown state."""
    wanted = select(Message, func.coalesce(Person.key, "")).outerjoin(Person, Person.id == Message.person_id)
    if person:
        wanted = wanted.where(Person.key == person)
    if kind:
        wanted = wanted.where(Message.kind == kind)
    if state:
        wanted = wanted.where(*_in_state(state))
    if since is not None:
        wanted = wanted.where(Message.created_at >= since)
    rows = session.execute(wanted.order_by(Message.created_at.desc(), Message.id.desc()).limit(limit))
    return [(message, key) for message, key in rows]


def state(message: Message) -> str:
    """Return what became of a message: sent, waiting, failed or withdrawn."""
    found = state_of(message.sent_at, message.next_try)
    return "withdrawn" if found == "failed" and not message.url and message.error != channel.NO_ADDRESS else found


def state_of(sent_at: datetime | None, next_try: datetime | None) -> str:
    """Return what became of a message that was sent and is tried next at these times."""
    if sent_at is not None:
        return "sent"
    return "failed" if next_try is None else "waiting"


def results(session: Session, since: datetime) -> tuple[int, int]:
    """Return how many of the messages written down since then were sent, and how many given up at their address."""
    told = func.count().filter(Message.sent_at.is_not(None)), func.count().filter(*_given_up(), Message.url != "")
    sent, failed = session.execute(select(*told).where(Message.created_at > since)).one()
    return sent, failed


def deliver(ledger: Ledger, now: datetime, *, patient: bool = True, clock: Clock | None = None) -> Delivered:
    """Send what waits. With patience what fails is waited for and tried again, until it is sent or given up.

    Nothing that goes wrong with a message or a channel ends it. Raises LedgerError.
    """
    run = _Run(clock or Clock(now), now)
    try:
        while run.round(ledger) and patient:
            pass
    finally:
        run.close()
    return run.delivered()


def one_line(text: str) -> str:
    """Return a text fit for a title."""
    return " ".join(visible(text).split())


def written(text: str) -> str:
    """Return a text fit for a body: its lines as they are."""
    return visible(text.replace("\r\n", "\n"))


def identity(session: Session) -> str:
    """Return what tells this ledger from all others, made at its first use: part of every Message-ID."""
    found = session.get(Setting, _IDENTITY)
    if found is None:
        found = Setting(key=_IDENTITY, value=uuid4().hex)
        session.add(found)
        session.flush()
    return found.value


@dataclass(slots=True)
class _Try:
    """One attempt to send a message."""

    id: int
    number: int
    """Which attempt it is, from 1."""
    lease: datetime
    """Until when it is ours: what the ledger says as long as it is."""
    outgoing: Outgoing
    answer: str | None = None
    """What the server calls it; None: not sent."""
    failure: NotSent | None = None

    @property
    def tried_again(self) -> bool:
        return isinstance(self.failure, Delayed) and self.number < retry.MOST_ATTEMPTS


@dataclass(slots=True)
class _Run:
    """One delivery: its channels, and what became of its messages."""

    clock: Clock
    began: datetime
    """When this round began: it tries what was to be sent by then."""
    channels: dict[str, Channel] = field(default_factory=dict)
    dead: dict[str, str] = field(default_factory=dict)
    """Places that did not answer in this round, and how."""
    sent: int = 0
    failed: int = 0
    waiting: dict[int, datetime] = field(default_factory=dict)
    """Messages that are tried again, and when."""
    reasons: list[str] = field(default_factory=list)

    def round(self, ledger: Ledger) -> bool:
        """Try all that waits once, when something is to be tried; return whether something is tried again."""
        if self.waiting:
            self.clock.wait(max(min(self.waiting.values()) - self.clock.now(), timedelta()))
        self.began = self.clock.now()
        self.waiting = {
            one: at for one, at in self.waiting.items() if at > self.began
        }  # the others may be taken by others
        self.dead.clear()
        tries: list[_Try] = []
        while True:
            with ledger.writing() as session:
                self._settle(session, tries)
                tries = _taken(session, self.clock.now(), self.began)
            if not tries:
                return bool(self.waiting)
            for one in tries:
                if self.clock.now() < one.lease - LEASE / 2:  # else it is given back
                    self._try(one)

    def delivered(self) -> Delivered:
        """Return what became of the messages."""
        return Delivered(self.sent, self.failed, len(self.waiting), tuple(self.reasons))

    def close(self) -> None:
        """Hang up."""
        for one in self.channels.values():
            one.close()
        self.channels.clear()

    def _try(self, one: _Try) -> None:
        try:
            one.answer = self._send(one.outgoing)
        except NotSent as failure:
            one.failure = failure
        except Exception as bug:  # noqa: BLE001  a channel's own bug: told and counted, and the others are sent
            one.failure = Delayed(channel.reason(f"{type(bug).__name__}: {bug}", one.outgoing.url))

    def _send(self, outgoing: Outgoing) -> str:
        made = channel.for_url(outgoing.url)
        if made.place in self.dead:
            raise Delayed(self.dead[made.place])
        kept = self.channels.setdefault(made.place, made)
        try:
            return kept.send(outgoing)
        except Unreachable as failure:
            self.dead[made.place] = str(failure)
            raise

    def _settle(self, session: Session, tries: Sequence[_Try]) -> None:
        """Keep what became of what was taken, and give back for this round what was not tried."""
        now = self.clock.now()
        sent = [one for one in tries if one.answer is not None]
        self.sent += len(sent)
        _keep(session, [one for one in sent if not one.answer], next_try=None, error="", sent_at=now)
        for one in sent:
            if one.answer:
                data = {**one.outgoing.data, "answer": one.answer}
                _keep(session, [one], next_try=None, error="", sent_at=now, data=data)
            _take_back(session, one, self.began)
        for one in tries:
            if one.failure is not None:
                self._settle_failed(session, one, one.failure, now)
        untried = [one for one in tries if one.answer is None and one.failure is None]
        _keep(session, untried, next_try=self.began, attempts=Message.attempts - 1)

    def _settle_failed(self, session: Session, one: _Try, failure: NotSent, now: datetime) -> None:
        """Have it tried again, or give it up; what is no longer ours is neither."""
        error, next_try = str(failure), now + retry.wait(one.number) if one.tried_again else None
        if not _keep(session, [one], next_try=next_try, error=error):
            return
        if next_try is not None:
            self.waiting[one.id] = next_try
            return
        self.failed += 1
        if error not in self.reasons and len(self.reasons) < _MOST_TOLD:
            self.reasons.append(error)


def _keep(session: Session, tries: Sequence[_Try], **became: Any) -> int:
    """Keep what became of messages taken together and return of how many: not of what is no longer ours."""
    if not tries:
        return 0
    ours = Message.next_try == tries[0].lease
    if "sent_at" in became:
        ours |= Message.url == ""  # withdrawn while it was sent: that it was is kept all the same
    wanted = update(Message).where(Message.id.in_([one.id for one in tries]), ours).values(became)
    return cast(CursorResult[Any], session.execute(wanted)).rowcount


def _take_back(session: Session, sent: _Try, began: datetime) -> None:
    """Where a message was withdrawn while it was sent, have what undoes it sent once more: it may have come first."""
    if key := sent.outgoing.data.get(TAKEN_BACK_BY):
        anew = {"sent_at": None, "attempts": 0, "next_try": began}
        session.execute(update(Message).where(Message.key == key).values(anew))


def _taken(session: Session, now: datetime, until: datetime) -> list[_Try]:
    """Take the next messages that were to be sent by `until`: they are ours alone, until the lease is over."""
    wanted = (
        select(Message)
        .where(Message.next_try.is_not(None), Message.next_try <= until)
        .order_by(Message.next_try, Message.id)
        .limit(_AT_ONCE)
    )
    found = session.scalars(wanted).all()
    if not found:
        return []
    ledger, lease = identity(session), now + LEASE
    ours = update(Message).where(Message.id.in_([one.id for one in found]))
    session.execute(ours.values(attempts=Message.attempts + 1, next_try=lease), execution_options=_ROWS_ALONE)
    tries = []
    for message in found:
        name = message_id(message.key, ledger)
        outgoing = Outgoing(
            name, message.kind, message.url, message.title, message.body, message.data, message.created_at
        )
        tries.append(_Try(message.id, message.attempts + 1, lease, outgoing))
    return tries


def message_id(key: str, ledger: str) -> str:
    """Return what a message is called everywhere: as its key says, unique to this ledger."""
    return f"{re.sub(r'[.]', '%2E', quote(key, safe=''))}@ddd-{ledger[:16]}.invalid"


def _in_state(wanted: str) -> tuple[ColumnElement[bool], ...]:
    match wanted:
        case "sent":
            return (Message.sent_at.is_not(None),)
        case "waiting":
            return (Message.next_try.is_not(None),)
        case "failed":
            return (*_given_up(), not_(_withdrawn()))
        case "withdrawn":
            return (*_given_up(), _withdrawn())
    raise Refused(f"no state “{wanted}”", advice="there are: sent, waiting, failed, withdrawn")


def _given_up() -> tuple[ColumnElement[bool], ...]:
    return (Message.sent_at.is_(None), Message.next_try.is_(None))


def _withdrawn() -> ColumnElement[bool]:
    """Return the condition that a message was taken back: it has lost its address, rather than never had one."""
    return and_(Message.url == "", Message.error != channel.NO_ADDRESS)
