"""The pages that lead to all others: the start with the day and the score, the list of the tasks, that of the files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ddd.agenda import view as words
from ddd.model import Artifact, State
from ddd.renderers import pages as markdown_pages
from ddd.renderers.renderer import Pillar
from ddd.renderers.site import addresses, calendar_pages, days, frame
from ddd.renderers.site.frame import Group, Link
from ddd.renderers.views import figures
from ddd.renderers.words import counted
from ddd.scan.text import visible

if TYPE_CHECKING:
    from ddd.renderers.site.building import Site

TASKS, FILES = "tasks.html", "files.html"
_MARKDOWN, _PICTURE = ".md", ".svg"
_PILLARS = {
    Pillar.EMERGENCY: "Emergency",
    Pillar.PREDICTABLE: "Predictable",
    Pillar.ERROR_FREE: "Error-free",
    Pillar.ESCALATION: "Escalation",
    Pillar.COMPLIANCE: "Compliance",
}
_SVG = "{http://www.w3.org/2000/svg}"
_SEVERAL = 8
"""Files of one chapter from which on they stand on the page of the files only."""


def groups(site: Site) -> tuple[Group, ...]:
    """Return the ways to every page that stands alone, by what they are for."""
    found = [Group("Work", own_links(site))]
    found += [Group(_PILLARS[pillar], tuple(_pages_of(site, pillar))) for pillar in Pillar]
    return tuple(group for group in found if group.links)


def own_links(site: Site) -> tuple[Link, ...]:
    """Return the ways to the pages that come from no chapter."""
    return (
        Link("Today", frame.START),
        Link(f"Calendar {site.year.number}", calendar_pages.YEAR),
        Link("Tasks", TASKS),
        Link("Files", FILES),
    )


def _pages_of(site: Site, pillar: Pillar) -> Iterator[Link]:
    for chapter in site.chapters:
        for one in sorted(chapter.artifacts, key=_order) if chapter.renderer.pillar is pillar else ():
            if one.path in site.chapter_pages and "/" not in one.path:
                yield Link(site.titles[one.path], site.chapter_pages[one.path], chapter.renderer.about)


def _order(page: Artifact) -> tuple[int, int, bool, str]:
    return markdown_pages.order(page.path)


def task_list(site: Site) -> Artifact:
    """Return the page of all tasks, by how often."""
    rows = [(task, site.page_of.get(task.id, "")) for task in site.book.plan.tasks]
    order = list(markdown_pages.PAGES)
    groups = [
        (cadence, [row for row in rows if markdown_pages.cadence_of_page(row[0]) is cadence]) for cadence in order
    ]
    return site.frame.page(
        "tasks.html.j2", TASKS, "Tasks", groups_of_tasks=[one for one in groups if one[1]], scores=site.book.scores
    )


def file_list(site: Site) -> Artifact:
    """Return the page of what is no page: scripts, alert rules, calendars, pictures."""
    groups = []
    for chapter in site.chapters:
        files = [one for one in chapter.artifacts if one.path in site.files]
        if files:
            groups.append((chapter.renderer.name, chapter.renderer.about, files))
    return site.frame.page("files.html.j2", FILES, "Files", groups_of_files=groups)


def start(site: Site) -> Artifact:
    """Return the page that one begins with."""
    assessment = site.book.assessment
    suspended = sum(one.state is State.SUSPENDED for one in site.book.plan.inventory.schedules)
    return site.frame.page(
        "start.html.j2",
        frame.START,
        "Maintenance",
        plan=site.book.plan,
        figures=figures.figures(assessment),
        gap=figures.gap(assessment),
        lacks=figures.biggest_lacks(assessment),
        threshold=figures.percent(assessment.threshold),
        passed=assessment.passed,
        pictures=list(_pictures(site)),
        rhythm=days.rhythm(site.year),
        suspended=suspended,
        year=site.year.number,
        page_of=site.page_of,
        pillars=[(_PILLARS[pillar], list(_artifacts_of(site, pillar))) for pillar in Pillar],
        owner=words.owner,
        title_of=words.title,
    )


def _artifacts_of(site: Site, pillar: Pillar) -> Iterator[tuple[str, list[Link]]]:
    """Yield for each chapter what it is for, and its links; very many files are one link."""
    for chapter in site.chapters:
        shown = [one for one in chapter.artifacts if not _inner(one.path) and not one.path.endswith(_PICTURE)]
        links = [link for one in shown if (link := _to(site, one))]
        drawn = all(one.path.endswith(_PICTURE) for one in chapter.artifacts)
        if chapter.renderer.pillar is not pillar or drawn:
            continue
        if len(links) > _SEVERAL or not links:
            files = [one for one in chapter.artifacts if one.path in site.files]
            links = (
                [Link(counted(len(files), "file"), f"{FILES}#{addresses.safe_id(chapter.renderer.name)}")]
                if files
                else []
            )
        if links:
            yield chapter.renderer.about, links


def _to(site: Site, one: Artifact) -> Link | None:
    path = site.chapter_pages.get(one.path, one.path)
    known = one.path in site.chapter_pages or one.path in site.files
    return Link(site.titles.get(one.path) or visible(one.title or one.path), path) if known else None


def _pictures(site: Site) -> Iterator[tuple[Artifact, str]]:
    """Yield the pictures with what they say to those who do not see them."""
    for path, one in sorted(site.files.items()):
        if path.endswith(_PICTURE):
            yield one, " ".join(filter(None, (_said(one, "desc"), "" if _said(one, "desc") else one.title)))


def _inner(path: str) -> bool:
    """Tell whether a page is one of many below another."""
    return path.endswith(_MARKDOWN) and "/" in path


def _said(picture: Artifact, element: str) -> str:
    try:
        found = ElementTree.fromstring(picture.text).findtext(f"{_SVG}{element}")  # noqa: S314 - ddd's own picture
    except ElementTree.ParseError:
        return ""
    return " ".join((found or "").split())
