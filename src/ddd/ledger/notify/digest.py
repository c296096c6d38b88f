"""What one person is told in one go, sorted by how it presses: the first of it in words, more of it as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby
from typing import Any

from ddd.cadence import zones
from ddd.ledger.rules.status import deadline
from ddd.ledger.words import Badge, NoticeKind, Priority, Standing

MOST_WRITTEN = 50
"""Tasks beyond it are counted, not written."""
MOST_DATA = 500
"""Tasks beyond it are not in the data either."""
_MOST_AHEAD = 20
_MOST_QUIET = 10
_STANDINGS = (Standing.OVERDUE, Standing.DUE, Standing.SOON)
_HEADS = {Standing.OVERDUE: "Overdue", Standing.DUE: "Due now", Standing.SOON: "Due soon, within a day"}
_SHORT = {Standing.OVERDUE: "overdue", Standing.DUE: "due", Standing.SOON: "due soon"}
_BADGES = (Badge.BREACHED, Badge.SOON, Badge.OK, None)
_PRIORITIES = (Priority.HIGH, Priority.MEDIUM, Priority.LOW)
_AHEAD = {
    NoticeKind.WINDOW_REMINDER: "Maintenance windows that begin within a day",
    NoticeKind.REMINDER: "Ends within 30 days",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A task that somebody is told of."""

    schedule: int
    task: str
    asset: str
    title: str
    due: datetime
    sla: int | None
    priority: str
    standing: Standing
    badge: Badge | None
    kinds: tuple[str, ...]
    """Why now."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something else that comes: a window begins, a warranty or a contract ends."""

    subject: str
    """What it is about, once."""
    person: int
    kind: NoticeKind
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """All that one person is told."""

    key: str
    """Of the person."""
    items: Sequence[Item]
    """As `sorted_items` gives them."""
    ahead: Sequence[Ahead] = ()
    quiet: Sequence[str] = ()
    """Tasks inside an open window: named, not alerted."""

    def counted(self) -> Counter[Standing]:
        """Return how many tasks stand how."""
        return Counter(item.standing for item in self.items)

    def title(self) -> str:
        """Return it in one line."""
        counts = self.counted()
        said = [f"{counts[one]} {_SHORT[one]}" for one in _STANDINGS if counts[one]]
        others = Counter(one.kind for one in self.ahead)
        if windows := others[NoticeKind.WINDOW_REMINDER]:
            said.append("a window begins" if windows == 1 else f"{windows} windows begin")
        if ends := others[NoticeKind.REMINDER]:
            said.append("a warranty or contract ends" if ends == 1 else f"{ends} warranties or contracts end")
        return "Maintenance: " + ", ".join(said)

    def body(self, now: datetime, zone: tzinfo) -> str:
        """Return it in words, times by the clock of that zone."""
        parts = [*self._tasks(now, zone), *self._ahead(zone)]
        if self.quiet:
            more = f" and {len(self.quiet) - _MOST_QUIET} more" if len(self.quiet) > _MOST_QUIET else ""
            parts.append("Inside an open window, not alerted: " + ", ".join(self.quiet[:_MOST_QUIET]) + more)
        if self.items:
            parts.append(
                f"`ddd due --person {self.key}` lists them. `ddd done TASK --asset ASSET` records work, "
                "`ddd run TASK --asset ASSET -- COMMAND` does it."
            )
        return "\n\n".join(parts) + "\n"

    def data(self) -> dict[str, Any]:
        """Return it for machines."""
        counts = self.counted()
        return {
            "person": self.key,
            "counts": {str(one): counts[one] for one in _STANDINGS},
            "tasks": [_told_to_machines(item) for item in self.items[:MOST_DATA]],
            "ahead": [{"kind": str(one.kind), "at": _iso(one.at), "text": one.text} for one in self.ahead[:MOST_DATA]],
            "left_out": max(len(self.items) - MOST_DATA, 0),
        }

    def _tasks(self, now: datetime, zone: tzinfo) -> Iterator[str]:
        counts = self.counted()
        for standing, items in groupby(self.items[:MOST_WRITTEN], key=lambda item: item.standing):
            lines = [f"{_HEADS[standing]} ({counts[standing]})"]
            yield "\n".join(lines + [_line(item, now, zone) for item in items])
        if len(self.items) > MOST_WRITTEN:
            yield f"and {len(self.items) - MOST_WRITTEN} more"

    def _ahead(self, zone: tzinfo) -> Iterator[str]:
        for kind, head in _AHEAD.items():
            found = [one for one in self.ahead if one.kind == kind]
            lines = [f"- {zones.told(one.at, zone)}  {one.text}" for one in found[:_MOST_AHEAD]]
            if len(found) > _MOST_AHEAD:
                lines.append(f"and {len(found) - _MOST_AHEAD} more")
            if lines:
                yield "\n".join([head, *lines])


def sorted_items(items: Sequence[Item]) -> list[Item]:
    """Return tasks by how they press: overdue first, then broken promises, then priority, then the longest due."""
    return sorted(items, key=_urgency)


def _urgency(item: Item) -> tuple[Any, ...]:
    return (
        _STANDINGS.index(item.standing), _BADGES.index(item.badge),
        _PRIORITIES.index(Priority(item.priority)) if item.priority in _PRIORITIES else 1,
        item.due, item.asset, item.task,
    )  # fmt: skip


def _line(item: Item, now: datetime, zone: tzinfo) -> str:
    said = [f"{item.asset} / {item.task}", zones.told(item.due, zone)]
    if item.standing is Standing.OVERDUE:
        said[1] += f", {_length(now - item.due)} ago"
    if item.badge in (Badge.SOON, Badge.BREACHED) and item.sla is not None:
        broken = " (missed)" if item.badge is Badge.BREACHED else ""
        said.append(f"promised by {zones.told(deadline(item.due, item.sla), zone)}{broken}")
    if item.priority == Priority.HIGH:
        said.append("high priority")
    title = f": {item.title}" if item.title and item.title != item.task else ""
    return f"- {said[0]}{title} ({'; '.join(said[1:])})"


def _length(passed: timedelta) -> str:
    for count, unit in ((passed.days, "day"), (passed.seconds // 3_600, "hour"), (passed.seconds // 60, "minute")):
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return "a moment"


def _told_to_machines(item: Item) -> dict[str, Any]:
    return {
        "asset": item.asset, "task": item.task, "title": item.title, "due": _iso(item.due), "priority": item.priority,
        "standing": str(item.standing), "sla": str(item.badge) if item.badge else None, "kinds": list(item.kinds),
    }  # fmt: skip


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
