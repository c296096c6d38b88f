"""Reads the thresholds a person gives: `60`, `daily=80`, `roles/backup=90`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ddd.errors import UsageError

if TYPE_CHECKING:
    from ddd.assess import Wanted
    from ddd.pipeline import Judged


def wanted(texts: Iterable[str]) -> Wanted:
    """Return what is wanted; of two numbers for one thing the last counts. Raises UsageError."""
    from ddd.assess import Wanted

    whole, parts = None, {}
    for text in texts:
        name, equals, number = text.rpartition("=")
        if equals and not name:
            raise UsageError(f"--fail-under {text}: of what?", advice="such as daily=80 or roles/backup=90")
        if name:
            parts[name] = _percent(number, text)
        else:
            whole = _percent(number, text)
    return Wanted(whole=whole, parts=parts)


def keep_the_best(judged: Judged, *, quiet: bool) -> None:
    """Write down a score that is better than the best so far, and say so; where it cannot be written, say that."""
    from ddd.cli.output import talk
    from ddd.history import ratchet

    file = judged.history.ratchet if judged.history else None
    if file is None:
        return
    try:
        if ratchet.raised(file, ratchet.best(file), judged.assessment.maintenance_coverage):
            talk(f"{file} holds the new best score: commit it", quiet=quiet)
    except UsageError as fault:  # a pipeline may see the repository read-only; the verdict stands all the same
        talk(f"the new best score is not written down: {fault}", quiet=quiet)


def keep_what_is_known(judged: Judged, *, quiet: bool) -> None:
    """Write the findings of now to the baseline, and say how many. Raises UsageError where it cannot."""
    from ddd.cli.output import talk
    from ddd.history import baseline

    assert judged.history is not None
    assert judged.history.baseline is not None
    count = baseline.write(judged.history.baseline, judged.assessment.findings)
    talk(f"{count} findings written to {judged.history.baseline}: commit it", quiet=quiet)


def _percent(number: str, text: str) -> float:
    try:
        return float(number)
    except ValueError:
        raise UsageError(f"--fail-under {text}: no number", advice="such as 60, daily=80 or roles/backup=90") from None
