"""Says which extractors have any business in a file: first by its path, then by one look over its raw bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ddd.scan.extractor import Extractor
from ddd.scan.source import without_template_suffix

_MADE_FOR_MACHINES = re.compile(
    r"(?:.*/)?(?:[^/]*[.-](?:min|bundle)\.(?:[cm]?js|css)|bundle\.js|\.pnp\.c?js|\.yarn/(?:releases|plugins|cache)/.*"
    r"|[^/]*\.map|package-lock\.json|npm-shrinkwrap\.json|composer\.lock|poetry\.lock|yarn\.lock|Cargo\.lock|pnpm-lock\.yaml)"
)
"""Packed programs and lock files: long, and nobody says in them when or how anything is maintained."""


def by_path(extractors: Iterable[Extractor], path: str) -> list[Extractor]:
    """Return the extractors that read files of this path."""
    if _MADE_FOR_MACHINES.fullmatch(path):
        return []
    installed = without_template_suffix(path)
    return [candidate for candidate in extractors if candidate.paths.fullmatch(installed)]


def by_content(candidates: Iterable[Extractor], data: bytes) -> list[Extractor]:
    """Return those of the candidates of which a literal occurs in the bytes (or which ask for none).

    Plain substring search at the speed of memory; nothing is decoded or parsed for a file that no literal selects.
    """
    return [one for one in candidates if not one.literals or any(literal in data for literal in one.literals)]
