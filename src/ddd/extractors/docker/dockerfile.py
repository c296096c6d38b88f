"""Reads the crontabs an image is built with: lines that instructions of a Dockerfile write, and its environment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors.crontab import Job, crontab_jobs
from ddd.extractors.docker._crontab_lines import is_system_table, printed_jobs, writes_crontab
from ddd.extractors.docker._instructions import INSTRUCTION, LONGEST_LINE, PATHS, Instruction, instructions
from ddd.extractors.docker._settings import is_schedule_key, meaning
from ddd.model import Evidence, Schedule
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_VARIABLE = re.compile(
    r"""(?P<name> [A-Za-z_][A-Za-z0-9_]{0,100} )
        (?: = (?: "(?P<double> [^"\n]* )" | '(?P<single> [^'\n]* )' | (?P<bare> \S* ) )
          | [ \t]+ (?P<rest> [^\n=]+ ) $ )""",
    re.VERBOSE,
)


@extractor(
    "dockerfile",
    paths=PATHS,
    literals=("cron", "CRON", "SCHEDULE"),
)
def dockerfile(source: Source) -> Iterator[Schedule]:
    """Find the jobs an image is built with: `Dockerfile`, `Containerfile`.

        RUN echo "0 3 * * * /usr/local/bin/purge.sh" >> /etc/crontabs/root
        COPY <<EOF /etc/cron.d/report
        15 6 * * 1 root /usr/local/bin/report.sh
        EOF
        ENV BACKUP_CRON="0 2 * * *"

    Only in instructions that have to do with a crontab (`crontab -`, `/etc/cron.d/…`, `/etc/crontabs/…`); the tables
    themselves, where they are files, are read as crontabs. `ENV` says the image's default.
    Format: https://docs.docker.com/reference/dockerfile/
    """
    for one in instructions(source.lines):
        if one.word == "ENV":
            yield from _of_environment(source, one)
        else:
            yield from _of_crontab(source, one)


def _of_crontab(source: Source, one: Instruction) -> Iterator[Schedule]:
    text = one.text
    if not writes_crontab(text):
        return
    for printed in printed_jobs(text):
        yield _schedule(printed.job, _where(source, one, printed.job, text.count("\n", 0, printed.offset)))
    system = is_system_table(text)
    for first, lines in one.heredocs:
        for job in crontab_jobs(lines, system):
            if not job.fault:
                yield _schedule(job, source.at(first + job.line - 1, job.column))


def _schedule(job: Job, where: Evidence) -> Schedule:
    return Schedule(
        system="dockerfile",
        name=job.name,
        evidence=(where,),
        expression=job.expression,
        dialect=job.dialect,
        timezone=job.timezone,
        command=job.command,
        user=job.user,
    )


def _where(source: Source, one: Instruction, job: Job, skipped: int) -> Evidence:
    """Return the line of the instruction on which a job's expression stands."""
    for number, line in enumerate(one.lines[skipped:], start=one.line + skipped):
        column = line.find(job.expression)
        if column >= 0:
            return source.at(number, column + 1)
    return source.at(one.line + skipped)


def _of_environment(source: Source, one: Instruction) -> Iterator[Schedule]:
    for number, line in enumerate(one.lines, start=one.line):
        start = INSTRUCTION.match(line)
        for match in _VARIABLE.finditer(line[:LONGEST_LINE], start.end() if start else 0):
            kind = next(kind for kind in ("double", "single", "bare", "rest") if match[kind] is not None)
            value = match[kind].strip()
            read = meaning(match["name"], value) if is_schedule_key(match["name"]) else None
            if read:
                yield Schedule(
                    system="dockerfile",
                    name=match["name"],
                    evidence=(source.at(number, match.start(kind) + 1),),
                    confidence=read.confidence,
                    expression=value,
                    dialect=read.dialect,
                    note="; ".join(filter(None, ("the image's default", read.note))),
                )
