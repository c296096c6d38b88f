"""Says by a path alone whether what stands there is not in force here: a test, documentation, somebody else's code."""

from __future__ import annotations

import re
from functools import lru_cache

_TESTS = re.compile(
    r"(?:.*\.)?(?:tests?|test[_-]?data|test[_-]?cases|testing|(?:__)?fixtures(?:__)?|molecule|spec|e2e|examples?|samples?|mocks?|__tests__)(?:\..*)?",
    re.IGNORECASE,
)
_SOURCES_OF_TESTS = re.compile(r"[a-z]+Tests?")
"""`contractTest`, beside `main` and `test` in the `src/` of a build."""
_ENVIRONMENTS = frozenset(
    {
        "environments",
        "environment",
        "envs",
        "env",
        "inventories",
        "inventory",
        "overlays",
        "clusters",
        "stages",
        "values",
    }
)
"""Below these `test` is a place where the system runs."""
_COMPONENTS = frozenset({"roles", "modules", "salt", "states", "playbooks", "charts", "apps", "services", "cookbooks"})
"""What stands directly below these is named after what it installs."""
_VALUES_OF_CHART_TESTS = re.compile(r".*values.*\.ya?ml")
"""In `ci/` of a chart: what `ct` installs it with to test it."""
_ARCHIVED = re.compile(r"[._]?(?:archived?|attic|graveyard)", re.IGNORECASE)
_OF_OTHERS = frozenset({"node_modules", "bower_components", "godeps", "_vendor", ".yarn", "third_party", "third-party"})
_VENDORED = "vendor"
_IN_USE = frozenset({"roles", "modules", "cookbooks", "charts", "collections", "ansible_collections", "manifests"})
"""What stands directly below `vendor/` and is run from there."""
_WRITTEN_BY_TOOLS = frozenset({"mvnw", "gradlew", "configure", "ltmain.sh", "config.guess", "config.sub", "install-sh"})
_READ_AT_THE_ROOT = frozenset({"github-actions", "dependabot"})
_DOCUMENTATION = frozenset({"doc", "docs", "documentation"})
_TOLD_IN_DOCUMENTATION = frozenset({"markdown", "codeowners", "prose"})
"""Systems whose facts mean what they say also below `docs/`: a procedure there is no example of one."""


@lru_cache(maxsize=1_000)
def is_example(system: str, path: str) -> bool:
    """Tell whether a fact of this system at this path is an example and no maintenance of the repository's own."""
    *folders, name = path.split("/")
    if any(map(_ARCHIVED.fullmatch, folders)) or name == "local.settings.json":
        return True
    if folders[-1:] == ["ci"] and _VALUES_OF_CHART_TESTS.fullmatch(name):
        return True
    if system in _READ_AT_THE_ROOT and ".github" in folders[1:]:
        return True  # GitHub reads the folder at the root; this one came with somebody else's files
    if system.startswith("puppet") and "manifests" in folders:
        return False  # classes are named so; tests of a module stand elsewhere
    pairs = list(zip(["", *folders], folders, strict=False))
    if name in _WRITTEN_BY_TOOLS or _is_of_others(folders):
        return True
    return any(_is_of_tests(folder, parent) for parent, folder in pairs) or (
        system not in _TOLD_IN_DOCUMENTATION and any(_is_documentation(folder, parent) for parent, folder in pairs)
    )


def _is_of_others(folders: list[str]) -> bool:
    below_vendor = zip(folders, [*folders[1:], ""], strict=False)
    return any(folder.lower() in _OF_OTHERS for folder in folders) or any(
        folder == _VENDORED and inner not in _IN_USE for folder, inner in below_vendor
    )


def _is_documentation(folder: str, parent: str) -> bool:
    return folder.lower() in _DOCUMENTATION and parent.lower() not in _COMPONENTS


def _is_of_tests(folder: str, parent: str) -> bool:
    if parent.lower() in _ENVIRONMENTS:
        return False
    return bool(_TESTS.fullmatch(folder)) or (parent == "src" and bool(_SOURCES_OF_TESTS.fullmatch(folder)))
