"""The maintenance calendar: the rhythm of all tasks as a page, as a file for calendar programs, and for a browser.

No date stands in the pages: they say what falls due every day, on which weekday, on which day of which month.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment

from ddd import generated, resources
from ddd.agenda import ics, view
from ddd.agenda.pattern import FIRST_DAY, YEARS
from ddd.agenda.rhythm import rhythm
from ddd.model import Artifact, Task
from ddd.renderers import pages, templates
from ddd.renderers.renderer import Book, Options, Pillar, renderer
from ddd.renderers.views.calendar import NO_HOUR, SHORT_MONTHS, SHORT_WEEKDAYS, host_decides, sections, without_rule
from ddd.scan.text import visible
from ddd.templating import environment

TITLE = "Maintenance calendar"
_HTML_HEADER = f"<!-- {generated.line('the schedules of this repository', advice='Change those.')} -->"


@renderer("calendar", Pillar.PREDICTABLE, "what falls due when: by the hour, the weekday, the day and the month")
def calendar(book: Book) -> Iterator[Artifact]:
    """Yield `calendar.md`, `calendar.ics` and `calendar.html`."""
    found = rhythm(book.plan, lambda task: _address(task, book.options))
    values: dict[str, Any] = {
        "title": TITLE,
        "tasks": book.plan.tasks,
        "sections": sections(found),
        "weekdays": SHORT_WEEKDAYS,
        "months": SHORT_MONTHS,
        "assumed": view.ASSUMED if found.assumed_utc else "",
        "differs": view.DIFFERS if found.differs else "",
        "no_hour": NO_HOUR,
        "folders": host_decides(found),
        "listed": without_rule(found),
        "last_year": YEARS.stop - 1,
        "left_out": len(found.often) + len(found.floating) + len(found.unread),
    }
    page = _pages().get_template("rhythm.html.j2")
    html = page.render(generated=_HTML_HEADER, address=lambda task: _address(task, book.options), **values)
    yield Artifact(path="calendar.md", text=templates.page("calendar.md.j2", **values), title=TITLE)
    yield Artifact(path="calendar.html", text=html, title=f"{TITLE}, for a browser")
    yield Artifact(
        path="calendar.ics", text=ics.calendar(found.agenda(), FIRST_DAY), title=f"{TITLE}, for calendar programs"
    )


def _address(task: Task, options: Options) -> str:
    """Return where a task's section is: on the pages beside the file, or where the person says they are served."""
    file, _, anchor = pages.page_of(task, "").removeprefix("/").partition("#")
    return f"{options.base}{options.page(file)}#{anchor}"


@cache
def _pages() -> Environment:
    return environment(
        resources.templates() / "html",
        html=True,
        filters={"title": view.title, "visible": visible, "owner": view.owner},
    )
