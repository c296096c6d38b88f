"""Reads settings that stand one a line: configuration files, environment files, constants of scripts and of Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import LONGEST_LINE, is_template, readable_lines, references
from ddd.extractors.controls._keys import LITERALS, Kept, kept, lines_that_may_keep, may_be_kept, told
from ddd.extractors.controls._setting_table import LITERALS as OWN_LITERALS
from ddd.extractors.controls._setting_table import PROGRAMS, Program, Setting
from ddd.extractors.controls._words import LOG_RETENTION
from ddd.model import Control, State
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_SYSTEM = "retention"
_FILES = ("*.conf", "*.cfg", "*.cnf", "*.ini", "*.properties", "*.env", ".env*", "*.toml", "*.service", "*.default")
_SCRIPTS = ("*.sh", "*.bash", "*.py", "*.ts", "*.rb")
_LONGEST_VALUE = 300
_SECTION = re.compile(r"\s*\[{1,2}\s*(?P<name>[^\[\]\n]{1,100}?)\s*\]{1,2}\s*")
_ASSIGNMENT = re.compile(
    r"""\s*(?: (?:export|readonly|ENV|ARG|local|declare|set|Environment=)\s{0,4} (?:-[a-z]{1,3}\s+)? )? ["']?
        (?P<key>[A-Za-z_][\w.-]{2,100}) (?:\s*:\s*(?:int|str|float|Final|Final\[int\]|timedelta))? ["']?
        \s*[:?]?=\s* (?P<value>[^\s=].{0,300})""",
    re.VERBOSE,
)
_SPACED = re.compile(r"\s*(?P<key>(?:(?:retain|interval)\s+)?[A-Za-z_][\w.-]{1,60})\s+(?P<value>\S.{0,200})")
_EQUALS = re.compile(r"\s*(?P<key>[A-Za-z_][\w. -]{0,79}?)\s*=\s*(?P<value>[^\s=].{0,300})")
_SPACED_COMMENT = re.compile(r"\s#.*|\s;.*")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{3,}")
_ARGUMENT = re.compile(
    r"\s{2,80}(?:retention_in_days|backup_retention_period|message_retention_seconds|snapshot_retention_limit)"
    r"=[0-9]{1,9},?"
)
"""Of a resource that Pulumi or another framework makes; nobody else calls an argument so."""
_ENVIRONMENT = re.compile(
    r"""(?:int\(\s*)? (?:os\.(?:environ\.get|getenv)|config|env|ENV\.fetch|Integer\(ENV\.fetch)\(\s*
        ["'](?P<name>\w{1,80})["'] \s*,\s* (?:default\s*=\s*)? (?:cast\s*=\s*int\s*,\s*default\s*=\s*)?
        ["']?(?P<value>\d{1,9}[a-z]?)["']? .{0,30}""",
    re.VERBOSE,
)
_CDK = re.compile(r"\bRetentionDays\.(?P<value>[A-Z][A-Z_]{2,30})\b")
_NUMBERS = re.compile(r"^(?P<number>\d{1,9})\.days?\b")


@extractor(
    "retention-settings",
    paths=(*_FILES, *_SCRIPTS, NO_SUFFIX),
    literals=(*LITERALS, *OWN_LITERALS, "RetentionDays"),
)
def retention_settings(source: Source) -> Iterator[Control]:
    """Find in configuration files and scripts how long things are kept and what is recorded, one setting a line.

        retain  daily  7            rsnapshot.conf
        repo1-retention-full=2      pgbackrest.conf
        LOG_RETENTION_DAYS=30       .env, or a constant of a shell or Python script

    Known by their own names are settings of rsnapshot, pgBackRest, barman, sanoid, snapper, btrbk, Bareos and Bacula,
    duply, automysqlbackup, journald, auditd, PostgreSQL (pgAudit too), MySQL, Kafka, carbon, Graylog and sshd; in all
    other files a name about retention or copies kept counts (`BACKUP_KEEP_DAYS`), in Python and TypeScript only a
    constant in capitals, arguments of cloud resources (`retention_in_days=30`) and `RetentionDays.ONE_MONTH`. Values
    may be templates in Jinja. Commented lines are no facts. Not seen: values that a program computes, defaults that
    no file states.
    Format: the manual of each program, such as https://rsnapshot.org/rsnapshot/docs/docbook/rest.html.
    """
    if source.installed_path.endswith(".ts"):
        yield from _of_cdk(source)
        return
    program = next((one for one in PROGRAMS if one.paths.search(source.installed_path)), None)
    lines, section = readable_lines(source.lines), ""
    is_code = source.installed_path.endswith((".py", ".rb"))
    asked = lines_that_may_keep(lines) if is_code and not program else range(len(lines))
    for number, line in ((index + 1, lines[index]) for index in asked):
        if len(line) > LONGEST_LINE or line.lstrip().startswith(("#", ";", "//")):
            continue
        if not is_code and (header := _SECTION.fullmatch(line)):
            section = header["name"]
            continue
        fact = _own(source, program, line, number, section) if program else None
        if fact := fact or _general(source, line, number, section, is_code=is_code):
            yield fact
    if is_code:
        yield from _of_cdk(source)


def _own(source: Source, program: Program, line: str, number: int, section: str) -> Control | None:
    match = (_SPACED if program.separator == " " else _EQUALS).match(line)
    if not match:
        return None
    key, value = " ".join(match["key"].split()), _bare(match["value"])
    for setting in program.settings:
        if setting.key.fullmatch(key) and (said := _said(setting, key, value)):
            name = f"{program.name} {section}".strip() + f" {key}"
            return _control(source, number, match.start("value"), name, setting.control, said)
    return None


def _said(setting: Setting, key: str, value: str) -> tuple[str, str, str, bool] | None:
    unit = setting.unit if isinstance(setting.unit, str) else setting.unit(key)
    if setting.value is not None:
        is_it = setting.value.fullmatch(value) or (is_template(value) and len(value) < _LONGEST_VALUE)
        return (value.strip("'\""), "", "", False) if is_it else None
    found = told(value, Kept(setting.control, unit, False))
    return (found.value, found.unit, found.note, found.is_open) if found else None


def _general(source: Source, line: str, number: int, section: str, *, is_code: bool) -> Control | None:
    match = _ASSIGNMENT.match(line) if may_be_kept(line) else None
    if not match or (is_code and not (_CONSTANT.fullmatch(match["key"]) or _ARGUMENT.fullmatch(line))):
        return None
    key = match["key"]
    kind = kept(key, (section, *reversed(source.path.split("/"))))
    if kind is None:
        return None
    value, note = _bare(match["value"]), ""
    if environment := _ENVIRONMENT.fullmatch(value):
        value, note = environment["value"], f"unless {environment['name']} says otherwise"
    elif is_code and (number_of := _NUMBERS.match(value)):
        value = f"{number_of['number']} days"
    found = told(value, kind)
    if found is None or (found.is_open and not is_template(value)):
        return None  # another variable: where it is set, it is told
    said = (found.value, found.unit, note or found.note, False)
    return _control(source, number, match.start("value"), f"{section} {key}".strip(), kind.control, said)


def _of_cdk(source: Source) -> Iterator[Control]:
    for number, line in enumerate(source.lines, start=1):
        found = _CDK.search(line[:LONGEST_LINE]) if "RetentionDays." in line else None
        if found and not line.lstrip().startswith(("//", "#", "*")):
            value = found["value"].lower().replace("_", " ")
            said = ("forever" if value == "infinite" else value, "", "", False)
            yield _control(source, number, found.start("value"), "log group", LOG_RETENTION, said)


def _control(
    source: Source, line: int, offset: int, name: str, control: str, said: tuple[str, str, str, bool]
) -> Control:
    value, unit, note, is_open = said
    return Control(
        system=_SYSTEM,
        name=name,
        control=control,
        value=value,
        unit=unit,
        note=note,
        state=State.UNRESOLVED if is_open else State.ACTIVE,
        references=references(value) if is_template(value) else (),
        evidence=(source.at(line, offset + 1),),
    )


def _bare(value: str) -> str:
    """Return a value without a comment behind it and without what closes a statement."""
    return _SPACED_COMMENT.sub("", value[:_LONGEST_VALUE]).strip().rstrip(";,").strip()
