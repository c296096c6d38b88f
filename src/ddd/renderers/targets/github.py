"""Issue forms for GitHub: one for each cadence, with a box for each of its tasks.

Format: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ddd import generated
from ddd.model import Artifact
from ddd.renderers import yaml_text
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.targets._checklist import Checklist, checklists


@target("github", folder=".github")
def github(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield `ISSUE_TEMPLATE/maintenance-daily.yml` and its sisters."""
    header = generated.line("the files that the runbooks name")
    for one in checklists(book):
        path = f"ISSUE_TEMPLATE/maintenance-{one.cadence}.yml"
        title = f"{one.cadence.capitalize()} maintenance"
        yield Artifact(path=path, text=yaml_text.dump(_form(one, title), header), title=title)


def _form(one: Checklist, title: str) -> dict[str, Any]:
    return {
        "name": title,
        "description": one.about,
        "title": f"{title}: ",
        "labels": ["maintenance", one.cadence.value],
        "body": [
            {
                "type": "markdown",
                "attributes": {"value": "Add the date to the title. Tick what is done."},
            },
            *_boxes("done", "To do by hand", one.done),
            *_boxes("verified", "Runs by itself: see that it did", one.verified),
            *([{"type": "markdown", "attributes": {"value": one.rest}}] if one.rest else []),
            {
                "type": "textarea",
                "id": "notes",
                "attributes": {"label": "What was found", "description": "What failed, what was done, what to change."},
            },
        ],
    }


def _boxes(name: str, label: str, lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    if lines:
        options = [{"label": line} for line in lines]
        yield {"type": "checkboxes", "id": name, "attributes": {"label": label, "options": options}}
