"""Writes files so that nobody ever sees half of one: to a temporary name beside it, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ddd.errors import UsageError


def stage(path: Path, text: str) -> Path:
    """Write `text` to a temporary file beside `path` and return its name.

    Raises UsageError when that is not possible.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            os.fchmod(file.fileno(), 0o644)
    except OSError as error:
        raise UsageError(
            f"may not be written: {error.strerror}", where=str(path), advice="name another place"
        ) from None
    return Path(name)


def replace_file(path: Path, text: str) -> None:
    """Write `text` to `path`, at once or not at all. Raises UsageError when that is not possible."""
    staged = stage(path, text)
    try:
        staged.replace(path)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise UsageError(
            f"may not be written: {error.strerror}", where=str(path), advice="name another place"
        ) from None
