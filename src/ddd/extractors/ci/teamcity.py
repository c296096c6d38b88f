"""Reads the schedule triggers of TeamCity's Kotlin settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ddd.extractors._offsets import at_offset
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_COMMENT = re.compile(r"(?m)^[ \t]*//.*$")
_BUILD = re.compile(r"\bobject\s+(?P<object>\w+)\s*:\s*BuildType\b")
_NAME = re.compile(r"\bname\s*=\s*\"(?P<name>[^\"\n$]{1,200})\"")
_NAME_FOLLOWS = 400
_SCHEDULE = re.compile(r"\bschedule\s*\{")
_POLICY = re.compile(r"\bschedulingPolicy\s*=\s*(?P<kind>cron|daily|weekly)\s*\{(?P<body>[^{}]{0,2000})\}")
_SETTING = re.compile(r"^[ \t]*(?P<key>[a-zA-Z]+)\s*=\s*(?P<value>[^\n;]{1,300})", re.MULTILINE)
_LITERAL = re.compile(r"\"(?P<text>[^\"$]*)\"|(?P<number>\d+)|(?:ScheduleTrigger\.)?DAY\.(?P<day>\w+)")
_LONGEST = 4_000
_MAX_SCHEDULES = 500
_SERVER = "SERVER"


@dataclass(frozen=True, slots=True)
class _Value:
    """What a setting says."""

    text: str
    offset: int
    is_open: bool


@extractor("teamcity", paths=(".teamcity/**/*.kt", ".teamcity/**/*.kts"), literals=("schedulingPolicy",))
def teamcity(source: Source) -> Iterator[Schedule]:
    """Find the schedule triggers of TeamCity's Kotlin settings, below `.teamcity/`.

        triggers {
            schedule {
                schedulingPolicy = weekly { dayOfWeek = ScheduleTrigger.DAY.Saturday; hour = 11; minute = 15 }
                triggerBuild = always()
            }
        }

    `daily` and `weekly` are told in words, `every saturday at 11:15`; `cron` as an expression of Quartz, in which a
    field that is not given is every (seconds and minutes: 0). The zone is the server's unless `timezone =` says
    otherwise. `enabled = false` is suspended. What a program works out stays unresolved.
    Format: https://www.jetbrains.com/help/teamcity/configuring-schedule-triggers.html
    """
    text = _COMMENT.sub(lambda match: " " * len(match[0]), source.text)
    builds = list(_BUILD.finditer(text))
    for opening in islice(_SCHEDULE.finditer(text), _MAX_SCHEDULES):
        block = _block(text, opening.end())
        policy = _POLICY.search(text, opening.end(), opening.end() + len(block))
        if policy:
            while len(builds) > 1 and builds[1].start() < opening.start():
                builds.pop(0)
            before = builds[0] if builds and builds[0].start() < opening.start() else None
            name = _name(text, before) or source.installed_path.rsplit("/", 1)[-1]
            yield _schedule(source, name, policy, re.sub(r"\{[^{}]*\}", "", block))


def _block(text: str, start: int) -> str:
    """Return what stands up to the brace that closes the one before `start`."""
    depth = 1
    for match in re.finditer(r"[{}]", text[start : start + _LONGEST]):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return text[start : start + match.start()]
    return text[start : start + _LONGEST]


def _name(text: str, build: re.Match[str] | None) -> str:
    if build is None:
        return ""
    said = _NAME.search(text, build.end(), build.end() + _NAME_FOLLOWS)
    return said["name"] if said else build["object"]


def _schedule(source: Source, name: str, policy: re.Match[str], around: str) -> Schedule:
    values = _values(policy)
    is_cron = policy["kind"] == "cron"
    zone = values.pop("timezone", None)
    is_open = any(one.is_open for one in values.values())
    is_off = re.search(r"\benabled\s*=\s*false\b", around) is not None
    first = min((one.offset for one in values.values()), default=policy.start("kind"))
    only_changes = re.search(r"\bwithPendingChangesOnly\s*=\s*false\b", around) is None
    return Schedule(
        system="teamcity",
        name=name,
        evidence=(at_offset(source, first),),
        state=State.SUSPENDED if is_off else State.UNRESOLVED if is_open else State.ACTIVE,
        expression=_cron(values) if is_cron else _words(policy["kind"], values),
        dialect=Dialect.QUARTZ if is_cron else Dialect.PHRASE,
        timezone=zone.text if zone and not zone.is_open and not zone.text.startswith(_SERVER) else None,
        note="only with pending changes" if only_changes else "",
    )


def _values(policy: re.Match[str]) -> dict[str, _Value]:
    found = {}
    lines = policy["body"].replace(";", "\n")
    for setting in _SETTING.finditer(lines):
        raw = setting["value"].strip()
        literal = _LITERAL.fullmatch(raw)
        said = literal["text"] or literal["number"] or literal["day"] if literal else None
        offset = policy.start("body") + setting.start("value")
        found[setting["key"]] = _Value(said or raw, offset, literal is None)
    return found


def _cron(values: dict[str, _Value]) -> str:
    """Quartz wants one of its day fields to be `?`: the one that is not given."""
    defaults = {"seconds": "0", "minutes": "0", "hours": "*", "month": "*"}
    defaults["dayOfMonth"] = "?" if "dayOfWeek" in values else "*"
    defaults["dayOfWeek"] = "?"
    said = {key: one.text for key, one in values.items()}
    fields = ("seconds", "minutes", "hours", "dayOfMonth", "month", "dayOfWeek")
    year = [said["year"]] if said.get("year", "*") != "*" else []
    return " ".join([*(said.get(key, defaults.get(key, "*")) for key in fields), *year])


def _words(kind: str, values: dict[str, _Value]) -> str:
    said = {key: one.text for key, one in values.items()}
    day = said.get("dayOfWeek", "sunday" if kind == "weekly" else "day").lower()
    minute = said.get("minute", "0").zfill(2)
    return f"every {day} at {said['hour'].zfill(2)}:{minute}" if "hour" in said else f"every {day}"
