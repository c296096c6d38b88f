"""The pages of the calendar: the year at a glance, and for each month a grid and its weeks in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from ddd.agenda import view as words
from ddd.model import Artifact, Cadence, Inventory
from ddd.renderers.site import days
from ddd.renderers.site.days import Day, Year
from ddd.renderers.site.frame import Frame, Link

YEAR = "calendar/year.html"
_RARER = (Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.SEMIANNUAL, Cadence.ANNUAL)
_MOST_DAILY = 60


def pages(frame: Frame, year: Year, page_of: dict[str, str], inventory: Inventory) -> Iterator[Artifact]:
    """Yield the page of the year and those of its months."""
    months = [(name, of_month(number)) for number, name in enumerate(days.MONTHS, start=1)]
    yield frame.page(
        "year.html.j2",
        YEAR,
        f"Calendar {year.number}",
        year=year,
        months=[(name, path, year.weeks(number)) for number, (name, path) in enumerate(months, start=1)],
        counts=[(name, path, _counts(year, number)) for number, (name, path) in enumerate(months, start=1)],
        cadences=_RARER,
        suspended=year.suspended,
        floating=year.agenda.floating,
        often=year.agenda.often,
        page_of=page_of,
        words=words,
        inventory=inventory,
    )
    for number, (name, path) in enumerate(months, start=1):
        yield frame.page(
            "month.html.j2",
            path,
            f"{name} {year.number}",
            [Link(f"Calendar {year.number}", YEAR)],
            year=year,
            weeks=year.weeks(number),
            listed=list(_weeks(year, number)),
            daily=_daily(year, number),
            most_daily=_MOST_DAILY,
            most=days.MOST_A_DAY,
            before=months[number - 2] if number > 1 else None,
            after=months[number] if number < len(months) else None,
            page_of=page_of,
            words=words,
        )


def of_month(number: int) -> str:
    """Return the path of the page of a month, from 1."""
    return f"calendar/{days.MONTHS[number - 1].lower()}.html"


def _weeks(year: Year, month: int) -> Iterator[tuple[int, list[Day]]]:
    """Yield ISO week and its days in the month."""
    for week, group in groupby(year.of_month(month), key=lambda day: day.date.isocalendar().week):
        yield week, list(group)


def _counts(year: Year, month: int) -> Counter[str]:
    counted = Counter(one.cadence for day in year.of_month(month) for one in day.due)
    return counted + Counter({str(Cadence.DAILY): max((len(day.daily) for day in year.of_month(month)), default=0)})


def _daily(year: Year, month: int) -> list[tuple[str, str, str, int]]:
    """Return id, title, owner and on how many days of the month, of all daily work."""
    counted = Counter(task for day in year.of_month(month) for task in day.daily)
    tasks = {one.job.task.id: one.job.task for one in year.agenda.occurrences if one.job.task.id in counted}
    return [(name, words.title(task), words.owner(task), counted[name]) for name, task in sorted(tasks.items())]
