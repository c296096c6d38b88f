"""The frame around every page: what it is called, where one is, where one can go; and how a page is made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ddd import generated, resources
from ddd.model import Artifact
from ddd.renderers.site import addresses, hypertext
from ddd.renderers.words import counted
from ddd.templating import environment

START = "index.html"
ASSETS = ("site.css", "site.js")
_SOURCE = "the files it names"
_TICKS = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page or a file."""

    title: str
    path: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a site share."""

    groups: tuple[Group, ...]

    def page(self, template: str, path: str, title: str, crumbs: Sequence[Link] = (), **values: Any) -> Artifact:
        """Return a page made from a template. `crumbs`: what lies between the start and the page."""
        title = " ".join(title.split())
        text = (
            _environment()
            .get_template(template)
            .render(
                mark=generated.line(_SOURCE, advice="Its notes stand in the Markdown pages."),
                to=partial(addresses.relative, path),
                path=path,
                root="../" * path.count("/"),
                title=title,
                crumbs=crumbs,
                groups=self.groups,
                start=START,
                **values,
            )
        )
        return Artifact(path=path, text=text, title=title)


def assets() -> list[Artifact]:
    """Return the style sheet and the script of the site."""
    folder = resources.templates() / "site"
    head = f"/* {generated.line('the templates of ddd')} */\n"
    return [Artifact(path=f"assets/{name}", text=head + (folder / name).read_text(encoding="utf-8")) for name in ASSETS]


def sentence(value: str) -> Markup:
    """Return a sentence of ddd's own, in which `backticks` mean code."""
    parts = _TICKS.split(value)
    made = (f"<code>{hypertext.text(one)}</code>" if odd % 2 else hypertext.text(one) for odd, one in enumerate(parts))
    return Markup("".join(made))  # noqa: S704 - every part is escaped


@cache
def _environment() -> Environment:
    filters: dict[str, Callable[..., Any]] = {
        "counted": counted,
        "safe_id": addresses.safe_id,
        "sentence": sentence,
        "visible": lambda value: Markup(hypertext.text(str(value))),  # noqa: S704 - escaped there
    }
    return environment(resources.templates() / "site", html=True, filters=filters)
