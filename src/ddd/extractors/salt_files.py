"""Reads which files Salt states install, and the crontabs and units whose text stands in the state itself."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from ddd.extractors._jinja import is_template
from ddd.extractors._salt import Entry, entries, readable
from ddd.extractors._written import written
from ddd.model import Definition, Evidence, Schedule, replace
from ddd.scan.components import component_of
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_MANAGED = frozenset({"file.managed", "file.recurse", "file.append"})
_TEXTS = ("contents", "text")
_SERVED = re.compile(r"salt://(?P<file>[^?|\s{}]{1,300})(?:[?|].*)?")
_BLOCK = re.compile(r"[|>][0-9+-]{0,2}")
_MAX_FOLDERS = 12


@extractor("salt-files", paths=("*.sls",), literals=("file.managed", "file.append", "managed"))
def salt_files(source: Source) -> Iterator[Schedule | Definition]:
    """Find which files Salt installs, so that a crontab or a script is known by its place on the host.

        /etc/cron.d/dump:
          file.managed:
            - source: salt://backup/files/dump.cron

    says that `/etc/cron.d/dump` is `backup/files/dump.cron` below one of the folders around. A text given as `contents`
    for a crontab, a timer or a service is read here. Folders that Jinja names are not followed.
    Format: salt.states.file.
    """
    stack = list(reversed(entries(source)))
    while stack:
        one = stack.pop()
        stack.extend(reversed(one.below))
        for state in one.below:
            if state.key in _MANAGED or (state.key == "file" and any(item.value == "managed" for item in state.items)):
                yield from _of_state(source, one, state)


def _of_state(source: Source, one: Entry, state: Entry) -> Iterator[Schedule | Definition]:
    path = state.said("name") or one.key
    if not path.startswith("/") or is_template(posixpath.dirname(path)):
        return
    named = state.child("name") or one
    file = _SERVED.fullmatch(state.said("source"))
    if file:
        yield from _installed(source, path, file["file"], state)
    contents = next((found for key in _TEXTS if (found := state.child(key))), None)
    if contents:
        place = source.at(named.line, named.column)
        for each in _inline(source, path, contents, place):
            yield _leading(each, place) if isinstance(each, Schedule) else each


def _leading(fact: Schedule, place: Evidence) -> Schedule:
    return replace(fact, evidence=tuple(dict.fromkeys((*fact.evidence, place))))


def _installed(source: Source, path: str, file: str, state: Entry) -> Iterator[Definition]:
    """The file server's root is one of the folders around the state."""
    place, folder = state.child("source") or state, posixpath.dirname(source.path)
    for _ in range(_MAX_FOLDERS):
        yield Definition(
            kind="installed-file",
            name=path,
            value=posixpath.join(folder, file),
            scope=component_of(source.path),
            evidence=source.at(place.line, place.column),
        )
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _inline(source: Source, path: str, contents: Entry, named: Evidence) -> Iterator[Schedule | Definition]:
    if contents.items:
        rows = [(one.line, one.column, one.value) for one in contents.items]
    elif _BLOCK.fullmatch(contents.value):
        rows = list(_block(source, contents))
    else:
        rows = [(contents.line, contents.column, contents.value)]

    def at(line: int, column: int = 1) -> Evidence:
        number, begins, _ = rows[min(line, len(rows)) - 1]
        return source.at(number, begins + column - 1)

    yield from written(path, [text for *_, text in rows], at, named)


def _block(source: Source, contents: Entry) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text of what stands deeper than the key."""
    lines = readable(source)
    for number in range(contents.line + 1, len(lines) + 1):
        line = lines[number - 1]
        text = line.lstrip()
        indent = len(line) - len(text)
        if text and indent <= contents.indent:
            return
        yield number, indent + 1, text
