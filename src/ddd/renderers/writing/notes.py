"""Collects what people wrote between the keep marks of generated pages, for other forms of the book to show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ddd.errors import UsageError
from ddd.generated import is_generated
from ddd.model import Plan
from ddd.renderers.writing import keep
from ddd.renderers.writing.folder import refuse_to_lead_away


def renamed(plan: Plan) -> dict[str, str]:
    """Return old task id -> new one, of the tasks whose old one is declared."""
    return {task.was: task.id for task in plan.tasks if task.was}


def below(folder: Path, renamed: Mapping[str, str]) -> dict[str, str]:
    """Return task id -> note of every generated page below a folder; what says nothing is left out.

    `renamed`: old task id -> new one.

    Raises UsageError for a page that cannot be read, or whose marks are broken, and for a folder that is a link away.
    """
    refuse_to_lead_away(folder)
    found: dict[str, str] = {}
    for page in sorted(folder.rglob("*.md")) if folder.is_dir() else ():
        if page.is_symlink() or not page.is_file() or not is_generated(data := _bytes(page)):
            continue
        try:
            written = keep.notes(data.decode("utf-8", "replace"))
        except keep.BrokenMarkError as broken:
            where = f"{page}:{broken.line}"
            raise UsageError(broken.what, where=where, advice="Mend that first, so that no note is lost.") from None
        for task, note in written.items():
            if note.strip():
                name = renamed.get(task, task)
                found[name] = found.get(name, "") + note
    return found


def _bytes(page: Path) -> bytes:
    try:
        return page.read_bytes()
    except OSError as error:
        advice = "Make it readable first, so that no note is lost."
        raise UsageError(f"cannot be read: {error.strerror}", where=str(page), advice=advice) from error
