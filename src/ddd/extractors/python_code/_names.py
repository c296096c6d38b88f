"""Names Python modules as their users call them, by their path alone."""

from __future__ import annotations

import re

_COLLECTION = re.compile(r"(?:.*/)?ansible_collections/(?P<ns>\w{1,100})/(?P<name>\w{1,100})/(?P<rest>.*)")
_PLUGIN = re.compile(r"(?:.*/)?plugins/(?P<kind>\w{1,40})/(?:.*/)?(?P<name>\w{1,200})")
_CORE = re.compile(r"(?:.*/)?ansible/(?:plugins/(?!.*/?plugins/)\w{1,40}/|modules/)(?:.*/)?(?P<name>\w{1,200})")
_SHARED = frozenset({"module_utils", "plugin_utils", "doc_fragments"})
_ROOTS = frozenset({"src", "lib", "python", "site-packages", "dist-packages"})
_LOOSE = frozenset(
    {"bin", "sbin", "scripts", "script", "tools", "hack", "contrib", "library", "files", "templates", "roles", "utils"}
)


def module_name(path: str) -> str:
    """Return `community.general.archive`, `ansible.builtin.copy`, `acme.backup`; of a lone script, its file's stem."""
    stem = path.removesuffix(".py")
    if found := _COLLECTION.fullmatch(stem):
        prefix, rest = f"{found['ns']}.{found['name']}", found["rest"]
        plugin = _PLUGIN.fullmatch(rest)
        if plugin and plugin["kind"] not in _SHARED:
            return f"{prefix}.{plugin['name']}"
        return f"ansible_collections.{prefix}.{rest.replace('/', '.')}"
    if found := _CORE.fullmatch(stem):
        return f"ansible.builtin.{found['name']}"
    if (found := _PLUGIN.fullmatch(stem)) and found["kind"] not in _SHARED:
        return found["name"]
    return _dotted(stem.split("/"))


def _dotted(parts: list[str]) -> str:
    *folders, name = parts
    if not name.isidentifier():
        return name  # nobody imports it
    start = max((n + 1 for n, one in enumerate(folders) if one in _ROOTS | _LOOSE), default=0)
    below = folders[start:]
    if not all(one.isidentifier() for one in below):
        odd = max(n for n, one in enumerate(below) if not one.isidentifier())
        below = below[odd + 1 :]
    names = [*below, name] if name != "__init__" or not below else below
    return ".".join(names)
