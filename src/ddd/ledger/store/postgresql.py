"""The ledger on a server: how PostgreSQL is reached, and how a writer takes its turn."""

from __future__ import annotations

import logging
import socket
import ssl
from functools import cache
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from ddd.ledger.errors import LedgerError
from ddd.ledger.store import place

_REACH_SECONDS = 10
_ANSWER_SECONDS = 600
"""How long one statement may take: making an index over millions of rows takes minutes."""
_LOCK = 0x646464  # "ddd": whoever writes to a ledger holds this advisory lock
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())
"""What it would say of a lost connection, traceback and all, our errors say."""
_GONE = ("57P01", "57P02", "57P03", "08")
_PORT = 5432
_LOST = "network error"
"""What the driver says of a line that breaks."""
_ADVICE = "check DDD_DATABASE_URL, and that the server runs and may be reached from here"


def engine(url: URL) -> Engine:
    """Return the engine for a server. Raises LedgerError where the driver is missing or an option is unknown."""
    arguments = _arguments(url)
    target = arguments.pop("unix_sock", None) or (url.host or "localhost", url.port or _PORT)
    try:
        made = create_engine(url.set(query={}), pool_pre_ping=True, connect_args=arguments)
    except ModuleNotFoundError as error:
        raise LedgerError(
            f"{error.name} is not installed", where="DDD_DATABASE_URL", advice="pip install 'ddd-maintenance[postgres]'"
        ) from None
    where = place.shown(url)

    def reach(dialect: Any, _record: Any, words: Any, parameters: dict[str, Any]) -> Any:
        driver, line = dialect.loaded_dbapi, _reached(target, where)
        try:
            return _connection(driver)(*words, **parameters, sock=line)
        except OSError as error:
            raise driver.InterfaceError(_LOST) from error

    event.listen(made, "do_connect", reach)
    event.listen(made, "handle_error", _see_that_it_is_gone)
    return made


def code(error: BaseException | None) -> str:
    """Return the SQLSTATE of what the server said; empty when it said nothing."""
    said = error.args[0] if error is not None and error.args else None
    return str(said.get("C", "")) if isinstance(said, dict) else ""


def is_lost(error: BaseException | None) -> bool:
    """Return whether the connection broke: what was to be committed then may be recorded or not."""
    return not code(error) and _LOST in str(error)


def begin(connection: Connection, *, writing: bool, patience: float) -> None:
    """Begin to read one state of the ledger, or wait for one's turn to write."""
    if not writing:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        return
    connection.execute(text(f"SET LOCAL lock_timeout = {int(patience * 1_000)}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


@cache
def _connection(driver: Any) -> Any:
    """Return the driver's connection; where its line breaks while it hears, that too is an error of the driver."""

    class Line(driver.Connection):  # type: ignore[misc]
        def handle_messages(self, context: Any) -> None:
            try:
                super().handle_messages(context)
            except OSError as error:
                raise driver.InterfaceError(_LOST) from error

    return Line


def _reached(target: tuple[str, int] | str, where: str) -> socket.socket:
    """Return a connection on which the driver may talk; it knows one patience only, that for long answers.

    Raises LedgerError where nobody answers soon.
    """
    try:
        if isinstance(target, str):
            found = socket.socket(socket.AF_UNIX)
            found.settimeout(_REACH_SECONDS)
            found.connect(target)
        else:
            found = socket.create_connection(target, _REACH_SECONDS)
            # The driver writes a statement in pieces: else each waits 40 ms until the one before is acknowledged.
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        found.settimeout(_ANSWER_SECONDS)
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", "") or error
        raise LedgerError(f"the database cannot be reached: {said}", where=where, advice=_ADVICE) from None
    return found


def _arguments(url: URL) -> dict[str, Any]:
    """Return what the driver is told of the options of an address, those that people know from libpq."""
    given: dict[str, Any] = {"application_name": "ddd"}
    for name, value in url.query.items():
        match name, value:
            case "sslmode", str():
                given["ssl_context"] = _encryption(value, url)
            case "host", str() if value.startswith("/"):
                given["unix_sock"] = f"{value}/.s.PGSQL.{url.port or _PORT}"
            case "application_name", str():
                given["application_name"] = value
            case _:
                raise LedgerError(
                    f"ddd knows no option “{name}”",
                    where="DDD_DATABASE_URL",
                    advice="it knows sslmode, host=/FOLDER/OF/SOCKET and application_name",
                )
    return given


def _encryption(mode: str, url: URL) -> ssl.SSLContext | None:
    if mode in ("disable", "allow", "prefer"):
        return None
    if mode not in ("require", "verify-ca", "verify-full"):
        raise LedgerError(
            "ddd does not know this sslmode",
            where="DDD_DATABASE_URL",
            advice="disable, require, verify-ca or verify-full",
        )
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    if mode == "require":  # as libpq means it: encrypted, whoever answers
        context.verify_mode = ssl.CERT_NONE
    return context


def _see_that_it_is_gone(context: Any) -> None:
    """Tell SQLAlchemy when the server has closed the connection: the next one who asks gets a new one."""
    if code(context.original_exception).startswith(_GONE):
        context.is_disconnect = True
