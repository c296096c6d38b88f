"""The one family of errors that users see, each with its exit code; `cli` turns them into text."""

from __future__ import annotations


class DddError(Exception):
    """Something a person can mend: says what, where, why and what to do next. Exit code 2 unless told otherwise.

    A fault of the scanned repository is never one of these: it is a Problem in the report.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", advice: str = "", excerpt: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.advice = advice
        self.excerpt = excerpt
        """Lines to show between what and advice, fit to show: the line of the file with a caret below the place."""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        excerpt = f"\n{self.excerpt}" if self.excerpt else ""
        advice = f"\n  {self.advice}" if self.advice else ""
        return f"{place}{self.what}{excerpt}{advice}"


class UsageError(DddError):
    """A command was called in a way that cannot work: a missing path, an unknown form."""


class ConfigurationError(DddError):
    """A spec, a tasks file or an option says something ddd cannot use."""
