"""What is raised when a file is not what its name promises."""

from __future__ import annotations


class Unreadable(Exception):
    """A file, or a line of it, cannot be read as what it should be. The engine makes it a Problem."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
