"""Reads OWNERS files: those of Prow (Kubernetes) in YAML, those of Chromium and Android in lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yaml.nodes import MappingNode, Node, ScalarNode

from ddd.extractors._nodes import places, text
from ddd.extractors.people._people import folder_pattern, is_foreign
from ddd.model import Contact, Definition, Reference
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import child, items, sequence

_LANGUAGE = "owners"
_ROLES = {"approvers": "approver", "required_reviewers": "approver", "reviewers": "reviewer"}
_PROW = re.compile(rf"(?m)^(?:{'|'.join(_ROLES)}|filters|options|aliases)\s*:")
_EVERYTHING = frozenset({".*", "", "*", ".*$", "^.*$"})
_ADDRESS = r"[\w.+%-]{1,64}@[\w.-]{1,200}"
_OWNER = re.compile(rf"(?:{_ADDRESS}|@[\w./-]{{1,100}}|\*|(?:file|include)\s?:?\s?/{{0,2}}\S{{1,300}})")
_FOR_SOME = re.compile(r"per-file\s+(?P<globs>[^=]{1,500})=\s*(?P<owners>.{1,1000})")
_DIRECTIVE = re.compile(r"set\s+noparent")
_COMMENT = re.compile(r"(?:^|\s)#.*")
_MAX_PEOPLE = 60
_MAX_LINES = 20


@extractor("owners-file", paths=("OWNERS",))
def owners_file(source: Source) -> Iterator[Extracted]:
    """Find who approves and reviews what stands in a folder: one contact a list of an OWNERS file.

    `approvers: [ann, sig-storage-leads]` names two in Prow's form; an alias becomes the people that OWNERS_ALIASES at
    the root lists. Entries under `filters` hold for files whose path matches a regular expression, which the note
    tells. Emeritus approvers are nobody to call. In the form of Chromium and Android each line names an address,
    `per-file *.gn=ann@acme.org` some files, `file://build/OWNERS` another file; it is shown, not followed.
    Format: https://www.kubernetes.dev/docs/guide/owners/ and Chromium's docs/code_reviews.md.
    """
    if is_foreign(source.path):
        return
    if _PROW.search(source.text):
        for document in source.yaml:
            yield from _of_prow(source, document)
        return
    yield from _of_lines(source)


@extractor("owners-aliases", paths=("OWNERS_ALIASES",), values_of=_LANGUAGE)
def owners_aliases(source: Source) -> Iterator[Definition]:
    """Read the aliases of OWNERS files: `aliases: {storage-leads: [ann, bob]}`, when an OWNERS file names one.

    The people of an alias stand for its name. Format: https://www.kubernetes.dev/docs/guide/owners/#owners_aliases.
    """
    for document in source.yaml:
        for name, key, members in items(child(document, "aliases")):
            people = [text(one) for one in sequence(members)[:_MAX_PEOPLE] if text(one)]
            if people:
                yield Definition(
                    kind="variable", language=_LANGUAGE, name=name, value=" ".join(people), evidence=source.at_node(key)
                )


def _of_prow(source: Source, document: Node) -> Iterator[Contact]:
    yield from _lists(source, document, "")
    for pattern, _, below in items(child(document, "filters")):
        yield from _lists(source, below, "" if pattern in _EVERYTHING else f"only files that match {pattern}")


def _lists(source: Source, holder: Node | None, note: str) -> Iterator[Contact]:
    for key, _, node in items(holder if isinstance(holder, MappingNode) else None):
        people = [one for one in sequence(node)[:_MAX_PEOPLE] if isinstance(one, ScalarNode) and text(one)]
        if key not in _ROLES or not people:
            continue
        names = list(dict.fromkeys(text(one) for one in people))
        scope = folder_pattern(source.path)
        yield Contact(
            system="owners-file",
            name=" ".join(names),
            role=_ROLES[key],
            channel="owners-file",
            scope=scope,
            note=note,
            evidence=places(source, *people[:_MAX_LINES]),
            references=tuple(_aliases(names, scope)),
        )


def _aliases(names: list[str], scope: str) -> Iterator[Reference]:
    """Any name may be an alias; one that is part of another text is left, as it would be replaced there too."""
    for name in names:
        if name not in scope and not any(name in other for other in names if other != name):
            yield Reference(name, _LANGUAGE, name, default=name)


def _of_lines(source: Source) -> Iterator[Contact]:
    told = [(number, _COMMENT.sub("", line[:2_000]).strip()) for number, line in enumerate(source.lines, start=1)]
    lines = [(number, line) for number, line in told if line and not _DIRECTIVE.fullmatch(line)]
    if not all(_OWNER.fullmatch(line) or _FOR_SOME.fullmatch(line) for _, line in lines):
        return  # other files are named so too
    whole = [(number, line) for number, line in lines if _OWNER.fullmatch(line) and line != "*"]
    if whole:
        yield _contact(source, folder_pattern(source.path), [line for _, line in whole], [n for n, _ in whole])
    for number, line in lines:
        if match := _FOR_SOME.fullmatch(line):
            owners = [one for one in re.split(r"[,\s]+", match["owners"]) if _OWNER.fullmatch(one) and one != "*"]
            folder = folder_pattern(source.path).replace("*", "/")
            globs = [one.strip() for one in match["globs"].split(",")[:_MAX_LINES] if one.strip()]
            for glob in globs if owners else ():
                yield _contact(source, folder + glob, owners, [number])


def _contact(source: Source, scope: str, owners: list[str], numbers: list[int]) -> Contact:
    return Contact(
        system="owners-file",
        name=" ".join(owners[:_MAX_PEOPLE]),
        role="owner",
        channel="owners-file",
        address=owners[0] if len(owners) == 1 and "@" in owners[0] else "",
        scope=scope,
        evidence=tuple(source.at(number) for number in numbers[:_MAX_LINES]),
    )
