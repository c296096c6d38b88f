"""Documentation coverage by DAYLIGHT dimension as Markdown, for a comment on a merge request."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ddd import markup, resources
from ddd.generated import MARK
from ddd.measure import Gated, Missing
from ddd.reports import _measure_view as view
from ddd.scan.text import visible
from ddd.templating import environment

if TYPE_CHECKING:
    from jinja2 import Template

_HEADER = markup.markdown(f"<!-- {MARK}. `ddd measure -f markdown` writes it again. -->")


def report(one: Gated) -> str:
    """Return the page. What comes from the repository stays text: paths stand as code."""
    entries = view.worthwhile(one.measured)
    page: str = _template().render(
        header=_HEADER,
        verdict=view.verdict(one),
        legend=view.LEGEND,
        dimensions=one.measured.dimensions,
        missing=entries,
        more=len(one.measured.missing) - len(entries),
    )
    return page


@cache
def _template() -> Template:
    made = environment(
        resources.templates() / "reports",
        html=True,
        finalize=_finalize,
        filters={
            "of": view.of,
            "lack": view.lack,
            "where": _where,
            "effort": view.effort,
            "gain": view.gain,
        },
    )
    return made.get_template("measure.md.j2")


def _where(one: Missing) -> Markup:
    """Return where to add it: what ddd says as prose, what the repository is called as code."""
    first = ", first for " if one.place and one.evidence else ""
    place = markup.cell_prose(one.place) + markup.markdown(first)
    path = markup.cell_code(visible(str(one.evidence))) if one.evidence else markup.markdown("")
    others = markup.markdown(" and others") if one.evidence and one.items > 1 else markup.markdown("")
    return place + path + others


def _finalize(value: Any) -> Markup:
    """Escape what the template prints unless it is Markdown already."""
    return value if isinstance(value, Markup) else markup.cell_prose(visible(str(value)))
