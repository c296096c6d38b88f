"""Knows which timers a drop-in takes the times from: `x.timer.d/*.conf` with an empty assignment replaces `x.timer`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ddd.extractors.systemd import TAKES_BACK
from ddd.model import Evidence, Fact, Schedule, State, replace
from ddd.scan.source import without_template_suffix

_DROP_IN = re.compile(r"(?P<timer>(?:.*/)?[^/]+\.timer)\.d/[^/]+")
_SYSTEM = "systemd-timer"


def without_replaced(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Tell the schedules of a timer as suspended where a drop-in beside it replaces them."""
    everything = list(facts)
    replaced: dict[str, Evidence] = {}
    for fact in everything:
        match = _DROP_IN.fullmatch(fact.origin) if isinstance(fact, Schedule) and fact.system == _SYSTEM else None
        if match and isinstance(fact, Schedule) and TAKES_BACK in fact.note:
            replaced.setdefault(match["timer"], fact.place)
    for fact in everything:
        by = replaced.get(without_template_suffix(fact.origin)) if fact.system == _SYSTEM else None
        if by and isinstance(fact, Schedule) and fact.state in (State.ACTIVE, State.UNRESOLVED, State.BOOT):
            note = "; ".join(filter(None, (fact.note, f"replaced by {by}")))
            yield replace(fact, state=State.SUSPENDED, note=note)
        else:
            yield fact
