"""Reads alarms and templates of Netdata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors._jinja import LONGEST_LINE, readable_lines, references
from ddd.extractors._limits import once
from ddd.measures import quantity, seconds
from ddd.model import Confidence, Severity, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "netdata"
_LINE = re.compile(r"\s{0,200}(?P<key>[a-z][a-z ]{0,30}?)\s{0,20}:(?!//)\s{0,40}(?P<value>.*)")
_NUMBER = r"-?[\d.]{1,20}"
_VARIABLE = r"(?P<variable>\$\w{1,80}|\$\{[^{}]{1,120}\}|abs\(\$this\))"
_SIGN = r"(?P<sign>>=|<=|==|!=|>|<|=)"
_SIMPLE = re.compile(rf"{_VARIABLE}\s{{0,9}}{_SIGN}\s{{0,9}}\(?\s{{0,9}}(?P<limit>{_NUMBER}|nan)(?![\w.])")
_LEVELLED = re.compile(
    rf"""{_VARIABLE} \s{{0,9}} {_SIGN} \s{{0,9}} \(+ \s{{0,9}}
        \$status \s{{0,9}} [=><!]{{1,2}} \s{{0,9}} \$\w{{1,20}} \s{{0,9}} \)? \s{{0,9}}
        \? \s{{0,9}} \(? \s{{0,9}} (?P<back>{_NUMBER}) \s{{0,9}} \)? \s{{0,9}}
        : \s{{0,9}} \(? \s{{0,9}} (?P<limit>{_NUMBER})""",
    re.VERBOSE,
)
_UP = re.compile(r"\bup\s+(?P<length>\d{1,6}[smhd])")


@dataclass(slots=True)
class _Alarm:
    line: int
    said: dict[str, tuple[str, int]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        return self.said[key][0] if key in self.said else ""


@extractor("netdata", paths=("*.conf", "*.j2", "*.erb"), literals=("warn:", "crit:"))
def netdata(source: Source) -> Iterator[Trigger]:
    """Find alarms of Netdata, and templates of alarms.

        template: disk_space_usage
              on: disk.space
            calc: $used * 100 / ($avail + $used)
           units: %
            warn: $this > (($status >= $WARNING) ? (80) : (90))
           delay: up 1m down 15m
              to: sysadmin

    `warn` and `crit` are a trigger each. Where the limit depends on the status, the one that raises the alarm counts
    and the one it falls back below is noted. `to: silent` tells nobody. Of several conditions the one on `$this`
    counts, and the whole is told. Not seen: limits that are computed. Format:
    https://learn.netdata.cloud/docs/alerts-&-notifications/alert-configuration-reference.
    """
    for alarm in _alarms(source):
        if "on" not in alarm.said and "calc" not in alarm.said:
            continue
        for key, severity in (("warn", Severity.WARNING), ("crit", Severity.CRITICAL)):
            if key in alarm.said and (fact := _trigger(source, alarm, key, severity)):
                yield fact


def _alarms(source: Source) -> Iterator[_Alarm]:
    current: _Alarm | None = None
    going_on = ""
    for number, line in enumerate(readable_lines(source.lines), 1):
        text = line.strip() if len(line) <= LONGEST_LINE else ""
        if going_on and current is not None:
            value, began = current.said[going_on]
            current.said[going_on] = (f"{value} {text.rstrip(chr(92)).strip()}"[:LONGEST_LINE], began)
            going_on = going_on if text.endswith("\\") else ""
            continue
        match = _LINE.fullmatch(text) if not text.startswith("#") else None
        if match is None:
            continue
        key, value = match["key"].strip(), match["value"].strip()
        if key in ("alarm", "template"):
            if current is not None:
                yield current
            current = _Alarm(number)
        if current is not None:
            current.said.setdefault(key, (value.rstrip("\\").strip(), number))
            going_on = key if value.endswith("\\") else ""
    if current is not None:
        yield current


def _trigger(source: Source, alarm: _Alarm, key: str, severity: Severity) -> Trigger | None:
    condition, line = alarm.said[key]
    match = _chosen(condition[:2_000])
    if match is None:
        return None
    name = alarm.text("alarm") or alarm.text("template")
    on, units = alarm.text("on"), alarm.text("units")
    about_it = "$this" in match["variable"]
    subject = " ".join(filter(None, (name, f"({on})" if on else ""))) if about_it else match["variable"]
    levelled = "back" in match.re.groupindex
    to = alarm.text("to")
    up = _UP.search(alarm.text("delay"))
    limit = quantity(match["limit"])
    return Trigger(
        system=_SYSTEM,
        name=name,
        subject=subject,
        comparison={"=": "=="}.get(match["sign"], match["sign"]) if limit else "absent",
        threshold=limit.number if limit else None,
        stated=match["limit"] if limit else "",
        unit=units if about_it and limit else "",
        for_seconds=seconds(up["length"]) if up else None,
        severity=severity,
        condition=" ".join(condition.split()),
        notifies=None if not to else () if to == "silent" else tuple(to.split()),
        note=f"holds until it is back at {match['back']}" if levelled and match["back"] != match["limit"] else "",
        confidence=Confidence.HIGH,
        references=references(name, condition),
        evidence=once(source.at(line), source.at(alarm.line)),
    )


def _chosen(condition: str) -> re.Match[str] | None:
    """Return the comparison that says when to act: a levelled one, else the first of `$this` that is not with 0."""
    if match := _LEVELLED.search(condition):
        return match
    found = [match for match in _SIMPLE.finditer(condition) if match["variable"] != "$status"]
    about_it = [match for match in found if "$this" in match["variable"]]
    telling = [match for match in about_it if match["limit"] != "0"]
    return next(iter((*telling, *about_it, *found)), None)
