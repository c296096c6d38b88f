"""Reads systemd's timers and the services they start."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ddd.extractors._jinja import of_template, references
from ddd.extractors._units import Setting, settings
from ddd.model import Definition, Dialect, Evidence, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

Place = Callable[[int, int], Evidence]
"""Gives the Evidence of a line and a column of the unit, both counted from 1."""

AFTER_THE_UNIT = frozenset({"OnUnitActiveSec", "OnUnitInactiveSec"})
AFTER_A_START = frozenset({"OnActiveSec", "OnBootSec", "OnStartupSec"})
_ELAPSES = AFTER_THE_UNIT | AFTER_A_START | {"OnCalendar"}
_ZONE = re.compile(r"UTC|[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z0-9_+-]+){1,2}")
_DROP_IN = re.compile(r"(?:.*/)?(?P<unit>[^/]+\.timer)\.d/[^/]+")
TAKES_BACK = "takes back what was set before"
"""The note of a schedule before which its file has an empty assignment."""
_NOT_ENABLED = "it has no [Install] section: another unit must start it"
_PREFIXES = "-@:+!|"
_TRUE = frozenset({"1", "yes", "y", "true", "t", "on"})


@dataclass(slots=True)
class _Timer:
    """What one file says about a timer."""

    elapses: list[Setting] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    was_reset: bool = False


@extractor("systemd-timer", paths=("*.timer", "*.timer.d/*.conf"), literals=("[Timer]",))
def systemd_timer(source: Source) -> Iterator[Extracted]:
    """Find the schedules of systemd timers, of their templates and of drop-ins (`backup.timer.d/*.conf`).

    `OnCalendar=Sun *-*-* 02:00 Europe/Paris` recurs by the calendar, `OnUnitActiveSec=1d` by a length of time;
    `OnBootSec=` alone runs once a boot. An empty assignment takes back all that stood before it. What is started is
    `Unit=`, or else the service of the same name. A drop-in beside the timer that takes back its times suspends them.
    Format: systemd.timer(5), systemd.time(7).
    """
    drop_in = _DROP_IN.fullmatch(source.installed_path)
    unit = drop_in["unit"] if drop_in else source.installed_path.rsplit("/", 1)[-1]
    is_enabled = drop_in or any(one.section == "Install" for one in settings(source.lines))
    for fact in timer_schedules(source.lines, unit, source.at):
        note = fact.note if is_enabled else "; ".join(filter(None, (fact.note, _NOT_ENABLED)))
        yield of_template(replace(fact, note=note), source.path)


@extractor("systemd-service", paths=("*.service",), literals=("ExecStart",))
def systemd_service(source: Source) -> Iterator[Extracted]:
    """Tell what a service runs, for the timers that start it: `ExecStart=/usr/local/sbin/backup.sh`.

    No fact by itself. Several `ExecStart=` are run one after the other; an empty one takes back those before it.
    Format: systemd.service(5).
    """
    yield from service_command(source.lines, source.installed_path.rsplit("/", 1)[-1], source.at)


def timer_schedules(lines: Sequence[str], unit: str, at: Place) -> Iterator[Schedule]:
    """Yield the schedules of a timer's text.

    unit: its name, such as `backup.timer`. at: gives the place of a line and a column of `lines`.
    """
    timer = _timer(lines)
    calendars = [one for one in timer.elapses if one.key == "OnCalendar"]
    recurring = [one for one in timer.elapses if one.key in AFTER_THE_UNIT]
    starts = [one for one in timer.elapses if one.key in AFTER_A_START]
    for one in calendars:
        yield _schedule(one, Dialect.ONCALENDAR, timer, unit, at)
    for one in recurring:
        never_starts = not starts and not calendars
        note = "counts from the unit's last run: with no OnBootSec= or OnActiveSec= something else must start it first"
        yield _schedule(one, Dialect.SPAN, timer, unit, at, note=note if never_starts else "")
    if not calendars and not recurring:
        for one in starts:
            yield _schedule(one, Dialect.SPAN, timer, unit, at, state=State.BOOT)


def service_command(lines: Sequence[str], unit: str, at: Place) -> Iterator[Definition]:
    """Yield what a service's text runs, as the Definition of its unit; nothing when it runs nothing."""
    runs: list[Setting] = []
    for setting in settings(lines):
        if setting.section == "Service" and setting.key == "ExecStart":
            _put(runs, setting)
    commands = [_without_prefixes(one.value) for one in runs]
    if any(commands):
        value = " && ".join(filter(None, commands))
        yield Definition(kind="unit", name=unit, value=value, evidence=at(runs[0].line, runs[0].column))


def _put(given: list[Setting], setting: Setting) -> None:
    """An empty assignment takes back those before it."""
    if setting.value:
        given.append(setting)
    else:
        given.clear()


def _timer(lines: Sequence[str]) -> _Timer:
    timer = _Timer()
    for setting in settings(lines):
        if setting.section == "Timer" and setting.key in _ELAPSES:
            timer.was_reset |= not setting.value
            _put(timer.elapses, setting)
        elif setting.section == "Timer" or (setting.section, setting.key) == ("Unit", "Description"):
            timer.values[setting.key] = setting.value
    return timer


def _schedule(
    elapses: Setting,
    dialect: Dialect,
    timer: _Timer,
    unit: str,
    at: Place,
    *,
    state: State = State.ACTIVE,
    note: str = "",
) -> Schedule:
    name = timer.values.get("Description") or unit
    target = timer.values.get("Unit") or unit.removesuffix(".timer") + ".service"
    delay = timer.values.get("RandomizedDelaySec", "")
    return Schedule(
        system="systemd-timer",
        name=name,
        evidence=(at(elapses.line, elapses.column),),
        state=state,
        expression=elapses.value,
        dialect=dialect,
        timezone=_zone(elapses.value) if dialect is Dialect.ONCALENDAR else None,
        target=target,
        delay=delay,
        note="; ".join(filter(None, (note, *_notes(timer)))),
        references=references(elapses.value, name, target, delay),
    )


def _notes(timer: _Timer) -> Iterator[str]:
    if timer.values.get("Persistent", "").lower() in _TRUE:
        yield "catches up after downtime"
    if timer.values.get("AccuracySec"):
        yield f"accurate to {timer.values['AccuracySec']}"
    if timer.was_reset:
        yield TAKES_BACK


def _zone(expression: str) -> str | None:
    last = expression.rsplit(maxsplit=1)[-1]
    return last if _ZONE.fullmatch(last) else None


def _without_prefixes(command: str) -> str:
    """`@/bin/sh sh -c true` runs `/bin/sh -c true`: after `@` the second word is the name it runs under."""
    bare = command.lstrip(_PREFIXES)
    words = bare.split(maxsplit=2)
    if "@" in command[: len(command) - len(bare)] and len(words) > 1:
        return " ".join([words[0], *words[2:]])
    return bare
