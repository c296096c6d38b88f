"""Findings that were there when a team began: written once, told from then on, counted never."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from ddd.errors import ConfigurationError
from ddd.files import read_file, replace_file
from ddd.fingerprints import fingerprints
from ddd.model import Finding, Suppression, replace

FILE = ".ddd/baseline.json"
_SCHEMA = "ddd-baseline/1"


def read(file: Path) -> frozenset[str]:
    """Return the fingerprints of a baseline. Raises ConfigurationError when the file is none."""
    try:
        data = json.loads(read_file(file))
        if data["schema"] == _SCHEMA:
            return frozenset(str(one["fingerprint"]) for one in data["findings"])
    except OSError as error:
        raise ConfigurationError(
            f"may not be read: {error.strerror}", where=str(file), advice="`--update-baseline` writes it"
        ) from None
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise ConfigurationError("is no baseline of ddd", where=str(file), advice="`--update-baseline` writes it anew")


def write(file: Path, findings: Iterable[Finding]) -> int:
    """Write what is found now, without what is suppressed anyway; return how many. Raises UsageError if it cannot."""
    held = [one for one in findings if one.suppression is None]
    entries = [
        {"fingerprint": print_, "code": one.code, "subject": one.subject or one.message}
        for one, print_ in zip(held, fingerprints(held), strict=True)
    ]
    entries.sort(key=lambda entry: (entry["code"], entry["subject"], entry["fingerprint"]))
    replace_file(file, json.dumps({"schema": _SCHEMA, "findings": entries}, indent=1, ensure_ascii=False) + "\n")
    return len(entries)


def without_known(
    findings: Iterable[Finding],
    known: frozenset[str],
    reason: str,
    answerable: Callable[[Finding], bool] = lambda _: False,
) -> tuple[Finding, ...]:
    """Return the findings, those known already marked so, for that reason; those that are `answerable` count still."""
    every = tuple(findings)
    held = [one for one in every if one.suppression is None]
    prints = dict(zip(map(id, held), fingerprints(held), strict=True))
    marked = Suppression(reason=reason)
    return tuple(
        replace(one, suppression=marked) if prints.get(id(one)) in known and not answerable(one) else one
        for one in every
    )
