"""Reads how often pre-commit.ci updates the hooks."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors._nodes import below, documents, place, text
from ddd.model import Dialect, Schedule, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_INTERVALS = ("weekly", "monthly", "quarterly")


@extractor(
    "pre-commit-ci",
    paths=(".pre-commit-config.yaml", ".pre-commit-config.yml"),
    literals=("autoupdate_schedule",),
)
def pre_commit_ci(source: Source) -> Iterator[Schedule]:
    """Find how often pre-commit.ci updates the hooks: `.pre-commit-config.yaml`.

        ci:
          autoupdate_schedule: monthly

    `weekly`, `monthly` or `quarterly`. Without the key it would be weekly, but only where the service is in use, which
    the repository does not say: then there is no fact. Format: https://pre-commit.ci/#configuration
    """
    for document in documents(source):
        value = below(document, "ci", "autoupdate_schedule")
        if value is not None and text(value):
            is_known = text(value) in _INTERVALS
            yield Schedule(
                system="pre-commit-ci",
                name="pre-commit autoupdate",
                evidence=(place(source, value),),
                state=State.ACTIVE if is_known else State.INVALID,
                expression=text(value),
                dialect=Dialect.PHRASE,
                target=source.installed_path,
                note="" if is_known else f"pre-commit.ci knows no interval “{text(value)}”",
            )
