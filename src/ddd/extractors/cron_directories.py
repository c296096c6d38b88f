"""Reads cron's directories: a script in `cron.daily/` runs daily, because of where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.model import Confidence, Definition, Dialect, Evidence, Schedule
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
    if source.text.strip():
        yield from script(source.installed_path, source.at(1), source.path)


def script(path: str, place: Evidence, file: str = "") -> Iterator[Schedule | Definition]:
    """Yield the schedule of a script by its path on the host, and `file` of the repository as what stands there."""
    match = _FOLDER.fullmatch(path)
    if match is None or _NO_SCRIPTS.fullmatch(match["name"]):
        return
    name, command = match["name"], f"/etc/cron.{match['word']}/{match['name']}"
    runs = _DEBIAN_RUNS.fullmatch(name) is not None
    yield Schedule(
        system="run-parts",
        name=name,
        evidence=(place,),
        confidence=Confidence.HIGH if runs else Confidence.LOW,
        expression=f"@{match['word']}",
        dialect=Dialect.VIXIE,
        command=command,
        note="" if runs else "under this name Debian's run-parts skips it",
    )
    if file:
        yield Definition(kind="installed-file", name=command, value=file, evidence=place)
