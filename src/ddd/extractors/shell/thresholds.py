"""Values that shell scripts measure, and the limits beyond which they act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from ddd.extractors.shell._conditions import Comparison, comparisons
from ddd.extractors.shell._meaning import Meaning
from ddd.extractors.shell._script import ASSIGNMENTS, Script, is_shell, one_line, script_of, unquoted, walk
from ddd.extractors.shell._shown import condition_of
from ddd.extractors.shell._words import bare, spoken
from ddd.measures import DAY, comparison, quantity, severity
from ddd.model import Confidence, Expiry, Severity, Trigger
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_SYSTEM = "shell"
# Names of what is watched: of a variable, in whatever spelling.
_WATCHED = re.compile(
    r"""(?ix) disk | usage | (?:^|_)used | (?:^|_)(?:pct|perc)(?:_|$) | percent | (?:^|_)util | avail | (?:^|_)free
    | free(?:_|$) | (?:^|_)mem(?:ory)?(?:_|$) | memory | (?:^|_)ram(?:_|$) | swap | (?:^|_)load(?:_|$) | load_?avg | cpu
    | inode | queue | qsize | mailq | (?:^|_)lag(?:_|$) | delay | latency | (?:^|_)age(?:_|$) | days | expir | remaining
    | err(?:or)?s(?:_|$) | error_?count | failures | failed_?(?:count|jobs|logins) | temp(?:erature)?(?:_|$)
    | connections | (?:^|_)conns | backlog | pending | space | behind | (?:^|_)size(?:_|$) | threads
    """
)
_NOT_WATCHED = re.compile(
    r"""(?ix) (?:^|_)(?:ret|rc|code|exit|retry|retries|attempts?|tries|argc|args?|uid|gid|pid|version|major|minor|ver
    |idx|index|len|length|width|cols?|choice|verbose|debug|port|elapsed|timeout|waited|wait|jobs|parallel|workers|cores
    |nproc|numa|batch|min|max|default|step|keep|retention|partitions?|count_only|depth|level)(?:_|$)
    """
)
_MEASURES = re.compile(
    r"\b(?:df|du|free|uptime|vmstat|mailq|postqueue|iostat|loadavg|meminfo|smartctl|sensors|Seconds_Behind\w*|enddate)\b"
)
_ALERTS = frozenset({"mail", "mailx", "mutt", "sendmail", "ssmtp", "msmtp", "curl", "wget", "logger", "wall", "slack"})
_ALERTING_NAME = re.compile(r"(?i)alert|notify|warn|alarm|crit|page_?on|send_?(?:mail|msg|message)|die|fail|abort")
_GRAVITY = re.compile(r"(?i)(?<![a-z])(?P<word>crit(?:ical)?|warn(?:ing)?|emerg(?:ency)?|alert|info)(?![a-z])")
_VERDICT = re.compile(
    r"(?i)\w*(?:status|state|rc|ret|result|severity)\w*=[\"']?(?:crit\w*|warn\w*|[12]\b|\$\w*(?:crit|warn)\w*)"
)
_PERCENT = re.compile(r"(?i)pct|percent|perc(?:_|$)|pcent")
_UNITS = tuple(
    (re.compile(pattern), unit)
    for pattern, unit in (
        (r"(?i)days", "d"),
        (r"(?i)(?:_|^)kb?(?:_|$)", "KB"),
        (r"(?i)(?:_|^)mb?(?:_|$)", "MB"),
        (r"(?i)(?:_|^)gb?(?:_|$)", "GB"),
        (r"(?i)seconds|_secs?(?:_|$)", "s"),
    )
)
_COLUMN = re.compile(
    r"(?:int\()?\$(?P<column>\d{1,2}|NF)\)?(?:\s*\+\s*0)?\s*(?P<sign>>=|<=|>|<)\s*(?P<number>\d{1,9})%?"
)
_MAX_BODY = 400


@extractor(
    "shell-thresholds",
    paths=("*.sh", "*.bash", NO_SUFFIX),
    literals=("-gt", "-ge", "-lt", "-le", "((", "awk", "-checkend"),
)
def shell_thresholds(source: Source) -> Iterator[Trigger | Expiry]:
    """Find limits in shell scripts: a measured value is compared with a number, and the script acts on it.

        THRESHOLD=80
        usage=$(df --output=pcent / | tail -1 | tr -dc 0-9)
        if [ "$usage" -gt "$THRESHOLD" ]; then
            echo "disk almost full" | mail -s "disk" ops@harbour.example
        fi

    What is measured is known by the variable's name (disk, load, memory, queue, lag, age, days, errors, …) or by the
    command it comes from (`df`, `free`, `uptime`, …); the limit is a number, or a variable that holds one throughout.
    Counters, exit codes and versions are no measurements. A limit counts for little (low confidence) unless the
    branch tells somebody or ends the script. `openssl x509 -checkend 2592000` asks 30 days ahead of an expiry.
    Limits that come from the command line are not seen.
    Format: bash(1).
    """
    if not is_shell(source):
        return
    script = script_of(source)
    compared = [one for one in comparisons(script) if one.number.number != 0]
    yield from _triggers(script, compared) if compared else ()
    for node in script.of_type("command"):
        yield from _ahead(script, node)
        yield from _column(script, node)


def _triggers(script: Script, compared: list[Comparison]) -> Iterator[Trigger]:
    means, assigned = Meaning(script), _assigned(script)
    for found in compared:
        if _is_watched(found, assigned):
            action, alerts = _action(script, means, found.body)
            if action:
                yield _trigger(script, found, assigned, action, alerts=alerts)


def _trigger(script: Script, found: Comparison, assigned: dict[str, str], action: str, *, alerts: bool) -> Trigger:
    lines = dict.fromkeys((script.at(found.start), script.at(found.used)))
    return Trigger(
        system=_SYSTEM,
        name=found.variable or one_line(found.subject, 60),
        subject=found.variable or one_line(found.subject, 120),
        comparison=found.sign,
        threshold=found.number.number,
        stated=found.stated if not found.limit else f"{found.number.number:g}{found.number.unit}",
        unit=found.number.unit or _unit(found, assigned),
        severity=_severity(found.limit, action),
        action=action,
        condition=condition_of(found.condition),
        confidence=Confidence.MEDIUM if alerts else Confidence.LOW,
        evidence=tuple({place.line: place for place in reversed(lines)}.values())[::-1],
    )


def _is_watched(found: Comparison, assigned: dict[str, str]) -> bool:
    if not found.variable:
        return _MEASURES.search(found.subject) is not None and found.subject.startswith(("$(", "`"))
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", found.variable)
    if _NOT_WATCHED.search(name):
        return False
    return _WATCHED.search(name) is not None or _MEASURES.search(assigned.get(found.variable, "")) is not None


def _assigned(script: Script) -> dict[str, str]:
    """Return the commands that variables get their values from."""
    found: dict[str, str] = {}
    for node in script.of_type("variable_assignment"):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None and value is not None:
            text = script.of(value)
            if "$(" in text or "`" in text:
                found.setdefault(script.of(name), one_line(text, 300))
    return found


def _action(script: Script, means: Meaning, body: tuple[Node, ...]) -> tuple[str, bool]:
    """Return what a branch does, and whether it tells somebody or ends the script; empty when it only reckons."""
    said, done, alerts = "", "", False
    for node in islice((one for root in body for one in walk(root)), _MAX_BODY):
        words = script.words(node) if node.type == "command" else ()
        if node.type in ASSIGNMENTS and _VERDICT.match(script.of(node)):
            said, alerts = said or one_line(script.of(node), 120), True
        if not words:
            continue
        name = bare(words)[:1]
        ends = name == ("exit",) and words[1:] not in ((), ("0",)) and not means.is_success("".join(words[1:2]))
        tells = name[0] in _ALERTS if name else False
        alerts = alerts or ends or tells or means.kills(words) or _ALERTING_NAME.search(words[0]) is not None
        if means.talks(words) or means.kills(words):
            said = said or spoken(words) or ""
        elif ends or tells or means.acts(node) or _ALERTING_NAME.search(words[0]):
            done = done or one_line(script.of(node), 120)
    return one_line("; ".join(one for one in (said, done) if one), 200), alerts


def _severity(limit: str, action: str) -> Severity | None:
    match = _GRAVITY.search(limit) or _GRAVITY.search(action[:40])
    return severity(match["word"]) if match else None


def _unit(found: Comparison, assigned: dict[str, str]) -> str:
    names = (found.variable, found.limit)
    if any(_PERCENT.search(name) for name in names) or _PERCENT.search(assigned.get(found.variable, "")):
        return "%"
    return next((unit for pattern, unit in _UNITS for name in names if pattern.search(name)), "")


def _ahead(script: Script, command: Node) -> Iterator[Expiry]:
    """`openssl x509 -checkend 2592000 -in server.pem` asks whether a certificate still holds in 30 days."""
    words = bare(script.words(command))
    if words[:1] != ("openssl",) or "-checkend" not in words[:-1]:
        return
    stated = words[words.index("-checkend") + 1]
    constant = script.constants.get(stated.strip("${}"))
    length = quantity(constant.value if constant else _product(stated))
    if length is None or length.number < DAY:
        return
    file = words[words.index("-in") + 1] if "-in" in words[:-1] else ""
    places = [script.at(constant.start)] if constant else []
    yield Expiry(
        system=_SYSTEM,
        name=file or "certificate",
        subject=f"certificate {file}".strip(),
        lead_days=int(length.number // DAY),
        evidence=tuple(dict.fromkeys((*places, script.at(command.start_byte)))),
    )


def _product(text: str) -> str:
    """`$((30*86400))` is a number too."""
    match = re.fullmatch(
        r"\$\(\(\s*(\d{1,9})\s*\*\s*(\d{1,9})\s*(?:\*\s*(\d{1,9})\s*)?(?:\*\s*(\d{1,9})\s*)?\)\)", text
    )
    if match is None:
        return text
    result = 1
    for factor in match.groups():
        result *= int(factor or 1)
    return str(result)


def _column(script: Script, command: Node) -> Iterator[Trigger]:
    """`df -P | awk '$5+0 > 90'`: a column of what was measured is compared."""
    words = bare(script.words(command))
    pipeline = command.parent
    if words[:1] not in (("awk",), ("gawk",), ("mawk",)) or pipeline is None or pipeline.type != "pipeline":
        return
    before = script.text[pipeline.start_byte : command.start_byte].rstrip("| \n\\")
    if not _MEASURES.match(before.strip()):
        return
    for node in command.named_children:
        match = _COLUMN.search(script.of(node)[:2000]) if node.type in ("raw_string", "string") else None
        if match is not None:
            measured = f"column {match['column']} of {one_line(before, 80)}"
            yield Trigger(
                system=_SYSTEM,
                name=measured,
                subject=measured,
                comparison=comparison(match["sign"]) or "",
                threshold=float(match["number"]),
                stated=match["number"],
                condition=unquoted(one_line(match[0])),
                confidence=Confidence.LOW,
                evidence=(script.at(node.start_byte + match.start()),),
            )
