"""Which names of settings say how long something is kept, whoever reads them: `keep_daily`, `logRetentionDays`.

The name tells the unit (`retention_hours`), the name and what stands around it tell what is kept (logs, backups, …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ddd.extractors._jinja import EXPRESSION
from ddd.extractors.controls._words import (
    ARTIFACT_RETENTION,
    BACKUP_RETENTION,
    DATA_RETENTION,
    FOREVER,
    LOG_RETENTION,
    PERIODS,
    amount,
    copies,
)

LITERALS = (
    *(
        "etention",
        "ETENTION",
        "etain",
        "RETAIN",
        "keep_",
        "keep-",
        "keepD",
        "keepW",
        "keepM",
        "keepH",
        "keepL",
        "keepY",
    ),
    *("_keep", "-keep", "ToKeep", "KEEP", "older", "OLDER", "Older", "expire_logs", "log_expire"),
)
"""For the prefilter: each name that counts holds one of them."""

_LONGEST_KEY = 120
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")
_UNIT_WORDS = {
    **dict.fromkeys(("days",), "days"),
    **dict.fromkeys(("hours",), "hours"),
    **dict.fromkeys(("weeks",), "weeks"),
    **dict.fromkeys(("months",), "months"),
    **dict.fromkeys(("years",), "years"),
    **dict.fromkeys(("minutes", "mins"), "minutes"),
    **dict.fromkeys(("seconds", "secs", "sec"), "seconds"),
    **dict.fromkeys(("ms", "millis", "milliseconds"), "milliseconds"),
    **dict.fromkeys(("bytes",), "bytes"),
    **dict.fromkeys(("mb",), "MB"),
    **dict.fromkeys(("gb",), "GB"),
    **dict.fromkeys(("count", "copies", "num", "number", "backups", "snapshots", "versions"), "copies"),
}
"""Plural only: `retention_week` may count weeks or be the age of weekly copies in days."""
_AFTER_RETENTION = frozenset(_UNIT_WORDS) | frozenset(
    {
        *("day", "hour", "week", "month", "year", "minute"),
        *("in", "period", "time", "duration", "policy", "limit", "age", "max", "default", "size", "value", "raw"),
        *("full", "diff", "archive", "history", "length", "window", "resolution", "5m", "1h", "for", "of", "local"),
        *("backup", "log", "logs", "data", "last", *PERIODS),
    }
)
_KEPT = frozenset(
    {"day", "hour", "week", "month", "year", "last", "within", "full", "n", "for", *PERIODS, *_UNIT_WORDS}
)
_THINGS = frozenset(
    {"backup", "backups", "snapshot", "snapshots", "dump", "dumps", "log", "logs", "archive", "archives", "wal"}
)
_BACKUP = frozenset(
    {
        *(
            "backup",
            "backups",
            "snapshot",
            "snapshots",
            "restic",
            "borg",
            "borgmatic",
            "borgbackup",
            "velero",
            "rsnapshot",
        ),
        *(
            "dump",
            "dumps",
            "barman",
            "pgbackrest",
            "walg",
            "duplicity",
            "duply",
            "kopia",
            "autorestic",
            "resticprofile",
        ),
        *(
            "k8up",
            "barmanobjectstore",
            "objectstore",
            "backupspec",
            "automysqlbackup",
            "autopostgresqlbackup",
            "sanoid",
            "snapper",
        ),
        *("etcdsnapshot", "pgbackup", "backrest", "volsync", "replicationsource", "pbs", "zrepl", "xtrabackup", "wal"),
    }
)
_LOGS = frozenset(
    {
        *(
            "log",
            "logs",
            "logging",
            "loki",
            "journal",
            "journald",
            "syslog",
            "rsyslog",
            "graylog",
            "audit",
            "logrotate",
        ),
        *("fluentd", "fluentbit", "binlog", "loggroup", "filebeat", "logstash", "elk"),
    }
)
_ARTIFACTS = frozenset({"artifact", "artifacts", "build", "builds", "workflows", "registry", "discarder", "images"})
_TUNING = frozenset({"cache", "caches", "caching", "cached", "prompt", "session", "sessions", "presence", "connection"})
"""What a program holds while it runs: nobody asks for it afterwards."""
_SIZES = frozenset({"bytes", "MB", "GB", "copies"})
"""Units without which something is kept as long as before."""
_KAFKA = frozenset({"ms", "hours", "minutes", "bytes"})
_PREPOSITION = "to"
# For one look at a whole text: words in lower case; what may stand between two words of a name, in quotes as an escape
# too; and what may follow the last one.
_BETWEEN = r"(?:\\[a-z]|[^a-z0-9]){0,120}"
_LAST = r"(?:\\[a-z]|[^a-z0-9\n:,\]}#\"']){0,120}(?:[:,\]}#\"'\n]|\Z)"
_NAMED_RETENTION = re.compile(rf"retentions?(?:{_BETWEEN}(?:{'|'.join(_AFTER_RETENTION)})){{0,60}}{_LAST}")
_NAMED_KEPT = tuple(
    re.compile(rf"{verb}(?P<after>(?:{_BETWEEN}(?:{'|'.join(_KEPT | _THINGS)})){{0,60}}){_LAST}")
    for verb in ("keep", "retain(?:ed)?")
)
_KEPT_BEFORE = re.compile(rf"(?:{'|'.join((*_THINGS, *PERIODS, _PREPOSITION))}){_BETWEEN}\Z")
_NAMED_OLDER = re.compile(rf"older{_BETWEEN}than")
_NAMED_EXPIRY = re.compile(r"expir")
_ESCAPED = re.compile(r"\\[xu]")
_NO_AMOUNT = re.compile(r"\$\{\{|\{\{-?\s*\.")
_OPEN = re.compile(rf"\s*{EXPRESSION}\s*[A-Za-z]{{0,10}}\s*")
_SHELL_DEFAULT = re.compile(r"\$\{(?P<name>[A-Za-z_]\w{0,80}):?[-=](?P<value>[^{}$]{1,40})\}(?P<unit>[a-z]{0,8})")
_SHELL_OPEN = re.compile(r"\$\{?[A-Za-z_]\w{0,80}\}?[a-z]{0,6}")


class Kept(NamedTuple):
    """What the name of a setting says."""

    control: str
    unit: str
    """Where the name says it."""
    is_retention: bool
    """It holds the word itself: -1 means that nothing is deleted."""


class Told(NamedTuple):
    """What the value of a setting says."""

    value: str
    unit: str
    note: str = ""
    is_open: bool = False
    """A variable of the shell or the environment."""


def words(name: str) -> list[str]:
    """Return the words of a name in any spelling: `logRetentionDays`, `LOG_RETENTION_DAYS`, `log.retention.days`."""
    if len(name) > _LONGEST_KEY:
        return []
    return [one for one in _NO_WORD.split(_HUMP.sub("_", name).lower()) if one]


def kept(name: str, around: Iterable[str] = ()) -> Kept | None:
    """Return what a setting of this name keeps, or None for any other setting.

    around: what it stands in, the nearest first; decides where the name does not.
    """
    own = words(name)
    unit = _unit(own)
    if unit is None or (_TUNING & set(own) and not (_BACKUP | _LOGS) & set(own)):
        return None
    return Kept(_control(own, around), unit, "retention" in own)


_SIGNS = ("retention", "keep", "retain", "older", "expir")


def may_be_kept(line: str) -> bool:
    """Tell whether a name for which `kept` returns something can stand in a line: it holds a word `_unit` asks for."""
    line = line.lower()
    return any(map(line.__contains__, _SIGNS))


def lines_that_may_keep(lines: Sequence[str]) -> list[int]:
    """Return the indexes of the lines for which `may_be_kept` holds."""
    text = "\n".join(lines).lower()  # a letter may become two; a line stays a line
    places = sorted(place for word in _SIGNS for place in _places(text, word))
    found, line, before = dict[int, None](), 0, 0
    for place in places:
        line, before = line + text.count("\n", before, place), place
        found[line] = None
    return list(found)


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def may_name_what_is_kept(text: str) -> bool:
    """Tell whether a name for which `kept` returns something can stand in a text; False is certain.

    text: of a whole file, in lower case. A name's words stand next to each other there, as `_unit` asks for them, but
    for letters that are written as escapes.
    """
    if _ESCAPED.search(text) or _NAMED_RETENTION.search(text) or _NAMED_OLDER.search(text):
        return True
    for match in (found for pattern in _NAMED_KEPT for found in pattern.finditer(text)):
        if match["after"] or _KEPT_BEFORE.search(text, max(0, match.start() - _LONGEST_KEY), match.start()):
            return True
    around = (
        text[max(0, one.start() - _LONGEST_KEY) : one.end() + _LONGEST_KEY] for one in _NAMED_EXPIRY.finditer(text)
    )
    return any("log" in one for one in around)


def told(text: str, kind: Kept) -> Told | None:
    """Return how far, for a setting that keeps something; None for a value that says nothing of it."""
    text = text.strip().strip("\"'").strip()
    if not text or len(text) > 300 or _NO_AMOUNT.search(text):
        return None
    if text == "-1":
        if kind.unit in _SIZES:
            return None
        return Told(FOREVER, "") if kind.is_retention and kind.control != ARTIFACT_RETENTION else None
    if found := amount(text):
        unit = found.unit or ("" if found.value == FOREVER or not found.value[-1:].isdigit() else kind.unit)
        return None if found.value == "0" and unit.endswith("copies") else Told(found.value, unit)
    if default := _SHELL_DEFAULT.fullmatch(text):
        found = amount(default["value"].strip("\"'") + default["unit"])
        return Told(found.value, found.unit or kind.unit, f"unless {default['name']} says otherwise") if found else None
    if _OPEN.fullmatch(text):
        return Told(text, "" if text[-1:].isalpha() else kind.unit)
    if _SHELL_OPEN.fullmatch(text):
        return Told(text, "" if text[-1:].isalpha() and "}" in text else kind.unit, is_open=True)
    return None


def _unit(own: list[str]) -> str | None:
    """Return the unit that the words of a setting's name say, empty for none; None when it keeps nothing."""
    for position, word in enumerate(own):
        before, after = own[:position], own[position + 1 :]
        if word in ("retention", "retentions") and all(map(_AFTER_RETENTION.__contains__, after)):
            return _of(after) or _of(before)
        if word in ("keep", "retain", "retained") and _is_kept(before, after):
            return _of(after) or _of(before)
        if (
            word == "older"
            and after[:1] == ["than"]
            and set(before) & {"delete", "purge", "prune", "remove", "cleanup"}
        ):
            return _of(after) or _of(before)
        if word in ("expire", "expiration", "expiry") and {"log", "logs", "binlog"} & {*before, *after}:
            return _of(after) or None
    return None


def _is_kept(before: list[str], after: list[str]) -> bool:
    if before[-1:] == [_PREPOSITION]:
        return not after and bool(set(before) & (set(_UNIT_WORDS) | _THINGS | {"versions", "builds"}))
    if not after:
        return bool(before) and before[-1] in (_THINGS | set(PERIODS))
    return all(one in _KEPT or one in _THINGS for one in after)


def _of(own: list[str]) -> str:
    period = next((one for one in own if one in PERIODS), "")
    return copies(period) if period else next((_UNIT_WORDS[one] for one in reversed(own) if one in _UNIT_WORDS), "")


def _control(own: list[str], around: Iterable[str]) -> str:
    if own[:2] == ["log", "retention"] and set(own[2:]) & _KAFKA and len(own) == 3:
        return DATA_RETENTION  # Kafka's log is the data itself
    for told_of in (own, *map(words, around)):
        joined = {*told_of, "".join(told_of)}
        for control, known in (
            (BACKUP_RETENTION, _BACKUP),
            (ARTIFACT_RETENTION, _ARTIFACTS),
            (LOG_RETENTION, _LOGS),
        ):
            if joined & known:
                return control
    return BACKUP_RETENTION if {"keep", "retain"} & set(own) and set(PERIODS) & set(own) else DATA_RETENTION
