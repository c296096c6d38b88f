"""Renders the prose templates: what is undefined is an error, and what is not Markdown yet is escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from ddd import generated, markup, resources
from ddd.renderers import pages, words
from ddd.templating import environment

_ADVICE = "Change those, or write between the ddd:keep marks."
HEADER = f"<!-- {generated.line('the files it names', advice=_ADVICE)} -->"


def page(template: str, **values: Any) -> str:
    """Return one rendered template of `templates/runbooks/`."""
    return _environment().get_template(template).render(header=markup.markdown(HEADER), **values)


def finalize(value: Any) -> Markup:
    """Escape what a template prints unless it is Markdown already."""
    return value if isinstance(value, Markup) else markup.text(str(value))


@cache
def _environment() -> Environment:
    made = environment(
        resources.templates() / "runbooks",
        html=True,
        finalize=finalize,
        filters={
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
        },
    )
    made.tests["shortened"] = words.is_shortened
    return made
