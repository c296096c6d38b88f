"""Backstage TechDocs: every page as MkDocs shows it, with a navigation by what the pages are for.

Format: https://backstage.io/docs/features/techdocs/ and https://www.mkdocs.org/user-guide/configuration/
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from posixpath import dirname, join, normpath, relpath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ddd import generated
from ddd.model import Artifact, replace
from ddd.renderers import pages, templates, yaml_text
from ddd.renderers.renderer import Book, Chapter, Pillar, target
from ddd.renderers.targets import markdown
from ddd.renderers.targets._pymarkdown import converted

_INDEX = "index.md"
_DOCS = "docs"
_ADVICE = (
    "To show it, catalog-info.yaml needs under metadata: annotations: backstage.io/techdocs-ref: dir:./techdocs "
    "(or where this folder is)."
)


@target("techdocs", folder="techdocs", page_suffix="/")
def techdocs(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield `mkdocs.yml`, and every chapter below `docs/`."""
    yield Artifact(path="mkdocs.yml", text=yaml_text.dump(_configuration(chapters), _header()), title="TechDocs")
    for artifact in markdown.markdown.bind(book, chapters):
        path = _path(artifact.path)
        if path.endswith(".md"):
            text = converted(artifact.text, templates.HEADER, partial(_address, path), book.options.notes)
            yield replace(artifact, path=f"{_DOCS}/{path}", text=text)
        else:
            yield replace(artifact, path=f"{_DOCS}/{path}")


def _header() -> str:
    return generated.line("the files that its pages name", advice=_ADVICE)


def _configuration(chapters: tuple[Chapter, ...]) -> dict[str, Any]:
    return {
        "site_name": "Maintenance",
        "site_description": "When and how this system has to be maintained",
        "docs_dir": _DOCS,
        "nav": [{"Start here": _INDEX}, *_navigation(chapters)],
        "plugins": ["techdocs-core"],
    }


def _navigation(chapters: tuple[Chapter, ...]) -> Iterator[dict[str, Any]]:
    for pillar in Pillar:
        found = [
            {one.title or one.path: _path(one.path)}
            for chapter in chapters
            if chapter.renderer.pillar is pillar
            for one in sorted(chapter.artifacts, key=lambda one: pages.order(one.path))
            if one.path.endswith(".md")
        ]
        if found:
            yield {pillar.capitalize(): found}


def _path(path: str) -> str:
    return _INDEX if path == markdown.INDEX else path


def _address(page: str, href: str) -> str:
    """Return what a link of a page leads to once MkDocs gave each page a folder of its own: `a/b.md` is `a/b/`."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or not parts.path:
        return href
    leads_to = _path(normpath(join(dirname(page), unquote(parts.path))))
    is_page = leads_to.endswith(".md")
    found = relpath(_folder(leads_to) if is_page else leads_to, _folder(page))
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{quote(found)}{'/' if is_page else ''}{fragment}"


def _folder(page: str) -> str:
    return "." if page == _INDEX else page.removesuffix(".md")
