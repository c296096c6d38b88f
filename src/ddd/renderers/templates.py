"""Renders the prose templates: what is undefined is an error, and what is not Markdown yet is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup

from ddd import generated, markup, resources
from ddd.renderers import pages, words
from ddd.templating import environment

_ADVICE = "Change those, or write between the ddd:keep marks."
HEADER = f"<!-- {generated.line('the files it names', advice=_ADVICE)} -->"
CONTEXT_VERSION: Final = "1"
"""Of what is passed to the templates (`docs/templates.md`). Grows when a name is renamed, removed or means another."""
FILTERS: Final[Mapping[str, Any]] = {
    "attribute": markup.attribute,
    "cell_code": markup.cell_code,
    "cell_places": markup.cell_places,
    "code": markup.code,
    "counted": words.counted,
    "duration": words.duration,
    "fence": markup.fence,
    "fragment": markup.fragment,
    "hashes": markup.hashes,
    "heading": markup.heading,
    "language": words.language,
    "link": pages.link,
    "places": markup.places,
    "prose": markup.prose,
    "spaces": markup.spaces,
}
_FENCE = re.compile("`{3,}")
_other: ContextVar[Environment | None] = ContextVar("other", default=None)


def page(template: str, **values: Any) -> str:
    """Return one rendered template of `templates/runbooks/`."""
    return tidy(in_use().get_template(template).render(header=markup.markdown(HEADER), **values))


def tidy(text: str) -> str:
    """Return a page with one empty line where its parts leave several, and one line end at its end.

    Blocks of code stay as they are.
    """
    kept: list[str] = []
    fence = ""
    for line in text.split("\n"):
        bare = line.strip()
        if fence:
            fence = "" if bare == fence else fence
        elif found := _FENCE.match(bare):
            fence = found[0]
        elif not bare and kept and not kept[-1].strip():
            continue
        kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"


def finalize(value: Any) -> Markup:
    """Escape what a template prints unless it is Markdown already."""
    return value if isinstance(value, Markup) else markup.text(str(value))


def folder() -> Path:
    """Return where ddd's own templates of pages are."""
    return resources.templates() / "runbooks"


@contextmanager
def rendered_by(other: Environment) -> Iterator[None]:
    """Render every page by another environment: one that knows a person's own templates."""
    token = _other.set(other)
    try:
        yield
    finally:
        _other.reset(token)


def in_use() -> Environment:
    """Return the environment that renders every page now."""
    return _other.get() or _environment()


def equip(made: Environment) -> None:
    """Give an environment what every template of a page may use besides the values that are passed to it."""
    made.globals["context_version"] = CONTEXT_VERSION
    made.tests["shortened"] = words.is_shortened


@cache
def _environment() -> Environment:
    made = environment(folder(), html=True, finalize=finalize, filters=FILTERS)
    equip(made)
    return made
