"""The fixed words for what is controlled, and amounts (`30d`, `7 days`, `timedelta(days=30)`) with their units."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ddd.measures import seconds

LOG_RETENTION: Final = "log retention"
BACKUP_RETENTION: Final = "backup retention"
ARTIFACT_RETENTION: Final = "artifact retention"
DATA_RETENTION: Final = "data retention"
DATA_ARCHIVING: Final = "data archiving"
POINT_IN_TIME_RECOVERY: Final = "point-in-time recovery"
VERSIONING: Final = "versioning"
AUDIT_LOG: Final = "audit log"
ACCESS_LOG: Final = "access log"
CHANGE_RECORD: Final = "change record"
APPROVAL_GATE: Final = "approval gate"
BRANCH_PROTECTION: Final = "branch protection"
CHANGE_FREEZE: Final = "change freeze"
ENCRYPTION_AT_REST: Final = "encryption at rest"
BACKUP_ENCRYPTION: Final = "backup encryption"
KEY_ROTATION: Final = "key rotation"
DELETION_PROTECTION: Final = "deletion protection"
HARDENING: Final = "hardening rule"
INTEGRITY: Final = "file integrity monitoring"

FOREVER: Final = "forever"
"""The value where the system never deletes."""

PERIODS: Final = ("hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "annual")
_LONGEST = 100
_UNITS = {
    "": "",
    **dict.fromkeys(("d", "D", "day", "days"), "days"),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), "hours"),
    **dict.fromkeys(("w", "W", "week", "weeks"), "weeks"),
    **dict.fromkeys(("month", "months", "mon"), "months"),
    **dict.fromkeys(("y", "Y", "yr", "year", "years"), "years"),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "seconds"),
    **dict.fromkeys(("ms", "millis", "milliseconds"), "milliseconds"),
    **dict.fromkeys(("copy", "copies"), "copies"),
}
_SIZE = re.compile(r"[KMGTPkmgtp](?:i?[Bb])|[Bb]ytes?")
_ONE = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,6})?)\s?(?P<unit>[A-Za-z]{0,12})")
_CALL = re.compile(
    r"(?:[A-Za-z_]{1,30}\.){0,3}(?:timedelta|Duration)(?:\.(?P<of>days|hours|minutes|seconds|weeks))?"
    r"\(\s*(?:(?P<unit>days|hours|minutes|seconds|weeks)\s*=\s*)?(?P<number>[0-9]{1,9})\s*\)"
)
_FOREVER = frozenset({"forever", "infinite", "infinity", "unlimited", "never"})
_LETTER_ALONE = re.compile(r"[0-9]{1,9}[mMGKTbB]")


class Amount(NamedTuple):
    """How far: a number (or `forever`, or a text such as `1y6m`) and its unit where that is plain."""

    value: str
    unit: str


def amount(text: str) -> Amount | None:
    """Return what a text states as an amount; None for a text that states none. `M` and `m` stay with their number."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    if text.lower() in _FOREVER:
        return Amount(FOREVER, "")
    if called := _CALL.fullmatch(text):
        unit = called["of"] or called["unit"]
        return Amount(called["number"], unit) if unit else None
    one = _ONE.fullmatch(text)
    if one is None:
        return Amount(text, "") if text[-1:].isalpha() and seconds(text) is not None else None
    unit = _UNITS.get(one["unit"], _UNITS.get(one["unit"].lower()))
    if unit is not None:
        return Amount(one["number"], unit)
    if _SIZE.fullmatch(one["unit"]):
        return Amount(one["number"], one["unit"])
    return Amount(text, "") if _LETTER_ALONE.fullmatch(text) else None


def copies(period: str) -> str:
    """Return the unit of copies of which one a period is kept: `daily copies`; `copies` for the last ones."""
    period = period.lower()
    return f"{period} copies" if period in PERIODS else "copies"
