"""Follows Java's properties: `${purge.cron}` to the module's `application.properties`, `application.yml` and others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_APPLICATION = re.compile(r"(?:.*/)?(?:application|bootstrap)(?:-[^/]+)?\.(?:properties|ya?ml)")
_RESOURCES = re.compile(r"(?:.*/)?src/main/resources/[^/]+\.ya?ml|.*\.properties")
_ELSEWHERE = re.compile(r"(?:.*/)?src/main/resources/[^/]+\.ya?ml")
_OF_TESTS = re.compile(r"(?:.*/)?src/(?:it|\w*[tT]est\w*)/.*")


def _holders(_name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the application's own files first, those of the same module before others, then other properties of it."""
    module = path.split("/src/", 1)[0] + "/" if "/src/" in path else ""
    own = [one for one in paths if not _OF_TESTS.fullmatch(one)]
    held = [one for one in own if _APPLICATION.fullmatch(one)]
    yield from (one for one in held if one.startswith(module))
    yield from (one for one in own if one.startswith(module) and _RESOURCES.fullmatch(one) and one not in held)
    yield from (one for one in held if not one.startswith(module))
    yield from (one for one in own if _ELSEWHERE.fullmatch(one) and one not in held)


PROPERTIES = Language(
    name="properties",
    opening=re.compile(r"\$?\{(?P<name>[\w.\-]{1,200})(?::[^{}]{0,300})?\}"),
    holders=_holders,
)
"""Properties as Spring, Micronaut and Quarkus read them; names as `canonical` writes them."""
