"""Knows the states and pillars of Salt as a tree of keys, whatever Jinja stands in between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ddd.extractors._jinja import EXPRESSION, LONGEST_LINE, readable_lines
from ddd.scan.source import Source

_KEY = re.compile(
    rf"(?P<indent>[ ]*)(?P<dash>-[ ]+)?(?P<quote>['\"]?)(?P<key>(?:{EXPRESSION}|[^\s:'\"#{{}}\[\]|,&*!>-])"
    rf"(?:{EXPRESSION}|[^:'\"\n#{{]|:(?!\s|$)|(?!))*+)(?P=quote)[ ]*:(?:[ ]+(?P<value>.*))?"
)
_ITEM = re.compile(r"(?P<indent>[ ]*)-[ ]+(?P<value>.+)")
_COMMENT = re.compile(r"\s#.*")
_FUNCTION = re.compile(r"(?:cron|file)\.[a-z]{1,40}|schedule\.(?:present|absent|disabled|enabled)")


@dataclass(slots=True)
class Entry:
    """One key with what stands below it; Jinja in between is left out, so that files that are no YAML are read too."""

    key: str
    value: str
    line: int
    column: int
    indent: int
    below: list[Entry] = field(default_factory=list)
    items: list[Entry] = field(default_factory=list)
    """Plain entries of a list below it."""

    def child(self, key: str) -> Entry | None:
        """Return the last entry below of that key, as YAML and Salt take it."""
        return next((one for one in reversed(self.below) if one.key == key), None)

    def said(self, key: str) -> str:
        """Return the value below of that key; empty when it is not there."""
        found = self.child(key)
        return found.value if found else ""


def entries(source: Source) -> list[Entry]:
    """Return the keys of a file as a tree by their indent, read once for all extractors that ask."""
    return source.derived("salt entries", lambda one: _entries(readable(one)))


def readable(source: Source) -> list[str]:
    """Return the lines of a file without what Jinja says between them, every column in its place."""
    return source.derived("salt lines", lambda one: readable_lines(one.lines))


def _entries(lines: Sequence[str]) -> list[Entry]:
    top = Entry("", "", 1, 1, -1)
    stack = [top]
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#") or len(line) > LONGEST_LINE:
            continue
        match = _KEY.match(line)
        item = None if match else _ITEM.match(line)
        if match:
            indent = len(match["indent"])
            entry = Entry(match["key"].strip(), _plain(match["value"]), number, _column(match), indent)
        elif item:
            indent = len(item["indent"])
            entry = Entry("", _plain(item["value"]), number, item.start("value") + 1, indent)
        else:
            continue
        while len(stack) > 1 and stack[-1].indent >= indent and not _holds(stack[-1], indent, match, item):
            stack.pop()
        (stack[-1].below if match else stack[-1].items).append(entry)
        stack.append(entry)
    return top.below


def _holds(entry: Entry, indent: int, match: re.Match[str] | None, item: re.Match[str] | None) -> bool:
    """A list may stand at the same indent as the key it belongs to."""
    is_item = item is not None or (match is not None and match["dash"] is not None)
    return (
        is_item
        and entry.indent == indent
        and entry.key != ""
        and not entry.value
        and not entry.below
        and _FUNCTION.match(entry.key) is not None
    )


def _column(match: re.Match[str]) -> int:
    return (match.start("value") if match["value"] else match.start("key")) + 1


def _plain(value: str | None) -> str:
    text = (value or "").strip()
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        return text[1:end] if end > 0 else text
    return _COMMENT.sub("", text).strip() if not text.startswith("#") else ""
