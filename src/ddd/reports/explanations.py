"""What ddd reads and what it finds, explained: the docstrings of extractors and rules are the pages."""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import groupby
from types import ModuleType

from ddd import assess, link, suppress
from ddd.codes import Code
from ddd.discovery import discovered
from ddd.errors import UsageError
from ddd.extractors import discover
from ddd.lint import rules

_PACKAGE = "ddd.extractors"
_FINDINGS = "Findings"


@dataclass(frozen=True, slots=True)
class Page:
    """One thing explained."""

    name: str
    """An extractor's name (`crontab`) or a finding's code (`DDD206`)."""
    group: str
    summary: str
    text: str
    """Paragraphs, examples indented; Markdown."""


def codes() -> tuple[Code, ...]:
    """Return every kind of finding that no rule over facts makes, sorted by its code."""
    modules = (assess, link, suppress)
    found = {one.name: one for module in modules for one in _codes_of(module)}
    return tuple(found[name] for name in sorted(found))


@cache
def finding_codes() -> frozenset[str]:
    """Return the code of every kind of finding."""
    return frozenset(one.name for one in rules()) | {one.name for one in codes()}


def _codes_of(module: ModuleType) -> Iterable[Code]:
    if hasattr(module, "__path__"):
        return discovered(module, Code)
    return (value for value in vars(module).values() if isinstance(value, Code))


def pages() -> list[Page]:
    """Return a page for every extractor and for every rule, by group and name."""
    sources = [_page(one.name, _group(one.extract.__module__), one.extract.__doc__) for one in discover()]
    return sorted(sources, key=lambda one: (one.group, one.name)) + _findings()


def _findings() -> list[Page]:
    found = [_page(one.name, _FINDINGS, one.find.__doc__, one.title) for one in rules()]
    found += [_page(one.name, _FINDINGS, one.page, one.title) for one in codes()]
    return sorted(found, key=lambda one: one.name)


def page(name: str) -> Page:
    """Return the page of a name, upper or lower case. Raises UsageError when there is none, with the nearest names."""
    known = {one.name.lower(): one for one in _findings()}
    if name.lower() not in known:  # all extractors are imported only where one is asked for
        known = {one.name.lower(): one for one in pages()}
    found = known.get(name.lower())
    if found is None:
        near = difflib.get_close_matches(name.lower(), known, n=3, cutoff=0.4)
        advice = f"did you mean {' or '.join(known[one].name for one in near)}?" if near else "`ddd explain` lists all"
        raise UsageError(f"nothing is called “{name}”", advice=advice)
    return found


def listing() -> str:
    """Return all names with a line on each, as `ddd explain` prints them."""
    lines = []
    for group, members in groupby(pages(), key=lambda one: one.group):
        lines += [group, *(f"  {one.name:<26} {one.summary}" for one in members), ""]
    return "\n".join(lines)


def sources_page() -> str:
    """Return `docs/sources.md`: every system that is read, by group."""
    sources = [one for one in pages() if one.group != _FINDINGS]
    lines = [
        "<!-- Made of the extractors' docstrings by `make update`; edit those. -->",
        "# What is read",
        "",
        f"{len(sources)} readers, each with an example, its format and what it cannot see. `ddd explain NAME` prints",
        "the same. The findings about schedules are explained by `ddd explain DDD201` and its sisters.",
    ]
    for group, members in groupby(sources, key=lambda one: one.group):
        lines += ["", f"## {group}"]
        for one in members:
            lines += ["", f"### `{one.name}`", "", one.text]
    return "\n".join(lines) + "\n"


def _page(name: str, group: str, docstring: str | None, summary: str = "") -> Page:
    text = inspect.cleandoc(docstring or "")
    first, _, _ = text.partition("\n\n")
    return Page(name, group, summary or " ".join(first.split()), text)


def _group(module: str) -> str:
    """Return the group of an extractor: the heading of its folder's docstring; single files are of the host."""
    family = module.removeprefix(f"{_PACKAGE}.").split(".")[0]
    package = sys.modules.get(f"{_PACKAGE}.{family}") or import_module(f"{_PACKAGE}.{family}")
    is_folder = hasattr(package, "__path__")
    return next(_first_line(package.__doc__), family) if is_folder else "Hosts and repositories"


def _first_line(docstring: str | None) -> Iterator[str]:
    line = (docstring or "").strip().split("\n", 1)[0]
    if line:
        yield line.partition(":")[0].rstrip(".")
