"""Renders the prose templates: what is undefined is an error, and what is not Markdown yet is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ddd import resources
from ddd.renderers import _markdown, _pages, _words
from ddd.scan.engine import GENERATED_MARK

HEADER = f"<!-- {GENERATED_MARK} from the files it names. Change those, or write between the ddd:keep marks. -->"


def page(template: str, **values: Any) -> str:
    """Return one rendered template of `templates/runbooks/`."""
    return _environment().get_template(template).render(header=_markdown.markdown(HEADER), **values)


def finalize(value: Any) -> Markup:
    """Escape what a template prints unless it is Markdown already."""
    return value if isinstance(value, Markup) else _markdown.text(str(value))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "runbooks"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "attribute": _markdown.attribute,
        "cell_code": _markdown.cell_code,
        "cell_places": _markdown.cell_places,
        "code": _markdown.code,
        "counted": _words.counted,
        "duration": _words.duration,
        "fence": _markdown.fence,
        "fragment": _markdown.fragment,
        "hashes": _markdown.hashes,
        "heading": _markdown.heading,
        "language": _words.language,
        "link": _pages.link,
        "places": _markdown.places,
        "prose": _markdown.prose,
        "spaces": _markdown.spaces,
    }
    environment.tests["shortened"] = _words.is_shortened
    return environment
