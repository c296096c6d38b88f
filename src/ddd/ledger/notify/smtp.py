"""Mail through an SMTP server: `DDD_SMTP_URL=smtp://user:password@host:587?starttls=1` or `smtps://…`.

From `DDD_MAIL_FROM`, else `ddd@` and the name of this machine. One connection serves all messages of a run.
"""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ddd.ledger.notify.channel import (
    TIMEOUT_SECONDS,
    Delayed,
    Outgoing,
    Undeliverable,
    Unreachable,
    clocked,
    deadline,
    patience,
    reason,
)

_NO_SERVER = "DDD_SMTP_URL names no mail server: give smtp://HOST:587?starttls=1 or smtps://HOST"
_TEMPORARY = range(400, 500)
_AT_HOME = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over."""

    url: str = field(repr=False)
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    """From the first byte on."""
    starttls: bool


class _Timed(smtplib.SMTP):
    """Says and hears nothing after its deadline, however steadily the server drips its answers."""

    until: float
    """On the monotonic clock; it moves with each message."""

    def __init__(self, host: str, port: int, **settings: Any) -> None:
        self.until = deadline()
        super().__init__(host, port, timeout=TIMEOUT_SECONDS, **settings)

    def send(self, s: Any) -> None:
        """Say something. Raises OSError and SMTPException."""
        if self.sock is not None:
            self.sock.settimeout(patience(self.until))
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        """Hear an answer. Raises SMTPException."""
        if self.file is None and self.sock is not None:  # after the connection, and after STARTTLS
            self.file = clocked(self.sock, self.sock.makefile("rb", buffering=0), lambda: self.until)
        return super().getreply()


class _Safe(_Timed, smtplib.SMTP_SSL):
    """The same by TLS from the first byte on."""


class Mail:
    """A connection to the mail server, made with the first message."""

    def __init__(self, server: Server, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._connection: _Timed | None = None

    @classmethod
    def from_environment(cls) -> Mail:
        """Return the one that `DDD_SMTP_URL` names. Raises Undeliverable where it names none."""
        url = os.environ.get("DDD_SMTP_URL", "")
        if not url:
            raise Undeliverable("no mail server: set DDD_SMTP_URL")
        return cls(server(url), os.environ.get("DDD_MAIL_FROM") or f"ddd@{_this_machine()}")

    @property
    def place(self) -> str:
        """The mail server."""
        return self._server.url

    def send(self, outgoing: Outgoing) -> str:
        """Hand a mail over. Raises NotSent: of several addresses each must be taken."""
        mail = written(outgoing, self._sender)
        try:
            refused = self._connected().sendmail(*_envelope(mail), mail.as_bytes())
        except smtplib.SMTPRecipientsRefused as error:
            self._tell_refused(outgoing, error.recipients, some=False)
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
            again = error.smtp_code in _TEMPORARY
            raise (Delayed if again else Undeliverable)(self._why(outgoing, _answer(error))) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise Unreachable(self._why(outgoing, f"{self._server.host}: {_answer(error)}")) from None
        else:
            if refused:
                self._tell_refused(outgoing, refused, some=True)
        return ""

    def close(self) -> None:
        """Say goodbye; whatever is wrong with the connection, it is gone then."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.until = time.monotonic() + TIMEOUT_SECONDS
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()

    def _connected(self) -> _Timed:
        if self._connection is None or self._connection.sock is None:  # it hung up, and said so with the last answer
            self._connection = _connection(self._server)
        else:
            self._connection.until = deadline()
        return self._connection

    def _tell_refused(self, outgoing: Outgoing, refused: dict[str, tuple[int, bytes]], *, some: bool) -> None:
        """Raise what that means: a second try would send it twice to those who have it already."""
        told = "; ".join(f"{who}: {code} {_text(said)}" for who, (code, said) in refused.items())
        if some:
            raise Undeliverable(self._why(outgoing, f"the others have it, but {told}"))
        again = any(code in _TEMPORARY for code, _ in refused.values())
        raise (Delayed if again else Undeliverable)(self._why(outgoing, told))

    def _why(self, outgoing: Outgoing, said: str) -> str:
        return reason(said, self._server.url, outgoing.url)


def server(url: str) -> Server:
    """Return what a URL says of a mail server. Raises Undeliverable when it says none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # it may tell the password
        raise Undeliverable(_NO_SERVER) from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Undeliverable(_NO_SERVER)
    wish = parse_qs(parts.query).get("starttls", [""])[-1]
    tls = parts.scheme == "smtps"
    user = unquote(parts.username or "")
    if user and not tls and not wish and parts.hostname not in _AT_HOME:
        raise Undeliverable("DDD_SMTP_URL would send a password in the clear: add ?starttls=1 (or 0, to do so)")
    return Server(
        url, parts.hostname, port or (465 if tls else 587 if wish == "1" else 25), user, unquote(parts.password or ""),
        tls, wish not in ("", "0"),
    )  # fmt: skip


def written(outgoing: Outgoing, sender: str) -> EmailMessage:
    """Return a message as mail. Raises Undeliverable when an address is none; no header can hold another."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = _address(sender)
        mail["To"] = [_address(one) for one in _recipients(outgoing.url)]
    except (ValueError, IndexError, MessageError):
        raise Undeliverable("no address of mail: give mailto:anna@example.org") from None
    mail["Subject"] = " ".join(outgoing.title.split())
    mail["Message-ID"] = f"<{outgoing.id}>"
    mail["Date"] = format_datetime(outgoing.created_at)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers of the kind “I am on holiday”
    mail["X-DDD-Kind"] = outgoing.kind
    mail.set_content(outgoing.body)
    return mail


def _recipients(url: str) -> list[str]:
    return [unquote(one) for one in url.partition(":")[2].partition("?")[0].split(",")]


def _address(text: str) -> Address:
    """Return an address, with or without a name: `ddd <ddd@example.org>`. Raises ValueError."""
    name, bracket, spec = text.rpartition("<")
    found = Address(name.strip().strip('"'), addr_spec=spec.removesuffix(">").strip() if bracket else text.strip())
    if not found.username or not found.domain or not found.addr_spec.isascii() or any(ord(one) < 0x20 for one in text):
        raise ValueError(text)
    return found


def _envelope(mail: EmailMessage) -> tuple[str, list[str]]:
    """Return from whom and to whom."""
    senders, recipients = ([one.addr_spec for one in mail[name].addresses] for name in ("From", "To"))
    return senders[0], recipients


def _connection(server: Server) -> _Timed:
    if server.tls:
        made: _Timed = _Safe(server.host, server.port, context=ssl.create_default_context())
    else:
        made = _Timed(server.host, server.port)
    try:
        if server.starttls:
            made.starttls(context=ssl.create_default_context())
        if server.user:
            made.login(server.user, server.password)
    except BaseException:
        made.close()
        raise
    return made


def _answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


@cache
def _this_machine() -> str:
    return socket.getfqdn()
