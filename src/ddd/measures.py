"""Numbers, units, lengths of time, comparisons and severities, as monitoring and configuration files write them.

Everything here reads one value whose meaning is already known; what a line means, its extractor decides.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from ddd.model import Severity

MINUTE, HOUR, DAY, WEEK = 60, 3_600, 86_400, 604_800

_NUMBER = (
    r"[-+]?(?:\d{1,3}(?:[,_']\d{3}){1,6}(?!\d)(?:\.\d{1,20})?|\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3})?"
)
_ONE = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?P<unit>%|[A-Za-zµμ°]{{1,20}}(?:/[A-Za-z]{{1,10}})?)?\s*")
_OPENED = r"\s*(?:\(+\s*)?"  # one way only to share out the blanks, or a refusal takes exponential time
_PRODUCT = re.compile(rf"{_OPENED}{_NUMBER}(?:\s*[*/]{_OPENED}{_NUMBER}(?:\s*\)+)?)*\s*\)*\s*")
_FACTOR = re.compile(rf"(?P<sign>[*/]?)\s*\(*\s*(?P<number>{_NUMBER})")
_MAX_LENGTH = 200

_SECONDS = {
    **dict.fromkeys(("ns", "nanosecond", "nanoseconds"), 1e-9),
    **dict.fromkeys(("us", "µs", "μs"), 1e-6),
    **dict.fromkeys(("ms", "millisecond", "milliseconds", "msec"), 1e-3),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("d", "day", "days"), DAY),
    **dict.fromkeys(("w", "wk", "week", "weeks"), WEEK),
    **dict.fromkeys(("month", "months", "mo"), 30 * DAY),
    **dict.fromkeys(("y", "yr", "year", "years"), 365 * DAY),
}
_SPAN = re.compile(r"(?P<number>\d{1,15}(?:\.\d{1,9})?)\s{0,3}(?P<unit>[A-Za-zµμ]{1,12})[\s,]{0,3}(?:and\s{1,3})?")
_ISO = re.compile(
    r"P(?:(?P<y>\d{1,6})Y)?(?:(?P<mo>\d{1,6})M)?(?:(?P<w>\d{1,6})W)?(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,12})(?:\.\d{1,9})?S)?)?"
)

_COMPARISONS = {
    **dict.fromkeys((">", "gt", "greaterthan", "greaterthanthreshold", "comparison_gt", "above", "greater"), ">"),
    **dict.fromkeys(
        (">=", "ge", "gte", "greaterthanorequal", "greaterthanorequaltothreshold", "above_or_equals"), ">="
    ),
    **dict.fromkeys(("<", "lt", "lessthan", "lessthanthreshold", "comparison_lt", "below", "less"), "<"),
    **dict.fromkeys(("<=", "le", "lte", "lessthanorequal", "lessthanorequaltothreshold", "below_or_equals"), "<="),
    **dict.fromkeys(("==", "=", "eq", "equal", "equals", "comparison_eq"), "=="),
    **dict.fromkeys(("!=", "<>", "ne", "neq", "notequal", "notequals", "not_equals", "comparison_ne"), "!="),
}
_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "==", "!=": "!="}

_SEVERITIES = {
    **dict.fromkeys(
        ("critical", "crit", "page", "pager", "paging", "emergency", "emerg", "fatal", "disaster", "urgent", "error"),
        Severity.CRITICAL,
    ),
    **dict.fromkeys(("p0", "p1", "sev0", "sev1", "s1", "high", "blocker", "alert", "major"), Severity.CRITICAL),
    **dict.fromkeys(
        ("warning", "warn", "ticket", "minor", "average", "medium", "moderate", "p2", "p3", "sev2", "sev3", "s2", "s3"),
        Severity.WARNING,
    ),
    **dict.fromkeys(
        ("info", "information", "informational", "notice", "none", "low", "debug", "p4", "p5", "sev4", "sev5", "s4"),
        Severity.INFO,
    ),
}


class Quantity(NamedTuple):
    """A number and its unit as it stands there; the unit is empty where there is none."""

    number: float
    unit: str


def quantity(text: str) -> Quantity | None:
    """Return the number and unit of `80%`, `1.5 GiB`, `-3`; None for anything else."""
    match = _ONE.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        return None
    value = float(re.sub(r"[,_']", "", match["number"]))
    return Quantity(value, match["unit"] or "") if math.isfinite(value) else None


def number(text: str) -> float | None:
    """Return the number a text states: a literal (`80%` gives 80) or a product of literals (`24 * 3600`); else None."""
    single = quantity(text)
    if single is not None:
        return single.number
    if len(text) > _MAX_LENGTH or not _PRODUCT.fullmatch(text) or text.count("(") != text.count(")"):
        return None
    result = 1.0
    for match in _FACTOR.finditer(text):
        factor = float(re.sub(r"[,_']", "", match["number"]))
        if match["sign"] == "/" and not factor:
            return None
        result = result / factor if match["sign"] == "/" else result * factor
    return result if math.isfinite(result) else None


def seconds(text: str, bare: float | None = None) -> int | None:
    """Return a length of time in whole seconds: `5m`, `1d12h`, `90 days`, `PT5M`, `2160h`; None for anything else.

    A month is 30 days, a year 365, as Prometheus counts it. A number without unit is multiplied by `bare`, and refused
    when that is not given.
    """
    text = text.strip()
    if len(text) > _MAX_LENGTH:
        return None
    if match := _ISO.fullmatch(text):
        parts = {unit: int(value) for unit, value in match.groupdict().items() if value}
        return round(sum(value * _SECONDS[unit] for unit, value in parts.items())) if parts else None
    if re.fullmatch(r"\d{1,15}(?:\.\d{1,9})?", text):
        return round(float(text) * bare) if bare is not None else 0 if not float(text) else None
    return _spans(text)


def _spans(text: str) -> int | None:
    total, position = 0.0, 0
    while position < len(text):
        match = _SPAN.match(text, position)
        unit = (_SECONDS.get(match["unit"]) or _SECONDS.get(match["unit"].lower())) if match else None
        if match is None or unit is None:
            return None
        total += float(match["number"]) * unit
        position = match.end()
    return round(total) if text else None


def comparison(word: str) -> str | None:
    """Return the sign of a comparison in any system's word: `GreaterThanThreshold` gives `>`; None when unknown."""
    return _COMPARISONS.get(word.strip().lower())


def opposite(sign: str) -> str:
    """Return the comparison that holds exactly when `sign` does not."""
    return _OPPOSITE[sign]


def mirrored(sign: str) -> str:
    """Return the comparison with its sides exchanged: `80 < usage` is `usage > 80`."""
    return _MIRRORED[sign]


def severity(word: str) -> Severity | None:
    """Return how grave a system's own word is: `page` is critical, `P3` a warning; None when the word is not known."""
    return _SEVERITIES.get(word.strip().lower())
