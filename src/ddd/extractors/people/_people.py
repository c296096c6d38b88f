"""Names, addresses and folders, as files that name people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ddd.extractors._receivers import emails

LONGEST = 2_000
"""Characters of a line that are looked at."""
_FOREIGN = frozenset(
    {"vendor", "vendored", "_vendor", "node_modules", "third_party", "third-party", "bower_components", "godeps"}
    | {"r10k_modules", "externals", "site-packages"}
)
_HIDDEN_SIGNS = (
    (re.compile(r"\s?(?:\[at\]|\(at\)|\{at\}|\|at\||<at>)\s?", re.IGNORECASE), "@"),
    (re.compile(r"\s?(?:\[dot\]|\(dot\)|\{dot\}|\|dot\|)\s?", re.IGNORECASE), "."),
)
_NOBODY = re.compile(
    r"(?:no|do-?not|donot)[-_.]?reply|noreply|[^@]*@(?:users\.noreply\.github|noreply)\b", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w@/.])@(?P<name>[A-Za-z0-9][A-Za-z0-9_-]{0,60}(?:/[A-Za-z0-9][\w.-]{0,60})?)(?![\w@.]*@)")
_PROFILE = re.compile(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org)/(?P<name>[A-Za-z0-9][\w-]{0,60})/?(?=[\s)>\"'|,]|$)"
)
_LINK = re.compile(r"\[(?P<text>[^\[\]]{0,200})\](?:\([^()\s]{0,500}\)|\[[^\[\]]{0,100}\])?")
_MARKUP = re.compile(r"[*_`|\\]+|<[^<>]{0,300}>|https?://\S+|\([^()]{0,300}\)")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as far as a line says who."""

    name: str
    address: str = ""
    handle: str = ""

    @property
    def called(self) -> str:
        """The name, and the handle where it says more than the name."""
        if not self.handle or self.handle.lower() == self.name.lower().lstrip("@"):
            return f"@{self.handle}" if self.handle else self.name or self.address
        return f"{self.name} @{self.handle}".strip()


def is_foreign(path: str) -> bool:
    """Tell whether a file came with somebody else's code: its owners do not answer for this repository."""
    return any(folder.lower() in _FOREIGN for folder in path.split("/")[:-1])


def folder_pattern(path: str, *, above: str = "") -> str:
    """Return what a file's folder covers as a CODEOWNERS pattern: `/charts/shop/`, at the root `*`.

    above: a folder the file may stand in for the one above it (`.github`, `debian`).
    """
    folders = path.split("/")[:-1]
    if above and folders and folders[-1] == above:
        folders.pop()
    return f"/{'/'.join(folders)}/" if folders else "*"


def plain(text: str) -> str:
    """Return a line with hidden addresses (`ops [at] acme.org`) written out, shortened to what is looked at."""
    text = text[:LONGEST]
    for pattern, sign in _HIDDEN_SIGNS:
        text = pattern.sub(sign, text)
    return text


def addresses(text: str) -> tuple[str, ...]:
    """Return the e-mail addresses of a line that somebody reads."""
    return tuple(one for one in emails(plain(text)) if not _NOBODY.match(one) and "." in one.rpartition("@")[2])


def person(text: str) -> Person | None:
    """Return whom a list entry, a table's row or a field names: `Ann Lee <ann@acme.org> @ann`; None for no person.

    An address, a handle or the link to a profile makes a person; a name alone does not.
    """
    text = plain(text)
    mail = next(iter(addresses(text)), "")
    handle = _PROFILE.search(text) or _HANDLE.search(text)
    if not mail and not handle:
        return None
    return Person(bare_name(text, mail), mail, handle["name"] if handle else "")


def bare_name(text: str, mail: str = "") -> str:
    """Return the name that is left without addresses, links, handles and markup."""
    text = _LINK.sub(lambda match: match["text"], plain(text))
    text = _MARKUP.sub(" ", text.replace(mail, " ") if mail else text)
    text = re.split(r"\s[-–—:/]\s|[,;]", _HANDLE.sub(" ", text), maxsplit=1)[0]
    return " ".join(text.split()).strip(" -–—:/,;\"'()").strip()


def author(text: str) -> Person | None:
    """Return whom a field of a package names, `Ann Lee <ann@acme.org>` or a name alone; None for nobody."""
    text = " ".join(plain(text).split()).strip(" \"'")
    name = re.sub(r"<[^<>]{0,300}>|\(https?:[^()]{0,300}\)", " ", text)
    for mail in emails(text):
        name = name.replace(mail, " ")
    name = " ".join(name.split()).strip(" -,;<>()\"'")
    mail = next(iter(addresses(text)), "")
    return Person(name, mail) if name or mail else None
