"""Reads the scheduled tasks that Windows scripts create: PowerShell's triggers and `schtasks /create`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.cadence import words
from ddd.model import Confidence, Dialect, Schedule, State
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_LONGEST = 4_000
_MOST_LINES = 20
_COMMENT = re.compile(r"\s*(?:#|rem\s|::)", re.IGNORECASE)
_NOT_A_LINE_END = re.compile(r"[^\n]")
_ARGUMENT = r"(?:\"(?P<{0}q>[^\"\n]*)\"|'(?P<{0}s>[^'\n]*)'|\((?P<{0}p>[^()\n]*)\)|(?P<{0}b>[^\s\"'()|;]+))"
_OPTION = re.compile(r"(?:^|\s)-(?P<name>[A-Za-z]{1,40})\b(?:[ \t:]+(?!-[A-Za-z])" + _ARGUMENT.format("v") + ")?")
_SLASHED = re.compile(r"(?:^|\s)/(?P<name>[A-Za-z]{1,12})\b(?:[ \t]+(?!/)" + _ARGUMENT.format("v") + ")?")
_TRIGGER = re.compile(r"\bNew-(?:ScheduledTask|Job)Trigger\b(?P<rest>[^|;\n]*)", re.IGNORECASE)
_CREATE = re.compile(r"\bschtasks(?:\.exe)?[\"']?\s+(?P<rest>[^|\n]*)", re.IGNORECASE)
_REGISTER = re.compile(r"\bRegister-Scheduled(?:Task|Job)\b(?P<rest>[^|;\n]*)", re.IGNORECASE)
_SPAN = re.compile(r"New-TimeSpan\s+-(?P<unit>Minutes|Hours|Days)\s+(?P<number>\d{1,6})", re.IGNORECASE)
_UNITS = {"minute": "MINUTELY", "hourly": "HOURLY", "daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY"}
_STARTS = {
    "onstart": "at each boot",
    "onlogon": "at each logon",
    "atstartup": "at each boot",
    "atlogon": "at each logon",
}
_NUMBER = re.compile(r"\d{1,4}")
_ONCE = "RRULE:FREQ=DAILY;COUNT=1"
_ASSIGNED = re.compile(
    r"^[ \t]*(?:\[[\w.]{1,40}\][ \t]*)?\$(?P<name>\w{1,60})[ \t]*=[ \t]*"
    r"(?:\"(?P<d>[^\"$`\n]{0,200})\"|'(?P<s>[^'\n]{0,200})')[ \t]*,?[ \t]*$",
    re.MULTILINE,
)


@extractor(
    "windows-script",
    paths=("*.ps1", "*.psm1", "*.bat", "*.cmd"),
    literals=("chtasks", "CHTASKS", "TaskTrigger", "tasktrigger", "JobTrigger"),
)
def windows_script(source: Source) -> Iterator[Extracted]:
    """Find the scheduled tasks that scripts create.

        $trigger = New-ScheduledTaskTrigger -Weekly -DaysOfWeek Sunday -At 2am
        schtasks /create /tn "Clean logs" /tr C:\\tools\\clean.cmd /sc weekly /d SUN /st 02:00

    are told as RFC 5545 writes recurrence. `-Once` with a repetition is a length of time, without one it runs once.
    `-AtStartup`, `/sc onstart` and their sisters run at a start. Options given by variables or splatting stay open; of
    PowerShell's registration only the name is read. Format: New-ScheduledTaskTrigger, schtasks create.
    """
    lines = _without_comments(source.text).split("\n")
    known = _assigned(source.text)
    registered = _REGISTER.search("\n".join(text for _, text in _logical(lines)))
    name = _options(_OPTION, registered["rest"]).get("taskname", "") if registered else ""
    name = known.get(name.strip("$"), name)
    for number, text in _logical(lines):
        if match := _TRIGGER.search(text):
            options = _options(_OPTION, match["rest"])
            options["at"] = known.get(options.get("at", "").strip("$"), options.get("at", ""))
            yield from _trigger(source, number, options, name)
        elif match := _CREATE.search(text):
            options = _options(_SLASHED, match["rest"])
            if "create" in options:
                yield from _created(source, number, options)


def _without_comments(text: str) -> str:
    """Return the text with its block comments blanked; one that is never closed is left alone."""
    parts, position = list[str](), 0
    while (begin := text.find("<#", position)) >= 0 and (end := text.find("#>", begin + 2)) >= 0:
        parts += [text[position:begin], _NOT_A_LINE_END.sub(" ", text[begin : end + 2])]
        position = end + 2
    return "".join((*parts, text[position:]))


def _assigned(text: str) -> dict[str, str]:
    """Return what variables are set to as plain texts, those only that are set once."""
    found: dict[str, list[str]] = {}
    for match in _ASSIGNED.finditer(text):
        found.setdefault(match["name"], []).append(match["d"] if match["d"] is not None else match["s"])
    return {name: values[0] for name, values in found.items() if len(values) == 1}


def _logical(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield lines with those that continue them (`` ` `` in PowerShell, `^` in batch files) joined."""
    index = 0
    while index < len(lines):
        first, parts = index, [lines[index][:_LONGEST]]
        while parts[-1].rstrip().endswith(("`", "^")) and index + 1 < len(lines) and len(parts) < _MOST_LINES:
            parts[-1] = parts[-1].rstrip()[:-1]
            index += 1
            parts.append(lines[index][:_LONGEST])
        index += 1
        if not _COMMENT.match(parts[0]):
            yield first + 1, " ".join(parts)


def _options(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    found = {}
    for match in pattern.finditer(text):
        value = next((match[key] for key in ("vq", "vs", "vp", "vb") if match[key] is not None), "")
        found[match["name"].lower()] = value.strip()
    return found


def _trigger(source: Source, number: int, options: dict[str, str], name: str) -> Iterator[Schedule]:
    start = next((note for key, note in _STARTS.items() if key in options), "")
    at, repeats = options.get("at", ""), _SPAN.search(options.get("repetitioninterval", ""))
    if start:
        yield _schedule(source, number, "@reboot", Dialect.RRULE, name, state=State.BOOT, note=start)
    elif "once" in options and repeats:
        expression = f"every {repeats['number']} {repeats['unit'].lower()}"
        yield _schedule(source, number, expression, Dialect.EVERY, name)
    elif "once" in options and at:
        yield _schedule(source, number, _ONCE, Dialect.RRULE, name, state=State.ONCE, note=f"runs once, at {at}")
    elif not at:
        return
    elif "daily" in options:
        yield _timed(source, number, f"FREQ=DAILY{_interval(options.get('daysinterval', ''))}", at, name)
    elif "weekly" in options:
        days = _days(options.get("daysofweek", ""))
        rule = f"FREQ=WEEKLY{_interval(options.get('weeksinterval', ''))}" + (f";BYDAY={days}" if days else "")
        yield _timed(source, number, rule, at, name)


def _created(source: Source, number: int, options: dict[str, str]) -> Iterator[Schedule]:
    kind, name, command = options.get("sc", "").lower(), options.get("tn", ""), options.get("tr", "")
    if kind in _STARTS:
        note = _STARTS[kind]
        yield _schedule(source, number, "@reboot", Dialect.RRULE, name, command, state=State.BOOT, note=note)
    elif kind in _UNITS:
        days = _days(options.get("d", ""))
        rule = f"FREQ={_UNITS[kind]}{_interval(options.get('mo', ''))}"
        if kind == "weekly" and days:
            rule += f";BYDAY={days}"
        if kind == "monthly":
            rule += f";BYMONTHDAY={options.get('d') if _NUMBER.fullmatch(options.get('d', '')) else 1}"
        if kind in ("minute", "hourly"):
            yield _schedule(source, number, f"RRULE:{rule}", Dialect.RRULE, name, command)
        else:
            yield _timed(source, number, rule, options.get("st", "00:00"), name, command)
    elif kind == "once":
        note = f"runs once, at {options['st']}" if options.get("st") else "runs once"
        yield _schedule(source, number, _ONCE, Dialect.RRULE, name, command, state=State.ONCE, note=note)


def _timed(source: Source, number: int, rule: str, at: str, name: str, command: str = "") -> Schedule:
    seconds = words.clock(at.strip())
    if seconds is None or "$" in rule or "%" in rule:
        note = f"its time is {at}" if at else "its time is not given here"
        return _schedule(
            source, number, f"RRULE:{rule}", Dialect.RRULE, name, command, state=State.UNRESOLVED, note=note
        )
    rule += f";BYHOUR={seconds // 3600};BYMINUTE={seconds // 60 % 60};BYSECOND=0"
    return _schedule(source, number, f"RRULE:{rule}", Dialect.RRULE, name, command)


def _interval(every: str) -> str:
    return f";INTERVAL={every}" if _NUMBER.fullmatch(every) and every != "1" else ""


def _days(text: str) -> str:
    numbers = [words.weekday(one.strip(" '\"@()")) for one in text.split(",")]
    return ",".join(("MO", "TU", "WE", "TH", "FR", "SA", "SU")[one] for one in numbers if one is not None)


def _schedule(
    source: Source,
    number: int,
    expression: str,
    dialect: Dialect,
    name: str,
    command: str = "",
    *,
    state: State = State.ACTIVE,
    note: str = "",
) -> Schedule:
    return Schedule(
        system="windows-script",
        name=name,
        evidence=(source.at(number),),
        expression=expression,
        dialect=dialect,
        command=command,
        state=state,
        confidence=Confidence.MEDIUM,
        note=note,
    )
