"""Shows what would earn the missing points, and writes it to `.ddd/tasks.yaml` with its blanks marked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ddd.cli.output import talk
from ddd.errors import ConfigurationError
from ddd.files import own_file, replace_file
from ddd.link.declared import SCHEMA
from ddd.resources import specs
from ddd.scan.tree import DECLARED_TASKS

if TYPE_CHECKING:
    from ddd.pipeline import Judged

_SCHEMA = f".ddd/{SCHEMA}"


def explained(judged: Judged) -> str:
    """Return the score point by point, and what to paste."""
    from ddd.assess.advice import entries
    from ddd.assess.hints import hints
    from ddd.edits import pasted
    from ddd.reports import score_explained

    found = entries(judged.plan, judged.assessment, judged.spec)
    snippets = []
    for one in found:
        entry = pasted({"id": one.id, **one.fields}) if one.fields else ""
        snippets.append(score_explained.Snippet(one.id, one.earns, entry, one.file, one.comments))
    return score_explained.report(judged.assessment, snippets, list(hints(judged.plan, judged.spec)))


def write(path: Path, judged: Judged, *, quiet: bool) -> None:
    """Write the entries and tell how many. Raises ConfigurationError when the file cannot be edited without loss."""
    from ddd.assess.advice import entries
    from ddd.edits import add_entries, complete_entry

    file = own_file(path, DECLARED_TASKS)
    try:
        text = before = file.read_bytes().decode() if file.is_file() else ""
    except UnicodeDecodeError:
        raise ConfigurationError("is not UTF-8", where=str(file), advice="add the entries by hand") from None
    found = [one for one in entries(judged.plan, judged.assessment, judged.spec) if one.fields]
    for one in found:
        if not one.is_new:
            text = complete_entry(text, one.id, one.fields)
    text = add_entries(text, [{"id": one.id, **one.fields} for one in found if one.is_new])
    if text == before:
        talk(f"{file}: nothing to add", quiet=quiet)
        return
    replace_file(file, text)
    if not before:  # its first line names the schema, for editors
        replace_file(own_file(path, _SCHEMA), (specs() / SCHEMA).read_text(encoding="utf-8"))
    talk(f"{file}: {len(found)} entries written; fill in each TODO, it earns nothing until then", quiet=quiet)
