"""Channels: real servers get what was meant, refusals are told apart from failures, no secret is told."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from ddd.ledger.notify import channel, smtp
from ddd.ledger.notify.channel import Delayed, Outgoing, Undeliverable, Unreachable, for_url

from .conftest import NOW
from .servers import mail_server, web_server

ANNA = "mailto:anna@example.org"


def message(url: str, title: str = "Maintenance: 1 due", body: str = "Clean the filters.\n") -> Outgoing:
    return Outgoing("digest-1-1@ddd-1.invalid", "digest", url, title, body, {"person": "anna"}, NOW)


def hand_over(url: str, **words: str) -> str:
    return for_url(url).send(message(url, **words))


@pytest.fixture
def mail(monkeypatch):
    with mail_server() as server:
        monkeypatch.setenv("DDD_SMTP_URL", server.url)
        monkeypatch.setenv("DDD_MAIL_FROM", "ddd <ddd@example.org>")
        yield server


@pytest.fixture
def web(monkeypatch):
    monkeypatch.delenv("DDD_WEBHOOK_SECRET", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    with web_server() as server:
        yield server


def test_a_mail_says_who_what_and_when(mail):
    hand_over(ANNA, title="Wartung fällig", body="Größe 3\n.\nFrom here\n")
    (got,) = mail.mails
    assert (got["From"], got["To"], got["Subject"]) == ("ddd <ddd@example.org>", "anna@example.org", "Wartung fällig")
    assert got["Message-ID"] == "<digest-1-1@ddd-1.invalid>"
    assert got["Date"].datetime == NOW
    assert got.get_content().splitlines() == ["Größe 3", ".", "From here"]


def test_one_connection_serves_many_mails(mail):
    line = for_url(ANNA)
    for _ in range(5):
        line.send(message(ANNA))
    line.close()
    assert (mail.connections, len(mail.mails)) == (1, 5)


def test_a_server_that_hung_up_is_called_again(mail):
    line = for_url(ANNA)
    mail.answers = ["421 going down"]
    with pytest.raises(Delayed, match="421"):
        line.send(message(ANNA))
    line.send(message(ANNA))
    assert len(mail.mails) == 1


@pytest.mark.parametrize(
    ("answer", "raised"), [("550 no such user", Undeliverable), ("450 greylisted", Delayed), ("451 later", Delayed)]
)
def test_a_refused_recipient_is_final_a_busy_one_is_not(mail, answer, raised):
    mail.refused["anna@example.org"] = answer
    with pytest.raises(raised, match=answer) as told:
        hand_over(ANNA)
    assert not isinstance(told.value, Unreachable)


def test_one_of_two_recipients_refused_is_final_so_that_the_other_gets_it_once(mail):
    mail.refused["bob@example.org"] = "450 later"
    with pytest.raises(Undeliverable, match="the others have it"):
        hand_over("mailto:anna@example.org,bob@example.org")
    assert len(mail.mails) == 1


@pytest.mark.parametrize(("answer", "raised"), [("554 spam", Undeliverable), ("452 full", Delayed)])
def test_a_refused_text(mail, answer, raised):
    mail.answers = [answer]
    with pytest.raises(raised, match=answer):
        hand_over(ANNA)


def test_nobody_listens(monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, not listening
        port = nobody.getsockname()[1]
        monkeypatch.setenv("DDD_SMTP_URL", f"smtp://127.0.0.1:{port}")
        with pytest.raises(Unreachable):
            hand_over(ANNA)
        with pytest.raises(Unreachable):
            hand_over(f"http://127.0.0.1:{port}/hook")


def test_without_a_mail_server_it_says_what_to_set(monkeypatch):
    monkeypatch.delenv("DDD_SMTP_URL", raising=False)
    with pytest.raises(Undeliverable, match="DDD_SMTP_URL"):
        for_url(ANNA)


@pytest.mark.parametrize(
    "url",
    [
        "http://x", "smtp://", "smtp://host:99999", "host:25", "smtp://u:geheim@mail.example", "smtp://u:geheim@[x",
        "smtp://u:geheim\uff0f@mail.example",
    ],
)  # fmt: skip
def test_a_mail_server_that_is_none_or_would_tell_the_password(url):
    with pytest.raises(Undeliverable) as told:
        smtp.server(url)
    assert "geheim" not in str(told.value)


def test_the_ports_of_mail():
    assert smtp.server("smtps://mail.example").port == 465
    assert smtp.server("smtp://u:p%40ss@mail.example?starttls=1").port == 587
    assert smtp.server("smtp://u:p%40ss@mail.example?starttls=1").password == "p@ss"
    assert smtp.server("smtp://mail.example").port == 25
    assert not smtp.server("smtp://u:p@mail.example?starttls=0").starttls


@pytest.mark.parametrize(
    "url", ["mailto:", "mailto:anna", "mailto:a@b@c", "mailto:anna@example.org%0aBcc:x@y.org", "mailto:<>"]
)
def test_an_address_that_is_none(mail, url):
    with pytest.raises(Undeliverable, match="no address"):
        hand_over(url)
    assert not mail.mails


@given(title=st.text(max_size=60), body=st.text(max_size=200), who=st.text(max_size=30))
def test_no_text_makes_a_header(title, body, who):
    from ddd.ledger.notify import outbox

    outgoing = message(f"mailto:{who}@example.org", outbox.one_line(title), outbox.written(body))
    try:
        mail = smtp.written(outgoing, "ddd@example.org")
    except Undeliverable:
        return
    headers = mail.as_bytes().partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in headers.split(b"\r\n") if line[:1] not in b" \t"]
    assert sorted(set(names)) == sorted(names), "each once"
    assert b"Bcc" not in names


def certificate(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    public, secret = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pkcs8, open_ = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, pkcs8, open_))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, secret)
    return context


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("smtps", [False, True])
def test_mail_over_tls_with_a_password(monkeypatch, tmp_path, smtps):
    with mail_server(tls=certificate(tmp_path), smtps=smtps, password="geheim") as server:
        scheme, _, rest = server.url.partition("://")
        starttls = "" if smtps else "?starttls=1"
        monkeypatch.setenv("DDD_SMTP_URL", f"{scheme}://ddd:geheim@{rest}{starttls}")
        with pytest.raises(Unreachable, match="certificate"):
            hand_over(ANNA)
        assert not server.mails, "nobody knows this certificate"
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        hand_over(ANNA)
        assert len(server.mails) == 1
        monkeypatch.setenv("DDD_SMTP_URL", f"{scheme}://ddd:falsch-42@{rest}{starttls}")
        with pytest.raises(Unreachable) as told:
            hand_over(ANNA)
        assert "falsch-42" not in str(told.value)


def test_a_webhook_gets_json_signed(web, monkeypatch):
    monkeypatch.setenv("DDD_WEBHOOK_SECRET", "geheim")
    hand_over(f"{web.url}/hook?team=1")
    ((path, headers, body),) = web.requests
    assert path == "/hook?team=1"
    assert headers["idempotency-key"] == "digest-1-1@ddd-1.invalid"
    assert headers["x-ddd-signature"] == "sha256=" + hmac.new(b"geheim", body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["schema"], told["kind"], told["data"]) == ("ddd-notice/1", "digest", {"person": "anna"})
    assert told["at"] == "2026-03-02T12:00:00Z"


def test_a_user_in_the_address_of_a_webhook_becomes_a_header(web):
    hand_over(web.url.replace("//", "//anna:p%40ss@") + "/hook")
    ((_, headers, _),) = web.requests
    assert headers["authorization"] == "Basic YW5uYTpwQHNz"
    assert "@" not in headers["host"]


@pytest.mark.parametrize(
    ("status", "raised"),
    [(400, Undeliverable), (404, Undeliverable), (408, Delayed), (429, Delayed), (500, Delayed), (503, Delayed)],
)
def test_what_a_web_server_refuses(web, status, raised):
    web.answers = [(status, {}, b"no: /secret-path-42")]
    with pytest.raises(raised, match=str(status)) as told:
        hand_over(f"{web.url}/secret-path-42")
    assert "secret-path-42" not in str(told.value)


def test_the_same_server_may_send_us_on_another_not(web):
    web.answers = [(307, {"Location": "/new"}, b"")]
    hand_over(f"{web.url}/old")
    assert [path for path, _, _ in web.requests] == ["/old", "/new"]
    assert web.requests[0][2] == web.requests[1][2]
    with web_server() as other:
        for status in (301, 302, 307, 308):
            web.answers = [(status, {"Location": f"{other.url}/stolen"}, b"")]
            with pytest.raises(Undeliverable, match="it has moved"):
                hand_over(f"{web.url}/old")
        assert not other.requests


@contextmanager
def dripping(*before: bytes) -> Iterator[int]:
    """Give the port of a server that says these things, hears something after each, and then drips three seconds."""
    stopped = Event()

    def drip(server: socket.socket) -> None:
        line, _ = server.accept()
        with line, suppress(OSError):
            for number, said in enumerate(before):
                if number:
                    line.recv(65536)
                line.sendall(said)
            for _ in range(60):  # it comes to an end, so that whoever waits for it fails
                line.sendall(b"2")
                stopped.wait(0.05)

    with socket.create_server(("127.0.0.1", 0)) as server:
        drips = Thread(target=drip, args=[server])
        drips.start()
        try:
            yield server.getsockname()[1]
        finally:
            stopped.set()
            drips.join()


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\n", b"HTTP/1.1 500 No\r\nX: "])
def test_an_answer_that_drips_is_not_waited_for(before, monkeypatch):
    monkeypatch.setattr(channel, "MOST_SECONDS", 0.2)
    with dripping(b"", before) as port, pytest.raises(Unreachable, match=r"timed out|took too long"):
        hand_over(f"http://127.0.0.1:{port}/hook")


_WELL = (b"220 here\r\n", b"250 here\r\n", b"250 fine\r\n", b"250 fine\r\n", b"354 go on\r\n")


@pytest.mark.parametrize("before", [_WELL[:so_far] for so_far in range(len(_WELL) + 1)])
def test_a_mail_server_that_drips_is_not_waited_for(before, monkeypatch):
    monkeypatch.setattr(channel, "MOST_SECONDS", 0.2)
    with dripping(*before) as port:
        monkeypatch.setenv("DDD_SMTP_URL", f"smtp://127.0.0.1:{port}")
        with pytest.raises(Unreachable, match=r"timed out|took too long"):
            hand_over(ANNA)


def test_each_mail_of_a_connection_has_a_time_of_its_own(mail, monkeypatch):
    made = for_url(ANNA)
    made.send(message(ANNA))
    made._connection.until = 0  # that of the first has passed long ago
    made.send(message(ANNA))
    made.close()
    assert (len(mail.mails), mail.connections) == (2, 1)


def test_a_server_that_sends_us_in_circles(web):
    web.answers = [(308, {"Location": "/hook"}, b"")] * 50
    with pytest.raises(Undeliverable):
        hand_over(f"{web.url}/hook")
    assert len(web.requests) < 20


def test_apprise_knows_the_rest(web):
    pytest.importorskip("apprise")
    hand_over(web.url.replace("http", "json") + "/hook")
    assert json.loads(web.requests[0][2])["title"] == "Maintenance: 1 due"
    web.answers = [(500, {}, b"")] * 9
    with pytest.raises(Delayed, match="json: Apprise could not deliver") as told:
        hand_over(web.url.replace("http", "json") + "/geheimer-pfad")
    assert "geheimer-pfad" not in str(told.value)
    with pytest.raises(Undeliverable, match="does not know"):
        hand_over("nosuch://token")


def test_without_apprise_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(Undeliverable, match="pip install"):
        hand_over("tgram://123456:token/chat")


@pytest.mark.parametrize("url", ["https://[geheim", "alertmanager+http://[geheim", "https://a:geheim\uff0f@x.org/hook"])
def test_a_web_address_that_is_none(url):
    with pytest.raises(Undeliverable, match="no web address: give https://HOST/PATH") as told:
        hand_over(url)
    assert "geheim" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        (ANNA, ANNA),
        ("mailto:anna:s3cretpw@x.org", "mailto:anna:***@x.org"),
        ("mailto://anna:p@ss,w@x.org", "mailto://anna:***@x.org"),
        ("mailto:bob@y.org,anna:s3cretpw@x.org", "mailto:bob@y.org,anna:***@x.org"),
        ("mailto:anna:s3cretpw", "mailto:anna:***"),
        ("mailto:anna@x.org?pass=s3cretpw", "mailto:anna@x.org?…"),
        ("https://hooks.example.org/services/T0/B0/geheim?x=1", "https://hooks.example.org/…"),
        ("https://anna:geheim@example.org", "https://example.org/…"),
        ("https://example.org", "https://example.org"),
        ("tgram://123456:geheim/chat", "tgram://…"),
        ("smtp://anna:geheim@mail.example:25", "smtp://mail.example:25/…"),
        ("https://[geheim", "https://…"),
        ("https://anna:geheim\uff0f@example.org", "https://…"),
        ("geheim", "***"),
        ("", ""),
    ],
)
def test_what_of_an_address_is_shown(url, seen):
    assert channel.masked(url) == seen


def test_a_mail_server_that_repeats_a_password_is_not_repeated(mail):
    said = "no such user: anna:s3cretpw@x.org, login s3cretpw"
    assert channel.reason(said, "mailto:anna:s3cretpw@x.org") == "no such user: ***@x.org, login ***"


@given(secret=st.text("abcdefghijklmnop0123456789-_%", min_size=8, max_size=40), around=st.text(max_size=40))
def test_no_reason_tells_a_secret(secret, around):
    url = f"https://example.org/{secret}?token={secret}"
    assert secret not in channel.reason(f"{around} {url} {secret}", url)
