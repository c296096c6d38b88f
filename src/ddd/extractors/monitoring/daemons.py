"""Reads limits that daemons watch by themselves, and whom they mail: auditd, apcupsd, smartd, mdadm, OOM killers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ddd.extractors._jinja import LONGEST_LINE, readable_lines, references
from ddd.extractors._limits import once
from ddd.measures import quantity, seconds
from ddd.model import Contact, Evidence, FailureMode, Severity, Trigger
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_SETTING = re.compile(r"\s{0,200}(?P<key>[A-Za-z_]{2,60})(?:\s{0,40}=\s{0,40}|\s{1,40})(?P<value>\S.*)")
_DEVICE = re.compile(
    r"\s*(?P<device>DEVICESCAN|DEFAULT|/dev/\S{1,200}|\{\{[^{}]{1,200}\}\}\S{0,60})\s+(?P<options>-.*)"
)
_HEAT = (Severity.INFO, Severity.CRITICAL)
_NOBODY = frozenset({"<nomailer>", "none", ""})
_ACTIONS = {
    "email": "an e-mail is sent",
    "exec": "a program is run",
    "rotate": "the log is rotated",
    "suspend": "auditd stops writing",
    "single": "the machine goes to single user mode",
    "halt": "the machine is halted",
    "syslog": "a warning is logged",
}


@dataclass(frozen=True, slots=True)
class _Setting:
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class _Limit:
    """What a key watches: the setting names the threshold, another the action."""

    subject: str
    unit: str
    action: str = ""
    """What follows; `{key}`: as that setting says."""
    sign: str = "<="
    off: str = ""
    """The value that switches it off."""


_LIMITS: Mapping[str, Mapping[str, _Limit]] = {
    "auditd": {
        "space_left": _Limit("free disk space for audit logs", "MB", "{space_left_action}", "<"),
        "admin_space_left": _Limit("free disk space for audit logs", "MB", "{admin_space_left_action}", "<"),
    },
    "apcupsd": {
        "batterylevel": _Limit("charge of the UPS battery", "%", "the machine is shut down", off="-1"),
        "minutes": _Limit("remaining runtime of the UPS", "min", "the machine is shut down", off="-1"),
        "timeout": _Limit("time on battery", "s", "the machine is shut down", ">=", off="0"),
    },
    "systemd-oomd": {
        "swapusedlimit": _Limit("swap and memory in use", "%", "processes with much swap are killed", ">"),
        "defaultmemorypressurelimit": _Limit("memory pressure", "%", "processes are killed", ">"),
    },
}
_FAILURES = {
    "disk_full_action": "the disk for audit logs is full",
    "disk_error_action": "writing audit logs fails",
}


def _settings(source: Source) -> dict[str, _Setting]:
    """Return the settings of a file, the last of each counts; keys in small letters."""
    found: dict[str, _Setting] = {}
    for number, line in enumerate(readable_lines(source.lines), 1):
        match = _SETTING.fullmatch(line) if len(line) <= LONGEST_LINE and not line.lstrip().startswith("#") else None
        if match:
            found[match["key"].lower()] = _Setting(match["value"].split(" #")[0].strip().strip('"'), number)
    return found


def _limits(source: Source, system: str, settings: Mapping[str, _Setting]) -> Iterator[Trigger]:
    for key, limit in _LIMITS[system].items():
        one = settings.get(key)
        if one is None or one.value == limit.off:
            continue
        action, also = _action(source, limit.action, settings)
        if action == "ignore":
            continue
        stated = quantity(one.value)
        open_in = references(one.value)
        if stated is None and not open_in:
            continue
        yield Trigger(
            system=system,
            name=key,
            subject=limit.subject,
            comparison=limit.sign,
            threshold=stated.number if stated else None,
            stated=one.value,
            unit=stated.unit if stated and stated.unit == "%" else limit.unit,
            for_seconds=_duration(settings) if key == "defaultmemorypressurelimit" else None,
            action=action,
            condition=f"{key} {one.value}",
            references=references(one.value, action),
            evidence=once(source.at(one.line), *also),
        )


def _duration(settings: Mapping[str, _Setting]) -> int | None:
    one = settings.get("defaultmemorypressuredurationsec")
    return seconds(one.value, 1) if one else None


def _action(source: Source, text: str, settings: Mapping[str, _Setting]) -> tuple[str, tuple[Evidence, ...]]:
    if not text.startswith("{"):
        return text, ()
    one = settings.get(text.strip("{}"))
    if one is None:
        return "", ()
    return _ACTIONS.get(one.value.lower(), one.value if "{" in one.value else one.value.lower()), (source.at(one.line),)


@extractor("auditd", paths=("auditd.conf",), literals=("space_left", "disk_full_action", "action_mail_acct"))
def auditd(source: Source) -> Iterator[Trigger | FailureMode | Contact]:
    """Find what auditd does when its disk runs full, and whom it mails.

        space_left = 75
        space_left_action = email
        action_mail_acct = root
        disk_full_action = halt

    `ignore` does nothing, so it is no fact. Format: auditd.conf(5).
    """
    settings = _settings(source)
    yield from _limits(source, "auditd", settings)
    for key, message in _FAILURES.items():
        one = settings.get(key)
        if one and one.value.lower() != "ignore":
            outcome = _ACTIONS.get(one.value.lower(), one.value)
            yield FailureMode(
                system="auditd",
                name=key,
                message=message,
                outcome=outcome,
                references=references(outcome),
                evidence=(source.at(one.line),),
            )
    mail = settings.get("action_mail_acct")
    mails = any(settings[key].value.lower() == "email" for key in settings if key.endswith("space_left_action"))
    if mail and mails:
        yield _contact(source, "auditd", mail.value, mail.line, "audit logs run out of disk space")


@extractor("apcupsd", paths=("apcupsd.conf",), literals=("BATTERYLEVEL", "MINUTES", "TIMEOUT"))
def apcupsd(source: Source) -> Iterator[Trigger]:
    """Find when apcupsd shuts a machine down: at a charge, at a remaining runtime, after a time on battery.

        BATTERYLEVEL 5
        MINUTES 3
        TIMEOUT 0

    `TIMEOUT 0` and negative levels switch a limit off. Format: apcupsd.conf(5).
    """
    yield from _limits(source, "apcupsd", _settings(source))


@extractor("systemd-oomd", paths=("oomd.conf", "oomd.conf.d/*.conf"), literals=("Limit=",))
def systemd_oomd(source: Source) -> Iterator[Trigger]:
    """Find the limits beyond which systemd-oomd kills.

        [OOM]
        SwapUsedLimit=90%
        DefaultMemoryPressureLimit=60%
        DefaultMemoryPressureDurationSec=20s

    Format: oomd.conf(5).
    """
    yield from _limits(source, "systemd-oomd", _settings(source))


@extractor("earlyoom", paths=("earlyoom", "earlyoom.conf", "earlyoom.service"), literals=("earlyoom", "EARLYOOM_ARGS"))
def earlyoom(source: Source) -> Iterator[Trigger]:
    """Find the limits beyond which earlyoom kills: `EARLYOOM_ARGS="-m 5 -s 10"`.

    Available memory and free swap in percent; a second number after a comma is where it kills at
    once. Format: earlyoom(1).
    """
    pattern = re.compile(r"\s-(?P<what>[ms])\s*(?P<limit>\d{1,3})(?:,(?P<hard>\d{1,3}))?(?=[\s\"']|$)")
    for number, line in enumerate(source.lines, 1):
        text = line[:LONGEST_LINE].replace('"', ' "').replace('="', "= ").replace(' "', " ")
        if line.lstrip().startswith("#") or not re.match(r"\s*(?:EARLYOOM_ARGS|ExecStart)\s*=", line):
            continue
        for match in pattern.finditer(text):
            yield Trigger(
                system="earlyoom",
                name=f"earlyoom -{match['what']}",
                subject="available memory" if match["what"] == "m" else "free swap",
                comparison="<=",
                threshold=float(match["limit"]),
                stated=match["limit"],
                unit="%",
                action="the process with the highest score is ended",
                condition=match[0].strip(),
                evidence=(source.at(number),),
            )


@extractor("smartd", paths=("smartd.conf", "smartd*.conf"), literals=("-m ", "-W "))
def smartd(source: Source) -> Iterator[Contact | Trigger]:
    """Find whom smartd tells of a failing disk, and at which temperatures it speaks.

        DEVICESCAN -a -m ops@harbour.example -W 4,45,55

    `-m root` is a contact; `-W difference,information,critical` up to two triggers. `-m <nomailer>` tells nobody.
    Format: smartd.conf(5).
    """
    for number, line in enumerate(readable_lines(source.lines), 1):
        match = _DEVICE.fullmatch(line) if len(line) <= LONGEST_LINE else None
        if match is None:
            continue
        options, device = match["options"], match["device"]
        mailed = re.search(r"(?:^|\s)-m\s+(\{\{[^{}]{1,200}\}\}|\S{1,300})", options)
        for address in mailed[1].split(",") if mailed else ():
            if address not in _NOBODY:
                yield _contact(source, "smartd", address, number, f"failing disks ({device})")
        warmth = re.search(r"(?:^|\s)-W\s+\d{1,3},(\d{1,3})(?:,(\d{1,3}))?", options)
        for stated, severity in zip(warmth.groups() if warmth else (), _HEAT, strict=False):
            if stated and stated != "0":
                yield Trigger(
                    system="smartd",
                    name=f"{device} temperature",
                    subject=f"temperature of {device}",
                    comparison=">=",
                    threshold=float(stated),
                    stated=stated,
                    unit="°C",
                    severity=severity,
                    condition=options[:300],
                    references=references(device),
                    evidence=(source.at(number),),
                )


@extractor("mdadm", paths=("mdadm.conf", "mdadm.conf.d/*"), literals=("MAILADDR",))
def mdadm(source: Source) -> Iterator[Contact]:
    """Find whom `mdadm --monitor` tells of a failing array: `MAILADDR ops@harbour.example`.

    Format: mdadm.conf(5).
    """
    one = _settings(source).get("mailaddr")
    if one is not None:
        yield _contact(source, "mdadm", one.value, one.line, "failing RAID arrays")


def _contact(source: Source, system: str, address: str, line: int, scope: str) -> Contact:
    return Contact(
        system=system,
        name=address,
        channel="email",
        address=address,
        scope=scope,
        references=references(address, scope),
        evidence=(source.at(line),),
    )
