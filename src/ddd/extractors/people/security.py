"""Reads whom to tell of a vulnerability or to ask for help: SECURITY and SUPPORT files, security.txt, contact links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._nodes import places, text
from ddd.extractors.people._people import LONGEST, addresses, folder_pattern, is_foreign
from ddd.model import Contact
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, sequence

_FORM = re.compile(
    r"https://(?:github\.com/[\w.-]{1,100}/[\w.-]{1,100}/security/advisories/new|hackerone\.com/[\w.-]{1,100}"
    r"|bugcrowd\.com/[\w./-]{1,100}|msrc\.microsoft\.com/create-report|tidelift\.com/security|huntr\.(?:dev|com)/[\w./-]{1,100}"
    r"|app\.intigriti\.com/[\w./-]{1,200}|yeswehack\.com/[\w./-]{1,200}|g\.co/vulnz|bughunters\.google\.com/[\w./-]{0,100})"
)
_SUBSCRIBED = re.compile(r"(?i)announce|subscribe|-request@|^git@")
_FENCE = ("```", "~~~")
_CONTACT = re.compile(r"(?i)contact:\s*(?:mailto:|tel:)?(?P<address>\S.{2,500}?)\s*")
_WANTED = re.compile(
    r"(?i)support|\bhelp\b|question|\bask\b|\bq ?& ?a\b|secur|vulnerab|slack|\bchat|forum|mailing|\bcontact us"
    r"|incident|outage|emergency"
)
_UNWANTED = re.compile(
    r"(?i)code of conduct|documentation|\bdocs\b|feature|roadmap|\bidea|sponsor|donat|troubleshoot|faq"
)
_SECURITY = re.compile(r"(?i)secur|vulnerab|\bcve")
_CHATS = (
    ("slack", "slack"),
    ("discord", "discord"),
    ("gitter", "gitter"),
    ("matrix.to", "matrix"),
    ("t.me/", "telegram"),
)
_CHAT_NAMES = frozenset(channel for _, channel in _CHATS)


@extractor("security-contact", paths=("SECURITY.md", "SECURITY.rst", "SECURITY", "SUPPORT.md", "SUPPORT"))
def security_contact(source: Source) -> Iterator[Extracted]:
    """Find whom to tell of a vulnerability: the addresses and report forms that a SECURITY file names.

    `Please mail security@acme.org`, also as `security [at] acme.org`, GitHub's private reports and the forms of bug
    bounties; in a SUPPORT file the addresses of those who help. Announcement lists are nobody to call. Links to a page
    that says more are not followed. Format: GitHub, "Adding a security policy to your repository".
    """
    if is_foreign(source.path):
        return
    role = "security" if "SECURITY" in source.path.rpartition("/")[2] else "support"
    seen: set[str] = set()
    is_code = False
    for number, line in enumerate(source.lines, start=1):
        is_code ^= line.lstrip().startswith(_FENCE)
        for address in () if is_code else _addresses(line[:LONGEST], role):
            if address.lower() not in seen:
                seen.add(address.lower())
                yield _contact(source, role, address, number)


@extractor("security-txt-contact", paths=("security.txt",), literals=("ontact:", "CONTACT:"))
def security_txt(source: Source) -> Iterator[Extracted]:
    """Find whom to tell of a vulnerability: each `Contact: mailto:security@acme.org` of a security.txt.

    They stand in the order in which they are preferred. Format: RFC 9116.
    """
    for number, line in enumerate(source.lines, start=1):
        if match := _CONTACT.fullmatch(line[:LONGEST]):
            yield _contact(source, "security", match["address"], number)


@extractor(
    "contact-links",
    paths=(".github/ISSUE_TEMPLATE/config.yml", ".github/ISSUE_TEMPLATE/config.yaml"),
    literals=("contact_links",),
)
def contact_links(source: Source) -> Iterator[Extracted]:
    """Find where GitHub sends those who want help: the `contact_links` beside a repository's issue templates.

    `- {name: Report a vulnerability, url: "mailto:security@acme.org", about: …}`. Links to documentation, roadmaps and
    codes of conduct are nobody to call. Format: GitHub, "Configuring issue templates for your repository".
    """
    for document in source.yaml:
        for link in sequence(child(document, "contact_links")):
            name, url = text(child(link, "name")), text(child(link, "url"))
            told = f"{name} {url}"
            is_direct = url.startswith("mailto:") or _channel(url) in _CHAT_NAMES
            if not url or not (is_direct or _WANTED.search(name)) or _UNWANTED.search(name):
                continue
            yield Contact(
                system="contact-links",
                name=name,
                role="security" if _SECURITY.search(told) else "support",
                channel=_channel(url),
                address=url.removeprefix("mailto:").partition("?")[0] if url.startswith("mailto:") else url,
                scope="*",
                evidence=places(source, child(link, "url"), child(link, "name")),
            )


def _addresses(line: str, role: str) -> Iterator[str]:
    yield from (one for one in addresses(line) if not _SUBSCRIBED.search(one))
    if role == "security":
        yield from _FORM.findall(line)


def _contact(source: Source, role: str, address: str, number: int) -> Contact:
    name = source.path.rpartition("/")[2]
    above = next((one for one in (".github", "docs") if source.path == f"{one}/{name}"), ".well-known")
    return Contact(
        system="security-txt" if name.endswith(".txt") else f"{role}-contact",
        name=address,
        role=role,
        channel=_channel(address),
        address=address,
        scope=folder_pattern(source.path, above=above) if not name.endswith(".txt") else "",
        evidence=(source.at(number),),
    )


def _channel(address: str) -> str:
    if "@" in address and "://" not in address:
        return "email"
    if re.fullmatch(r"\+?[\d\s()/-]{5,40}", address):
        return "phone"
    return next((channel for part, channel in _CHATS if part in address), "web")
