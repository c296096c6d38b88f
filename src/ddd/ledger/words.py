"""The words that the ledger stores. What the clock decides (overdue, breached, ended) is reckoned, never stored."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do, within the assets of their scope."""

    VIEWER = "viewer"
    """Reads, and records their own work."""
    COORDINATOR = "coordinator"
    """Plans besides: schedules, visits, windows, assets; records the work of others and of former days."""
    ADMIN = "admin"
    """All of it, people and the database too."""


class Priority(StrEnum):
    """How pressing a schedule is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Anchor(StrEnum):
    """What the next time is counted from."""

    CALENDAR = "calendar"
    """The grid: late work does not shift it."""
    COMPLETION = "completion"
    """The last work done."""


class Outcome(StrEnum):
    """What came of the work."""

    DONE = "done"
    SKIPPED = "skipped"
    """Left out on purpose: the occurrence is settled, but it is no success."""
    FAILED = "failed"
    """Tried in vain: it stays due."""


class Issues(StrEnum):
    """What the work found."""

    NONE = "none"
    MINOR = "minor"
    MAJOR = "major"


class WindowKind(StrEnum):
    """How a maintenance window came to be."""

    PLANNED = "planned"
    EMERGENCY = "emergency"
    """Starts now, whatever stands against it."""


class NoticeKind(StrEnum):
    """Why somebody is told something."""

    REMINDER = "reminder"
    """Due within the next day."""
    DUE = "due"
    OVERDUE = "overdue"
    SLA_WARNING = "sla_warning"
    ASSIGNMENT = "assignment"
    COMPLETION = "completion"
    WINDOW_SCHEDULED = "window_scheduled"
    WINDOW_CANCELLED = "window_cancelled"
    WINDOW_REMINDER = "window_reminder"
    MESSAGE = "message"
    """Sent by hand."""


class Standing(StrEnum):
    """How a schedule stands at some moment: reckoned by `ddd.ledger.rules.status`."""

    OK = "ok"
    SOON = "soon"
    """Due within the next day."""
    DUE = "due"
    """Its time has come, its grace is not over."""
    OVERDUE = "overdue"
    PAUSED = "paused"
    ENDED = "ended"
    """Nothing more comes."""


class Badge(StrEnum):
    """How the time promised for a visit stands."""

    OK = "ok"
    SOON = "soon"
    BREACHED = "breached"
