"""When a task is due: each schedule in words, and what other files of the repository say of the same time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from ddd import markup
from ddd.agenda.agenda import has_no_calendar, own_zone
from ddd.cadence import notes, recurrence
from ddd.cadence.refusal import RefusedError
from ddd.cadence.words import TIMELESS
from ddd.model import Evidence, Schedule, State, replace
from ddd.renderers import words

UNKNOWN_ZONE = "in the host's zone (which one is not documented)"
OF_THE_CLUSTER = "in the zone of the cluster's controller (which one is not documented)"
_RUN_PARTS = "run-parts"
_OTHER = re.compile(
    rf"{notes.OTHER_TIMES}(?P<some> for some hosts)?: (?P<said>.+) \((?P<path>[^()]+):(?P<line>\d+)\)", re.DOTALL
)


def when(schedule: Schedule) -> Markup:
    """Return a schedule in words, with its expression, its zone and its place, for a cell of a table."""
    zone = _zone(schedule)
    shown = ("", f", {markup.text(zone)}")[bool(zone)]
    delay = f", up to {words.duration(schedule.random_delay)} later" if schedule.random_delay else ""
    differs = notes.differs(schedule.note).partition(":")[0]
    mind = f", **{markup.text(differs)}**" if differs else ""
    place = markup.cell_places([schedule.place])
    return markup.markdown(f"{_said(schedule)}{shown}{delay} ({place}){mind}")


def has_hour(schedule: Schedule) -> bool:
    """Tell whether the repository says at which hour it is due: a length of time and a folder of the host say none."""
    try:
        has_days = not has_no_calendar(schedule)
    except RefusedError:
        return False
    return has_days and schedule.system != _RUN_PARTS and not TIMELESS.intersection(schedule.note.split("; "))


def elsewhere(schedules: Iterable[Schedule]) -> Iterator[tuple[str, Markup]]:
    """Yield a row for each file that says another time: for whom, and which time."""
    for schedule in schedules:
        for note in schedule.note.split("; "):
            if found := _OTHER.fullmatch(note):
                other = replace(schedule, expression=found["said"])
                told = _said(other) if _is_time(other) else markup.text(found["said"])
                place = markup.cell_places([Evidence(found["path"], int(found["line"]))])
                yield "For some hosts" if found["some"] else "Elsewhere", markup.markdown(f"{told} ({place})")


def minded(schedules: Iterable[Schedule]) -> tuple[str, ...]:
    """Return the other notes of schedules, each once."""
    told = (note for one in schedules for note in one.note.split("; ") if note)
    return tuple(dict.fromkeys(note for note in told if not _OTHER.fullmatch(note)))


def _said(schedule: Schedule) -> str:
    plain = words.in_words(schedule)
    expression = markup.cell_code(schedule.expression)
    return f"{plain}: {expression}" if plain and schedule.system != _RUN_PARTS else plain or expression


def _zone(schedule: Schedule) -> str:
    """Return the zone, the one inside the expression first; empty: a length of time, a day without an hour."""
    try:
        if has_no_calendar(schedule) or TIMELESS.intersection(schedule.note.split("; ")):
            return ""
        return own_zone(schedule) or _unknown(schedule)
    except RefusedError:
        return schedule.timezone or _unknown(schedule)


def _unknown(schedule: Schedule) -> str:
    return OF_THE_CLUSTER if schedule.system.startswith("kubernetes") else UNKNOWN_ZONE


def _is_time(schedule: Schedule) -> bool:
    return recurrence(schedule.expression, schedule.dialect).state is State.ACTIVE
