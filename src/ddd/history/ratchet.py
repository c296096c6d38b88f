"""The best score so far, in a file that ddd writes and a team commits: it may only rise."""

from __future__ import annotations

import json
from pathlib import Path

from ddd.errors import ConfigurationError
from ddd.files import read_file, replace_file

FILE = ".ddd/ratchet.json"
_SCHEMA = "ddd-ratchet/1"


def best(file: Path) -> float | None:
    """Return the best Maintenance Coverage so far, 0 to 100; None where none was written yet.

    Raises ConfigurationError when the file says anything else.
    """
    try:
        text = read_file(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigurationError(f"may not be read: {error.strerror}", where=str(file)) from None
    try:
        data = json.loads(text)
        if data["schema"] == _SCHEMA and 0 <= (score := float(data["maintenance_coverage"])) <= 100:
            return score
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise ConfigurationError("is no ratchet of ddd", where=str(file), advice="delete it: the next run writes it anew")


def raised(file: Path, before: float | None, now: float | None) -> bool:
    """Write the score of now where it is better than before; tell whether it was. Raises UsageError if it cannot."""
    if now is None or (before is not None and now <= before):
        return False
    replace_file(file, json.dumps({"schema": _SCHEMA, "maintenance_coverage": now}, indent=1) + "\n")
    return True
