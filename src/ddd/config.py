"""What a repository says of its own maintenance spec and of what is looked at: `.ddd.yaml`, or `[tool.ddd]`.

The file is another person's: nothing in it leads out of the repository, its regular expressions run in RE2, a link is
not followed. Format: specs/config.schema.json; every key is told in docs/configuration.md.
"""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ddd.documents import Document, check, checked_table, parsed, unreadable_error
from ddd.errors import ConfigurationError
from ddd.model import Cadence, Problem
from ddd.scan.patterns import is_pattern
from ddd.scan.reading import MAX_BYTES, read_bytes
from ddd.scan.source import Source
from ddd.scan.text import shown, visible
from ddd.scan.unreadable import Unreadable
from ddd.suppress import Rule

NAMES = (".ddd.yaml", ".ddd.yml")
PROJECT = "pyproject.toml"
TABLE = ("tool", "ddd")
SCHEMA = "config.schema.json"
OTHER_KEYS = frozenset(
    {
        *("components", "figures", "exclude", "select", "ignore", "suppress", "ratchet", "baseline", "since_floor"),
        "daylight",
    }
)
"""What it may say that is not the spec's business."""

_OWN_TABLE = re.compile(r"(?m)^[ \t]{0,20}\[{1,2}[ \t]{0,20}[\"']?tool[\"']?[ \t]{0,20}\.[ \t]{0,20}[\"']?ddd\b")
_DRIVE = re.compile(r"[A-Za-z]:")
FIGURES = ("documentation_coverage", "procedure_completeness", "escalation_clarity", "automation_potential")
"""Figures beside Maintenance Coverage that may have a threshold, as an assessment calls them."""
_NOWHERE = frozenset({errno.ENOENT, errno.ENOTDIR})
Codes = Callable[[], Collection[str]]
"""Asked only where a configuration names a code: to know all of them, all that finds is imported."""


@dataclass(frozen=True, slots=True)
class Config:
    """One repository's configuration, read and checked; without one, all as it is by default."""

    document: Document | None = None
    """What it says of the spec, for `ddd.spec.load`; None: there is no configuration."""
    daylight: Document | None = None
    """What it says of the DAYLIGHT spec, for `ddd.measure.load`; None: nothing."""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    """Component or figure -> at least this much, 0 to 100."""
    exclude: tuple[str, ...] = ()
    """Patterns of gitignore(5) seen from the scanned folder: what is not read."""
    select: tuple[str, ...] = ()
    """Codes, or how they begin, that are reported; empty: all."""
    ignore: tuple[str, ...] = ()
    """Codes, or how they begin, that are not."""
    suppress: tuple[Rule, ...] = ()
    ratchet: bool = False
    """The score may only rise."""
    baseline: str = ""
    """File of known findings, relative to the scanned folder and inside it; empty: none."""
    since_floor: int | None = None
    """With `--since`: a change of fewer lines passes. None: not said."""
    problems: tuple[Problem, ...] = ()
    """Why a file that may hold a configuration could not be read, where it seems to hold none."""

    @property
    def told(self) -> str:
        """Its file and the keys it has, for whoever reads a score that it changes; empty where there is none."""
        if self.document is None or not self.document.data:
            return ""
        return f"{self.document.source.path}: {', '.join(sorted(self.document.data))}"

    def says(self, *pointer: str) -> bool:
        """Tell whether the repository itself gives a value, such as `threshold`."""
        return self.document is not None and self.document.holds(*pointer)

    def reports(self, code: str) -> bool:
        """Tell whether findings of a code are reported: the longest beginning decides, `ignore` where two are alike."""
        wanted = max((len(one) for one in self.select if code.startswith(one)), default=-1 if self.select else 0)
        unwanted = max((len(one) for one in self.ignore if code.startswith(one)), default=-1)
        return wanted > unwanted


def read(folder: Path, codes: Codes = tuple) -> Config:
    """Return the configuration in the scanned folder. `codes` gives those of all findings; none: any is taken.

    Raises ConfigurationError with its place when it is not valid, when two files hold one, or when it is a link.
    """
    problems: list[Problem] = []
    found = [one for one in (*_own_files(folder), _in_project(folder, problems)) if one]
    if len(found) > 1:
        names = " and ".join(one.source.path for one in found)
        raise ConfigurationError(f"{names} both configure ddd", where=found[0].source.path, advice="keep one of them")
    if not found:
        return Config(problems=tuple(problems))
    return _config(found[0], folder, codes)


def _own_files(folder: Path) -> Iterator[Document | None]:
    for name in NAMES:
        try:
            data = read_bytes(folder / name)
        except OSError as error:
            if error.errno not in _NOWHERE:
                raise ConfigurationError(_refusal(error), where=name, advice="put the file itself there") from None
            continue
        if len(data) > MAX_BYTES:
            raise ConfigurationError("is too large for a configuration", where=name, advice="keep what is needed")
        yield _checked(Source(name, data))


def _checked(source: Source) -> Document:
    document = parsed(source)
    if document is None:  # all of it may be comments
        document = Document(source, {}, _Nowhere())
    check(document, document.data, SCHEMA)
    return document


class _Nowhere:
    """The places of a document that holds nothing."""

    def value(self, pointer: object) -> tuple[int, int]:
        return 1, 1

    key = value


def _in_project(folder: Path, problems: list[Problem]) -> Document | None:
    """Return the table of a project file. Most have none: what keeps them from being read is no error then."""
    try:
        data = read_bytes(folder / PROJECT)
    except OSError as error:
        if error.errno not in _NOWHERE:
            problems.append(Problem(PROJECT, None, "config", f"{_refusal(error)}: no [tool.ddd] is read from it"))
        return None
    if b"ddd" not in data:
        return None
    source = Source(PROJECT, data[:MAX_BYTES])
    try:
        return checked_table(source, TABLE, SCHEMA)
    except Unreadable as fault:
        if _OWN_TABLE.search(source.text):
            raise unreadable_error(source, fault, "mend it: it holds a [tool.ddd]") from None
        problems.append(Problem(PROJECT, fault.line, "config", shown(fault.message)))
        return None


def _refusal(error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "is a symbolic link, which is not followed"
    return f"may not be read: {error.strerror}"


def _config(document: Document, folder: Path, codes: Codes) -> Config:
    data = document.data
    return Config(
        document=document,
        daylight=document.below("daylight") if "daylight" in data else None,
        thresholds=_thresholds(document),
        exclude=tuple(_patterns(document)),
        select=tuple(_codes(document, "select", codes)),
        ignore=tuple(_codes(document, "ignore", codes)),
        suppress=tuple(_rule(document, index, codes) for index in range(len(data.get("suppress", ())))),
        ratchet=data.get("ratchet", False),
        baseline=_baseline(document, folder),
        since_floor=data.get("since_floor"),
    )


def _thresholds(document: Document) -> dict[str, float]:
    components = {}
    for name, limit in document.data.get("components", {}).items():
        path = _inside(document, name.rstrip("/"), "components", name)
        if path in (*Cadence, *FIGURES):
            what = f"“{path}” is a cadence or a figure: no component can be told from it"
            raise document.error(
                what, "components", name, is_key=True, advice="its threshold goes under `cadences` or `figures`"
            )
        components[path] = limit
    return {**components, **document.data.get("figures", {})}


def _patterns(document: Document) -> Iterator[str]:
    for index, pattern in enumerate(document.data.get("exclude", ())):
        if not is_pattern(pattern) or visible(pattern) != pattern or "\n" in pattern:
            what = f"“{pattern}” is no pattern of gitignore(5)"
            raise document.error(what, "exclude", index, advice="such as `vendor/`, `*.generated.yml` or `/docs/old`")
        yield pattern


def _codes(document: Document, key: str, codes: Codes) -> Iterator[str]:
    for index, code in enumerate(document.data.get(key, ())):
        _known(document, code, codes, key, index)
        yield code


def _rule(document: Document, index: int, codes: Codes) -> Rule:
    entry: dict[str, Any] = document.data["suppress"][index]
    _known(document, entry["code"], codes, "suppress", index, "code")
    try:
        until = date.fromisoformat(entry["until"])
    except ValueError as error:
        what = f"“{entry['until']}” is no day: {error}"
        raise document.error(what, "suppress", index, "until", advice="such as 2027-03-01") from None
    return Rule(
        codes=(entry["code"],),
        until=until,
        reason=" ".join(shown(entry["reason"]).split()),
        evidence=document.at("suppress", index, "code"),
        subject=entry.get("subject", ""),
    )


def _known(document: Document, code: str, codes: Codes, *pointer: str | int) -> None:
    """Refuse a code, or the beginning of one, that no finding has."""
    known = codes()
    if known and not any(one.startswith(code) for one in known):
        near = difflib.get_close_matches(code, known, n=1)
        advice = f"did you mean “{near[0]}”?" if near else "`ddd explain` lists all codes"
        raise document.error(f"no finding has the code “{code}”", *pointer, advice=advice)


def _baseline(document: Document, folder: Path) -> str:
    said = document.data.get("baseline", "")
    if not said:
        return ""
    path = _inside(document, said, "baseline")
    root = folder.resolve()
    if not (root / path).resolve().is_relative_to(root):
        raise document.error(f"“{path}” leads out of the repository over a link", "baseline", advice=_INSIDE)
    return path


_INSIDE = "write a path from the scanned folder on, such as `roles/backup`, with no `..` in it"


def _inside(document: Document, path: str, *pointer: str) -> str:
    """Return a path that stays below the scanned folder, as it is. Raises ConfigurationError for any other."""
    is_key = pointer[0] == "components"
    leads_out = path.startswith(("/", "~")) or ".." in path.split("/") or _DRIVE.match(path)
    if leads_out or "\\" in path or "://" in path:
        raise document.error(f"“{path}” leads out of the repository", *pointer, advice=_INSIDE, is_key=is_key)
    if not path or path == "." or visible(path) != path or "\n" in path:
        raise document.error(f"“{path}” is no path", *pointer, advice=_INSIDE, is_key=is_key)
    return path
