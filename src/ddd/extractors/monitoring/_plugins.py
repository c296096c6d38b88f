"""Reads command lines of monitoring plugins: what `check_disk -w 20% -c 10% -p /var` watches, and when it complains.

Options and ranges are those of the Monitoring Plugins guidelines; what a plugin measures, and whether little or much of
it is bad, is known for the common ones. Format: https://www.monitoring-plugins.org/doc/guidelines.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._jinja import EXPRESSION
from ddd.measures import quantity
from ddd.model import Confidence, Severity, replace

_LONGEST = 2_000
_MAX_WORDS = 80
_OPEN = rf"(?:{EXPRESSION}|\$\{{[^{{}}\s]{{1,120}}\}}|\$[A-Z_]{{1,40}}[0-9]{{0,2}}\$)"
_WORD = re.compile(rf"(?:{_OPEN}|\"[^\"]{{0,500}}\"|'[^']{{0,500}}'|[^\s\"'|;&<>]|[\"'])+|[|;&<>]")
_PLUGIN = re.compile(r"(?:.*[/\s])?(?P<name>(?:check_|check-|pmp-check-|negate$)[\w.+-]{0,80})")
_OPENINGS = re.compile(EXPRESSION)
_NUMBER = r"(?:[-+]?(?:\d{1,15}(?:\.\d{0,9})?|\.\d{1,9})|~)"
_PLACEHOLDER = rf"(?:{_OPEN}|\$[A-Za-z_][\w:]{{0,80}})"
_RANGE = re.compile(
    rf"(?P<inside>@)?(?:(?:(?P<start>{_NUMBER})(?P<low>%?))?(?P<colon>:))?(?P<end>{_NUMBER}|{_PLACEHOLDER})?(?P<unit>%|[a-zA-Z]{{1,3}})?"
)
_OPTION = re.compile(r"(?P<option>--?[A-Za-z][\w-]{0,40})(?:=(?P<value>.+))?", re.DOTALL)
_ATTACHED = re.compile(r"-(?P<letter>[wcWKC])(?P<value>[~@:.\d$\"'{<].*)", re.DOTALL)
_GRAVE = {
    **dict.fromkeys(("-w", "--warning", "--warn", "-W"), Severity.WARNING),
    **dict.fromkeys(("-c", "--critical", "--crit", "-K"), Severity.CRITICAL),
}
_MACRO = re.compile(r"\$(?:ARG|HOST|SERVICE|_)")
_REMOTE = frozenset({"check_nrpe", "check_nrpe_ssl", "check_ncpa.py", "check_dummy"})
_ANSWERS = ("http", "https", "tcp", "udp", "ssh", "smtp", "imap", "pop", "ftp", "dns", "dig", "ldap", "ldaps", "pgsql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One side of one threshold of a plugin. The fields are those of `Trigger`."""

    subject: str
    comparison: str
    stated: str
    threshold: float | None
    unit: str
    severity: Severity
    confidence: Confidence
    written: str
    """The option with its value, as it stands in the command line: `-w 20%`."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a plugin measures."""

    subject: str
    unit: str = ""
    low: bool = False
    """Little of it is bad, and a threshold is no range."""
    parts: tuple[tuple[str, str], ...] = ()
    """Subjects and units of values that commas separate."""
    reached: bool = False
    """It complains as soon as the threshold is reached."""


_LOADS = tuple((f"load average over {one}", "") for one in ("1 minute", "5 minutes", "15 minutes"))
_ROUND_TRIP = (("round trip time", "ms"), ("packet loss", "%"))
_PING = _Meaning("round trip time", "ms", parts=_ROUND_TRIP, reached=True)
_MEANINGS = {
    "disk": _Meaning("free disk space", "MB", low=True),
    "disk_smb": _Meaning("disk space in use of a share", "%"),
    "load": _Meaning("load average over 1 minute", parts=_LOADS),
    "procs": _Meaning("number of processes"),
    "proc": _Meaning("number of processes"),
    "swap": _Meaning("free swap", "bytes", low=True),
    "users": _Meaning("number of logged in users"),
    "mailq": _Meaning("mails in the queue"),
    **dict.fromkeys(("ping", "ping4", "ping6", "icmp", "fping"), _PING),
    "ntp": _Meaning("offset of the clock", "s"),
    "ntp_time": _Meaning("offset of the clock", "s"),
    "ntp_peer": _Meaning("offset of the clock", "s"),
    "time": _Meaning("offset of the clock", "s"),
    "file_age": _Meaning("age of the file", "s"),
    "ssl_cert": _Meaning("days until the certificate ends", "d", low=True),
    "ssl_certificate": _Meaning("days until the certificate ends", "d", low=True),
    "ssl_validity": _Meaning("days until the certificate ends", "d", low=True),
    "useddiskspace": _Meaning("disk space in use", "%"),
    "memuse": _Meaning("memory in use", "%"),
    "linux_free_memory": _Meaning("free memory", "%", low=True),
    **{name: _Meaning("time to answer", "s") for name in _ANSWERS},
}
_METRICS = {
    "CPU": ("CPU use of a process", "%"),
    "RSS": ("resident memory of a process", "KB"),
    "VSZ": ("virtual memory of a process", "KB"),
    "ELAPSED": ("age of a process", "s"),
}
_TELLS = {
    "disk": ("-p", "--path", "-x"),
    "procs": ("-C", "--command", "-a", "--argument-array", "--ereg-argument-array", "-s", "--state", "-u"),
    "file_age": ("-f", "--file"),
}
_TELLS_ELSE = ("-H", "--hostname", "--host", "-p", "--port", "-q", "--queue", "-d", "--database")


def plugin(command: str) -> str:
    """Return the name of the plugin a command line runs, the innermost where one starts another; empty: none."""
    words = _inner(_words(command))
    return _base(words[0]) if words else ""


def is_asked_elsewhere(command: str) -> bool:
    """Whether a command line asks another machine to run a check that is defined there."""
    return plugin(command) in _REMOTE


def bounds(command: str) -> list[Bound]:
    """Return all thresholds of a plugin's command line, in the order in which they stand there.

    A range with two sides gives two. What names a plugin nobody knows is read by the grammar of ranges alone, with
    medium confidence, and as `low is bad` where its warning is higher than its critical threshold.
    """
    words = _inner(_words(command))
    if not words or _base(words[0]) in _REMOTE:
        return []
    name = _base(words[0]).removeprefix("check_").removeprefix("check-")
    for ending in (".py", ".sh", ".pl", ".rb"):
        name = name.removesuffix(ending)
    options = list(_options(words[1:]))
    found = [one for option, value in options for one in _of_option(name, option, value, options)]
    return found if name in _MEANINGS else _turned(found)


def _words(command: str) -> list[str]:
    words = []
    for match in _WORD.finditer(command[:_LONGEST]):
        words.append(match[0])
        if len(words) == _MAX_WORDS:
            break
    return words


def _bare(word: str) -> str:
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "\"'" else word


def _inner(words: list[str], depth: int = 0) -> list[str]:
    """Return the words from the innermost plugin on: `check_by_ssh -C "check_disk -w 20%"` runs `check_disk`."""
    start = next((index for index, word in enumerate(words) if _base(word)), None)
    if start is None:
        return []
    rest = words[start:]
    ends = next((index for index, word in enumerate(rest) if word in ("|", ";", "&", "<", ">")), len(rest))
    rest = rest[:ends]
    if depth < 3 and _base(rest[0]) not in _REMOTE:
        for index, word in enumerate(rest[1:], 1):
            inside = _bare(word)
            quoted = inside != word and " " in inside and _PLUGIN.match(inside.split(" ", 1)[0])
            if quoted:
                return _inner(_words(inside), depth + 1) or rest
            if _base(word) and ("/" in word or _base(rest[0]) in ("negate", "check_by_ssh")):
                return _inner(rest[index:], depth + 1)
    return rest


def _base(word: str) -> str:
    text = _OPENINGS.sub("x", _bare(word)[:800])
    match = _PLUGIN.fullmatch(text) if len(text) < 400 and " " not in text else None
    return match["name"] if match else ""


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    index = 0
    while index < len(words):
        word, following = words[index], words[index + 1] if index + 1 < len(words) else ""
        index += 1
        if attached := _ATTACHED.fullmatch(word):
            yield f"-{attached['letter']}", _bare(attached["value"])
            continue
        match = _OPTION.fullmatch(word)
        if match is None:
            continue
        if match["value"] is not None:
            yield match["option"], _bare(match["value"])
        elif following and not re.fullmatch(r"-[A-Za-z-].*", following):
            yield match["option"], _bare(following)
            index += 1


def _of_option(name: str, option: str, value: str, options: list[tuple[str, str]]) -> Iterator[Bound]:
    if name in ("http", "https", "tcp", "smtp") and option in ("-C", "-D", "--certificate"):
        yield from _certificate(option, value, dict(options))
        return
    severity = _GRAVE.get(option)
    if severity is None or (option in ("-W", "-K") and name not in ("disk", "file_age")):
        return
    yield from of_value(name, value, severity, option=option, tells=_told(name, options))


def of_value(name: str, value: str, severity: Severity, *, option: str = "", tells: str = "") -> Iterator[Bound]:
    """Yield the bounds of one threshold of a plugin (`disk`, `load`): several where commas or a range give them.

    option: as it stands before the value; tells: what it is measured of.
    """
    meaning = _meaning(name, option, tells)
    written = f"{option} {value}".strip()
    pieces = value.split(",") if meaning.parts else [value]
    for index, piece in enumerate(pieces[: max(1, len(meaning.parts))]):
        subject, unit = meaning.parts[index] if len(pieces) > 1 else (meaning.subject, meaning.unit)
        one = replace(meaning, subject=subject, unit=unit)
        yield from _sides(one, piece.strip(), severity, written, known=name in _MEANINGS)


def _told(name: str, options: list[tuple[str, str]]) -> str:
    wanted = _TELLS.get(name, _TELLS_ELSE)
    told = [value for option, value in options if option in wanted and not _MACRO.search(value)]
    said = [value.replace("\\", "").strip("'\"") for value in told]
    metric = next((value for option, value in options if option in ("-m", "--metric") and value in _METRICS), "")
    return " ".join(filter(None, (f"[{metric}]" if name == "procs" and metric else "", *dict.fromkeys(said[:3]))))[:200]


def _meaning(name: str, option: str, tells: str) -> _Meaning:
    known = _MEANINGS.get(name)
    if name == "disk" and option in ("-W", "-K"):
        known = _Meaning("free inodes", "%", low=True)
    elif name == "file_age" and option in ("-W", "-C"):
        known = _Meaning("size of the file", "bytes", low=True)
    elif name == "procs" and tells.startswith("["):
        metric, _, tells = tells.partition(" ")
        known = _Meaning(*_METRICS[metric[1:-1]])
    found = known or _Meaning(f"value of check_{name}")
    return replace(found, subject=f"{found.subject} of {tells}" if tells and not found.parts else found.subject)


def _certificate(option: str, value: str, options: dict[str, str]) -> Iterator[Bound]:
    """`check_http -C 30,14`: warn 30 days before the certificate ends, complain 14 days before."""
    host = options.get("-H") or options.get("-I") or ""
    meaning = _Meaning("days until the certificate ends" + (f" of {host}" if host else ""), "d", low=True, reached=True)
    for piece, severity in zip(value.split(","), (Severity.WARNING, Severity.CRITICAL), strict=False):
        yield from _sides(meaning, piece.strip(), severity, f"{option} {value}", known=True)


def _sides(meaning: _Meaning, stated: str, severity: Severity, written: str, *, known: bool) -> Iterator[Bound]:
    match = _RANGE.fullmatch(stated) if len(stated) <= 200 else None
    if match is None or not (match["end"] or match["colon"]):
        return
    start, end = match["start"] or "", match["end"] or ""
    unit = match["unit"] or match["low"] or meaning.unit
    confidence = Confidence.HIGH if known else Confidence.MEDIUM
    sides: list[tuple[str, str]] = []
    if not match["colon"]:
        sides = [(("<" if meaning.low else ">") + "=" * meaning.reached, end)]
    elif match["inside"]:
        sides = [(">=", start), ("<=", end)]
    else:
        sides = [("<", start), (">", end)]
    for sign, limit in sides:
        if not limit or limit == "~":
            continue
        number = quantity(limit)
        if number is not None and sign == ">=" and not number.number and match["inside"]:
            continue  # `@0:5`: nothing measured is below 0
        yield Bound(
            subject=meaning.subject,
            comparison=sign,
            stated=f"{limit}%" if unit == "%" and "%" in stated else limit,
            threshold=number.number if number else None,
            unit=unit,
            severity=severity,
            confidence=confidence,
            written=written,
        )


def _turned(found: list[Bound]) -> list[Bound]:
    """Of a plugin nobody knows little is bad where its warning comes at a higher value than its complaint."""
    plain = [one for one in found if one.comparison == ">" and ":" not in one.written]
    by_grade = {one.severity: one.threshold for one in plain if one.threshold is not None}
    warning, critical = by_grade.get(Severity.WARNING), by_grade.get(Severity.CRITICAL)
    if warning is None or critical is None or warning <= critical:
        return found
    return [replace(one, comparison="<") if one in plain else one for one in found]
