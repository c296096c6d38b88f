"""What a channel is, which one a URL means, and what of a URL may be shown.

One channel serves all messages for the same server, so that they share its connection.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, RawIOBase
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from ddd.scan.text import shown

TIMEOUT_SECONDS = 10.0
"""How long a server may be silent."""
MOST_SECONDS = 60.0
"""How long a message may take, however steadily its server drips its answer."""
NO_ADDRESS: Final = "no address: `ddd person set` gives one"
NO_WEB_ADDRESS: Final = "no web address: give https://HOST/PATH"
_LONGEST_REASON = 300
_SECRET_PARTS = re.compile(r"[/?&=#@;,]")
_SHORTEST_SECRET = 4
_SERVERS = ("http", "https", "smtp", "smtps", "alertmanager+http", "alertmanager+https")
"""Their host is no secret."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message as a channel gets it: the same each time it is sent."""

    id: str
    """Unique and fit for a Message-ID, without its angle brackets; the same however often it is sent."""
    kind: str
    url: str
    """To whom; may hold a secret."""
    title: str
    """One line."""
    body: str
    data: Mapping[str, Any]
    created_at: datetime


class NotSent(Exception):
    """It was not taken, for a reason fit to be shown."""


class Undeliverable(NotSent):
    """It never will be: nobody of that name, a channel that is not set up."""


class Delayed(NotSent):
    """Not now; the next message to the same server may be."""


class Unreachable(Delayed):
    """Nothing is taken there now: no other message need be tried there for a while."""


class Channel(Protocol):
    """A way to a server that passes messages on."""

    @property
    def place(self) -> str:
        """Which server it is: channels of one place are the same. May hold a secret."""

    def send(self, outgoing: Outgoing) -> str:
        """Hand a message over; return what the server calls it, empty where it does not say. Raises NotSent."""

    def close(self) -> None:
        """Hang up."""


def for_url(url: str) -> Channel:
    """Return the channel for a URL. Raises Undeliverable where there is none."""
    match scheme(url):
        case "mailto":
            from ddd.ledger.notify.smtp import Mail

            return Mail.from_environment()
        case "http" | "https":
            from ddd.ledger.notify.webhook import Webhook

            return Webhook(url)
        case "alertmanager+http" | "alertmanager+https":
            from ddd.ledger.notify.alertmanager import Alertmanager

            return Alertmanager(url)
        case "":
            raise Undeliverable(NO_ADDRESS)
        case _:
            from ddd.ledger.notify.apprise_urls import Apprise

            return Apprise(url)


def deadline() -> float:
    """Return when a message that is begun now must have been sent, on the monotonic clock."""
    return time.monotonic() + MOST_SECONDS


def clocked(line: socket.socket, pieces: RawIOBase, until: Callable[[], float]) -> BufferedReader:
    """Return what a server answers on a line, to be read until a deadline, which may move. Reading raises OSError."""
    return BufferedReader(_Clocked(line, pieces, until))


class _Clocked(RawIOBase):
    """What a server answers, piece by piece, until a deadline."""

    def __init__(self, line: socket.socket, pieces: RawIOBase, until: Callable[[], float]) -> None:
        self._line = line
        self._pieces = pieces
        self._until = until

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what is there. Raises TimeoutError."""
        self._line.settimeout(patience(self._until()))
        return self._pieces.readinto(buffer)

    def close(self) -> None:
        """Hang up."""
        self._pieces.close()
        super().close()


def patience(until: float) -> float:
    """Return how long a server may be silent now, in seconds. Raises TimeoutError when the deadline has passed."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long to answer")
    return min(left, TIMEOUT_SECONDS)


def scheme(url: str) -> str:
    """Return the scheme of a URL in small letters; empty where it has none."""
    before, colon, _ = url.partition(":")
    return before.lower() if colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", before) else ""


def is_url(text: str) -> bool:
    """Return whether it reads as a URL at all: `https://[x` does not."""
    return bool(scheme(text)) and _split(text) is not None


def masked(url: str) -> str:
    """Return what of a URL may be shown: of mail the addresses, of a web address its host, of others the scheme."""
    kind = scheme(url)
    if kind == "mailto":
        return shown(_mail(url))
    if not url or not kind:
        return "***" if url else ""
    parts = _split(url) if kind in _SERVERS else None
    if parts is None:
        return f"{kind}://…"
    rest = "/…" if parts.path.strip("/") or parts.query or "@" in parts.netloc else ""
    return shown(f"{kind}://{_host(parts)}{rest}")


def server(url: str) -> str:
    """Return the server of a web address, without its password. Raises Undeliverable where it names none."""
    parts = _split(url)
    if parts is None:
        raise Undeliverable(NO_WEB_ADDRESS)
    return f"{parts.scheme}://{_host(parts)}"


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL; None for one that has none: what Python says of it may tell a password."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _mail(url: str) -> str:
    """Return addresses of mail without what follows a colon before an @: somebody's password, most likely."""
    kind, _, rest = url.partition(":")
    addresses, query, _ = rest.partition("?")
    user, colon, secret = addresses.partition(":")
    _, at, host = secret.rpartition("@")
    hidden = f"{user}:***{at}{host if at else ''}" if colon else addresses
    return f"{kind}:{hidden}{'?…' if query else ''}"


def reason(text: str, *urls: str) -> str:
    """Return a reason fit to be shown: one short line, with no part of those URLs but what `masked` shows."""
    line = " ".join(shown(text).split())
    for part in sorted(set(_hidden(urls)), key=len, reverse=True):
        line = line.replace(part, "***")
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"


def _hidden(urls: tuple[str, ...]) -> list[str]:
    """Return the parts of URLs that may be secrets."""
    found: list[str] = []
    for url in urls:
        open_part = masked(url)
        parts = (url, *_SECRET_PARTS.split(_rest(url)), *_userinfo(url))
        forms = (form for part in parts for form in (part, unquote(part)))
        found += [form for form in forms if len(form) >= _SHORTEST_SECRET and form not in open_part]
    return found


def _userinfo(url: str) -> list[str]:
    userinfo, at, _ = _rest(url).partition("/")[0].rpartition("@")
    return userinfo.split(":") if at else []


def _rest(url: str) -> str:
    """Return what follows the scheme."""
    return url.partition(":")[2].removeprefix("//")
