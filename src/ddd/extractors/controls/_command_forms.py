"""The forms in which commands and programs are told to keep copies, delete what is old, record or encrypt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ddd.extractors._jinja import EXPRESSION
from ddd.extractors.controls._keys import kept
from ddd.extractors.controls._words import (
    ARTIFACT_RETENTION,
    AUDIT_LOG,
    BACKUP_ENCRYPTION,
    BACKUP_RETENTION,
    DATA_RETENTION,
    LOG_RETENTION,
    copies,
)

_VALUE = rf"(?P<value>{EXPRESSION}[a-zA-Z]{{0,6}}|[^\s\"',\])|;&]{{1,80}})"
_GAP = r"""(?:["']?[=,\s]{1,4}["']?|["']?,?\s{0,40}\\?\n\s{0,40}(?:-\s{1,4})?["']?)"""
_MEANS = (
    r"-exec(?:dir)?\s+(?:sudo\s+)?(?:/\S{0,20}/)?(?:rm|unlink)\b|-delete\b|-ok\s+rm\b"
    r"|\|\s*xargs\s[^\n|]{0,60}\brm\b"
)


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a command's words."""

    pattern: re.Pattern[str]
    control: str | Callable[[re.Match[str], str], str]
    unit: str | Callable[[re.Match[str]], str]
    name: str | Callable[[re.Match[str]], str]
    is_amount: bool = True
    signs: tuple[str, ...] = field(kw_only=True)
    """One of them stands in every match: a text without is not searched."""

    def found(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the places of this form."""
        is_possible = any(sign in text for sign in self.signs)
        return self.pattern.finditer(text) if is_possible else iter(())


def _kept_for(match: re.Match[str], path: str) -> str:
    """What `find … -delete` deletes, by its words and by the file's path: logs, backups or other data."""
    found = kept("retention", (match["where"], match["rest"], *reversed(path.split("/"))))
    return found.control if found and found.control != "artifact retention" else DATA_RETENTION


def _found(match: re.Match[str]) -> str:
    return " ".join(f"find {match['where']}".replace('"', "").split())[:120]


def _program(match: re.Match[str]) -> str:
    """Return the last program named before a flag that several have."""
    found = _KEEPERS.findall(match.string, max(0, match.start() - 600), match.start())
    return str(found[-1]).lower() if found else ""


_KEEPERS = re.compile(r"restic|borg|kopia|proxmox-backup|autorestic", re.IGNORECASE)
FORMS = (
    Form(
        re.compile(rf"--keep-(?P<period>last|hourly|daily|weekly|monthly|yearly){_GAP}{_VALUE}"),
        BACKUP_RETENTION,
        lambda match: copies(match["period"]),
        lambda match: f"{_program(match)} keep {match['period']}".strip(),
        signs=("--keep-",),
    ),
    Form(
        re.compile(rf"--keep-(?P<period>within(?:-[a-z]{{1,10}})?){_GAP}{_VALUE}"),
        BACKUP_RETENTION,
        "",
        lambda match: f"{_program(match)} keep {match['period'].replace('-', ' ')}".strip(),
        signs=("--keep-within",),
    ),
    Form(
        re.compile(rf"\b(?:--)?remove-older-than{_GAP}{_VALUE}"),
        BACKUP_RETENTION,
        "",
        "remove older than",
        signs=("remove-older-than",),
    ),
    Form(
        re.compile(rf"\bremove-all-but-n-full{_GAP}{_VALUE}"),
        BACKUP_RETENTION,
        "full copies",
        "remove all but n full",
        signs=("remove-all-but-n-full",),
    ),
    Form(
        re.compile(
            rf"\bwal-[eg]\b[^\n;|&]{{0,80}}?\bdelete\s[^\n;|&]{{0,40}}?\bretain\s+(?:(?:FIND_)?FULL\s+)?{_VALUE}"
        ),
        BACKUP_RETENTION,
        "full copies",
        "delete retain",
        signs=("wal-e", "wal-g"),
    ),
    Form(
        re.compile(rf"--storage\.tsdb\.retention(?:\.(?P<of>time|size))?{_GAP}{_VALUE}"),
        DATA_RETENTION,
        "",
        "prometheus",
        signs=("--storage.tsdb.retention",),
    ),
    Form(
        re.compile(rf"--retention\.resolution-(?P<of>raw|5m|1h){_GAP}{_VALUE}"),
        DATA_RETENTION,
        "",
        lambda match: f"thanos {match['of']}",
        signs=("--retention.resolution-",),
    ),
    Form(
        re.compile(rf"(?<![\w-])--?retentionPeriod{_GAP}{_VALUE}"),
        DATA_RETENTION,
        "",
        "victoria metrics",
        signs=("retentionPeriod",),
    ),
    Form(
        re.compile(rf"--audit-log-maxage{_GAP}{_VALUE}"),
        LOG_RETENTION,
        "days",
        "kube-apiserver audit log",
        signs=("--audit-log-maxage",),
    ),
    Form(
        re.compile(rf"--audit-log-maxbackup{_GAP}{_VALUE}"),
        LOG_RETENTION,
        "files",
        "kube-apiserver audit log",
        signs=("--audit-log-maxbackup",),
    ),
    Form(
        re.compile(rf"--audit-log-path{_GAP}{_VALUE}"),
        AUDIT_LOG,
        "",
        "kube-apiserver audit log",
        is_amount=False,
        signs=("--audit-log-path",),
    ),
    Form(
        re.compile(rf"--audit-policy-file{_GAP}{_VALUE}"),
        AUDIT_LOG,
        "",
        "kube-apiserver audit policy",
        is_amount=False,
        signs=("--audit-policy-file",),
    ),
    Form(
        re.compile(rf"--vacuum-(?:time|size|files){_GAP}{_VALUE}"), LOG_RETENTION, "", "journal", signs=("--vacuum-",)
    ),
    Form(
        re.compile(rf"--log-opt[=\s]+[\"']?(?P<of>max-size|max-file)={_VALUE}"),
        LOG_RETENTION,
        "",
        "docker logs",
        signs=("--log-opt",),
    ),
    Form(
        re.compile(
            r"\b(?P<of>numToKeepStr|daysToKeepStr|artifactNumToKeepStr|artifactDaysToKeepStr)\s*:\s*[\"'](?P<value>[0-9]{1,6})[\"']"
        ),
        ARTIFACT_RETENTION,
        lambda match: "days" if "ays" in match["of"] else "copies",
        "Jenkins builds",
        signs=("ToKeepStr",),
    ),
    Form(
        re.compile(r"\bbackupCount[\"']?\s*[:=]\s*(?P<value>[0-9]{1,5})\b"),
        LOG_RETENTION,
        "files",
        "rotating log of Python",
        signs=("backupCount",),
    ),
    Form(
        re.compile(r"<[mM]axHistory>\s*(?P<value>[0-9]{1,5})\s*<"),
        LOG_RETENTION,
        "files",
        "rolling log of logback",
        signs=("axHistory>",),
    ),
    Form(
        re.compile(r"\b(?P<of>stdout|stderr)?_?logfile_backups\s*=\s*(?P<value>[0-9]{1,5})\b"),
        LOG_RETENTION,
        "files",
        lambda match: f"supervisor {match['of'] or 'log'}",
        signs=("logfile_backups",),
    ),
    Form(
        re.compile(
            rf"[\"']?\bdelete[\"']?\s{{0,9}}[:=]\s{{0,40}}\{{?\s{{0,40}}[\"']?min_age[\"']?\s{{0,9}}[:=]\s{{0,9}}[\"']?{_VALUE}"
        ),
        DATA_RETENTION,
        "",
        "Elasticsearch indices",
        signs=("min_age",),
    ),
    Form(
        re.compile(rf"\bdelete_indices\b(?:[^\n]{{0,300}}\n){{1,40}}?\s{{0,40}}unit_count:\s{{1,9}}{_VALUE}"),
        LOG_RETENTION,
        "",
        "Elasticsearch indices, curator",
        signs=("delete_indices",),
    ),
    Form(
        re.compile(
            rf"find(?<![\w-]find)\s+(?P<where>[^\n;|&]{{1,300}}?)\s-[mc](?P<of>time|min)\s+[\"']?\+{_VALUE}[\"']?"
            rf"(?P<rest>(?:[^\n;&|]|\\\n|\|(?!\|)){{0,300}}?)(?:{_MEANS})"
        ),
        _kept_for,
        lambda match: "days" if match["of"] == "time" else "minutes",
        _found,
        signs=("-mtime", "-ctime", "-mmin", "-cmin"),
    ),
    Form(
        re.compile(
            rf"(?<![\w./-])(?:tmpreaper|tmpwatch)\s+(?:--?[a-z][\w=-]{{0,40}}\s+){{0,8}}{_VALUE}(?P<where>\s+/\S{{1,100}})"
        ),
        DATA_RETENTION,
        "",
        lambda match: f"old files in{match['where']}",
        signs=("tmpreaper", "tmpwatch"),
    ),
    Form(
        re.compile(rf"\brclone\s+(?:delete|move)\b[^\n;|&]{{0,200}}?--min-age{_GAP}{_VALUE}"),
        BACKUP_RETENTION,
        "",
        "rclone",
        signs=("rclone",),
    ),
    Form(
        re.compile(rf"\bborg\s+init\b[^\n;|&]{{0,200}}?(?:--encryption|-e){_GAP}{_VALUE}"),
        BACKUP_ENCRYPTION,
        "",
        "borg",
        is_amount=False,
        signs=("borg",),
    ),
    Form(
        re.compile(
            r"\|\s*(?:\\\n\s*)?(?:sudo\s+)?(?:/usr/bin/)?(?P<value>gpg2?\s(?=[^\n|]{0,200}?(?:\s-[a-z]*[ecr]\b|--encrypt|--symmetric|--recipient))"
            r"|openssl\s+(?:enc\s+)?(?=-?aes|smime|-e)|age\s+-[rR]\b)"
        ),
        BACKUP_ENCRYPTION,
        "",
        "encrypted stream",
        is_amount=False,
        signs=("gpg", "openssl", "age"),
    ),
)
"""Each match has the group `value`."""

LITERALS = (
    *("--keep-", "remove-older-than", "remove-all-but", "delete retain", "retention.", "etentionPeriod", "audit-log-"),
    *(
        "audit-policy-file",
        "--vacuum-",
        "--log-opt",
        "time +",
        "min +",
        'time "+',
        "tmpreaper",
        "tmpwatch",
        "--min-age",
    ),
    *(
        "borg init",
        "gpg",
        "openssl",
        "age -r",
        "age -R",
        "ToKeepStr",
        "min_age",
        "delete_indices",
        "backupCount",
        "axHistory>",
        "logfile_backups",
    ),
)
