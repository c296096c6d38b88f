"""Opens the runbooks that a person names, and follows the links in them to the files beside them."""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from urllib.parse import unquote

from ddd.assess.runbooks import DEAD_LINK, Runbook, runbooks
from ddd.errors import UsageError
from ddd.extractors.markdown.anchors import Anchors, is_line, links
from ddd.extractors.markdown.procedures import LONGEST
from ddd.extractors.markdown.targets import DOCUMENTS, Verdict, anchors_of, resolve
from ddd.generated import is_generated
from ddd.model import Finding
from ddd.scan.reading import read_bytes
from ddd.scan.source import Source, is_binary
from ddd.scan.text import shown
from ddd.spec import Spec
from ddd.suppress import settled


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a person named, and the folder within which its links are followed."""

    source: Source
    file: Path
    root: Path


@dataclass(frozen=True, slots=True)
class Checked:
    """What the pages that a person named are worth, and all that was found about them."""

    runbooks: tuple[Runbook, ...]
    """In the order of the pages, each page once."""
    findings: tuple[Finding, ...]
    """Those of the runbooks, and the links that lead nowhere; what a comment leaves out is marked so."""
    pages: tuple[Page, ...]


def checked(paths: Iterable[Path], spec: Spec, as_of: date) -> Checked:
    """Return what the pages at `paths` are worth; suppressions in their comments hold as of that day.

    Raises UsageError when one of them is no page a person wrote.
    """
    pages = tuple({page.source.path: page for page in map(opened, paths)}.values())
    scored = tuple(one for page in pages for one in runbooks(page.source, spec))
    told = (finding for one in scored for finding in one.findings)
    findings = (*told, *(fault for page in pages for fault in dead_links(page)))
    lines = {page.source.path: page.source.lines for page in pages}
    return Checked(scored, settled(dict.fromkeys(findings), lines, lines.__getitem__, as_of, everything=False), pages)


def opened(path: Path) -> Page:
    """Return the page at `path`. Raises UsageError when there is none, or none that a person wrote in Markdown."""
    told = shown(_as_told(path))
    data = _data(path, told)
    if not path.name.lower().endswith(DOCUMENTS):
        raise UsageError("is no Markdown", where=told, advice=f"a runbook ends with {' or '.join(DOCUMENTS)}")
    if is_generated(data):
        advice = "what it is made of is scored by `ddd validate-maintenance-coverage`; name pages that people wrote"
        raise UsageError("is written by ddd", where=told, advice=advice)
    if is_binary(data):
        raise UsageError("is no text", where=told, advice="name a Markdown file")
    if len(data) > LONGEST:
        raise UsageError(f"is larger than {LONGEST // 1000} kB", where=told, advice="no runbook is; name another file")
    return Page(Source(_as_told(path), data), path, _root(path))


def dead_links(page: Page) -> Iterator[Finding]:
    """Yield a finding for each link to a file beside the page, or to a heading, that does not exist.

    What `ddd.extractors.markdown.targets` cannot tell is not judged, nor what would stand beside the page of a site.
    """
    origin = _within(page.root, page.file)
    read = cache(partial(_anchors, page, origin))
    for link in links(page.source.lines):
        verdict = resolve(link.target, origin, lambda path: os.path.lexists(page.root / path), read)
        fault = _fault(verdict, link.target)
        if fault and not (verdict is Verdict.NO_FILE and _is_of_a_site(page) and not _is_page(link.target)):
            evidence = page.source.at(link.line, link.column)
            yield DEAD_LINK.finding(f"the link “{shown(link.target)}” leads nowhere: {fault}", (evidence,), "")


def _fault(verdict: Verdict, target: str) -> str:
    path, _, anchor = target.partition("#")
    match verdict:
        case Verdict.NO_FILE:
            return "there is no such file"
        case Verdict.NO_ANCHOR if is_line(anchor):
            return f"there is no line {shown(anchor)}"
        case Verdict.NO_ANCHOR:
            return f"no heading {'there' if path else 'here'} is called #{shown(anchor)}"
    return ""


def _is_page(target: str) -> bool:
    return unquote(target.partition("#")[0].partition("?")[0]).lower().endswith(DOCUMENTS)


def _is_of_a_site(page: Page) -> bool:
    """Tell whether a generator makes a site of the page: what is beside it there is not what is beside the file."""
    return ".html." in page.file.name or page.source.text.startswith("---\n")


def _anchors(page: Page, origin: str, path: str) -> Anchors | None:
    if path == origin:
        return anchors_of(path, page.source.lines)
    try:
        return anchors_of(path, Source(path, read_bytes(page.root / path)).lines)
    except OSError:
        return None  # a link or no file: not followed


def _within(root: Path, file: Path) -> str:
    return Path(posixpath.normpath(file.absolute().as_posix())).relative_to(root).as_posix()


def _data(path: Path, told: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageError("is no file", where=told, advice="name a Markdown file, or a folder by itself")
        return read_bytes(path.resolve())
    except OSError as error:
        raise UsageError(f"may not be read: {error.strerror}", where=told, advice="name another file") from None


def _as_told(path: Path) -> str:
    """Return the path as the person wrote it; below the current folder always relative to that."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path).as_posix()


def _root(path: Path) -> Path:
    """Return the folder of the repository that the page stands in, else its own folder."""
    folders: Iterable[Path] = path.absolute().parents
    normal = [Path(posixpath.normpath(folder.as_posix())) for folder in folders]
    return next((folder for folder in normal if (folder / ".git").exists()), normal[0])
