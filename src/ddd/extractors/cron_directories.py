"""Reads cron's directories: a script in `cron.daily/` runs daily, because of where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.model import Confidence, Definition, Dialect, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_FOLDER = re.compile(r"(?:.*/)?cron\.(?P<word>hourly|daily|weekly|monthly)/(?P<name>[^/]+)")
_NO_SCRIPTS = re.compile(
    r"\..* | .*~ | readme.* | makefile | .*\.(?:md|txt|rst|ya?ml|license|orig|rej)", re.VERBOSE | re.I
)
_DEBIAN_RUNS = re.compile(r"[A-Za-z0-9_-]+")


@extractor("cron-directories", paths=("cron.hourly/*", "cron.daily/*", "cron.weekly/*", "cron.monthly/*"))
def cron_directories(source: Source) -> Iterator[Extracted]:
    """Find the scripts that run-parts starts: `etc/cron.daily/clean` runs daily, `etc/cron.weekly/report` weekly.

    The minute stands in /etc/crontab or /etc/anacrontab of the host. Debian's run-parts skips names with a dot or any
    other sign but letters, digits, `_` and `-`: such a fact says so. Format: run-parts(8), cron(8).
    """
    match = _FOLDER.fullmatch(source.installed_path)
    if match is None or _NO_SCRIPTS.fullmatch(match["name"]) or not source.text.strip():
        return
    name, command = match["name"], f"/etc/cron.{match['word']}/{match['name']}"
    runs = _DEBIAN_RUNS.fullmatch(name) is not None
    yield Schedule(
        system="run-parts",
        name=name,
        evidence=(source.at(1),),
        confidence=Confidence.HIGH if runs else Confidence.LOW,
        expression=f"@{match['word']}",
        dialect=Dialect.VIXIE,
        command=command,
        note="" if runs else "under this name Debian's run-parts skips it",
    )
    yield Definition(kind="installed-file", name=command, value=source.path, evidence=source.at(1))
