"""Reads who maintains a package: Helm charts, npm, Python, Composer, Chef, Debian, RPM and container images."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from yaml.nodes import Node

from ddd.extractors._nodes import documents, json_document, places, text
from ddd.extractors._toml import strings
from ddd.extractors.people._people import LONGEST, Person, addresses, author, folder_pattern, is_foreign
from ddd.model import Contact, Evidence
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_Reader = Callable[[Source], Iterator[Contact]]

_DEBIAN = re.compile(r"(?P<key>Maintainer|Uploaders|Packager):[ \t]*(?P<value>\S.*)")
_CHEF = re.compile(r"\s{0,8}(?P<key>maintainer(?:_email)?)[ \t(]+(?P<quote>['\"])(?P<value>[^'\"\n]{1,300})(?P=quote)")
_LABEL = re.compile(
    r"""(?i)\s{0,20}(?:LABEL\s{1,20})?["']?(?:org\.[\w.-]{1,60}\.)?maintainer["']?\s{0,8}[= ]\s{0,8}
    (?P<value>"[^"\n]{1,300}"|'[^'\n]{1,300}'|[^\s"'\\=]\S{0,300})""",
    re.VERBOSE,
)
_INSTRUCTION = re.compile(r"(?i)^\s{0,8}MAINTAINER\s+(?P<value>\S.{0,300})")
_CONFIG = re.compile(r"(?P<key>maintainer(?:[_-]email)?)\s{0,8}[=:]\s{0,8}(?P<value>\S.{0,300})")
_PLACEHOLDER = re.compile(
    r"(?i)\b(?:your|you|todo|changeme|fixme|the authors|my (?:name|company))\b|example\.(?:com|org)|\$\{?\w|\{\{|%\("
)
_PAGE = re.compile(r"https?://\S+")
_SPLIT = re.compile(r"\s*,\s*(?=[^<>]{0,100}<|[^,<>]{0,100}$)")
_MAX_PEOPLE = 50


@extractor(
    "package-maintainers",
    paths=(
        *("Chart.yaml", "package.json", "pyproject.toml", "setup.cfg", "composer.json", "metadata.rb"),
        *(
            "debian/control",
            "*-debian/control",
            "*.spec",
            "Dockerfile*",
            "*.Dockerfile",
            "*.dockerfile",
            "Containerfile*",
        ),
    ),
    literals=("aintainer", "MAINTAINER", "Packager:", '"support"'),
)
def package_maintainers(source: Source) -> Iterator[Extracted]:
    """Find who maintains a package, an image or a chart: the maintainers that its own description names.

    `maintainers:` of Chart.yaml, package.json and pyproject.toml, `maintainer` of setup.cfg and of Chef's metadata.rb,
    `Maintainer:` and `Uploaders:` of debian/control, `Packager:` of a spec file, `LABEL maintainer=` of a Dockerfile,
    the address under `support` in composer.json. What a package says covers its folder. Authors are no maintainers and
    not read, nor are packages of others below `vendor/` or `node_modules/`. Addresses that nobody reads (`noreply@…`)
    are left out. Format: the manuals of Helm, npm, PyPA, Composer, Chef, Debian policy, RPM and Docker.
    """
    if is_foreign(source.path):
        return
    name = source.installed_path.rpartition("/")[2]
    reader = _READERS.get(name) or _lines
    yield from reader(source)


def _of_chart(source: Source) -> Iterator[Contact]:
    for document in documents(source):
        for one in sequence(child(document, "maintainers"))[:_MAX_PEOPLE]:
            name, mail = child(one, "name"), child(one, "email")
            if text(name) or text(mail):
                somebody = Person(text(name), next(iter(addresses(text(mail))), ""))
                yield from _contact(source, "helm", somebody, "maintainer", places(source, name or mail, mail))


def _of_npm(source: Source) -> Iterator[Contact]:
    document = json_document(source)
    for one in sequence(child(document, "maintainers"))[:_MAX_PEOPLE]:
        name, mail = child(one, "name"), child(one, "email")
        somebody = author(text(one)) if text(one) else Person(text(name), next(iter(addresses(text(mail))), ""))
        if somebody and (somebody.name or somebody.address):
            yield from _contact(source, "npm", somebody, "maintainer", places(source, name or one, mail))
    bugs = child(child(document, "bugs"), "email")
    yield from _reached(source, "npm", bugs)


def _of_composer(source: Source) -> Iterator[Contact]:
    support = child(json_document(source), "support")
    for key, _, node in items(support):
        if key == "email":
            yield from _reached(source, "composer", node)


def _reached(source: Source, system: str, node: Node | None) -> Iterator[Contact]:
    mail = next(iter(addresses(text(node))), "")
    if node is not None and mail:
        yield from _contact(source, system, Person("", mail), "support", places(source, node))


def _of_python(source: Source) -> Iterator[Contact]:
    people: dict[object, dict[str, tuple[str, int, int]]] = {}
    for one in strings(source):
        if one.path[:2] == ("project", "maintainers") and len(one.path) == 4:
            people.setdefault(one.path[2], {})[str(one.path[3])] = (one.value, one.line, one.column)
        elif one.path[:3] == ("tool", "poetry", "maintainers"):
            people[one.path] = {"name": (one.value, one.line, one.column)}
    for parts in list(people.values())[:_MAX_PEOPLE]:
        somebody = author(" ".join(parts[key][0] for key in ("name", "email") if key in parts))
        spots = tuple(source.at(line, column) for key, (_, line, column) in parts.items() if key in ("name", "email"))
        if somebody and spots:
            yield from _contact(source, "python-package", somebody, "maintainer", spots)


def _of_pairs(pattern: re.Pattern[str], system: str) -> _Reader:
    """Return a reader of files that say name and address on two lines: `maintainer` and `maintainer_email`."""

    def read(source: Source) -> Iterator[Contact]:
        found: dict[str, tuple[str, int]] = {}
        for number, line in enumerate(source.lines, start=1):
            if match := pattern.match(line[:LONGEST]):
                found.setdefault(match["key"].replace("-", "_"), (match["value"], number))
        name, mail = found.get("maintainer", ("", 0)), found.get("maintainer_email", ("", 0))
        somebody = author(f"{name[0]} {mail[0]}")
        numbers = dict.fromkeys(number for _, number in (name, mail) if number)
        if somebody and numbers:
            yield from _contact(source, system, somebody, "maintainer", tuple(source.at(number) for number in numbers))

    return read


def _lines(source: Source) -> Iterator[Contact]:
    is_image = "ockerfile" in source.path or "Containerfile" in source.path
    patterns = (_INSTRUCTION, _LABEL) if is_image else (_DEBIAN,)
    system = "docker" if is_image else "rpm" if source.installed_path.endswith(".spec") else "debian"
    seen: set[str] = set()
    for number, line in enumerate(source.lines, start=1):
        match = next(filter(None, (pattern.match(line[:LONGEST]) for pattern in patterns)), None)
        for told in _SPLIT.split(match["value"])[:_MAX_PEOPLE] if match else ():
            somebody = author(told)
            if somebody and told not in seen:
                seen.add(told)
                yield from _contact(source, system, somebody, "maintainer", (source.at(number),))


def _contact(
    source: Source, system: str, somebody: Person, role: str, evidence: tuple[Evidence, ...]
) -> Iterator[Contact]:
    if _PLACEHOLDER.search(f"{somebody.name} {somebody.address}") or _PAGE.fullmatch(somebody.name):
        return
    is_whole = source.installed_path.rpartition("/")[2] in _READERS
    yield Contact(
        system=system,
        name=somebody.name or somebody.address,
        role=role,
        channel="email" if somebody.address else "",
        address=somebody.address,
        scope=folder_pattern(source.path) if is_whole else folder_pattern(source.path, above="debian"),
        evidence=evidence,
    )


_READERS: dict[str, _Reader] = {
    "Chart.yaml": _of_chart,
    "package.json": _of_npm,
    "composer.json": _of_composer,
    "pyproject.toml": _of_python,
    "setup.cfg": _of_pairs(_CONFIG, "python-package"),
    "metadata.rb": _of_pairs(_CHEF, "chef"),
}
