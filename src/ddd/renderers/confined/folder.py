"""Reads a person's folder of templates: files that override ddd's own by name, and parts of theirs named `_…`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ddd.errors import UsageError
from ddd.renderers import templates
from ddd.scan.reading import MAX_BYTES, read_bytes
from ddd.scan.text import visible

ORIGINAL = "ddd/"
"""Before the name of one of ddd's own templates: that one, although it is overridden."""
_VERSION = re.compile(r"\{#-?\s*ddd-context:\s*(?P<version>\S+?)\s*-?#\}")


@dataclass(frozen=True, slots=True)
class Template:
    """One template, read."""

    path: str
    """As an error names it."""
    text: str
    is_own: bool
    """A person's; else it is ddd's."""


def known() -> tuple[str, ...]:
    """Return the names that may be overridden."""
    ours = templates.folder()
    return tuple(sorted(path.relative_to(ours).as_posix() for path in ours.rglob("*.j2")))


@dataclass(frozen=True, slots=True)
class Own:
    """A folder of templates, and all that may be rendered with it."""

    folder: Path
    known: Mapping[str, Template]
    """By name, ddd's own among them, those also below `ddd/`."""


def read(folder: Path) -> Own:
    """Return every template that there is with a person's folder.

    Raises UsageError for a name that overrides nothing, for what is no file of text (a link leads out of the folder,
    and is none), and for one that was written for another version of the context.
    """
    own = {name: Template(str(folder / name), _text(folder, name), is_own=True) for name in _names(folder)}
    if not own:
        raise UsageError("there is no template in it", where=str(folder), advice=_there_are())
    for template in own.values():
        _check_version(template)
    ours = {name: Template(f"{ORIGINAL}{name}", _text(templates.folder(), name), is_own=False) for name in known()}
    return Own(folder, ours | {f"{ORIGINAL}{name}": template for name, template in ours.items()} | own)


def _names(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), advice="--templates names a folder with templates")
    names = known()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise UsageError("is no file", where=str(path), advice="A template is read from its folder, not by a link.")
        if path.is_dir():
            continue
        if name not in names and not path.name.startswith("_"):
            parts = "A part that only your own templates include is named _….j2."
            raise UsageError("overrides no template", where=str(path), advice=f"{_there_are()}. {parts}")
        yield name


def _text(folder: Path, name: str) -> str:
    path = folder / name
    try:
        data = read_bytes(path)
        text = data.decode()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError("is not UTF-8", where=f"{path}:{line}", advice="Save it as UTF-8.") from error
    if len(data) > MAX_BYTES:
        raise UsageError("is too large for a template", where=str(path))
    return text


def _check_version(template: Template) -> None:
    found = _VERSION.match(template.text.removeprefix("\ufeff"))
    if found and found["version"] != templates.CONTEXT_VERSION:
        raise UsageError(
            f"was written for context {visible(found['version'])}, and this ddd passes context "
            f"{templates.CONTEXT_VERSION}",
            where=f"{template.path}:1",
            advice="Compare it with docs/templates.md, then change the number.",
        )


def _there_are() -> str:
    return f"there are: {', '.join(known())}"
