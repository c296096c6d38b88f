"""Reads anacron's table: jobs that run every so many days, whenever the host is up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import EXPRESSION, LONGEST_LINE, of_template, readable_lines, references
from ddd.model import Dialect, Problem, Schedule
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_SETTING = re.compile(r"\s*(?P<name>[A-Za-z_]\w{0,60})\s*=\s*(?P<value>.*)")
_WORD = re.compile(rf"(?:{EXPRESSION}|\S|(?!))++")
_COLUMNS = 4


@extractor("anacron", paths=("anacrontab", "anacrontab.*"))
def anacron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of `anacrontab`.

        7   15   weekly-report   nice run-parts /etc/cron.weekly

    runs every 7 days, 15 minutes after anacron has started: the first column counts days, not minutes. `@monthly` is a
    period too. `START_HOURS_RANGE` and `RANDOM_DELAY` are told in the note. Format: anacrontab(5).
    """
    told: dict[str, str] = {}
    for number, line in enumerate(readable_lines(source.lines), start=1):
        text = line.strip()
        if not text or text.startswith("#") or len(line) > LONGEST_LINE:
            continue
        if setting := _SETTING.fullmatch(line):
            told[setting["name"]] = setting["value"].strip()
            continue
        words = list(_WORD.finditer(line))
        if len(words) < _COLUMNS and source.is_template:
            continue  # code of the template
        if len(words) < _COLUMNS:
            yield Problem(source.path, number, "anacron", "a job has a period, a delay, a name and a command")
            continue
        yield _job(source, number, line, words, told)


def _job(source: Source, number: int, line: str, words: list[re.Match[str]], told: dict[str, str]) -> Schedule:
    expression, delay, name = (one[0] for one in words[: _COLUMNS - 1])
    command = line[words[_COLUMNS - 1].start() :].strip()
    fact = Schedule(
        system="anacron",
        name=name,
        evidence=(source.at(number, words[0].start() + 1),),
        expression=expression,
        dialect=Dialect.ANACRON,
        command=command,
        delay=f"{told['RANDOM_DELAY']}min" if told.get("RANDOM_DELAY", "0").strip("0").isdecimal() else "",
        note="; ".join(_notes(delay, told)),
        references=references(expression, name, command),
    )
    return of_template(fact, source.path)


def _notes(delay: str, told: dict[str, str]) -> Iterator[str]:
    if delay != "0":
        yield f"starts {delay} minutes after anacron"
    if told.get("START_HOURS_RANGE"):
        yield f"only in the hours {told['START_HOURS_RANGE']}"
