"""The tables. What the clock decides is in none of them.

Rows are never deleted: `deleted_at` and `cancelled_at` say that they no longer count. Rows of `log` and `audit` never
change. Times are moments (`types.Moment`), lengths whole seconds. A change here needs a migration in `migrations/`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ddd.ledger.store.types import Moment

_Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only what it knows as INTEGER
_IN_FORCE = "deleted_at IS NULL AND NOT paused"
_NOWHERE = "url = ''"
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[str]: JSON, str: Text}  # noqa: RUF012


class Asset(Base):
    """What is maintained: a repository, a host, a venue, a room; in a tree."""

    __tablename__ = "assets"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id"), index=True)
    line: Mapped[str] = mapped_column(default="/", index=True)
    """Ids from the root down to itself, `/1/5/12/`: what begins with it is below it."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    told_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Its own owner, else that of the nearest asset above that has one: whom the check tells. Kept by `assets`."""
    warranty_start: Mapped[datetime | None]
    warranty_end: Mapped[datetime | None]
    warranty_provider: Mapped[str] = mapped_column(default="")
    warranty_notes: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Person(Base):
    """Who does the work, plans it or is told of it."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    """What they are called on the machine: the login name."""
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[int | None] = mapped_column(BigInteger)
    """They act on this asset and what is below it; None: on all. No foreign key: assets name people already."""
    url: Mapped[str] = mapped_column(default="")
    """Where they are told: `mailto:anna@example.org`, `https://…`, or what Apprise knows. May hold a secret."""
    zone: Mapped[str] = mapped_column(default="UTC")
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Contract(Base):
    """Who has promised the work. For information: nothing is billed."""

    __tablename__ = "contracts"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    reference: Mapped[str] = mapped_column(String(200), unique=True)
    party: Mapped[str]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    notes: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Schedule(Base):
    """A task on an asset, how often it is due and when it is due next."""

    __tablename__ = "schedules"
    __table_args__ = (
        UniqueConstraint("asset_id", "task"),
        Index(
            "ix_schedules_due",
            "next_due",
            sqlite_where=text(_IN_FORCE),
            postgresql_where=text(_IN_FORCE),
        ),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    task: Mapped[str] = mapped_column(String(300), index=True)
    """The id of the task in its repository, or a name that a person gave."""
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    """What sort of work: the category of the task."""
    cadence: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(default="")
    rules: Mapped[list[str]]
    """`ddd.ledger.rules.rhythm` reads them."""
    zone: Mapped[str] = mapped_column(default="UTC")
    start: Mapped[datetime]
    anchor: Mapped[str] = mapped_column(String(20), default="calendar")
    next_due: Mapped[datetime | None]
    """The first occurrence that is not settled; None: none comes."""
    last_due: Mapped[datetime | None]
    """The last occurrence that was settled."""
    last_done: Mapped[datetime | None]
    """When the last work was done that settled one."""
    grace: Mapped[int] = mapped_column(default=0)
    """How late it may be before it is overdue."""
    sla: Mapped[int | None]
    """Within what time of its due time the work is promised; None: nothing is."""
    priority: Mapped[str] = mapped_column(String(10), default="medium")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"))
    owner: Mapped[str] = mapped_column(default="", server_default="")
    """Whom the repository names, in its words; whether the ledger knows them is another question."""
    proof_required: Mapped[bool] = mapped_column(default=False)
    paused: Mapped[bool] = mapped_column(default=False)
    programme: Mapped[str] = mapped_column(default="")
    """What put it here: the key of the asset whose repository's programme it belongs to; empty: a person."""
    source: Mapped[str] = mapped_column(default="")
    """`path:line` in that repository."""
    pinned: Mapped[list[str]]
    """The fields a person has changed: the programme leaves them alone."""
    missing_since: Mapped[datetime | None]
    """When the programme no longer found it."""
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Visit(Base):
    """An occurrence that is planned as a visit. Whether it was done, the log says."""

    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("schedule_id", "due"),)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id"))
    due: Mapped[datetime] = mapped_column(index=True)
    planned_at: Mapped[datetime]
    """When somebody means to come: the due time, until it is moved."""
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    notes: Mapped[str] = mapped_column(default="")
    by_hand: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Log(Base):
    """One piece of work, as it was recorded. Never changed: a correction is a row of its own."""

    __tablename__ = "log"
    __table_args__ = (
        Index("ix_log_schedule_done", "schedule_id", "done_at"),
        Index(
            "ix_log_settled",
            "schedule_id",
            "due",
            sqlite_where=text("due IS NOT NULL"),
            postgresql_where=text("due IS NOT NULL"),
        ),
        Index(
            "ix_log_corrects_id",
            "corrects_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    """A UUID made before it is written: what is recorded twice counts once."""
    schedule_id: Mapped[int] = mapped_column(ForeignKey("schedules.id"))
    due: Mapped[datetime | None]
    """The occurrence that it settled; None: none (it failed, or was an extra)."""
    done_at: Mapped[datetime] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    by: Mapped[str]
    """Who recorded it, as the machine calls them."""
    outcome: Mapped[str] = mapped_column(String(10))
    issues: Mapped[str] = mapped_column(String(10), default="none")
    notes: Mapped[str] = mapped_column(default="")
    exit_code: Mapped[int | None]
    duration: Mapped[float | None]
    """Seconds."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("log.id"))


class Proof(Base):
    """A file that shows the work, kept outside by the sha256 of its content."""

    __tablename__ = "proofs"
    __table_args__ = (UniqueConstraint("log_id", "sha256", "name"),)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    log_id: Mapped[int] = mapped_column(ForeignKey("log.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)


class Window(Base):
    """When an asset, and what is below it, is kept free for maintenance: `[start, end)`, once or again and again."""

    __tablename__ = "windows"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default="UTC")
    rrule: Mapped[str] = mapped_column(default="")
    """RFC 5545, without DTSTART; the days left out may follow (`EXDATE;VALUE=DATE:…`). Empty: once."""
    notes: Mapped[str] = mapped_column(default="")
    forced: Mapped[bool] = mapped_column(default=False)
    """It was made though something stood against it."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    silence: Mapped[str] = mapped_column(default="")
    """By what its silences in Alertmanager are known: their comments carry it. Empty: it has none."""


class Booking(Base):
    """When others use an asset: imported from a calendar, each occurrence a row."""

    __tablename__ = "bookings"
    __table_args__ = (UniqueConstraint("asset_id", "calendar", "uid", "starts_at"),)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id"))
    calendar: Mapped[str] = mapped_column(String(200))
    """The name under which it was imported: the next import of that name replaces what is still to come."""
    uid: Mapped[str] = mapped_column(String(300))
    title: Mapped[str] = mapped_column(default="")
    who: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Notice(Base):
    """That somebody is to be told of something, once: what makes the check idempotent.

    It was told in the digest of its check and person. No foreign keys: each row is filled from those it names, which
    are never deleted, and looking them up again took a large check half of its time.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("subject", "kind", "stage"),)

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    subject: Mapped[str] = mapped_column(String(100))
    """What it is about: `schedule:12:1767225600` (its due time), `window:3:1767225600`, `visit:4`, `log:5`."""
    kind: Mapped[str] = mapped_column(String(20))
    stage: Mapped[int] = mapped_column(default=0)
    """Told again: which time."""
    person_id: Mapped[int | None] = mapped_column(_Id)
    schedule_id: Mapped[int | None] = mapped_column(_Id)
    due: Mapped[datetime | None]
    check_id: Mapped[int | None] = mapped_column(_Id, index=True)
    created_at: Mapped[datetime]


class Message(Base):
    """What was sent or is to be sent: outbox and history in one."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "ix_messages_waiting",
            "next_try",
            sqlite_where=text("next_try IS NOT NULL"),
            postgresql_where=text("next_try IS NOT NULL"),
        ),
        Index("ix_messages_nowhere", "kind", sqlite_where=text(_NOWHERE), postgresql_where=text(_NOWHERE)),
    )

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Of its Message-ID and Idempotency-Key: the same however often it is sent."""
    kind: Mapped[str] = mapped_column(String(20))
    """A NoticeKind, or `digest`."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    url: Mapped[str]
    """Where it goes; may hold a secret."""
    title: Mapped[str]
    body: Mapped[str]
    data: Mapped[dict[str, Any]]
    """The same for machines: what a webhook gets."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None]
    """When it is tried next: while it is being sent, when its sender counts as dead. None: sent, or given up."""
    sent_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    """Why the last try failed."""


class Check(Base):
    """One run of the daily check."""

    __tablename__ = "checks"

    id: Mapped[int] = mapped_column(_Id, primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    checked: Mapped[int] = mapped_column(default=0)
    due: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    duration: Mapped[float | None]


class Audit(Base):
    """Every change, each row holding the hash of the one before."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(_Id, primary_key=True, autoincrement=False)
    """Without gaps, from 1."""
    at: Mapped[datetime]
    by: Mapped[str]
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(300), index=True)
    detail: Mapped[dict[str, Any]]
    hash: Mapped[str] = mapped_column(String(64))


class Setting(Base):
    """What the ledger knows of itself."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[str]


IN_FORCE: ColumnElement[bool] = literal_column("schedules.deleted_at IS NULL AND NOT schedules.paused")
"""Of the schedules those that count: word for word as their index has it, else it is not used."""
NOWHERE: ColumnElement[bool] = literal_column("messages.url = ''")
"""Of the messages those without an address, withdrawn ones among them: word for word as their index has it."""
