"""Alerts and the runbooks they lead to: those that lead to none, and links of which nothing is left."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from urllib.parse import unquote

from ddd.extractors.markdown.anchors import Anchors
from ddd.extractors.markdown.targets import DOCUMENTS, Read, Verdict, anchors_of, at
from ddd.lint.rule import Context, Noticed, rule
from ddd.model import Severity, State, Trigger

_CAN_NAME_A_RUNBOOK = frozenset({"prometheus-alert", "loki-alert", "grafana"})
"""Systems whose alerts have a place for the address of a runbook."""
_PAGES = (".md", ".markdown", ".rst", ".adoc", ".txt")
_WORD = re.compile(r"\w{6,120}")
_MOST_NAMED, _LONGEST_PAGE = 3, 20_000
_OF_A_FORGE = re.compile(
    r"(?P<repository>https?://[^/\s]+(?:/[^/\s]+){2,6}?)/(?:-/)?(?:(?:blob|tree|raw|edit)/[^/\s]+|src/branch/[^/\s]+)/"
    r"(?P<path>[^\s?#]+)(?:\?[^\s#]*)?(?:\#(?P<anchor>\S+))?"
)
_RELATIVE = re.compile(r"(?:\./)?(?P<path>[\w.-]+(?:/[\w. -]+)*\.(?:md|markdown))(?:\#(?P<anchor>\S+))?")
_OPEN = re.compile(r"[{}$<>]|%\(|%s")


@rule("DDD403", "alerts without a runbook", Severity.INFO, of=Trigger)
def without_runbook(triggers: Sequence[Trigger], context: Context) -> Iterator[Noticed]:
    """Alerts of this file have no `runbook_url`, and no document of the repository names them.

    Who is woken by one has to find out by themselves what it means. Write a page that names the alert, and give it to
    the alert: `annotations: {runbook_url: "https://…/runbooks/DiskFull.md"}`. One finding a file, with all its alerts.
    """
    silent = [one for one in triggers if _is_alert(one) and not one.runbook_url]
    documented = _named({one.name for one in silent}, context) if silent else set()
    by_file: dict[str, list[Trigger]] = defaultdict(list)
    for one in silent:
        if one.name not in documented:
            by_file[one.origin].append(one)
    for several in by_file.values():
        first = sorted(several, key=lambda one: one.place)
        names = list(dict.fromkeys(one.name for one in first))
        all_of_file = {one.name for one in triggers if _is_alert(one) and one.origin == first[0].origin}
        verb = "has" if len(names) == 1 else "have"
        message = f"{len(names)} of {len(all_of_file)} alerts {verb} no runbook: {_listed(names)}"
        message = message if len(all_of_file) > 1 else f"“{names[0]}” has no runbook"
        yield Noticed(message, tuple(dict.fromkeys(one.place for one in first)))


@rule("DDD404", "a runbook link that leads nowhere", Severity.WARNING, of=Trigger)
def leads_nowhere(triggers: Sequence[Trigger], context: Context) -> Iterator[Noticed]:
    """The alert names a page of this repository as its runbook, and there is no such page, or no such heading in it.

    Whoever is woken by it finds an error instead of help. Mend the link, or write the page. Only links into this
    repository are judged (`docs/runbooks/x.md`, `https://…/blob/main/docs/runbooks/x.md#anchor`); nothing is fetched.
    """
    targets = [(one, found) for one in triggers if one.state is State.ACTIVE and (found := _target(one))]
    read = cache(partial(_anchors, context))
    faults = {target: _fault(target, context, read) for _, target in targets}
    own = {target.repository for target, fault in faults.items() if not fault}
    for one, target in targets:
        if faults[target] and (target.repository in own or _is_here(target, context)):
            yield Noticed(f"the runbook of “{one.name}” leads nowhere: {faults[target]}", one.evidence)


@dataclass(frozen=True, slots=True)
class _Target:
    """Where a link leads to within some repository."""

    repository: str
    """Its address; empty for a path without one, which is of this repository."""
    paths: tuple[str, ...]
    """Where the page may stand, the likeliest first."""
    anchor: str


def _is_alert(one: Trigger) -> bool:
    is_alert = one.system in _CAN_NAME_A_RUNBOOK and one.state is State.ACTIVE
    return is_alert and bool(one.name) and not _OPEN.search(one.name)


def _named(names: set[str], context: Context) -> set[str]:
    """Return those of the names that a document mentions, or is called by."""
    found: set[str] = set()
    called: dict[str, set[str]] = defaultdict(set)
    for name in names:
        called[name.lower()].add(name)
    for path in sorted(context.paths):
        if path.lower().endswith(_PAGES):
            found |= called.get(posixpath.splitext(posixpath.basename(path))[0].lower(), set())
            found |= names.intersection(_WORD.findall("\n".join(context.lines(path)[:_LONGEST_PAGE])))
    return found


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown


def _target(one: Trigger) -> _Target | None:
    url = one.runbook_url.strip()
    if match := _OF_A_FORGE.fullmatch(url):
        path = unquote(match["path"])
        is_open = _OPEN.search(path) or not path.lower().endswith(DOCUMENTS)
        return None if is_open else _Target(match["repository"], (path,), match["anchor"] or "")
    if match := _RELATIVE.fullmatch(url):
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(one.origin), match["path"]))
        return _Target("", (match["path"], beside), match["anchor"] or "")
    return None


def _fault(target: _Target, context: Context, read: Read) -> str:
    path = next((one for one in target.paths if one in context.paths), target.paths[0])
    anchor = "" if _OPEN.search(target.anchor) else target.anchor
    match at(path, anchor, context.paths.__contains__, read):
        case Verdict.NO_FILE:
            return f"there is no {path}"
        case Verdict.NO_ANCHOR:
            return f"no heading of {path} is called #{anchor}"
    return ""


def _anchors(context: Context, path: str) -> Anchors:
    return anchors_of(path, context.lines(path))


def _is_here(target: _Target, context: Context) -> bool:
    """Tell whether the link means this repository: it has the folder, with pages in it, that the link speaks of."""
    if not target.repository:
        return True
    folder = posixpath.dirname(target.paths[0])
    return "/" in folder and any(_is_page_in(path, folder) for path in context.paths)


def _is_page_in(path: str, folder: str) -> bool:
    return posixpath.dirname(path) == folder and path.endswith(DOCUMENTS)
