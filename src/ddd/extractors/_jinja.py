"""Knows where Jinja and ERB stand in a text: what they leave to be read line by line, and what stays open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.model import Reference, Schedule, replace

LONGEST_LINE = 10_000
"""Characters; no schedule is longer, and longer lines are not searched."""

EXPRESSION = r"(?:\{\{(?:[^{}]|\{(?!\{)[^{}]*\}(?!\})|(?!))*+\}\}|<%=(?:[^%<]|%(?!>)|<(?!%)|(?!))*+%>)"
TAG = r"(?:\{%(?:[^%{]|%(?!\})|\{(?!%)|(?!))*+%\}|<%(?!=)(?:[^%<]|%(?!>)|<(?!%)|(?!))*+%>)"
"""Patterns to be part of others: linear, and the same in verbose ones.

Python before 3.11.5 forgets where it stood when the last alternative of a possessive repetition fails half-way. `(?!)`
fails at once; here and elsewhere it stands last for that reason.
"""

_OPENING = re.compile(r"\{[#%{]|<%[#=]?")
_CLOSING = {"{#": "#}", "{%": "%}", "{{": "}}", "<%#": "%>", "<%": "%>", "<%=": "%>"}
_ERB = re.compile(
    r"<%= \s* (?: scope (?: \.lookupvar\( | \[ ) \s* ['\"] (?P<far> [\w:]{1,200} ) ['\"] [\])]"
    r" | (?P<near> [@$] [\w:]{1,200} ) ) \s* -? %>",
    re.VERBOSE,
)
_OPEN = re.compile(f"{EXPRESSION}|{TAG}")
_BLANKED = "\0"

_CHEF = re.compile(r"<%= \s* @?node (?P<keys> (?: \[ ['\":] [\w-]{1,100} ['\"]? \] ){1,9} ) \s* -? %>", re.VERBOSE)
_KEY_OF_CHEF = re.compile(r"[\w-]{1,100}")


def readable_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines as a line-based reader may take them; every line and every column keeps its place.

    Blanked are comments, block tags at the edges of a line, and whole lines that an expression spans together. A tag
    in the middle of a line stays: `{% if a %}1{% else %}2{% endif %} * * * *` is one open value, not two values.
    """
    text = "\n".join(lines)
    marks = [mark for mark in _marks(text) if not _stays_in_its_line(text, *mark)]
    if not marks:
        return list(lines)
    without_comments, without_tags = list(text), list(text)
    for start, end, opening in marks:
        if opening in ("{{", "<%="):
            start, end = text.rfind("\n", 0, start) + 1, _end_of_line(text, end)
        if opening in ("{#", "<%#") or "\n" in text[start:end]:
            _blank(without_comments, start, end, " ")
            _blank(without_tags, start, end, " ")
        elif opening in ("{%", "<%"):
            _blank(without_tags, start, end, _BLANKED)
    pairs = zip("".join(without_comments).split("\n"), "".join(without_tags).split("\n"), strict=True)
    return [_without_edge_tags(line, marked) for line, marked in pairs]


def is_template(line: str) -> bool:
    """Tell whether a line holds an expression or a tag of a template."""
    return "{{" in line or "{%" in line or "<%" in line


def references(*texts: str | None) -> tuple[Reference, ...]:
    """Return what the texts leave open, each expression once."""
    found = (mark for text in texts if text and len(text) <= LONGEST_LINE for mark in _OPEN.findall(text))
    return tuple(map(_reference, dict.fromkeys(found)))


def of_template(fact: Schedule, path: str) -> Schedule:
    """Return the fact with its ERB variables named by their template: `@hour` alone is a name of many classes."""
    placed = (
        replace(one, variable=f"{path}{one.variable}") if one.variable.startswith("@") else one
        for one in fact.references
    )
    return replace(fact, references=tuple(placed)) if fact.references else fact


def _reference(mark: str) -> Reference:
    """Puppet's templates ask for a variable of the class that renders them or a full name; Chef's for `node`."""
    if not mark.startswith("<%"):
        return Reference(mark)
    match = _ERB.fullmatch(mark)
    if attribute := _CHEF.fullmatch(mark):
        return Reference(mark, "chef", ".".join(_KEY_OF_CHEF.findall(attribute["keys"])))
    name = (match["far"] or match["near"] or "").lstrip("$:") if match else ""
    return Reference(mark, "hiera", name if not name or "::" in name else f"@{name.lstrip('@')}")


def _marks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and opening sign. An opening that nothing closes is plain text."""
    position, unclosed = 0, set()
    while match := _OPENING.search(text, position):
        opening = match[0]
        end = -1 if opening in unclosed else text.find(_CLOSING[opening], match.end())
        if end < 0:
            unclosed.add(opening)
            position = match.start() + 1
            continue
        yield match.start(), end + 2, opening
        position = end + 2


def _stays_in_its_line(text: str, start: int, end: int, opening: str) -> bool:
    """Tell whether it is an expression on one line, of which nothing is blanked."""
    return opening in ("{{", "<%=") and text.find("\n", start, end) < 0


def _blank(characters: list[str], start: int, end: int, filler: str) -> None:
    for index in range(start, end):
        if characters[index] != "\n":
            characters[index] = filler


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _without_edge_tags(line: str, marked: str) -> str:
    if _BLANKED not in marked:
        return line
    body = marked.strip(_BLANKED + " \t")
    return line if _BLANKED in body else marked.replace(_BLANKED, " ")
