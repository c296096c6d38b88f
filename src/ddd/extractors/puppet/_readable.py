"""Makes of a manifest what the grammar can read: heredocs, regular expressions, `* =>`, `05` and `class { … }`.

Every character keeps its place; texts are taken from the manifest itself, only the tree comes from here.
"""

from __future__ import annotations

import re

_HEREDOC = re.compile(r"@\([ \t]{0,20}(?P<quote>\"?)(?P<tag>\w{1,60})(?P=quote)[^()\n]{0,60}\)")
_MOST_HEREDOCS = 200
_REGEX = re.compile(
    r"(?:(?:[=!]~|[\[(,{])[ \t]{0,20}|^[ \t]{0,200})(?P<regex>/(?:[^/\\\n]|\\[^\n]){1,300}/)", re.MULTILINE
)
_CLASS = re.compile(r"^[ \t]{0,200}(?P<word>class)[ \t]{0,20}\{", re.MULTILINE)
_INCLUDE = re.compile(r"^[ \t]{0,200}(?:include|require|contain)[ \t]{1,20}(?P<colons>::)", re.MULTILINE)
_SPLAT = re.compile(r"(?:^|[,:])[ \t]{0,200}(?P<sign>\*)[ \t]{0,60}=>", re.MULTILINE)
_OCTAL = re.compile(r"(?:=>|[=,\[])[ \t]{0,60}(?P<zeros>0{1,3})(?=[0-9])")
_LETTER = "r"
_FILLED = ((_INCLUDE, "colons", " "), (_SPLAT, "sign", _LETTER), (_OCTAL, "zeros", " "))
CLASS = "klass"
"""The type under which `class { 'x': … }` is told."""


def readable(text: str) -> tuple[str, dict[int, str]]:
    """Return a text of the same length that the grammar reads, and the heredocs by the place where they are used."""
    signs, bodies = list(text), dict[int, str]()
    for number, match in enumerate(_HEREDOC.finditer(text)):
        end = re.compile(rf"^[ \t]*\|?[ \t]*-?[ \t]*{match['tag']}[ \t]*$", re.MULTILINE).search(text, match.end())
        if end is None or number >= _MOST_HEREDOCS:
            break
        begin = text.index("\n", match.end())
        bodies[match.start()] = " ".join(text[begin : end.start()].replace("\\\n", "\n").split())
        _fill(signs, match.start(), match.end(), _LETTER)
        _fill(signs, begin, end.end(), " ")
    shown = "".join(signs)
    for pattern, group, filler in ((_REGEX, "regex", _LETTER), *_FILLED):
        for match in pattern.finditer(shown):
            _fill(signs, match.start(group), match.end(group), filler)
    for match in _CLASS.finditer(shown):
        signs[match.start("word") : match.end("word")] = CLASS
    return "".join(signs), bodies


def _fill(signs: list[str], start: int, end: int, filler: str) -> None:
    for index in range(start, end):
        if signs[index] != "\n":
            signs[index] = filler
