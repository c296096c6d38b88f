"""Finds how long what somebody makes holds: certificates of `openssl -days`, leases, passwords, renewals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ddd.extractors.expiries._dates import day_of
from ddd.measures import DAY, seconds
from ddd.model import Evidence, Expiry, State
from ddd.scan.extractor import NO_SUFFIX, extractor
from ddd.scan.source import Source

_LONGEST_LINE = 4_000
_NEVER_DAYS = 36_000
"""Password ages from here on (99999) mean that nothing ends."""
_MOST = 100
"""Settings of one kind in a file, at the most."""
_MOST_LINES = 30
"""Lines of one command, at the most."""

_QUOTED = r"[\"']?"
_AMOUNT = r"(?P<amount>[0-9]{1,6}|\$\{?\w{1,60}(?::?-[0-9]{1,6})?\}?|\{\{[^{}\n]{1,200}\}\})"
_SPAN = r"(?P<amount>[0-9]{1,6}(?:\.[0-9]{1,3})?(?:[smhdw][0-9smh]{0,12})?)"
_OUT = re.compile(
    r"\s-(?:out|subj)[\s=]{1,4}(?P<quote>[\"']?)(?P<value>/(?=[A-Z]{1,12}=)[^\"'\n]{1,300}|[^\s\"';|&]{1,200})"
)
_COMMON_NAME = re.compile(r"(?:^|/|,\s?)CN\s?=\s?(?P<name>[^/,\"']{1,200})")
_ASSIGNED = re.compile(
    r"[ \t]{0,40}(?:export |readonly |local |declare |ARG |ENV )?(?P<name>\w{1,60})[ \t]{0,4}[:?]?=[ \t]{0,4}[\"']?"
    r"(?:\$\{\w{1,60}:-)?(?P<value>[0-9]{1,6})\b"
)
_NAME = re.compile(r"\$\{?(?P<name>\w{1,60})(?::?-(?P<default>[0-9]{1,6}))?\}?")


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of a command that says how long what it makes holds."""

    pattern: re.Pattern[str]
    """The command up to the amount."""
    what: str
    unit: int


_COMMANDS = (
    _Option(
        re.compile(rf"\bopenssl\s{{1,4}}(?:req|x509|ca)\b[^|;&#]{{0,1500}}?\s-(?:days)\s{{1,4}}{_QUOTED}{_AMOUNT}"),
        "certificate",
        DAY,
    ),
    _Option(
        re.compile(rf"\bopenssl\s{{1,4}}ca\b[^|;&#]{{0,1500}}?\s-(?:crldays)\s{{1,4}}{_QUOTED}{_AMOUNT}"),
        "revocation list",
        DAY,
    ),
    _Option(
        re.compile(rf"\bEASYRSA_CERT_EXPIRE{_QUOTED}[=\s]{{1,20}}{_QUOTED}{_AMOUNT}"), "certificates of easy-rsa", DAY
    ),
    _Option(re.compile(rf"\bEASYRSA_CA_EXPIRE{_QUOTED}[=\s]{{1,20}}{_QUOTED}{_AMOUNT}"), "authority of easy-rsa", DAY),
    _Option(
        re.compile(rf"\bEASYRSA_CRL_DAYS{_QUOTED}[=\s]{{1,20}}{_QUOTED}{_AMOUNT}"), "revocation list of easy-rsa", DAY
    ),
    _Option(
        re.compile(rf"\bstep\s{{1,4}}(?:ca|certificate|ssh)\s[^|;&#]{{0,800}}?--not-after[\s=]{{1,4}}{_QUOTED}{_SPAN}"),
        "certificate",
        1,
    ),
    _Option(
        re.compile(rf"\bssh-keygen\b(?=[^|;&#]{{0,800}}?\s-s\s)[^|;&#]{{0,800}}?\s-V\s{{1,4}}{_QUOTED}[+]{_SPAN}"),
        "SSH certificate",
        1,
    ),
    _Option(
        re.compile(
            r"\bvault\s{1,4}write\s{1,4}(?:-\S{1,40}\s{1,4}){0,3}[\w-]{0,40}pki[\w/.-]{0,100}\s[^|;&#]{0,800}?"
            rf"\b(?:max_)?ttl={_QUOTED}{_SPAN}"
        ),
        "certificates of Vault",
        1,
    ),
)


@extractor(
    "certificate-commands",
    paths=(
        *("*.sh", "*.bash", "*.yml", "*.yaml", "*.mk", "*.ps1", "vars", "vars.example", "Dockerfile.*", NO_SUFFIX),
        *("*.py", "*.tpl", "*.conf"),
    ),
    literals=("openssl", "EASYRSA_", "--not-after", "ssh-keygen", "ttl="),
)
def certificate_commands(source: Source) -> Iterator[Expiry]:
    """Find how long certificates hold that commands make, in scripts, tasks, Dockerfiles and makefiles.

        openssl req -x509 -newkey rsa:4096 -keyout key.pem -out cert.pem -days 365 -subj "/CN=shop.example.com"

    Read are `-days` and `-crldays` of openssl, `EASYRSA_CERT_EXPIRE` and its sisters, `--not-after` of `step ca` and
    `step certificate`, `ssh-keygen -s … -V +52w` and `vault write pki/… ttl=`. A variable of the shell is followed
    within the file; one that stands elsewhere leaves the length unresolved. Commented-out commands are passed over, and
    so are lengths over a hundred years. Not seen: whether somebody makes the next certificate in time.
    Format: openssl-req(1), openssl-x509(1), ssh-keygen(1).
    """
    seen: set[tuple[str, int | None]] = set()
    for start, text in _commands(source.lines):
        for option in _COMMANDS:
            match = option.pattern.search(text)
            fact = _of_command(source, start, text, option, match) if match else None
            if fact and (fact.subject, fact.lifetime_seconds) not in seen:
                seen.add((fact.subject, fact.lifetime_seconds))
                yield fact


def _commands(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the number of its first line and the text of each command; line ends stay in those of several lines."""
    index = 0
    while index < len(lines):
        start, body = index, [lines[index]]
        while body[-1].rstrip().endswith("\\") and index + 1 < len(lines) and len(body) < _MOST_LINES:
            index += 1
            body.append(lines[index])
        index += 1
        text = "\n".join(one.rstrip().removesuffix("\\") for one in body)
        if not body[0].lstrip().startswith(("#", "//", "*")) and len(text) <= _LONGEST_LINE:
            yield start + 1, text


def _of_command(source: Source, start: int, text: str, option: _Option, match: re.Match[str]) -> Expiry | None:
    line = start + text.count("\n", 0, match.start("amount"))
    place = source.at(line, match.start("amount") - text.rfind("\n", 0, match.start("amount")))
    amount, assigned = _followed(source, match["amount"])
    places = (source.at(assigned), place) if assigned else (place,)
    length = seconds(amount, option.unit) if amount else None
    if amount and (length is None or not 0 < length <= _NEVER_DAYS * DAY):
        return None
    subject = _subject(text) if "openssl" in match[0] else ""
    if "$" in subject or "{{" in subject or "%" in subject:
        subject = subject.rpartition("/")[2]
    return Expiry(
        system="certificate-command",
        name=subject or option.what,
        subject=f"{option.what} {subject}".strip(),
        lifetime_seconds=length,
        state=State.ACTIVE if length else State.UNRESOLVED,
        note="" if length else f"holds for {' '.join(match['amount'].split())} days",
        evidence=tuple(dict.fromkeys(places)),
    )


def _followed(source: Source, amount: str) -> tuple[str, int]:
    """Return the number a variable stands for in this file and the line that says so; the number itself as it is."""
    if not amount.startswith(("$", "{{")):
        return amount, 0
    asked = _NAME.fullmatch(amount)
    if asked is None:
        return "", 0
    return source.derived("numbers of variables", _numbers).get(asked["name"], (asked["default"] or "", 0))


def _numbers(source: Source) -> dict[str, tuple[str, int]]:
    """Return the numbers that variables are given in a file, the first of each, with the lines."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(source.lines, start=1):
        if match := _ASSIGNED.match(line):
            found.setdefault(match["name"], (match["value"], number))
    return found


def _subject(text: str) -> str:
    """Return the name that a command of openssl gives, else the file it writes."""
    values = [match["value"] for match in _OUT.finditer(text)]
    named = [found["name"].strip() for one in values if (found := _COMMON_NAME.search(one))]
    files = [one.rpartition("/")[2] for one in values if not one.startswith("/") or "=" not in one]
    return next(iter((*named, *files)), "")


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting that says how long something holds, or how long before its end it is renewed."""

    pattern: re.Pattern[str]
    what: str
    unit: int
    renewed_by: str = ""
    is_lead: bool = False


def _key(name: str, value: str = r"[0-9]{1,6}") -> re.Pattern[str]:
    return re.compile(
        rf"(?m)^[ \t]{{0,40}}(?:set_var[ \t]{{1,4}})?[\"']?{name}[\"']?[ \t]{{0,20}}[=: \t][ \t]{{0,20}}[\"']?"
        rf"(?P<amount>{value})[\"']?[ \t,]{{0,20}}(?:[#;].*)?$"
    )


_LENGTH = r"[0-9]{1,6}[smhd][0-9smh]{0,12}"
_SETTINGS = (
    _Setting(_key("PASS_MAX_DAYS"), "passwords of users", DAY),
    _Setting(_key("default_days"), "certificates of the authority", DAY),
    _Setting(_key("default_crl_days"), "revocation lists of the authority", DAY),
    _Setting(_key("max_lease_ttl", _LENGTH), "leases of Vault", 1),
    _Setting(_key("default_lease_ttl", _LENGTH), "leases of Vault, unless asked for less", 1),
    _Setting(_key("renew_before_expiry", r"[0-9]{1,4} days?"), "certificate", DAY, "certbot", is_lead=True),
)
_CFSSL = re.compile(r"\"expiry\":\s{0,20}\"(?P<amount>[0-9]{1,7}[hms][0-9hms]{0,12})\"")
_PROFILE = re.compile(r"\"(?P<name>[\w.-]{1,60})\":\s{0,20}\{[^{}]{0,600}$")


@extractor(
    "lifetime-settings",
    paths=(
        *("*.conf", "*.cnf", "*.cfg", "*.hcl", "*.ini", "login.defs", "vars", "vars.example", "*.json", "*.yaml"),
        *("*.yml", NO_SUFFIX),
    ),
    literals=(*("PASS_MAX_DAYS", "default_days", "default_crl_days", "_lease_ttl", "renew_before_expiry", '"expiry"'),),
)
def lifetime_settings(source: Source) -> Iterator[Expiry]:
    """Find the settings that say how long passwords, leases and certificates hold.

        PASS_MAX_DAYS   90

    Read are `PASS_MAX_DAYS` (login.defs), `default_days` and `default_crl_days` (openssl.cnf), `max_lease_ttl` and
    `default_lease_ttl` (Vault), `renew_before_expiry` (certbot; how long before the end it renews), and the `expiry` of
    cfssl's profiles. What means never (`PASS_MAX_DAYS 99999`) is no fact.
    Format: login.defs(5), openssl-ca(1), https://developer.hashicorp.com/vault/docs/configuration
    """
    for setting in _SETTINGS:
        for match in islice(setting.pattern.finditer(source.text), _MOST):
            if fact := _of_setting(source, setting, match):
                yield fact
    if '"signing"' in source.text or '"CN"' in source.text:
        for match in islice(_CFSSL.finditer(source.text), _MOST):
            yield _of_cfssl(source, match)


def _of_setting(source: Source, setting: _Setting, match: re.Match[str]) -> Expiry | None:
    length = seconds(match["amount"], setting.unit)
    if length is None or not 0 < length < _NEVER_DAYS * DAY:
        return None
    name = source.installed_path.rpartition("/")[2]
    called = name.rpartition(".")[0] if setting.is_lead else ""
    return Expiry(
        system="lifetime-setting",
        name=called or setting.what,
        subject=f"{setting.what} {called}".strip(),
        lifetime_seconds=None if setting.is_lead else length,
        lead_days=length // DAY if setting.is_lead else None,
        renewed_by=setting.renewed_by,
        evidence=(_place(source, match),),
    )


def _of_cfssl(source: Source, match: re.Match[str]) -> Expiry:
    before = source.text[max(0, match.start() - 1_000) : match.start()]
    profile = _PROFILE.search(before)
    name = profile["name"] if profile else "default"
    what = "certificate authority" if name.lower() == "ca" else f"certificates of the profile {name}"
    return Expiry(
        system="cfssl",
        name=name,
        subject=what,
        lifetime_seconds=seconds(match["amount"]),
        evidence=(_place(source, match),),
    )


def _place(source: Source, match: re.Match[str]) -> Evidence:
    start = match.start("amount")
    return source.at(source.text.count("\n", 0, start) + 1, start - source.text.rfind("\n", 0, start))


_EXPIRES = re.compile(r"Expires:[ \t]{1,10}(?P<date>\d{4}-\d\d-\d\d[T ][\d:.]{4,20}(?:Z|z|[+-]\d\d:?\d\d))[ \t]{0,10}")


@extractor("security-txt", paths=("security.txt",), literals=("Expires:",))
def security_txt(source: Source) -> Iterator[Expiry]:
    """Find the day until which a `security.txt` may be trusted: its field `Expires`, which it must have.

    `Expires: 2026-12-31T23:00:00Z` ends on that day; researchers are told to ignore the file afterwards.
    Format: RFC 9116.
    """
    for number, line in enumerate(source.lines, start=1):
        match = _EXPIRES.fullmatch(line[:_LONGEST_LINE])
        ends = day_of(match["date"]) if match else None
        if match and ends:
            place = source.at(number, match.start("date") + 1)
            yield Expiry(
                system="security-txt",
                name="security.txt",
                subject="security.txt",
                not_after=ends.isoformat(),
                evidence=(place,),
            )
