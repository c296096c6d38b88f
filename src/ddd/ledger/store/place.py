"""Where the ledger stands: `DDD_DATABASE_URL`, else `ledger.db` in the home of the ledger.

The home is `DDD_HOME`, else the user's data directory (`~/.local/share/ddd`, `~/Library/Application Support/ddd`), for
its owner alone. Proofs stand there too, and what could not be recorded yet.
"""

from __future__ import annotations

import os
from pathlib import Path

from ddd.ledger.errors import LedgerError

_POSTGRESQL = ("postgresql://", "postgres://", "postgresql+pg8000://")


def home() -> Path:
    """Return the folder of the ledger; it may not exist yet."""
    own = os.environ.get("DDD_HOME")
    if own:
        return Path(own)
    from platformdirs import user_data_path

    return user_data_path("ddd", appauthor=False)


def address() -> str:
    """Return the URL of the database as SQLAlchemy knows it. Raises LedgerError for a kind that ddd does not know."""
    given = os.environ.get("DDD_DATABASE_URL", "")
    if not given:
        return f"sqlite:///{home() / 'ledger.db'}"
    for prefix in _POSTGRESQL:
        if given.startswith(prefix):
            return "postgresql+pg8000://" + given.removeprefix(prefix)
    if given.startswith("sqlite:///"):
        return given
    kind = given.partition(":")[0] if "://" in given else "what stands there"
    raise LedgerError(
        f"no database of ours: {kind}",
        where="DDD_DATABASE_URL",
        advice="give postgresql://USER@HOST/NAME or sqlite:////PATH/ledger.db",
    )


def made(folder: Path) -> Path:
    """Return a folder below the home, made if need be, for its owner alone. Raises LedgerError where it cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"cannot be made: {error.strerror}", where=str(folder), advice="set DDD_HOME to a folder you may write to"
        ) from None
    return folder
