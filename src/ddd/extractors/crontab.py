"""Reads crontabs: tables of users, and tables of the system, which have a column for the user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ddd.extractors._commands import called
from ddd.extractors._comments import title
from ddd.extractors._jinja import EXPRESSION, LONGEST_LINE, TAG, is_template, of_template, readable_lines, references
from ddd.model import Confidence, Dialect, Evidence, Problem, Schedule, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

Place = Callable[[int, int], Evidence]
"""Gives the Evidence of a line and a column of the table, both counted from 1."""

_COLUMNS = 5
_DAYS_AND_MONTHS = "sun|mon|tue|wed|thu|fri|sat|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

_SETTING = re.compile(
    rf"\s* (?P<quote> [\"']? ) (?P<name> (?: {EXPRESSION} | [^\s=\"'@*] )++ ) (?P=quote) \s* = \s* (?P<value> .* )",
    re.VERBOSE,
)
_WORD = re.compile(rf"(?: {EXPRESSION} | {TAG} | \S|(?!) )++", re.VERBOSE)
_ONLY_OPEN = re.compile(rf"(?: {EXPRESSION} | {TAG}|(?!) )++", re.VERBOSE)
_FIELD = re.compile(rf"(?: [0-9*~] | \{{[{{%] | <% | (?:{_DAYS_AND_MONTHS})\b ) .*", re.VERBOSE | re.IGNORECASE)
_COMMAND = re.compile(rf"(?: {EXPRESSION} | {TAG} | \\% | [^%]|(?!) )*+", re.VERBOSE)
_LEGEND_WITH_USER = re.compile(r"#.*\b(?:dow|day of week|weekday)\b.*\buser(?:-?name)?\b", re.IGNORECASE)
_LONGEST_LEGEND = 200
_NO_NAME = re.compile(r"[/$\"'(>|*]")

_SYSTEM = re.compile(r"(?:.*/)?(?:etc/crontab|cron\.d/[^/]+|[^/]+\.cron\.d)")
_USERS = re.compile(r"(?:.*/)?(?:crontabs/[^/]+|spool/cron/.+)")
_NO_COMMAND = "it has no command"
_PLAIN_FOLDER = re.compile(r"(?:.*/)?(?:cron/[^/]+|crontab-[^/]+)")
_ACCOUNTS = frozenset(
    {
        *("root", "nobody", "www-data", "apache", "nginx", "postgres", "mysql", "git", "backup", "ubuntu", "daemon"),
        *("deploy", "ec2-user", "centos", "debian", "vagrant", "jenkins", "zabbix", "nagios", "munin", "prometheus"),
    }
)
_OTHER_LANGUAGES = (
    *(".py", ".pyc", ".sh", ".rb", ".pl", ".php", ".js", ".ts", ".go", ".c", ".h", ".cpp", ".java", ".rs", ".cs"),
    *(".yml", ".yaml", ".json", ".toml", ".xml", ".html", ".css", ".vue", ".tsx", ".jsx", ".svg", ".png", ".vim"),
    *(".md", ".rst", ".adoc", ".license", ".5", ".1", ".tf", ".pp", ".ini", ".cfg", ".service", ".timer", ".log"),
)
_NO_TABLES = frozenset({"README", "Makefile", "LICENSE", "Dockerfile", ".placeholder", ".gitkeep", ".keep"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One line of a table that runs something, or that tries to."""

    line: int
    """Counted from 1."""
    column: int
    """Where the expression begins, counted from 1."""
    expression: str
    command: str
    """Up to the first `%` that is not escaped: what follows is its input."""
    user: str = ""
    timezone: str | None = None
    name: str = ""
    """What the comment above calls it, else the program it runs."""
    dialect: Dialect = Dialect.VIXIE
    fault: str = ""
    """Why cron refuses the line although its expression may be right."""


@dataclass(frozen=True, slots=True)
class _Stray:
    """A line that is no comment, no setting and no job."""

    line: int


@extractor(
    "crontab",
    paths=(
        "crontab",
        "crontab.*",
        "crontab-*",
        "*.crontab",
        "*.cron",
        "*.cron.*",
        "*.cron.d",
        "cron.d/*",
        "cron/*",
        "crontabs/*",
        "spool/cron/*",
        "spool/cron/*/*",
    ),
)
def crontab(source: Source) -> Iterator[Extracted]:
    """Find the jobs of crontabs: `etc/crontab`, `cron.d/*`, `crontabs/*`, `crontab`, `*.cron`, and their templates.

    `17 3 * * 1-5 root /usr/local/sbin/backup.sh` is a job of a system table, which names the user; the table of a user
    does not. Settings (`MAILTO=…`), comments and commented-out jobs are no facts; `CRON_TZ=` sets the time zone of the
    lines below it. A file in a folder `cron`, or called `crontab-x`, is a table when every line of it is one of a
    table. Expressions alone, without a command, are a schedule for whatever reads the file. Format: crontab(5).
    """
    name = source.installed_path.rsplit("/", 1)[-1]
    if name in _NO_TABLES or name.endswith(_OTHER_LANGUAGES) or source.text.startswith("#!"):
        return
    lines = readable_lines(source.lines)
    is_system, is_certain = _kind(source.installed_path, lines)
    entries = list(_entries(lines, is_system))
    jobs = _in_one_dialect([entry for entry in entries if isinstance(entry, Job)])
    strays = [entry for entry in entries if isinstance(entry, _Stray)]
    if strays and _PLAIN_FOLDER.fullmatch(source.installed_path):
        return
    if not jobs:
        strays = strays[:1] if is_certain else []
    if not is_certain and jobs and all(job.fault == _NO_COMMAND for job in jobs):
        yield from (_expression_alone(source, job) for job in jobs)
        return
    confidence = Confidence.HIGH if is_certain else Confidence.MEDIUM
    notes = _notes_on_file(source)
    for job in jobs:
        fact = of_template(schedule(job, source.at), source.path)
        yield replace(fact, confidence=confidence, note="; ".join(filter(None, (fact.note, *notes))))
    for stray in strays:
        yield Problem(source.path, stray.line, "crontab", "neither a comment, a setting nor a job of a crontab")


def _expression_alone(source: Source, job: Job) -> Schedule:
    name = source.installed_path.rsplit("/", 1)[-1].partition(".")[0]
    fact = schedule(replace(job, name=name, fault=""), source.at)
    return replace(fact, confidence=Confidence.LOW, note="an expression alone: whatever reads the file runs the job")


def crontab_jobs(lines: Sequence[str], system: bool) -> Iterator[Job]:
    """Yield the jobs of a table.

    system: the table has a column for the user (`/etc/crontab`, `/etc/cron.d/*`). Jinja is understood.
    """
    found = (entry for entry in _entries(readable_lines(lines), system) if isinstance(entry, Job))
    yield from _in_one_dialect(list(found))


def schedule(job: Job, at: Place, system: str = "crontab") -> Schedule:
    """Return the Schedule a job stands for."""
    return Schedule(
        system=system,
        name=job.name,
        evidence=(at(job.line, job.column),),
        state=State.INVALID if job.fault else State.ACTIVE,
        expression=job.expression,
        dialect=job.dialect,
        timezone=job.timezone,
        command=job.command,
        user=job.user,
        note=job.fault,
        references=references(job.expression, job.command, job.name, job.user, job.timezone),
    )


def _entries(lines: Sequence[str], system: bool) -> Iterator[Job | _Stray]:
    zone: str | None = None
    for index, line in enumerate(lines):
        text = line.strip()
        if not text or text.startswith("#") or len(line) > LONGEST_LINE:
            continue
        if setting := _SETTING.fullmatch(line):
            if setting["name"] == "CRON_TZ":
                zone = setting["value"].strip().strip("\"'") or None
            continue
        job = _job(index, line, system)
        if job:
            yield replace(job, timezone=zone, name=_title_above(lines, index) or job.name)
        elif not _is_left_to_the_template(text):
            yield _Stray(index + 1)


def _job(index: int, line: str, system: bool) -> Job | None:
    """Read one line; None when it does not even try to be a job."""
    words = list(_WORD.finditer(line))
    first, width = words[0], _width([word[0] for word in words], system)
    if width == 0:
        return None
    expression = " ".join(word[0] for word in words[:width])
    rest = words[width:]
    user = rest[0][0] if system and rest else ""
    command = line[rest[system].start() :] if len(rest) > system else ""
    is_quiet = system and expression.startswith("-")
    shown = _unescaped(command)
    fault = _fault(user, command, system)
    return Job(
        line=index + 1,
        column=first.start() + 1 + is_quiet,
        expression=expression.removeprefix("-") if is_quiet else expression,
        command=shown,
        user=user,
        name=called(f"{user} {shown}" if fault else shown),
        dialect=Dialect.CRONIE if is_quiet or "~" in _ONLY_OPEN.sub("", expression) else Dialect.VIXIE,
        fault=fault,
    )


def _width(words: list[str], system: bool) -> int:
    """Return how many words the expression has; 0 when the line is no job."""
    first = words[0].removeprefix("-") if system else words[0]
    if first.startswith("@"):
        return 1 if re.match(r"@[a-zA-Z{<]", first) else 0
    rest = words[1:_COLUMNS]
    if _ONLY_OPEN.fullmatch(first) and not (len(rest) == _COLUMNS - 1 and all(map(_FIELD.fullmatch, rest))):
        return 1 if rest else 0  # one expression stands for all five fields
    if not _FIELD.fullmatch(first) or first[0].isalpha() or (rest and not _FIELD.fullmatch(rest[0])):
        return 0
    return min(_COLUMNS, len(words))


def _fault(user: str, command: str, system: bool) -> str:
    if system and user and _NO_NAME.search(_ONLY_OPEN.sub("", user)):
        return f"the column for the user is missing: cron takes “{user}” for a user"
    return "" if command else _NO_COMMAND


def _unescaped(command: str) -> str:
    match = _COMMAND.match(command)
    return match[0].replace("\\%", "%").strip() if match else ""


def _title_above(lines: Sequence[str], index: int) -> str:
    """Return the title a comment of one line, directly above, gives."""
    if index < 1 or not lines[index - 1].lstrip().startswith("#"):
        return ""
    goes_on = index > 1 and lines[index - 2].lstrip().startswith("#") and lines[index - 2].strip("# \t") != ""
    return "" if goes_on else title(lines[index - 1])


def _is_left_to_the_template(text: str) -> bool:
    """A line that is one expression, or that begins with one, is whatever the template makes of it."""
    return is_template(text) and text.startswith(("{", "<%"))


def _in_one_dialect(jobs: list[Job]) -> list[Job]:
    """One line that only cronie understands says that cronie reads the whole table."""
    if any(job.dialect is Dialect.CRONIE or job.timezone for job in jobs):
        return [replace(job, dialect=Dialect.CRONIE) for job in jobs]
    return jobs


def _kind(path: str, lines: Sequence[str]) -> tuple[bool, bool]:
    """Tell whether the table is one of the system, and whether its path makes that certain."""
    if _SYSTEM.fullmatch(path):
        return True, True
    if _USERS.fullmatch(path):
        return False, True
    if any(_LEGEND_WITH_USER.match(line[:_LONGEST_LEGEND]) for line in lines):
        return True, False
    users = [job.user for job in crontab_jobs(lines, system=True)]
    return bool(users) and all(map(_is_account, users)), False


def _is_account(user: str) -> bool:
    return user in _ACCOUNTS or (is_template(user) and "user" in user.lower())


def _notes_on_file(source: Source) -> list[str]:
    notes = []
    folder, _, name = source.installed_path.rpartition("/")
    if folder.endswith("cron.d") and "." in name:
        notes.append("under this name Debian's cron ignores it: it has a dot")
    if not source.is_template and not source.text.endswith("\n"):
        notes.append("Debian ignores this file: no newline at its end")
    return notes
