"""Dates in words, sentences that promise an end, releases, certificates."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ddd.extractors.expiries._dates import day_of, last_day
from ddd.extractors.expiries._end_of_life import CODENAMES, _data, named, release
from ddd.extractors.expiries._endings import ending
from ddd.extractors.expiries.certificates import certificates
from ddd.extractors.expiries.comments import dated_comments
from ddd.extractors.expiries.images import releases
from ddd.extractors.expiries.lifetimes import certificate_commands
from ddd.extractors.expiries.removals import ansible_plugin_removals
from ddd.model import Confidence, Problem
from ddd.scan.source import Source


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2026/1/5", "2026-01-05"),
        ("31.12.2026", "2026-12-31"),
        ("2026-02", "2026-02-28"),
        ("2028-02", "2028-02-29"),
        ("Jan 2026", "2026-01-31"),
        ("September, 2026", "2026-09-30"),
        ("Dec-2026", "2026-12-31"),
        ("15 Jan 2026", "2026-01-15"),
        ("1st of May 2026", "2026-05-01"),
        ("May 1st, 2026", "2026-05-01"),
        ("Q1 2026", "2026-03-31"),
        ("2026-Q4", "2026-12-31"),
        ("end of 2026", "2026-12-31"),
        ("2026-02-30", None),
        ("2026-13", None),
        ("32 Foo 2026", None),
        ("soon", None),
    ],
)
def test_a_date_in_words_is_its_last_day(text, day):
    assert last_day(text) == (date.fromisoformat(day) if day else None)


def test_a_moment_is_its_day():
    assert day_of("2026-05-01T12:00:00Z") == date(2026, 5, 1)
    assert day_of("tomorrow") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("TODO: remove after 2026-01", "2026-01-31"),
        ("can be deleted by March 2026", "2026-03-31"),
        ("is going to be discontinued on 2026-09-30", "2026-09-30"),
        ("expires: 2026-03-01", "2026-03-01"),
        ("expiration date is 1 May 2026", "2026-05-01"),
        ("renewal due on 2026-05-01", "2026-05-01"),
        ("18 is supported until June 2026", "2026-06-30"),
        ("end of life (2026-05-31)", "2026-05-31"),
        ("Temporary until Q3 2026", "2026-09-30"),
        ("was removed on 2026-01-01", None),
        ("has been scheduled to be removed on 2020-01-01", None),
        ("delete rows before 2020-01-01", None),
        ("open until 2026-01-01", None),
        ("last change 2026-01-01", None),
        ("remove the flag", None),
        ("expires 2026-02-30", None),
    ],
)
def test_a_sentence_that_promises_an_end(text, day):
    found = ending(text)
    assert (found.ends.isoformat() if found else None) == day


def test_until_alone_is_no_end_in_prose():
    assert ending("Keep it until 2026-01-01", waits=False) is None


@pytest.mark.parametrize(
    ("product", "version", "cycle"),
    [
        ("python", "3.8.19", "3.8"),
        ("python", "3.10", "3.10"),
        ("python", "3", None),
        ("python", "3.1", None),
        ("nodejs", "v14.17.0", "14"),
        ("postgresql", "9.6.24", "9.6"),
        ("centos", "stream8", "stream8"),
        ("no-such-product", "1", None),
        ("debian", "unstable", None),
    ],
)
def test_a_version_belongs_to_a_line_of_releases(product, version, cycle):
    found = release(product, version)
    assert (found.cycle if found else None) == cycle


def test_the_data_are_days_and_the_codenames_are_in_it():
    assert all(isinstance(one, date) for cycles in _data()[1].values() for one in cycles.values())
    assert all(named(codename) for codename in CODENAMES)
    assert named("sid") is None


@pytest.mark.parametrize(
    ("image", "tag", "told"),
    [
        ("python", "3.8-slim-buster", ["debian 10", "python 3.8"]),
        ("python", "3.8-bookworm", ["python 3.8"]),
        ("golang", "1.22-alpine3.16", ["alpine 3.16", "go 1.22"]),
        ("localhost:5000/library/redis", "5", []),
        ("localhost:5000/library/redis", "5.0", ["redis 5.0"]),
        ("ubuntu", "bionic-20200101", ["ubuntu 18.04"]),
        ("mcr.microsoft.com/dotnet/core/sdk", "3.1", ["dotnet 3.1"]),
        ("dotnet/unknown", "3.1", []),
        ("acme/python", "3.8", []),
        ("nginx", "1.25-alpine", []),
    ],
)
def test_an_image_is_its_software_and_what_ends_below_it(image, tag, told):
    assert sorted(f"{one.product} {one.cycle}" for one in releases(image, tag)) == told


def _certificate(subject, extensions=()):
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 7)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2027, 3, 1))
    )
    for one in extensions:
        builder = builder.add_extension(one, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM), key


def _named(name):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def test_nothing_of_a_private_key_comes_out():
    pem, key = _certificate(_named("shop.example.com"))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    [fact] = certificates.extract(Source("tls/shop.pem", secret + pem))
    assert (fact.subject, fact.not_after, fact.place.line) == ("shop.example.com", "2027-03-01", 6)
    assert not any(line.decode() in repr(fact) for line in secret.splitlines()[1:-1])


def test_a_certificate_without_any_name_has_its_number():
    [fact] = certificates.extract(Source("a.pem", _certificate(x509.Name([]))[0]))
    assert fact.subject == "certificate 7"


def test_what_lies_among_roots_is_of_others():
    pem, _ = _certificate(_named("Root"))
    [fact] = certificates.extract(Source("files/ca-certificates/root.pem", pem))
    assert fact.confidence is Confidence.LOW


def test_blocks_without_end_are_bounded():
    pem = b"-----BEGIN CERTIFICATE-----\n" * 3_000
    assert sum(isinstance(one, Problem) for one in certificates.extract(Source("a.pem", pem))) == 2_000


def test_an_authority_that_says_nothing_of_its_next_list_is_no_end():
    assert list(certificates.extract(Source("a.der", b"\0\x01"))) == []
    found = list(certificates.extract(Source("a.p7b", b"-----BEGIN PKCS7-----\nAAAA\n-----END PKCS7-----\n")))
    assert [type(one) for one in found] == [Problem]


@pytest.mark.parametrize(
    ("command", "seconds"),
    [
        ("openssl req -x509 -days 1 -subj /CN=a", 86_400),
        ("openssl req -x509 -days ${N:-10}", 864_000),
        ("N=5\nopenssl req -x509 -days $N", 432_000),
        ("openssl req -x509 -days {{ tls_days }}", None),
    ],
)
def test_the_days_of_a_command(command, seconds):
    [fact] = certificate_commands.extract(Source("a.sh", f"{command}\n".encode()))
    assert fact.lifetime_seconds == seconds


def test_commented_out_code_is_no_promise():
    text = (
        '# raise Error("remove after 2026-01-01")\n# "will be removed after 2026-01-01"\n' + "# remove" + " x" * 2_000
    )
    assert list(dated_comments.extract(Source("a.py", text.encode()))) == []
    long = b"# remove after 2026-01-01" + b" " * 3_000
    assert list(dated_comments.extract(Source("a.py", long))) == []


def test_one_promise_is_told_once():
    text = b"# remove after 2026-01-01\n" * 3 + b"# remove this, too, after 2026-01-01 " + b"very " * 40
    subjects = [one.subject for one in dated_comments.extract(Source("a.py", text))]
    assert len(subjects) == 2
    assert subjects[1].endswith("…")


def test_what_a_plugin_warns_of():
    text = b"""
class A:
    def run(self, display):
        display.deprecated("Old way", version="2.30")
        display.deprecated("Older way", "2.29")
        display.deprecated(msg="By name", date="2026-02-31")
        plain("x", version="1")
"""
    notes = [one.note for one in ansible_plugin_removals.extract(Source("plugins/a.py", text))]
    assert notes == ["removed in version 2.30", "removed in version 2.29", "removed in version 2026-02-31"]


def test_the_value_of_a_variable_is_the_first_it_is_given():
    text = b"DAYS=5\nDAYS=6\nopenssl req -x509 -days $DAYS -out a.pem\n"
    [fact] = certificate_commands.extract(Source("a.sh", text))
    assert (fact.lifetime_seconds, [one.line for one in fact.evidence]) == (432_000, [1, 3])


def test_what_a_plugin_leaves_open_is_no_announcement():
    text = b"""
SPEC = dict(
    a=dict(deprecated_aliases=[dict(name="b", version=VERSION), dict(version="1"), dict(name="c", date="2026-12-31")]),
    d=dict(removed_in_version=4),
)
DOCUMENTATION = r'''
options:
deprecated:
  why: |
    It is old.

  alternative: none
    '''
"""
    [fact] = ansible_plugin_removals.extract(Source("plugins/modules/shelf.py", text))
    assert (fact.subject, fact.not_after) == ("alias c of shelf", "2026-12-31")
