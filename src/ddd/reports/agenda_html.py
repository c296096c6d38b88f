"""The agenda as one page for a browser: no script, nothing loaded from anywhere."""

from __future__ import annotations

from ddd import resources
from ddd.agenda import view as words
from ddd.agenda.agenda import Agenda
from ddd.scan.text import visible
from ddd.templating import environment


def calendar(agenda: Agenda) -> str:
    """Return the page."""
    made = environment(
        resources.templates() / "html",
        html=True,
        filters={
            "cadence": words.cadence,
            "owner": words.owner,
            "rhythm": words.rhythm,
            "title": words.title,
            "visible": visible,
        },
    )
    return made.get_template("calendar.html.j2").render(
        agenda=agenda,
        assumed=words.ASSUMED if agenda.assumed_utc else "",
        differs=words.DIFFERS if agenda.differs else "",
        months=words.months(agenda),
        rows=words.rows(agenda),
        span=words.span(agenda),
    )
