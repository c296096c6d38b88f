"""Reads X.509 certificates and revocation lists, in PEM and DER, in files of their own and inside of others."""

from __future__ import annotations

import base64
import binascii
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from ddd.model import Confidence, Evidence, Expiry, Problem
from ddd.scan.extractor import extractor
from ddd.scan.source import Source, is_binary

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SYSTEM = "x509"

_BLOCK = re.compile(
    r"-----BEGIN (?P<what>(?:X509 )?CERTIFICATE|X509 CRL|PKCS7)-----(?P<body>[^-]{0,200000})(?P<end>-----END )?"
)
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")
_ESCAPED_LINE_END = re.compile(r"\\[rn]")
_BUNDLE = re.compile(r"(?i)(?:ca-?bundle|cacerts?|ca-certificates|root-?cert(?:ificate)?s?|trust-?store)")
_MANY = 10
_MOST = 2_000
_NAMES_SHOWN = 3


class _Kind(Enum):
    """What may stand in a file of certificates."""

    CERTIFICATE = "certificate"
    LIST = "revocation list"
    PKCS7 = "pkcs7"


@dataclass(frozen=True, slots=True)
class _Ending:
    """A certificate or a revocation list, as far as it matters here."""

    subject: str
    ends: date
    note: str


class _Refused(Exception):
    """What was to be a certificate is none."""


@extractor(
    "certificates",
    paths=("*.pem", "*.crt", "*.cer", "*.cert", "*.der", "*.crl", "*.p7b", "*.p7c", "*.ca-bundle"),
    binary=True,
)
def certificates(source: Source) -> Iterator[Expiry | Problem]:
    """Find when certificates and revocation lists end: files `*.pem`, `*.crt`, `*.cer`, `*.der`, `*.crl`, `*.p7b`.

        -----BEGIN CERTIFICATE-----
        MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ…

    What ends is the certificate's common name, else its alternative names; of a revocation list the next update. The
    note says who issued it, whether it is self-signed and whether it is an authority. Of a bundle (more than ten
    certificates, or named like one) only the first to end is told, with little confidence: bundles of roots, and
    folders of them, come from others and hold what has ended long ago. Keys beside a certificate are not read. Not
    seen: key stores (`*.jks`, `*.p12`), which are encrypted, and requests, which do not end.
    Format: RFC 5280, RFC 7468.
    """
    if is_binary(source.data):
        yield from _told(source, [(source.at(1), one) for one in _of_der(source.data)])
        return
    found: list[tuple[Evidence, _Ending]] = []
    for line, what, body, is_closed in _blocks(source):
        try:
            found += [(source.at(line), one) for one in _of_pem(what, body)]
        except _Refused as fault:
            if not source.is_template and "{{" not in body:
                reason = str(fault) if is_closed else "its end is missing"
                yield Problem(source.path, line, "certificates", f"not a certificate: {reason}")
    yield from _told(source, found)


@extractor(
    "certificates-within",
    paths=(
        *("*.yaml", "*.yml", "*.json", "*.toml", "*.conf", "*.cfg", "*.ini", "*.ovpn", "*.tf", "*.tfvars", "*.env"),
        *("*.sh", "*.txt", "*.properties", "*.key", "*.tpl", "*.nix"),
    ),
    literals=("-----BEGIN CERTIFICATE-----",),
)
def certificates_within(source: Source) -> Iterator[Expiry]:
    """Find when certificates end that stand inside other files: values of Helm and Ansible, manifests, scripts.

        tls_ca: |
          -----BEGIN CERTIFICATE-----
          MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ…

    Line ends may be written `\\n`, as JSON does. What looks like a certificate and is none, a placeholder for one say,
    is passed over. Not seen: certificates that are base64 once more, as in Secrets.
    Format: RFC 5280, RFC 7468.
    """
    found: list[tuple[Evidence, _Ending]] = []
    for line, what, body, _ in _blocks(source):
        try:
            found += [(source.at(line), one) for one in _of_pem(what, _ESCAPED_LINE_END.sub("\n", body))]
        except _Refused:  # the file is another's: a placeholder is no fault of it
            continue
    yield from _told(source, found)


def _blocks(source: Source) -> Iterator[tuple[int, str, str, bool]]:
    """Yield line, kind and text of each PEM block, and whether its end is there."""
    line, position = 1, 0
    for number, match in enumerate(_BLOCK.finditer(source.text)):
        if number >= _MOST:
            return
        line += source.text.count("\n", position, match.start())
        position = match.start()
        yield line, match["what"], match["body"], bool(match["end"])


def _told(source: Source, found: list[tuple[Evidence, _Ending]]) -> Iterator[Expiry]:
    folders, _, name = source.path.rpartition("/")
    is_bundle = len(found) > _MANY or (len(found) > 1 and _BUNDLE.search(name) is not None)
    of_others = is_bundle or _BUNDLE.search(folders) is not None
    if is_bundle:
        found = [min(found, key=lambda one: (one[1].ends, one[0].line))]
    for place, one in dict.fromkeys(found):
        yield Expiry(
            system=SYSTEM,
            name=one.subject,
            subject=one.subject,
            not_after=one.ends.isoformat(),
            note="; ".join(filter(None, (one.note, "the first to end of a bundle" if is_bundle else ""))),
            confidence=Confidence.LOW if of_others else Confidence.HIGH,
            evidence=(place,),
        )


def _of_pem(what: str, body: str) -> list[_Ending]:
    lines = [one.strip(" \t\r\"',;\\>") for one in body.split("\n") if ":" not in one]
    text = "".join(lines)
    if not text or _NOT_BASE64.search(text):
        raise _Refused("it is no base64")
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _Refused("it is no base64") from error
    return _read(data, (_Kind.PKCS7,) if what == "PKCS7" else (_Kind.LIST,) if "CRL" in what else (_Kind.CERTIFICATE,))


def _of_der(data: bytes) -> list[_Ending]:
    """A binary file may be anything: what is none of the three says nothing."""
    try:
        return _read(data, (_Kind.CERTIFICATE, _Kind.LIST, _Kind.PKCS7))
    except _Refused:
        return []


def _read(data: bytes, kinds: tuple[_Kind, ...]) -> list[_Ending]:
    """Return what ends. Raises _Refused when it is none of the kinds."""
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    reason = ""
    for kind in kinds:
        try:
            with warnings.catch_warnings():  # of other people's certificates, which our user did not make
                warnings.simplefilter("ignore")
                return _of_kind(kind, data)
        except (ValueError, TypeError, OverflowError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
            reason = reason or str(error).split("\n", 1)[0][:100]
    raise _Refused(reason)


def _of_kind(kind: _Kind, data: bytes) -> list[_Ending]:
    """Return what ends. Raises whatever cryptography raises for what it does not take."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    if kind is _Kind.CERTIFICATE:
        return [_certificate(x509.load_der_x509_certificate(data))]
    if kind is _Kind.PKCS7:
        return [_certificate(one) for one in pkcs7.load_der_pkcs7_certificates(data)[:_MOST]]
    revoked = x509.load_der_x509_crl(data)
    ends, issuer = revoked.next_update_utc, _called(revoked.issuer)
    return [_Ending(f"revocation list of {issuer}", ends.date(), "next update")] if ends else []


def _certificate(one: Certificate) -> _Ending:
    is_own = one.issuer == one.subject
    names = _alternatives(one)
    subject = _called(one.subject) or ", ".join(names[:_NAMES_SHOWN]) or f"certificate {one.serial_number:x}"
    told = ("authority" if _is_authority(one) else "", "self-signed" if is_own else f"issued by {_called(one.issuer)}")
    return _Ending(subject, one.not_valid_after_utc.date(), "; ".join(filter(None, told)))


def _called(name: object) -> str:
    """Return the common name of a subject or issuer, else all of it."""
    from cryptography.x509 import Name, NameOID

    assert isinstance(name, Name)
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _alternatives(one: Certificate) -> list[str]:
    from cryptography import x509

    try:
        found = one.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        return [str(value) for value in found.get_values_for_type(x509.DNSName)]
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return []


def _is_authority(one: Certificate) -> bool:
    from cryptography import x509

    try:
        return bool(one.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return False
