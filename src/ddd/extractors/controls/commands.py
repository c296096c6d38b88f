"""Reads the command lines that delete what is old, keep copies, or encrypt a backup, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ddd.extractors._jinja import LONGEST_LINE, is_template, references
from ddd.extractors._offsets import at_offset, line_at
from ddd.extractors.controls._command_forms import FORMS, LITERALS, Form
from ddd.extractors.controls._keys import kept, words
from ddd.extractors.controls._words import BACKUP_ENCRYPTION, amount
from ddd.model import Control, Evidence, State, replace
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_SYSTEM = "command"
_LONGEST = 1_000_000
_LONGEST_SIGN = 5
"""Characters of what begins a comment: it may be part of what was found."""
_MOST = 200
_DAY = 1440
"""In minutes."""
_ASSIGNED = re.compile(
    r"(?m)^[ \t]{0,40}(?:(?:export|readonly|local)[ \t]{1,4})?(?P<name>[A-Za-z_]\w{0,60})="
    r"[\"']?(?:\$\{\w{1,60}:-)?(?P<value>[0-9]{1,6}[A-Za-z]{0,6})\b"
)
_VARIABLE = re.compile(
    r"\$\{?(?P<name>[A-Za-z_]\w{0,60})(?:(?::?[-=])(?P<default>[0-9]{1,6}[A-Za-z]{0,6}))?\}?(?P<unit>[A-Za-z]{0,6})"
)
_OF_BACKUPS = re.compile(r"tar|dump|backup|restic|xtrabackup|zfs", re.IGNORECASE)


@extractor(
    "retention-commands",
    paths=(
        *(
            "*.sh",
            "*.bash",
            "*.yml",
            "*.yaml",
            "*.conf",
            "*.cfg",
            "*.service",
            "*.cron",
            "*.py",
            "*.nix",
            "*.pp",
            "*.rb",
        ),
        *(
            "*.nomad",
            "*.hcl",
            "*.tf",
            "*.json",
            "*.toml",
            "*.mk",
            "*.tpl",
            "*.default",
            "*.sls",
            "*.groovy",
            "*.xml",
            "*.ini",
            "cron.d/*",
            NO_SUFFIX,
        ),
    ),
    literals=LITERALS,
)
def retention_commands(source: Source) -> Iterator[Control]:
    """Find the command lines that keep so many copies, delete what is older, record or encrypt.

        restic forget --keep-daily 7 --keep-weekly 4 --prune
        find /var/backups/app -type f -mtime +30 -delete

    In scripts, cron tables, units, manifests and task files: `--keep-…` of restic, borg and their like, duplicity's
    and rdiff-backup's `remove-older-than`, WAL-G's `delete retain`, `find … -mtime +N -delete` (also `-exec rm`),
    tmpreaper, `journalctl --vacuum-time`, the retention flags of Prometheus, Thanos and VictoriaMetrics, the audit
    flags of the Kubernetes API server, Docker's log options, Jenkins' `numToKeepStr`, rolling logs of Python, logback
    and supervisor, the age at which Elasticsearch's policies and curator delete; as encryption `borg init
    --encryption` and dumps piped into gpg, openssl or age. A variable that the same file sets is followed, the line
    that sets it comes first. Values that come from elsewhere (`$1`, the environment) are unresolved. Comments are no
    facts.
    Format: https://restic.readthedocs.io/en/stable/060_forget.html, find(1) and the manuals of the others.
    """
    if len(source.text) > _LONGEST:
        return
    yield from islice(_found(source), _MOST)


def _found(source: Source) -> Iterator[Control]:
    for form in FORMS:
        for match in form.found(source.text):
            line = source.lines[line_at(source, match.start("value")) - 1]
            if len(line) > LONGEST_LINE or _is_comment(source.text, match.start()):
                continue
            if fact := _control(source, form, match, at_offset(source, match.start("value"))):
                yield fact


def _control(source: Source, form: Form, match: re.Match[str], place: Evidence) -> Control | None:
    if form.is_amount:
        told = _followed(source, match["value"])
        unit = form.unit if isinstance(form.unit, str) else form.unit(match)
        if told is None or _is_nothing(told.value, told.unit or unit):
            return None
        told = replace(told, unit=told.unit or unit)
    elif _is_meant(source, form, match):
        told = _Followed(match["value"] if is_template(match["value"]) else match["value"].split()[0], "")
    else:
        return None
    return Control(
        system=_SYSTEM,
        name=form.name if isinstance(form.name, str) else form.name(match),
        control=form.control if isinstance(form.control, str) else form.control(match, source.path),
        value=told.value,
        unit=told.unit,
        note=told.note,
        state=State.UNRESOLVED if told.is_open else State.ACTIVE,
        references=references(told.value) if is_template(told.value) else (),
        evidence=(source.at(told.line), place) if told.line else (place,),
    )


@dataclass(frozen=True, slots=True)
class _Followed:
    value: str
    unit: str
    line: int = 0
    """Where the variable is set; 0: the value stands in the command."""
    is_open: bool = False
    note: str = ""


def _followed(source: Source, text: str) -> _Followed | None:
    """Return what an argument says; of a variable what this file sets. None for no amount, and for one told already."""
    text = text.strip("\"'`")
    if is_template(text):
        return None if re.match(r"\{\{-?\s*[.$]", text) else _Followed(text, "")
    if found := amount(text):
        return _Followed(found.value, found.unit)
    variable = _VARIABLE.fullmatch(text)
    if variable is None:
        return None
    if variable["default"] and (found := amount(variable["default"] + variable["unit"])):
        return _Followed(found.value, found.unit, note=f"unless {variable['name']} says otherwise")
    if kept(variable["name"]):
        return None if _set(source, variable["name"]) else _Followed(text, "", is_open=True)
    setting = _set(source, variable["name"])
    if setting is None:
        return _Followed(text, "", is_open=True)
    found = amount(setting["value"] + variable["unit"])
    line = source.text.count("\n", 0, setting.start("value")) + 1
    return _Followed(found.value, found.unit, line) if found else None


def _is_nothing(value: str, unit: str) -> bool:
    """No copies, or minutes of less than a day: that is how locks and half-written files are cleared away."""
    is_number = value.isdigit()
    return is_number and ((value == "0" and unit.endswith("copies")) or (unit == "minutes" and int(value) < _DAY))


def _set(source: Source, name: str) -> re.Match[str] | None:
    """Return where the file first sets a variable of the shell to a number."""
    found = source.derived("numbers set", lambda one: list(_ASSIGNED.finditer(one.text)))
    return source.derived("numbers by name", lambda _: {one["name"]: one for one in reversed(found)}).get(name)


def _is_meant(source: Source, form: Form, match: re.Match[str]) -> bool:
    """Encryption counts where it is not `none`, and a stream where it is of a backup."""
    if form.control != BACKUP_ENCRYPTION:
        return True
    if match["value"].startswith("none"):
        return False
    if form.name == "borg":
        return True
    begin = source.text.rfind("\n", 0, match.start()) + 1
    begin = source.text.rfind("\n", 0, max(0, begin - 1)) + 1
    is_backup = {"backup", "backups", "dump"} & set(words(source.path))
    said = source.text[begin : match.start()]
    return (
        bool(is_backup or _OF_BACKUPS.search(said[-500:])) and "curl" not in said[-300:] and "wget" not in said[-300:]
    )


def _is_comment(text: str, offset: int) -> bool:
    line = text[text.rfind("\n", 0, offset) + 1 : offset + _LONGEST_SIGN].lstrip()
    return line.startswith(("#", "//", "* ", ";", "echo ", "REM "))
