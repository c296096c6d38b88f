"""Reads what apt does by itself every so many days, and when it may restart the host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._jinja import EXPRESSION, of_template, readable_lines, references
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_TOKEN = re.compile(
    rf"""
    (?P<comment> //[^\n]* | /\*(?:[^*]|\*(?!/)|(?!))*+\*/ | \#[^\n]* )
    | "(?P<quoted> (?:{EXPRESSION}|[^"\n]|(?!))*+ )"
    | (?P<sign> [{{}};] (?!\{{) )
    | (?P<word> (?:{EXPRESSION}|[^\s"{{}};]|(?!))++ )
    """,
    re.VERBOSE,
)
_TASKS = {
    "update-package-lists": "apt: update the package lists",
    "download-upgradeable-packages": "apt: download upgradeable packages",
    "unattended-upgrade": "apt: unattended upgrade",
    "autocleaninterval": "apt: remove packages that can no longer be downloaded",
    "cleaninterval": "apt: empty the package cache",
    "verbose": "",
}
_PERIOD = "apt::periodic::"
_REBOOT = "unattended-upgrade::automatic-reboot"
_REBOOT_TIME = f"{_REBOOT}-time"
_TRUE = frozenset({"true", "yes", "1", "on", "with", "enable"})
_DAYS = re.compile(r"[0-9]{1,5}")
_SPAN = re.compile(r"(?P<number>[0-9]{1,9})(?P<unit>[smhd])")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}|[^\"]{0,200}(?:\{\{|<%).{0,400}")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class _Option:
    name: str
    """With `::` between the blocks, in small letters: apt does not tell case apart."""
    value: str
    line: int
    column: int


@extractor(
    "apt-periodic",
    paths=("apt.conf.d/*", "apt.conf", "*apt*conf*", "*unattended-upgrades*", "*auto-upgrades*", "*periodic*"),
    literals=("APT::Periodic", "Automatic-Reboot", "Periodic"),
)
def apt_periodic(source: Source) -> Iterator[Extracted]:
    """Find what apt does by itself.

        APT::Periodic::Update-Package-Lists "1";
        APT::Periodic { Unattended-Upgrade "7"; };

    are lengths in days (`12h`, `always` work too); 0 is off. Of a name given twice the last one counts.
    `Unattended-Upgrade::Automatic-Reboot-Time "02:00"` is a daily time at which the host may restart, where
    `Automatic-Reboot` is true; where it is false it is suspended, where the file does not say so the confidence is low;
    `now` is no time. The hour of the others is that of
    `apt-daily.timer`.
    Format: apt.conf(5), /usr/lib/apt/apt.systemd.daily.
    """
    options = {one.name: one for one in _options(source)}
    for one in options.values():
        task = _TASKS.get(one.name.removeprefix(_PERIOD)) if one.name.startswith(_PERIOD) else None
        if task:
            yield _periodic(source, one, task, options)
    if _REBOOT_TIME in options and _CLOCK.fullmatch(options[_REBOOT_TIME].value):
        yield _reboot(source, options)


def _options(source: Source) -> Iterator[_Option]:
    """Yield the options in their order; blocks are joined to their names."""
    text = "\n".join(readable_lines(source.lines))
    blocks, words = list[str](), list[str]()
    line, counted, begins = 1, 0, -1
    for token in _TOKEN.finditer(text):
        line, begins = (
            line + text.count("\n", counted, token.start()),
            max(begins, text.rfind("\n", counted, token.start())),
        )
        counted = token.start()
        if token["sign"] == "{":
            blocks.append("".join(words[:1]))
            words = []
        elif token["sign"]:
            words = []
            if token["sign"] == "}" and blocks:
                blocks.pop()
        elif token["word"]:
            words = [*words, token["word"]][-2:]
        elif token["quoted"] is not None and words and len(blocks) <= _DEEPEST:
            name = "::".join((*filter(None, blocks), words[0])).lower()
            column = token.start("quoted") - begins
            yield _Option(name, token["quoted"].strip(), line, column)


def _periodic(source: Source, one: _Option, task: str, options: dict[str, _Option]) -> Schedule:
    enabled = options.get(f"{_PERIOD}enable")
    is_off = enabled is not None and enabled.value == "0"
    expression, dialect, state = _length(one.value)
    fact = Schedule(
        system="apt-periodic",
        name=task,
        evidence=(source.at(one.line, one.column),),
        expression=expression,
        dialect=dialect,
        state=State.SUSPENDED if is_off else state,
        command="unattended-upgrade" if "unattended" in one.name else "",
        note="APT::Periodic::Enable is 0" if is_off else "0 turns it off" if state is State.SUSPENDED else "",
        references=references(expression),
    )
    return of_template(fact, source.path)


def _length(value: str) -> tuple[str, Dialect, State]:
    """Days, as anacron counts them, or a length with its unit; 0 is off."""
    if value.rstrip("smhd").strip("0") == "":
        return "every day", Dialect.EVERY, State.SUSPENDED
    if match := _SPAN.fullmatch(value):
        return f"every {int(match['number'])} {_UNITS[match['unit']]}", Dialect.EVERY, State.ACTIVE
    is_known = _DAYS.fullmatch(value) or "{{" in value or "<%" in value
    return value, Dialect.ANACRON, State.ACTIVE if is_known else State.UNRESOLVED


def _reboot(source: Source, options: dict[str, _Option]) -> Schedule:
    time, allowed = options[_REBOOT_TIME], options.get(_REBOOT)
    is_allowed = allowed is not None and allowed.value.lower() in _TRUE
    is_refused = allowed is not None and not is_allowed and "{{" not in allowed.value and "<%" not in allowed.value
    fact = Schedule(
        system="apt-periodic",
        name="apt: restart after an unattended upgrade",
        evidence=(source.at(time.line, time.column),),
        expression=f"every day at {time.value}",
        dialect=Dialect.PHRASE,
        state=State.SUSPENDED if is_refused else State.ACTIVE,
        confidence=Confidence.HIGH if is_allowed or is_refused else Confidence.LOW,
        note=_note_of_reboot(is_allowed, is_refused),
        references=references(time.value),
    )
    return of_template(fact, source.path)


def _note_of_reboot(is_allowed: bool, is_refused: bool) -> str:
    if is_refused:
        return "Automatic-Reboot does not allow it"
    return "where an upgrade asks for it" if is_allowed else "where Automatic-Reboot is true, which is not said here"
