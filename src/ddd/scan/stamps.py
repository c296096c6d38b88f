"""By what one tells, without opening it, that a file may have changed: size and times, as `git status` does."""

from __future__ import annotations

import os

Stamp = tuple[int, int, int]
"""Size in bytes, time of the last change of the content and of the file's entry, in nanoseconds."""
NO_STAMP: Stamp = (-1, 0, 0)

_RACY_NS = 2_000_000_000
"""A file that changed so shortly before it was read may change again without another time to tell by."""


def stamp_of(file: str | os.PathLike[str] | os.DirEntry[str]) -> Stamp:
    """Return what changes with a file's content, itself and not what it links to; NO_STAMP where it cannot be told."""
    try:
        told = file.stat(follow_symlinks=False) if isinstance(file, os.DirEntry) else os.lstat(file)
    except OSError:
        return NO_STAMP  # reading it tells why
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns


def is_settled(stamp: Stamp, began: int) -> bool:
    """Tell whether a file can no longer change without another stamp, when reading began at that time (`time_ns`)."""
    return max(stamp[1], stamp[2]) < began - _RACY_NS
