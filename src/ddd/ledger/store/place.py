"""Where the ledger stands: `DDD_DATABASE_URL`, else `ledger.db` in the home of the ledger.

The home is `DDD_HOME`, else the user's data directory (`~/.local/share/ddd`, `~/Library/Application Support/ddd`), for
its owner alone. Proofs stand there too, and what could not be recorded yet.
"""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from ddd.ledger.errors import LedgerError

_POSTGRESQL = ("postgresql", "postgres", "postgresql+pg8000")
_VARIABLE = "DDD_DATABASE_URL"
_EXAMPLES = "postgresql://USER@HOST/NAME or sqlite:////PATH/ledger.db"


def home() -> Path:
    """Return the folder of the ledger; it may not exist yet."""
    own = os.environ.get("DDD_HOME")
    if own:
        return Path(own)
    from platformdirs import user_data_path

    return user_data_path("ddd", appauthor=False)


def address(given: str | None = None) -> URL:
    """Return the address of the database: what is given, else what the environment says.

    Raises LedgerError for one that ddd does not know; what it says of it holds no secret.
    """
    told = os.environ.get(_VARIABLE, "") if given is None else given
    if not told:
        return URL.create("sqlite", database=str(home() / "ledger.db"))
    kind = told.partition(":")[0]
    if kind == "sqlite":
        return _file(told)
    if kind in _POSTGRESQL:
        return _server(told)
    raise LedgerError(
        f"no database of ours: {kind if '://' in told else 'what stands there'}",
        where=_VARIABLE,
        advice=f"give {_EXAMPLES}",
    )


def shown(url: URL) -> str:
    """Return an address without what may be secret in it."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return URL.create("postgresql", url.username, None, url.host, url.port, url.database).render_as_string()


def is_off() -> bool:
    """Tell whether nobody has ever begun a ledger here, nor named one: then nothing is kept for it."""
    return not os.environ.get("DDD_DATABASE_URL") and not home().exists()


def made(folder: Path) -> Path:
    """Return a folder below the home, made if need be, for its owner alone. Raises LedgerError where it cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"cannot be made: {error.strerror}", where=str(folder), advice="set DDD_HOME to a folder you may write to"
        ) from None
    return folder


def settle(folder: Path) -> None:
    """Bring the names in a folder to the disk: what was renamed into it stays, whatever happens to the machine."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file(told: str) -> URL:
    path = told.removeprefix("sqlite:///")
    if path in ("", told) or path.startswith((":memory:", "file:")):
        raise LedgerError("names no file", where=_VARIABLE, advice=f"give {_EXAMPLES}")
    return URL.create("sqlite", database=path)


def _server(told: str) -> URL:
    try:
        url = make_url(told).set(drivername="postgresql+pg8000")
    except (ArgumentError, ValueError):
        raise LedgerError("is no address of a database", where=_VARIABLE, advice=f"give {_EXAMPLES}") from None
    if "@" in f"{url.host}{url.database}":  # a piece of the password: it must not be shown as a host
        raise LedgerError(
            "its password holds signs that mean something in an address",
            where=_VARIABLE,
            advice="write @ as %40, / as %2F, : as %3A, ? as %3F, # as %23 and % as %25",
        )
    if not url.database:
        raise LedgerError("names no database", where=_VARIABLE, advice=f"give {_EXAMPLES}")
    return url
