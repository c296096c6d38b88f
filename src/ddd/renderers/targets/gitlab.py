"""Issue templates for GitLab: one for each cadence, with a box for each of its tasks, and labels.

A line that begins with `/` is a command to GitLab: here only the last one does.
Format: https://docs.gitlab.com/user/project/description_templates/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddd import generated
from ddd.model import Artifact
from ddd.renderers.renderer import Book, Chapter, target
from ddd.renderers.targets._checklist import Checklist, checklists


@target("gitlab", folder=".gitlab")
def gitlab(book: Book, chapters: tuple[Chapter, ...]) -> Iterator[Artifact]:
    """Yield `issue_templates/Maintenance daily.md` and its sisters."""
    for one in checklists(book):
        path = f"issue_templates/Maintenance {one.cadence}.md"
        yield Artifact(path=path, text=_template(one), title=f"{one.cadence.capitalize()} maintenance")


def _template(one: Checklist) -> str:
    parts = [
        f"<!-- {generated.line('the files that the runbooks name')} -->",
        f"{one.about}. Add the date to the title. Tick what is done.",
        *_boxes("To do by hand", one.done),
        *_boxes("Runs by itself: see that it did", one.verified),
        *([one.rest] if one.rest else []),
        "## What was found",
        "What failed, what was done, what to change: nothing yet.",
        f"/label ~maintenance ~{one.cadence}",
    ]
    return "\n\n".join(parts) + "\n"


def _boxes(heading: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"## {heading}"
        yield "\n".join(f"- [ ] {line}" for line in lines)
