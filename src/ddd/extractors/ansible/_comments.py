"""What the comments of an Ansible file say: what it is for, how long it takes, who owns it, what to do on failure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._comments import is_account
from ddd.scan.source import Source

_KINDS = {
    "duration": "duration",
    "takes": "duration",
    "run time": "duration",
    "expected duration": "duration",
    "estimated duration": "duration",
    "on failure": "on_failure",
    "on error": "on_failure",
    "if it fails": "on_failure",
    "in case of failure": "on_failure",
    "rollback": "rollback",
    "roll back": "rollback",
    "roll-back": "rollback",
    "owner": "owner",
    "owners": "owner",
    "escalation": "escalation",
    "purpose": "purpose",
    "access": "access",
    "run on": "access",
    "run as": "access",
    "run from": "access",
}
_KEYED = re.compile(r"\s*#+\s*(?P<key>[A-Za-z][A-Za-z -]{3,20}?)\s?:\s+(?P<rest>\S.*)")
_COMMENT = re.compile(r"\s*#+ ?(?P<text>.*)")
_NO_PURPOSE = re.compile(
    r"""
    SPDX- | copyright | \(c\)\s | © | licen[cs]ed? \b | \b GPL | all\srights\sreserved
    | \b warranty \b | public\slicense
    | -\*- | \b vim?: | yamllint | ansible-lint | \b noqa \b | ansible[_ ]managed | \{\{ | yaml-language-server
    | ^ (?: tasks | handlers | vars | defaults ) \s file \s for \b | ^ (?:TODO|FIXME|XXX) | do\snot\sedit
    | ^ -?\s* [\w.{}'"-]+ : (?: \s | $ ) | ^ -\s | ^ https?:\S+ $ | \[\[\[ | \]\]\] | \({3} | \){3}
    | ^ (?:author|version|usage|date) \b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Lines of commented-out YAML: an entry of a list or a key alone, under which others are set in, and keys beside them.
_OPENS = re.compile(r"-\s+[a-z_][\w.]*:(?:\s.*)?|[a-z_][\w.]*:\s*(?:[|>][-+]?)?")
_BESIDE = re.compile(
    r"""(?x)
    (?: mode | group | src | dest | path | state | force | content | recurse | backup | when | become(?:_user)? | notify
    | register | tags | with_\w+ | loop | validate | creates | args | remote_src | minute | hour | job | user
    | cron_file ) :
    (?: \s .* )?
    """
)
_PROSE = re.compile(r"[^\W\d_]{2,}(?:\W+\w+){2}")
_MAX_PURPOSE = 300
_MOST_BESIDE = 200
"""Lines of one commented-out task."""
_HEAD = 2


@dataclass(frozen=True, slots=True)
class Note:
    """One statement of a comment."""

    kind: str
    """`purpose`, `duration`, `on_failure`, `rollback`, `owner`, `escalation`, `access` or `purpose`."""
    text: str
    line: int
    """Counted from 1."""
    last_line: int


def notes(source: Source) -> tuple[Note, ...]:
    """Return what comments say under a key: `# Duration: 20 minutes`, in the order of the file."""
    return source.derived("ansible-notes", lambda one: tuple(_notes(one)))


def purpose(source: Source, start: int, *, opening: bool, own: bool = True) -> Note | None:
    """Return what the comment above line `start` says of what stands there.

    opening: it is the first in the file, whose comment may stand anywhere above it. own: a comment right above it is
    meant, also where it does not open the file.
    """
    first, told = start, {line for note in notes(source) for line in range(note.line, note.last_line + 1)}
    while first > 1 and (opening or source.lines[first - 2].lstrip().startswith("#")):
        first -= 1
    for paragraph in _paragraphs(source, first, start, told):
        if not own and paragraph[-1][0] == start - 1 and paragraph[0][0] > _HEAD:
            continue
        text = " ".join(" ".join(text for _, text in paragraph).split())
        if text.endswith(":") and ". " in text:  # what it announces is left out
            text = text[: text.rindex(". ") + 1]
        text = text.rstrip(":")
        if _PROSE.search(text) and not any(_NO_PURPOSE.search(line) for _, line in paragraph):
            text = text if len(text) <= _MAX_PURPOSE else text[: _MAX_PURPOSE - 1] + "…"
            return Note("purpose", text, paragraph[0][0], paragraph[-1][0])
    return None


def next_statement(source: Source, line: int) -> int:
    """Return the first line from `line` on that is neither empty nor a comment."""
    for number in range(line, len(source.lines) + 1):
        text = source.lines[number - 1].strip()
        if text and not text.startswith("#"):
            return number
    return len(source.lines)


def _notes(source: Source) -> Iterator[Note]:
    number = 0
    while number < len(source.lines):
        number += 1
        match = _KEYED.fullmatch(source.lines[number - 1][:2000])
        kind = _KINDS.get(match["key"].lower()) if match else None
        if match is None or kind is None or _is_commented_out(source, number):
            continue
        if kind == "owner" and is_account(match["rest"]):
            continue
        first, words, set_in = number, [match["rest"].strip()], _indentation(source.lines[number - 1])
        while number < len(source.lines) and _indentation(source.lines[number]) > set_in:
            words.append(source.lines[number].lstrip("# \t").rstrip())
            number += 1
        yield Note(kind, " ".join(words), first, number)


def _is_commented_out(source: Source, number: int) -> bool:
    """Whether a line stands among YAML that somebody switched off: what it says is no sentence."""
    own = _indentation(source.lines[number - 1])
    for step in (-1, 1):
        position = number - 1 + step
        while 0 <= position < len(source.lines) and abs(position - number) <= _MOST_BESIDE:
            match, set_in = _COMMENT.fullmatch(source.lines[position][:2000]), _indentation(source.lines[position])
            text = match["text"].strip() if match else ""
            if not text or set_in < own:
                if text and step < 0 and _OPENS.fullmatch(text):
                    return True
                break
            if set_in == own and _BESIDE.fullmatch(text):
                return True
            position += step
    return False


def _indentation(line: str) -> int:
    """Return how far a comment's text is set in; 0 for anything else. A list marker or rulers do not count."""
    match = _COMMENT.fullmatch(line[:2000])
    if match is None or not match["text"].strip():
        return 0
    return len(match["text"]) - len(match["text"].lstrip()) + 1


def _paragraphs(source: Source, first: int, end: int, told: set[int]) -> Iterator[list[tuple[int, str]]]:
    paragraph: list[tuple[int, str]] = []
    for number in range(first, end + 1):
        match = _COMMENT.fullmatch(source.lines[number - 1][:2000]) if number < end and number not in told else None
        text = match["text"].strip("#-=* \t") if match else ""
        if text:
            paragraph.append((number, text))
        elif paragraph:
            yield paragraph
            paragraph = []
