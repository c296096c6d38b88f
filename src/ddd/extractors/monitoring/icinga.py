"""Reads what Icinga 2 watches, and who hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import references
from ddd.extractors._limits import once
from ddd.extractors.monitoring._dsl import Assignment, Block, blocks, literal, names
from ddd.extractors.monitoring._plugins import Bound, of_value
from ddd.extractors.monitoring._triggers import trigger
from ddd.measures import number, seconds
from ddd.model import Check, Contact, Evidence, Phase, Severity, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "icinga2"
_PATHS = ("*.conf", "*.j2", "*.erb", "*.epp", "*.tpl", "*.icinga2")
_LIMIT = re.compile(
    r"""(?:vars\.)?(?:[\w.]{1,60}\.)? (?P<plugin>[a-z][a-z0-9_]{0,40}?) _
        (?: (?P<letter>[wc]) (?P<short>free|load\d{1,2}|rta|pl|greater|less)
          | (?P<word>warn|warning|crit|critical) (?P<more>_[a-z_]{1,30})? )""",
    re.VERBOSE,
)
_LITERAL = re.compile(r'-?[\d.]{1,20}[smhd%]?|"@?[~\d.:%-]{1,40}"|"\d[\d.,%]{0,40}"|"?\{\{[^{}"]{1,100}\}\}%?"?')
_SUBJECTS = {"rta": "round trip time", "pl": "packet loss"}


@extractor(
    "icinga2-services",
    paths=_PATHS,
    literals=("apply Service", "object Service", "template Service", "object CheckCommand", "object Host"),
)
def icinga2_services(source: Source) -> Iterator[Trigger | Check]:
    """Find services of Icinga 2 and the thresholds in their variables; in templates of such files too.

        apply Service "disk" {
          check_command = "disk"
          vars.disk_wfree = "20%"
          vars.disk_cfree = "10%"
          assign where host.vars.os == "Linux"
        }

    Thresholds are known by the names that the Icinga Template Library gives them (`disk_wfree`, `load_cload5`,
    `ping_crta`, `…_warning`, `…_critical`); those in dictionaries of a host and of a command's defaults count too. A
    service without any is a check. Not seen: values that functions compute, imported templates of other files. Format:
    https://icinga.com/docs/icinga-2/latest/doc/09-object-types/.
    """
    for block in blocks(source):
        if block.type not in ("Service", "Host", "CheckCommand"):
            continue
        found = [one for assigned in block.assignments for one in _limits(source, block, assigned)]
        yield from found
        if not found and block.type == "Service" and block.how != "template" and (check := _check(source, block)):
            yield check


def _limits(source: Source, block: Block, assigned: Assignment) -> Iterator[Trigger]:
    match = _LIMIT.fullmatch(assigned.key)
    if match is None or not _LITERAL.fullmatch(assigned.value) or literal(assigned.value) in ("", "0"):
        return
    grave = Severity.WARNING if (match["letter"] or match["word"])[0] == "w" else Severity.CRITICAL
    for bound in _bounds(match, literal(assigned.value), grave):
        yield trigger(
            bound,
            system=_SYSTEM,
            name=block.name or block.said("check_command"),
            condition=f"{assigned.key} = {assigned.value}",
            evidence=once(source.at(assigned.line), source.at(block.line)),
            for_seconds=_holds(block),
        )


def _bounds(match: re.Match[str], value: str, grave: Severity) -> Iterator[Bound]:
    name, short = match["plugin"], match["short"] or ""
    if short.startswith("load"):
        minutes = short.removeprefix("load")
        first = next(of_value("users", value, grave), None)
        subject = f"load average over {minutes} minute{'s' * (minutes != '1')}"
        yield from [] if first is None else [_renamed(first, subject, "")]
    elif short in ("rta", "pl"):
        unit = "ms" if short == "rta" else "%"
        yield from (_renamed(one, _SUBJECTS[short], unit) for one in of_value(name, value, grave))
    elif name == "disk_inode":
        yield from of_value("disk", value, grave, option="-W")
    elif "cert" in name:
        yield from of_value("ssl_cert", value, grave)
    elif name == "swap":
        yield from of_value(name, value if "%" in value else f"{value}%", grave)
    else:
        yield from of_value(name, value, grave, tells=(match["more"] or "").strip("_").replace("_", " "))


def _renamed(bound: Bound, subject: str, unit: str) -> Bound:
    return Bound(
        subject=subject,
        comparison=bound.comparison,
        stated=bound.stated,
        threshold=bound.threshold,
        unit=unit,
        severity=bound.severity,
        confidence=bound.confidence,
        written=bound.written,
    )


def _holds(block: Block) -> int | None:
    attempts, pause = number(block.said("max_check_attempts")), seconds(block.said("retry_interval"), 1)
    if attempts == 1:
        return 0
    return int((attempts - 1) * pause) if attempts and pause else None


def _check(source: Source, block: Block) -> Check | None:
    command = block.said("check_command")
    if not command or command in ("dummy", "passive") or block.said("enable_active_checks") == "false":
        return None
    name = block.name or command
    condition = f"`{command}` answers OK"
    return Check(
        system=_SYSTEM,
        name=name,
        phase=Phase.POST,
        condition=condition,
        evidence=_places(source, block, "check_command"),
        references=references(name, condition),
    )


@extractor(
    "icinga2-contacts",
    paths=_PATHS,
    literals=("object User", "apply Notification", "object Notification", "template Notification"),
)
def icinga2_contacts(source: Source) -> Iterator[Contact]:
    """Find users of Icinga 2 and its notifications: who is told, after how long, and how often again.

        object User "oncall" { email = "oncall@harbour.example" }

        apply Notification "page" to Service {
          command = "pager"
          users = [ "oncall" ]
          interval = 30m
          times.begin = 15m
          assign where service.vars.page
        }

    Users and groups that are computed (`host.vars.notification.mail.users`) are not named, so they are no contacts.
    Format: https://icinga.com/docs/icinga-2/latest/doc/09-object-types/.
    """
    for block in blocks(source):
        if block.type == "User" and block.how == "object":
            yield from _user(source, block)
        elif block.type == "Notification" and block.how != "template":
            yield from _notification(source, block)


def _user(source: Source, block: Block) -> Iterator[Contact]:
    channel = next((key for key in ("email", "pager") if block.said(key).strip('"')), "")
    if block.name and channel and block.said("enable_notifications") != "false":
        role = block.said("display_name")
        yield Contact(
            system=_SYSTEM,
            name=block.name,
            role=role,
            channel=channel,
            address=block.said(channel),
            references=references(block.name, role, block.said(channel)),
            evidence=_places(source, block, channel),
        )


def _notification(source: Source, block: Block) -> Iterator[Contact]:
    begin, again = block.said("times.begin"), block.said("interval")
    for key in ("users", "user_groups"):
        assigned = block.last(key)
        for who in names(assigned.value) if assigned else ():
            yield Contact(
                system=_SYSTEM,
                name=who,
                role=block.name,
                channel=block.said("command"),
                scope=block.where[:400],
                after_seconds=seconds(begin, 1) if begin else None,
                repeat_seconds=(seconds(again, 1) or None) if again else None,
                references=references(who, block.name),
                evidence=_places(source, block, key),
            )


def _places(source: Source, block: Block, key: str) -> tuple[Evidence, ...]:
    assigned = block.last(key)
    return once(source.at(assigned.line if assigned else block.line), source.at(block.line))
