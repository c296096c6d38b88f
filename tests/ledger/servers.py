"""Real servers on the loopback that take messages: one for mail, one for the web. Both can be told to refuse."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class MailServer:
    """What a mail server got, and what it answers."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    """Address -> answer."""
    answers: list[str] = field(default_factory=list)
    """To the next mails, instead of taking them."""

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list):  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    @property
    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.mails]


@contextmanager
def mail_server(
    *, tls: ssl.SSLContext | None = None, smtps: bool = False, password: str = "", port: int = 0
) -> Iterator[MailServer]:
    """Give a mail server; with `tls` by STARTTLS, or with `smtps` from the first byte on."""
    kept = MailServer()
    settings: dict = {"ssl_context": tls} if smtps else {"tls_context": tls, "require_starttls": tls is not None}
    if password:
        settings |= {
            "auth_required": True, "auth_require_tls": False,
            "authenticator": lambda _s, _session, _e, _m, data: AuthResult(
                success=data.password == password.encode(), handled=False
            ),
        }  # fmt: skip
    controller = Controller(kept, hostname="127.0.0.1", port=port or _free_port(), **settings)
    controller.start()
    kept.url = f"{'smtps' if smtps else 'smtp'}://127.0.0.1:{controller.port}"
    try:
        yield kept
    finally:
        controller.stop()


@dataclass
class WebServer:
    """What a web server got, and what it answers."""

    url: str = ""
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    """Path, headers in small letters, body."""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    """To the next requests, instead of 200."""


@contextmanager
def web_server() -> Iterator[WebServer]:
    """Give a web server."""
    kept = WebServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kept.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status, headers, said = kept.answers.pop(0) if kept.answers else (200, {}, b"")
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
