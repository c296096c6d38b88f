"""The agenda as one page for a browser: no script, nothing loaded from anywhere."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ddd import resources
from ddd.agenda.agenda import Agenda
from ddd.reports import _agenda_view as words
from ddd.scan.text import visible


def calendar(agenda: Agenda) -> str:
    """Return the page."""
    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "html"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "cadence": words.cadence,
        "owner": words.owner,
        "rhythm": words.rhythm,
        "title": words.title,
        "visible": visible,
    }
    return environment.get_template("calendar.html.j2").render(
        agenda=agenda,
        assumed=words.ASSUMED if agenda.assumed_utc else "",
        months=words.months(agenda),
        rows=words.rows(agenda),
        span=words.span(agenda),
    )
