"""Writes files so that nobody ever sees half of one: to a temporary name beside it, then renamed."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from ddd.errors import ConfigurationError, UsageError

_OWN_FOLDER = ".ddd"
"""Made when the first file is written into it; of any other folder people say themselves where it is."""


def own_file(root: Path, name: str) -> Path:
    """Return the path of a file that ddd writes below `root`.

    Raises UsageError where a link leads out of `root`: what a repository holds may not say where we write.
    """
    file = root / name
    inside = root.resolve()
    if not file.resolve().is_relative_to(inside) or not file.parent.resolve().is_relative_to(inside):
        raise UsageError("a link leads out of the folder", where=str(file), advice="put the file itself there")
    return file


def read_file(path: Path) -> str:
    """Return the text of a file that ddd wrote. What a repository puts in its place, such as a pipe, is not waited for.

    Raises OSError, ValueError when it is no UTF-8, and ConfigurationError when it is no file.
    """
    _refuse_what_is_no_file(path)
    return path.read_text(encoding="utf-8")


def read_own(path: Path) -> bytes:
    """Return the bytes of a file that ddd wrote, as `read_file`. Raises OSError, and ConfigurationError."""
    _refuse_what_is_no_file(path)
    return path.read_bytes()


def _refuse_what_is_no_file(path: Path) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        raise ConfigurationError("is no file", where=str(path), advice="delete it: the next run writes it anew")


def stage(path: Path, content: str | bytes, mode: int = 0o644) -> Path:
    """Write `content`, a text in UTF-8, to a temporary file beside `path` and return its name.

    Raises UsageError when that is not possible.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            os.fchmod(file.fileno(), mode)
    except OSError as error:
        raise UsageError(
            f"may not be written: {error.strerror}", where=str(path), advice="name another place"
        ) from None
    return Path(name)


def replace_file(path: Path, text: str) -> None:
    """Write `text` to `path`, at once or not at all; a link is followed, a device or pipe is written into.

    Raises UsageError when that is not possible.
    """
    try:
        target = path.resolve()
        if path.parent.name == _OWN_FOLDER:
            target.parent.mkdir(exist_ok=True)
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_text(text, encoding="utf-8")
            return
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o644
    except OSError as error:
        raise _refused(path, error) from None
    staged = stage(target, text, mode)
    try:
        staged.replace(target)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> UsageError:
    return UsageError(f"may not be written: {error.strerror}", where=str(path), advice="name another place")
