"""A POST of JSON to a web address; `DDD_WEBHOOK_SECRET` signs its body: `X-DDD-Signature: sha256=…` (HMAC)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit
from urllib.request import (
    AbstractHTTPHandler,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from ddd.ledger.notify.channel import (
    NO_WEB_ADDRESS,
    TIMEOUT_SECONDS,
    Delayed,
    NotSent,
    Outgoing,
    Undeliverable,
    Unreachable,
    clocked,
    deadline,
    masked,
    reason,
    server,
)
from ddd.version import __version__

SCHEMA = "ddd-notice/1"
_AGAIN = (408, 425, 429)
_MOST_READ = 64 * 1024


class Webhook:
    """Posts to one web server."""

    def __init__(self, url: str) -> None:
        self._place = server(url)

    @property
    def place(self) -> str:
        """The web server."""
        return self._place

    def send(self, outgoing: Outgoing) -> str:
        """Post a message. Raises NotSent."""
        body = json.dumps(told(outgoing), ensure_ascii=False).encode()
        headers = {"Idempotency-Key": outgoing.id, "X-DDD-Kind": outgoing.kind, **signed(body)}
        posted(outgoing.url, body, headers)
        return ""

    def close(self) -> None:
        """Nothing is kept open."""


def told(outgoing: Outgoing) -> dict[str, Any]:
    """Return what is posted; `text` is what chat programs show."""
    return {
        "schema": SCHEMA, "id": outgoing.id, "kind": outgoing.kind, "title": outgoing.title, "body": outgoing.body,
        "text": f"{outgoing.title}\n\n{outgoing.body}", "at": f"{outgoing.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "data": outgoing.data,
    }  # fmt: skip


def signed(body: bytes) -> dict[str, str]:
    """Return the header that proves that a body came from us; none without a secret."""
    secret = os.environ.get("DDD_WEBHOOK_SECRET", "")
    if not secret:
        return {}
    return {"X-DDD-Signature": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def posted(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    method: str = "POST",
    *,
    most: int = _MOST_READ,
    until: float | None = None,
) -> bytes:
    """Send JSON to a web address and return the answer, at most so many bytes of it. Raises NotSent.

    `until` is the deadline of the whole message, where it takes several requests.
    """
    try:
        request = _request(url, body, headers, method)
        with _opener(deadline() if until is None else until).open(request, timeout=TIMEOUT_SECONDS) as answer:
            return bytes(answer.read(most))
    except HTTPError as error:
        with error:
            raise _refused(error, url) from None
    except (URLError, HTTPException, OSError) as error:
        why = error.reason if isinstance(error, URLError) else error
        raise Unreachable(reason(f"{masked(url)}: {why or type(error).__name__}", url)) from None
    except ValueError:
        raise Undeliverable(NO_WEB_ADDRESS) from None


class _SameServer(HTTPRedirectHandler):
    """Follows where the same is to be posted again on the same server (307, 308), and nowhere else."""

    def redirect_request(self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Request | None:
        """Return the next request; None: it ends here, with the status as it is."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if code not in (307, 308) or (old.scheme, old.netloc) != (new.scheme, new.netloc):
            return None
        return Request(newurl, data=req.data, headers=dict(req.header_items()), method=req.get_method())  # noqa: S310


def _opener(until: float) -> OpenerDirector:
    """Return what opens web addresses and is done by then: head, body and redirections together."""

    class Response(HTTPResponse):
        def __init__(self, sock: socket.socket, *args: Any, **words: Any) -> None:
            super().__init__(sock, *args, **words)
            self.fp = clocked(sock, self.fp.detach(), lambda: until)

    class Timed(AbstractHTTPHandler):
        def do_open(self, http_class: Any, req: Request, **words: Any) -> HTTPResponse:
            def connection(host: str, **known: Any) -> HTTPConnection:
                made: HTTPConnection = http_class(host, **known)
                made.response_class = Response
                return made

            return super().do_open(connection, req, **words)

    class Plain(Timed, HTTPHandler): ...

    class Safe(Timed, HTTPSHandler): ...

    return build_opener(_SameServer, Plain, Safe)


def _request(url: str, body: bytes, headers: Mapping[str, str], method: str) -> Request:
    """Return a request; a user and password in the URL become a header. Raises ValueError when it is no web address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or (parts.port or 1) < 1:
        raise ValueError(url)
    userinfo, _, host = parts.netloc.rpartition("@")
    own = {"Content-Type": "application/json; charset=utf-8", "User-Agent": f"ddd/{__version__}", **headers}
    if userinfo:
        own["Authorization"] = "Basic " + base64.b64encode(unquote(userinfo).encode()).decode()
    return Request(parts._replace(netloc=host, fragment="").geturl(), data=body, headers=own, method=method)  # noqa: S310


def _refused(error: HTTPError, url: str) -> NotSent:
    try:
        said = error.read(500).decode("utf-8", "replace")
    except (HTTPException, OSError):  # the status says enough
        said = ""
    why = reason(f"{masked(url)}: {error.code} {error.reason} {said}", url)
    if error.code in _AGAIN or error.code >= 500:
        return Delayed(why)
    moved = "it has moved, give its new address: " if 300 <= error.code < 400 else ""
    return Undeliverable(moved + why)
