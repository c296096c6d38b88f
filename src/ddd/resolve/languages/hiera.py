"""Puppet: where the value of a class's variable stands: in hiera's data, else in the manifest of the class itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_DATA = re.compile(r"(?:.*/)?(?:hiera[^/]*|data)/(?:.+/)?[^/]+\.ya?ml")
_MODULE_OF_TEMPLATE = re.compile(r"(?P<module>(?:.*/)?[^/]+)/templates/.*@")
_OPENING = re.compile(r"%\{(?:lookup|hiera|alias)\(['\"](?P<name>[\w:-]{1,300})['\"]\)\}")


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    """A variable of a template: the manifests of its module. Any other: the manifest of its class, then hiera's data.

    Data of a module (`data/` in it) counts for that module only.
    """
    if match := _MODULE_OF_TEMPLATE.match(name):
        folder = f"{match['module']}/manifests/"
        yield from (one for one in paths if one.startswith(folder) and one.endswith(".pp"))
        return
    if not name:
        return
    module, _, rest = name.partition("::")
    parts = rest.split("::")[:-1]
    manifest = f"{module}/manifests/{'/'.join(parts) or 'init'}.pp"
    yield from (one for one in paths if one == manifest or one.endswith(f"/{manifest}"))
    # the short names of the common data come first: they are the base of the hierarchy
    yield from sorted((one for one in paths if _DATA.fullmatch(one)), key=lambda one: (one.count("/"), one))


HIERA = Language("hiera", _OPENING, _holders)
"""`opening` finds hiera's own way to point to another key."""
