"""Reads MAINTAINERS files: the Linux kernel's blocks, and lists and tables of people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ddd.extractors.people._people import LONGEST, Person, addresses, author, folder_pattern, is_foreign, person
from ddd.model import Contact
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_SYSTEM = "maintainers-file"
_FIELD = re.compile(r"(?P<key>[A-Z]):[ \t]+(?P<value>\S.*)")
_KERNEL_ROLES = {"M": "maintainer", "R": "reviewer", "L": "mailing list"}
_UNOWNED = re.compile(r"(?i)\s*(?:orphan|obsolete)")
_HEADING = re.compile(r"(?P<marks>#{1,6}|={1,6})\s+(?P<title>\S.*?)\s*#*|(?P<word>[A-Za-z][\w ]{0,40}):")
_ENTRY = re.compile(r"\s{0,8}(?:[-*+]|\d{1,3}[.)])\s+(?P<text>\S.*)")
_ROW = re.compile(r"\s{0,3}\|(?P<cells>.*)\|\s*")
_RULE = re.compile(r"[\s|:+-]+")
_PLAIN = re.compile(r"@?(?P<handle>[A-Za-z0-9][\w-]{0,60})(?:\s*\((?P<more>[^()]{1,200})\))?")
_PAST = re.compile(r"(?i)emerit|inactive|former|past\b|alumni|retired|previous|honorary|steps? down|removed|history")
_OF_ALL = re.compile(
    r"(?i)(?:the\s+)?(?:(?:current|general|core|active|project|list of|our|all|lead|interim|code)\s+)*"
    r"(?:maintainers?|maintainers? list|owners|reviewers|approvers|committers)\b.*|.*\bmaintainers(?: \(.*\))?"
)
_ROLE = re.compile(r"(?i)\b(?P<role>owner|approver|reviewer|committer)s?\b")
_MAX_SECTION = 60
_MARK = re.compile(r"[@<(\[]|https?://|[\w.+-]{1,64}@|\s[-–—:/|]\s|,\s|\"")
_LONGEST_NAME = 5
_PARTICLES = frozenset(
    {"van", "von", "de", "der", "den", "la", "le", "da", "di", "dos", "bin", "el", "al", "ter", "y", "'"}
)


@dataclass(slots=True)
class _Headings:
    """Where in a list one is: titles by their depth."""

    titles: dict[int, str] = field(default_factory=dict)

    def enter(self, depth: int, title: str) -> None:
        self.titles = {one: told for one, told in self.titles.items() if one < depth} | {depth: title}

    @property
    def is_past(self) -> bool:
        return any(_PAST.search(title) for title in self.titles.values())

    @property
    def area(self) -> str:
        """What the people below answer for; empty: all."""
        special = [title for depth, title in self.titles.items() if depth > 1 and not _OF_ALL.fullmatch(title)]
        return special[-1].strip("`*") if special else ""

    @property
    def role(self) -> str:
        last = self.titles[max(self.titles)] if self.titles else ""
        match = None if "maintainer" in last.lower() else _ROLE.search(last)
        return match["role"].lower() if match else "maintainer"


@extractor("maintainers-file", paths=("MAINTAINERS", "MAINTAINERS.md", "MAINTAINERS.txt", "MAINTAINERS.rst"))
def maintainers_file(source: Source) -> Iterator[Extracted]:
    """Find who maintains a project: one contact a person of a MAINTAINERS file.

    `- Ann Lee (<ann@acme.org> / @ann)` in a list or a row of a table, `ann` on a line of its own where the whole file
    is such lines, and the kernel's blocks (`M: Ann Lee <ann@acme.org>`, `R:` reviewers, `L:` mailing lists, with the
    files of `F:`). A heading such as `### alertmanager` says what the people below it answer for; those under
    "Emeritus" or "Inactive" are nobody to call, nor are orphaned blocks. What a file says of them in sentences is not
    read. Format: the Linux kernel's MAINTAINERS; the others are habits.
    """
    if is_foreign(source.path):
        return
    if sum(_FIELD.match(line) is not None for line in source.lines) >= 3:
        yield from _of_kernel(source)
        return
    found = list(_of_lists(source))
    yield from found or _of_plain_lines(source)


def _of_lists(source: Source) -> Iterator[Contact]:
    headings, is_code = _Headings(), False
    for number, line in enumerate(source.lines, start=1):
        line = line[:LONGEST]
        is_code ^= line.lstrip().startswith(("```", "~~~"))
        if is_code:
            continue
        if heading := _HEADING.fullmatch(line.rstrip()):
            headings.enter(len(heading["marks"] or "######"), heading["title"] or heading["word"])
        elif not headings.is_past and (somebody := _listed(source.lines, number, line)):
            yield _contact(source, somebody, _role(line, headings.role), headings.area, number)


def _listed(lines: list[str], number: int, line: str) -> Person | None:
    """Return the person of a list entry, of a table's row, or of a line of a list separated by commas."""
    if row := _ROW.fullmatch(line):
        cells = [cell.strip() for cell in row["cells"].split("|")]
        is_head = number < len(lines) and _RULE.fullmatch(lines[number][:LONGEST]) and "-" in lines[number]
        return None if is_head or _RULE.fullmatch(line) else _of_cells(cells)
    if entry := _ENTRY.fullmatch(line):
        return person(entry["text"]) if _is_about_one(entry["text"]) else None
    return person(line) if line.count(",") >= 2 and "<" in line and addresses(line) and ". " not in line else None


def _of_cells(cells: list[str]) -> Person | None:
    found = person(" ".join(cells[:4]))
    if found is None:
        return None
    name = author(cells[0])
    own = person(cells[0])
    return Person(own.name if own else name.name if name else "", found.address, found.handle)


def _role(line: str, otherwise: str) -> str:
    """Return the role that a cell of a table's row names."""
    cells = [cell.strip() for cell in line.split("|")] if _ROW.fullmatch(line) else []
    found = (match["role"].lower() for cell in cells if (match := _ROLE.fullmatch(cell)))
    return next(found, otherwise)


def _is_about_one(text: str) -> bool:
    """Tell whether an entry names somebody rather than says something in which somebody occurs."""
    if not person(text):
        return False
    before = _MARK.split(text, maxsplit=1)[0]
    words = before.split()
    is_bracketed = text[len(before) : len(before) + 1] in ("(", "<", "[")
    is_name = all(word[0].isupper() or word.lower() in _PARTICLES for word in words) and len(words) != 1
    return len(words) <= _LONGEST_NAME and (is_name or (is_bracketed and len(words) == 1))


def _of_plain_lines(source: Source) -> Iterator[Contact]:
    """Yield the handles of a file that holds nothing but handles, one a line."""
    if source.installed_path.endswith((".md", ".rst")):
        return
    told = [(number, line.strip()) for number, line in enumerate(source.lines, start=1)]
    lines = [(number, line) for number, line in told if line and not line.startswith("#")]
    matches = [(number, _PLAIN.fullmatch(line[:LONGEST])) for number, line in lines]
    if all(match for _, match in matches):
        for number, match in matches:
            if match:
                yield _contact(source, Person("", "", match["handle"]), "maintainer", "", number, match["more"] or "")


def _of_kernel(source: Source) -> Iterator[Contact]:
    for block in _blocks(source.lines):
        title = block[0][1].strip()
        fields = [(number, match) for number, line in block[1:] if (match := _FIELD.match(line[:LONGEST]))]
        if any(match["key"] == "S" and _UNOWNED.match(match["value"]) for _, match in fields):
            continue
        files = [match["value"].strip() for _, match in fields if match["key"] == "F"]
        for number, match in fields:
            somebody = author(match["value"].partition(" (")[0]) if match["key"] in _KERNEL_ROLES else None
            if somebody and (somebody.address or match["key"] != "L"):
                scope = f"/{files[0]}" if len(files) == 1 else title
                yield _contact(source, somebody, _KERNEL_ROLES[match["key"]], scope, number, _told(title, files, scope))


def _told(title: str, files: list[str], scope: str) -> str:
    if scope != title:
        return title
    return f"files {' '.join(files[:_MAX_SECTION])}" if files else ""


def _blocks(lines: list[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield the paragraphs that hold fields, each from its title on."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*lines, ""], start=1):
        if line.strip():
            block.append((number, line))
            continue
        first = next((at for at, (_, one) in enumerate(block) if _FIELD.match(one)), 0)
        if first:
            yield block[first - 1 :]
        block = []


def _contact(source: Source, somebody: Person, role: str, scope: str, number: int, note: str = "") -> Contact:
    return Contact(
        system=_SYSTEM,
        name=somebody.called,
        role=role,
        channel="email" if somebody.address else "",
        address=somebody.address,
        scope=scope or folder_pattern(source.path, above="docs" if source.path.startswith("docs/") else ".github"),
        note=note,
        evidence=(source.at(number),),
    )
