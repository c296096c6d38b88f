"""What the comments of a shell script say: what it is for, how long it takes, whom to call, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ddd.extractors._comments import is_account
from ddd.extractors.shell._script import Script

_KEYS = {
    key: kind
    for kind, keys in (
        ("purpose", ("purpose", "description", "short-description", "summary", "synopsis", "what it does")),
        ("duration", ("duration", "takes", "run time", "runtime", "expected duration", "estimated duration")),
        ("on_failure", ("on failure", "on error", "if it fails", "if this fails", "if the script fails", "recovery")),
        (
            "on_failure",
            ("when it fails", "in case of failure", "in case of failures", "in case of error", "upon failure"),
        ),
        ("rollback", ("rollback", "roll back", "to roll back", "revert", "to revert", "to undo", "undo", "way back")),
        ("owner", ("owner", "owners", "owned by", "contact", "contacts")),
        ("maintainer", ("maintainer", "maintainers", "maintained by")),
        ("escalation", ("escalation", "escalate to", "escalation path")),
        ("access", ("access", "run on", "run as", "log in", "login", "run from")),
        # Known so that they end what stands before them; nothing is made of them.
        (
            "",
            ("usage", "example", "examples", "author", "authors", "copyright", "license", "licence", "version", "date"),
        ),
        ("", ("note", "notes", "warning", "requires", "requirements", "see also", "arguments", "options", "todo")),
    )
    for key in keys
}
_KEYED = re.compile(r"@?(?P<key>[A-Za-z][A-Za-z -]{2,22}?)\s?:\s+(?P<rest>\S.*)")
_IN_CASE = re.compile(
    r"(?i)(?P<key>in case of (?:failures?|errors?)|if (?:it|this|the script) fails)\b[:,]?\s+(?P<rest>\S.*)"
)
_TAKES = re.compile(
    r"(?i)\btakes\s+(?P<length>(?:(?:about|around|approximately|approx\.?|roughly|up to|some|less than|~)\s?)*"
    r"\d+(?:\s?(?:-|–|to)\s?\d+)?\s?(?:s|sec(?:ond)?s?|m|min(?:ute)?s?|h|hours?|days?))\b"
)
_LICENCE = re.compile(
    r"""(?ix)
    spdx- | copyright | \(c\)\s | © | licen[cs]ed?\b | \bGPL | public\s+license | free\s+software
    | all\s+rights\s+reserved | \bwarrant(?:y|ies)\b | permission\s+is\s+(?:hereby\s+)?granted
    """
)
_NOT_PURPOSE = re.compile(
    r"""(?ix)
    -\*- | \b(?:vim?|ex):.*(?:\bset?\b|\b[a-z]+=|\bet\b) | ansible[_ ]managed
    | (?:managed|installed)\s+(?:by|remotely) | changes\s+will\s+be
    | ^(?:usage|examples?|syntax|authors?|todo|fixme)\b | ^-{3,} | do\s+not\s+edit | generated\s+by
    | BEGIN\s+INIT\s+INFO | ^https?:\S+$ | ^\$Id | ^\$[1-9@*]
    """
)
_CODE = re.compile(
    r"""(?x)
    ^(?:export\s+)?[A-Za-z_]\w*=\S* | ^(?:if|for|while|until|case)\b.*(?:;\s*(?:then|do)|\bin)\s*$
    | ^(?:fi|done|esac|then|else|do|\}|\{)$ | ^\[\[?\s | .*(?:\|\||&&|;;|\$\(|>/dev/null|2>&1) | .*\s\\$
    | ^(?:sudo|set|source|echo|exit|rm|cp|mv|mkdir)\s+\S*[-$/"'.0-9]
    | ^[a-z][\w./-]*(?:\s+[\w./-]+){0,2}\s+-{1,2}[A-Za-z][\w-]*(?:[\s=]["$/].*)?$
    """
)
_MAX_LINE = 500
_DECORATION = re.compile(r"^[\s#=*~_+-]+|[\s#=*~_+-]+$")
_COMMANDS = re.compile(
    r"""(?x) (?:ansible | ansible-playbook | apt | apt-get | aws | btrfs | cp | crontab | ddd | dnf | docker | dpkg
    | etcdctl | gcloud | git | helm | install | ip | iptables | kubectl | ln | lvconvert | make |
    mariadb | mv | mysql | nft | pg_restore | psql | rclone | restic | rm | rsync | service | ssh | sudo
    | systemctl | tar | terraform | yum | zfs) \b """
)
_PROSE = re.compile(r"^\S+\s+(?:sure|the|a|an|back|to|must|is|it|will|and|or)\b")


@dataclass(frozen=True, slots=True)
class Note:
    """One statement of a comment."""

    kind: str
    """`purpose`, `duration`, `on_failure`, `rollback`, `owner`, `maintainer`, `escalation` or `access`."""
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    """Without `#` and decoration, its indentation kept."""


class Comments:
    """All whole-line comments of a script."""

    def __init__(self, script: Script) -> None:
        found = {}
        for node in script.of_type("comment"):
            begin = script.text.rfind("\n", 0, node.start_byte) + 1
            if not script.of(node).startswith("#!") and not script.text[begin : node.start_byte].strip():
                line = script.line(node.start_byte)
                found[line] = _Line(line, _plain(script.of(node)))
        self._lines = found
        self._first = _first_statement_line(script)
        self._first_is_setup = _first_is_setup(script)
        self.notes = tuple(self._notes())
        """In the order of the file; the purpose is the first of its kind."""

    def text_above(self, first: int, last: int) -> str:
        """Return the words of the comment lines `first` to `last`: without code, directives and what notes say."""
        used = self._told
        lines = (self._lines[n] for n in range(first, last + 1) if n in self._lines and n not in used)
        return " ".join(one.text.strip() for one in lines if _is_prose(one.text.strip()))

    def text_right_above(self, line: int) -> str:
        """Return the words of the comment block that ends on the line before `line`."""
        first = line
        while first - 1 in self._lines:
            first -= 1
        return self.text_above(first, line - 1)

    def _notes(self) -> Iterator[Note]:
        self._told: set[int] = set()
        for block in self._blocks():
            yield from self._keyed(block)
        purpose = self._purpose()
        if purpose:
            yield purpose
        for line in self._header():
            match = _TAKES.search(line.text)
            if match:
                yield Note("duration", match["length"], line.number)

    def _blocks(self) -> Iterator[list[_Line]]:
        block: list[_Line] = []
        for number, line in sorted(self._lines.items()):
            if block and block[-1].number + 1 != number:
                yield block
                block = []
            block.append(line)
        if block:
            yield block

    def _keyed(self, block: list[_Line]) -> Iterator[Note]:
        position = 0
        while position < len(block):
            line = block[position]
            position += 1
            kind, rest = _key_of(line.text.strip())
            if kind is None:
                continue
            words = [rest]
            while position < len(block) and _continues(words[-1], line, block[position], kind):
                words.append(block[position].text.strip())
                position += 1
            if kind == "owner" and is_account(rest):
                continue
            if kind:
                self._told.update(range(line.number, block[position - 1].number + 1))
                yield Note(kind, " ".join(words), line.number)

    def _header(self) -> list[_Line]:
        """The lines before the first statement; a block right above a statement that acts is that statement's own."""
        lines = [line for number, line in sorted(self._lines.items()) if number < self._first]
        if not lines or self._first_is_setup or lines[-1].number + 1 < self._first:
            return lines
        own = len(lines) - 1
        while own > 0 and lines[own - 1].number + 1 == lines[own].number:
            own -= 1
        return lines if lines[own].number <= 2 else lines[:own]

    def _purpose(self) -> Note | None:
        """The first paragraph of the header that is neither licence nor usage nor for a tool."""
        for paragraph in _paragraphs(self._header(), self._told):
            if any(_LICENCE.search(line.text) for line in paragraph):
                continue
            words = _opening_prose(paragraph)
            text = _without_own_name(" ".join(" ".join(line.text for line in words).split()))
            if len(text.split()) >= 2:
                self._told.update(line.number for line in words)
                return Note("purpose", _first_sentences(text), words[0].number)
        return None


def command_in(text: str) -> str:
    """Return the command a sentence consists of or holds in backticks; empty when it is prose."""
    quoted = re.search(r"`([^`]+)`", text)
    if quoted:
        return quoted[1]
    words = text.split()
    if not words or _PROSE.match(text):
        return ""
    known = _COMMANDS.fullmatch(words[0]) is not None or words[0].startswith(("/", "./"))
    return text if known and len(words) > 1 and re.search(r"\s-|/|\$|&&", text) else ""


def _key_of(text: str) -> tuple[str | None, str]:
    match = _KEYED.match(text)
    if match and match["key"].lower() in _KEYS:
        return _KEYS[match["key"].lower()], match["rest"]
    match = _IN_CASE.match(text)
    return ("on_failure", match["rest"]) if match else (None, "")


def _continues(before: str, key: _Line, line: _Line, kind: str) -> bool:
    """Whether a comment line goes on with the statement above it: indented, or the sentence is not at its end."""
    text = line.text.strip()
    if not text or _key_of(text)[0] is not None or _NOT_PURPOSE.search(text) or _LICENCE.search(text):
        return False
    indented = _indentation(line) > _indentation(key)
    sentence = kind in ("purpose", "on_failure", "rollback", "escalation", "access")
    return indented or (sentence and before[-1] not in ".!?;:" and text[0].islower())


def _indentation(line: _Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _paragraphs(lines: list[_Line], told: set[int]) -> Iterator[list[_Line]]:
    paragraph: list[_Line] = []
    for line in lines:
        apart = not line.text.strip() or (paragraph and paragraph[-1].number + 1 != line.number)
        if apart and paragraph:
            yield paragraph
            paragraph = []
        if line.text.strip() and line.number not in told:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _opening_prose(paragraph: list[_Line]) -> list[_Line]:
    """Return the lines of a paragraph up to the first example, which is set in, or the first statement with a key."""
    found: list[_Line] = []
    for line in paragraph:
        text = line.text.strip()
        if found and (_indentation(line) > _indentation(found[0]) + 1 or _begins_anew(found[-1].text.strip(), text)):
            break
        if _is_prose(text) and not _NOT_PURPOSE.search(text) and _key_of(text)[0] is None:
            found.append(line)
    return found


def _begins_anew(before: str, text: str) -> bool:
    """Whether a line is no continuation: it has a key, or a capital follows a short line without a full stop."""
    short = len(before) < 60 and before[-1] not in ".,;:–-(" and text[0].isupper()
    return short or _key_of(text)[0] is not None


def _first_sentences(text: str, length: int = 300) -> str:
    if text.endswith(":") and ". " in text:  # what it announces is left out
        text = text[: text.rindex(". ") + 1]
    if len(text) <= length:
        return text
    first = re.search(r"(?<=\S{4})[.!?](?=\s)", text[:length])
    return text[: first.end()] if first else text[: length - 1] + "…"


def _without_own_name(text: str) -> str:
    """`backup.sh - dumps the databases` is `dumps the databases`."""
    return re.sub(r"^(?:name:\s*)?[\w./-]+\.(?:sh|bash)\b\s*(?:[:–—-]+\s*)?", "", text, flags=re.IGNORECASE)


def _is_prose(text: str) -> bool:
    return bool(text) and not _CODE.match(text) and not re.match(r"(?i)shellcheck\s|TODO|FIXME|XXX|noqa|jinja2:", text)


def _plain(comment: str) -> str:
    text = comment[:_MAX_LINE].lstrip("#")
    return "" if not _DECORATION.sub("", text) else re.sub(r"\s*[#=*~_+-]{2,}\s*$|^\s*[#=*~_+-]{2,}(?=\s)", "", text)


def _first_statement_line(script: Script) -> int:
    statements = (node for node in script.root.named_children if node.type != "comment")
    return next((script.line(node.start_byte) for node in statements), 1 << 30)


def _first_is_setup(script: Script) -> bool:
    """Whether the script opens with `set -e`: a comment above that speaks of the whole script."""
    first = next((node for node in script.root.named_children if node.type != "comment"), None)
    return first is not None and script.words(first)[:1] == ("set",)
