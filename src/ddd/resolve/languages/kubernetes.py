"""Kubernetes: a kustomize patch changes an object whose schedule stands in another manifest, its base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_MANIFEST = re.compile(r".*\.(?:ya?ml|json)")


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the manifests of the tree, those first that share the most folders with the patch."""
    folders = path.split("/")[:-1]
    manifests = [one for one in paths if one != path and _MANIFEST.fullmatch(one)]
    yield from sorted(manifests, key=lambda one: (-_shared(folders, one.split("/")), one))


def _shared(folders: list[str], other: list[str]) -> int:
    count = 0
    for a, b in zip(folders, other, strict=False):
        if a != b:
            break
        count += 1
    return count


KUBERNETES = Language(name="kubernetes", opening=re.compile(r"(?!)(?P<name>)"), holders=_holders)
