"""Reads what Nagios, Naemon, Icinga 1 and Shinken watch: services, the commands they run, and who hears of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ddd.extractors._jinja import references
from ddd.extractors._limits import once
from ddd.extractors.monitoring._objects import SUFFIXES, Object, objects
from ddd.extractors.monitoring._plugins import Bound, bounds, is_asked_elsewhere, of_value
from ddd.extractors.monitoring._triggers import trigger
from ddd.measures import DAY, MINUTE, number
from ddd.model import Check, Contact, Evidence, Phase, Severity, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SYSTEM = "nagios"
_ARGUMENT = re.compile(r"\$ARG(?P<index>\d{1,2})\$")
_NO_TIME = frozenset({"none", "never"})
# Commands that come with Nagios and its plugins: which arguments are the warning and the critical threshold.
_POSITIONS = {
    **{f"check_local_{name}": (name, 0, 1, 2) for name in ("disk", "load", "swap", "users", "procs", "mailq")},
    **dict.fromkeys(("check_ping", "check_ping4", "check_ping6", "check-ping"), ("ping", 0, 1, -1)),
    **dict.fromkeys(("check_all_disks",), ("disk", 0, 1, -1)),
}
_REPEAT = "notification_interval"


@extractor(
    "nagios-services",
    paths=SUFFIXES,
    literals=("define service", "define command", "define  service", "define\tservice", "define  command"),
)
def nagios_services(source: Source) -> Iterator[Trigger | Check]:
    """Find the services of object files and the thresholds of the commands they run; in templates of such files too.

        define service {
          service_description  Root Partition
          host_name            db1
          check_command        check_local_disk!20%!10%!/
          contact_groups       admins
        }

    `-w` and `-c` of a plugin are two triggers, a range with two sides two more; arguments after `!` are put in where
    the command stands in the same file or comes with Nagios. A service whose thresholds stand elsewhere (at NRPE) or
    that has none is a check. Templates (`register 0`) count for who uses them in the same file. `notifications_enabled
    0` tells nobody. Not seen: templates and commands of other files. Format:
    https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/objectdefinitions.html.
    """
    found = objects(source)
    commands = {one.said("command_name"): one for one in found if one.kind == "command"}
    for one in found:
        if one.is_template:
            continue
        if one.kind == "command":
            yield from _of_command(source, one)
        elif one.kind == "service":
            yield from _of_service(source, one, commands)


def _of_command(source: Source, one: Object) -> Iterator[Trigger]:
    line = one.said("command_line")
    for bound in bounds(line):
        if not _ARGUMENT.search(bound.stated):
            yield trigger(
                bound,
                system=_SYSTEM,
                name=one.said("command_name"),
                condition=_short(line),
                evidence=_places(source, one, "command_line", "command_name"),
            )


def _of_service(source: Source, one: Object, commands: Mapping[str, Object]) -> Iterator[Trigger | Check]:
    name = one.said("service_description", "display_name")
    asked = one.said("check_command")
    if freshness := _freshness(source, one, name):
        yield freshness
    if not name or not asked or one.said("active_checks_enabled") == "0" or asked.startswith("check_dummy"):
        return
    found = list(_of_arguments(asked, commands))
    for bound in found:
        yield trigger(
            bound,
            system=_SYSTEM,
            name=name,
            condition=_short(asked),
            evidence=_places(source, one, "check_command", "service_description"),
            for_seconds=_holds(one),
            notifies=_receivers(one),
        )
    if not found:
        place = _places(source, one, "check_command", "service_description")
        condition = f"`{_short(asked)}` answers OK"
        yield Check(
            system=_SYSTEM,
            name=name,
            phase=Phase.POST,
            condition=condition,
            evidence=place,
            references=references(name, condition),
        )


def _of_arguments(asked: str, commands: Mapping[str, Object]) -> Iterator[Bound]:
    """Yield the thresholds that a service gives to its command."""
    name, *arguments = (part.strip() for part in asked.split("!"))
    for index, argument in enumerate(arguments):
        if argument.startswith("-"):
            asked_for = arguments[0].lower() if name == "check_nt" and index else name.removeprefix("check_")
            yield from bounds(f"check_{asked_for} {argument}")
        elif not is_asked_elsewhere(argument):
            yield from bounds(argument)
    if name in commands:
        line = commands[name].said("command_line")
        if any(_ARGUMENT.search(bound.stated) for bound in bounds(line)):
            yield from (one for one in bounds(_put_in(line, arguments)) if not _fixed(one, line))
    elif name in _POSITIONS:
        yield from _by_position(name, arguments)


def _fixed(bound: Bound, line: str) -> bool:
    """Whether a threshold stands in the command itself, so that it has been told there."""
    return bound.written in line


def _put_in(line: str, arguments: list[str]) -> str:
    def value(match: re.Match[str]) -> str:
        index = int(match["index"]) - 1
        return arguments[index] if 0 <= index < len(arguments) else match[0]

    return _ARGUMENT.sub(value, line[:2_000])


def _by_position(name: str, arguments: list[str]) -> Iterator[Bound]:
    measured, warning, critical, of = _POSITIONS[name]
    tells = arguments[of] if measured == "disk" and 0 <= of < len(arguments) else ""
    if len(arguments) <= critical:
        return
    for index, severity in ((warning, Severity.WARNING), (critical, Severity.CRITICAL)):
        yield from of_value(measured, arguments[index], severity, tells=tells)


def _freshness(source: Source, one: Object, name: str) -> Trigger | None:
    """`freshness_threshold 90000`: the result of a service that others report must not be older."""
    stated = one.said("freshness_threshold")
    limit = number(stated) if one.said("check_freshness") == "1" else None
    if not limit or not name:
        return None
    return Trigger(
        system=_SYSTEM,
        name=name,
        subject=f"age of the last result of {name}",
        comparison=">",
        threshold=limit,
        stated=stated,
        unit="s",
        condition=f"freshness_threshold {stated}",
        notifies=_receivers(one),
        max_age=int(limit),
        references=references(name),
        evidence=_places(source, one, "freshness_threshold", "service_description"),
    )


def _holds(one: Object) -> int | None:
    """Return for how long a service must fail before somebody hears of it: its attempts after the first."""
    attempts = number(one.said("max_check_attempts"))
    pause = number(one.said("retry_interval", "retry_check_interval"))
    if attempts == 1:
        return 0
    return int((attempts - 1) * pause * MINUTE) if attempts and pause and attempts * pause < DAY else None


def _receivers(one: Object) -> tuple[str, ...] | None:
    if one.said("notifications_enabled") == "0":
        return ()
    told = (*_names(one.said("contacts")), *_names(one.said("contact_groups")))
    return told or None


@extractor(
    "nagios-contacts",
    paths=SUFFIXES,
    literals=("define contact", "define  contact", "define\tcontact", "define serviceesc", "define hostesc"),
)
def nagios_contacts(source: Source) -> Iterator[Contact]:
    """Find contacts, their groups and the escalations of object files.

        define contact {
          contact_name  oncall
          email         oncall@harbour.example
        }
        define serviceescalation {
          host_name            *
          service_description  *
          first_notification   3
          notification_interval 30
          contact_groups       managers
        }

    A contact that is never notified (`none` as its notification period) is left out, and so are templates. An
    escalation is a contact with the hosts and services it holds for; how often it repeats is told, and after which
    notification it begins. Format:
    https://assets.nagios.com/downloads/nagioscore/docs/nagioscore/4/en/objectdefinitions.html.
    """
    for one in objects(source):
        if one.is_template:
            continue
        if one.kind == "contact":
            yield from _contact(source, one)
        elif one.kind == "contactgroup":
            yield from _group(source, one)
        elif one.kind in ("serviceescalation", "hostescalation"):
            yield from _escalation(source, one)


def _contact(source: Source, one: Object) -> Iterator[Contact]:
    name = one.said("contact_name")
    channel = next((key for key in ("email", "pager") if one.said(key)), "")
    periods = [one.said(f"{what}_notification_period") for what in ("service", "host")]
    if not name or not channel or all(period in _NO_TIME for period in periods):
        return
    hours = next((period for period in periods if period and period not in _NO_TIME), "")
    yield Contact(
        system=_SYSTEM,
        name=name,
        role=one.said("alias"),
        channel=channel,
        address=one.said(channel),
        note=f"notified in {hours}" if hours and hours != "24x7" else "",
        references=references(name, one.said("alias"), one.said(channel)),
        evidence=_places(source, one, channel, "contact_name"),
    )


def _group(source: Source, one: Object) -> Iterator[Contact]:
    name, members = one.said("contactgroup_name"), ", ".join(_names(one.said("members")))
    if name and members:
        yield Contact(
            system=_SYSTEM,
            name=name,
            role=one.said("alias"),
            channel="contact group",
            address=members,
            references=references(name, one.said("alias"), members),
            evidence=_places(source, one, "members", "contactgroup_name"),
        )


def _escalation(source: Source, one: Object) -> Iterator[Contact]:
    hosts = one.said("host_name", "hostgroup_name", "hostgroup")
    scope = " / ".join(filter(None, (hosts, one.said("service_description"))))
    first, repeat = one.said("first_notification"), number(one.said(_REPEAT))
    for key in ("contact_groups", "contacts"):
        for name in _names(one.said(key)):
            yield Contact(
                system=_SYSTEM,
                name=name,
                role="escalation",
                channel="contact group" if key == "contact_groups" else "",
                scope=scope,
                after_seconds=0 if first == "1" else None,
                repeat_seconds=int(repeat * MINUTE) if repeat else None,
                note=f"from notification {first} on" if first and first != "1" else "",
                references=references(name, scope),
                evidence=_places(source, one, key, "first_notification"),
            )


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (name.strip().lstrip("+") for name in text.split(",")))))


def _short(text: str) -> str:
    return " ".join(text[:400].split())


def _places(source: Source, one: Object, *keys: str) -> tuple[Evidence, ...]:
    return once(*(source.at(one.place(key)) for key in keys))
