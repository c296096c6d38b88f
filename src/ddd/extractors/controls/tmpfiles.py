"""Reads the ages at which systemd deletes what lies in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._jinja import LONGEST_LINE, is_template, readable_lines, references
from ddd.extractors.controls._keys import kept
from ddd.extractors.controls._words import DATA_RETENTION, amount
from ddd.model import Control
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_LINE = re.compile(
    r"""\s* (?P<type> [dDeqQvC] [!+=~^$-]{0,3} ) \s+ "?(?P<path> [/{<]\S{0,300}? )"?
        \s+ \S{1,60} \s+ \S{1,60} \s+ \S{1,60} \s+ ~?(?P<age> [^\s-]\S{0,60} | \{\{[^{}]{1,80}\}\} )""",
    re.VERBOSE,
)


@extractor("tmpfiles", paths=("tmpfiles.d/*.conf", "tmpfiles*.conf"))
def tmpfiles(source: Source) -> Iterator[Control]:
    """Find after how long systemd-tmpfiles deletes the files of a folder.

        d /var/cache/orders 0755 orders orders 30d

    The age of lines that create or clean folders (`d`, `D`, `e`, `q`, `Q`, `v`, `C`) is data retention, of a folder of
    logs or backups theirs. Lines without an age delete nothing and are no facts. Values may be templates in Jinja. Not
    seen: files that packages install. Format: tmpfiles.d(5).
    """
    for number, line in enumerate(readable_lines(source.lines), start=1):
        found = _LINE.match(line) if len(line) <= LONGEST_LINE else None
        if not found:
            continue
        age = found["age"]
        said, kind = amount(age), kept("retention", [found["path"]])
        if said or is_template(age):
            yield Control(
                system="tmpfiles",
                name=found["path"],
                control=kind.control if kind else DATA_RETENTION,
                value=said.value if said else age,
                unit=said.unit if said else "",
                references=references(age, found["path"]),
                evidence=(source.at(number, found.start("age") + 1),),
            )
