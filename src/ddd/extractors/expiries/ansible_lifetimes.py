"""Reads what Ansible's modules let end: certificates and their renewal, accounts, passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ddd.extractors._jinja import references
from ddd.extractors.ansible._loops import turns
from ddd.extractors.ansible._tasks import AnsibleTask, ansible, places
from ddd.measures import DAY, number, seconds
from ddd.model import Expiry, State
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_ASN1 = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)\d{6}Z")
_LEFT_OUT = re.compile(r"\bomit\b")
"""Whether something ends at all is decided elsewhere."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NEVER_DAYS = 36_000


@dataclass(frozen=True, slots=True)
class _Argument:
    """An argument that says when something ends."""

    name: str
    what: str
    subjects: tuple[str, ...]
    """Arguments that name what ends, the best first."""
    unit: int = 1
    renewed_by: str = ""
    is_lead: bool = False
    is_moment: bool = False
    """Seconds since 1970."""


def _x509() -> tuple[_Argument, ...]:
    subjects = ("common_name", "path", "name")
    return tuple(
        _Argument(f"{provider}_not_after", "certificate", subjects) for provider in ("selfsigned", "ownca", "entrust")
    )


_USER = ("name", "user")
_MODULES: dict[str, tuple[_Argument, ...]] = {
    "x509_certificate": _x509(),
    "x509_certificate_pipe": _x509(),
    "openssl_certificate": _x509(),
    "x509_crl": (_Argument("next_update", "revocation list", ("path",)),),
    "openssh_cert": (_Argument("valid_to", "SSH certificate", ("identifier", "path")),),
    "acme_certificate": (
        _Argument("remaining_days", "certificate", ("dest", "fullchain_dest", "csr"), DAY, "ACME", is_lead=True),
    ),
    "user": (
        _Argument("expires", "account", _USER, is_moment=True),
        _Argument("password_expire_max", "password of", _USER, DAY),
    ),
    "aws_secret": (),
    "ipa_user": (_Argument("krbpasswordexpiration", "password of", ("name", "uid")),),
    "gitlab_project_access_token": (_Argument("expires_at", "access token", ("name",)),),
    "gitlab_group_access_token": (_Argument("expires_at", "access token", ("name",)),),
    "gitlab_deploy_token": (_Argument("expires_at", "deploy token", ("name",)),),
}
_LITERALS = tuple(sorted({one.name for arguments in _MODULES.values() for one in arguments} - {"expires"}))


@extractor("ansible-lifetimes", paths=("*.yml", "*.yaml"), literals=(*_LITERALS, "expires:", "expires="))
def ansible_lifetimes(source: Source) -> Iterator[Expiry]:
    """Find what tasks of Ansible let end: certificates, revocation lists, accounts, passwords, tokens.

        - community.crypto.x509_certificate:
            path: /etc/ssl/shop.pem
            provider: ownca
            ownca_not_after: +365d

    Read are `selfsigned_not_after` and `ownca_not_after` of `x509_certificate` and `openssl_certificate`, `next_update`
    of `x509_crl`, `valid_to` of `openssh_cert`, `remaining_days` of `acme_certificate` (how long before the end it is
    renewed), `expires` and `password_expire_max` of `user`, and `expires_at` of GitLab's tokens. Literal loops are
    followed; a value in a variable leaves the length unresolved.
    Format: https://docs.ansible.com/ansible/latest/collections/community/crypto/x509_certificate_module.html
    """
    for task in ansible(source).every_task():
        for argument in _MODULES.get(task.short, ()):
            if argument.name in task.args and task.arg("state") != "absent":
                yield from _of_argument(source, task, argument)


def _of_argument(source: Source, task: AnsibleTask, argument: _Argument) -> Iterator[Expiry]:
    value = task.args[argument.name]
    for turn in turns(task):
        text = turn.filled(value.text)
        subject = next((name for one in argument.subjects if (name := turn.filled(task.arg(one)))), "") or task.name
        is_open = "{{" in text and not _LEFT_OUT.search(text)
        ends = "" if is_open else _day(text, argument)
        length = None if is_open or ends else _length(text, argument)
        if not (is_open or ends or length):
            continue
        called = subject.rpartition("/")[2] if "{{" not in subject else subject
        yield Expiry(
            system="ansible",
            name=called,
            subject=f"{argument.what} {called}".strip(),
            not_after=ends,
            lifetime_seconds=None if argument.is_lead else length,
            lead_days=length // DAY if argument.is_lead and length else None,
            renewed_by=argument.renewed_by,
            state=State.UNRESOLVED if is_open else State.ACTIVE,
            note=f"{argument.name} {text}" if is_open else "",
            references=() if is_open else references(called),
            evidence=places(source, *turn.places(value.text), value.key, task.key),
        )


def _day(text: str, argument: _Argument) -> str:
    """Return the day a text names: `20261231235959Z`, `2026-12-31`, seconds since 1970; empty when it names none."""
    if match := _ASN1.fullmatch(text):
        return f"{match['year']}-{match['month']}-{match['day']}"
    if match := _DAY.match(text):
        return match[0]
    moment = number(text) if argument.is_moment else None
    if moment is None or not 0 < moment < datetime(2100, 1, 1, tzinfo=UTC).timestamp():
        return ""
    return datetime.fromtimestamp(moment, tz=UTC).date().isoformat()


def _length(text: str, argument: _Argument) -> int | None:
    if argument.is_moment:
        return None
    length = seconds(text.removeprefix("+"), argument.unit)
    return length if length and length < _NEVER_DAYS * DAY else None
