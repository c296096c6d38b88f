"""Tells the constants of Python modules, for schedules in other files that import them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._module import Module, Scope, module, text
from ddd.model import Definition
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_EVERYWHERE = frozenset({"__init__", "base", "common", "default", "defaults", "settings", "global_settings"})
_LONGEST = 300


@extractor("python-values", paths=("*.py",), values_of="python")
def python_values(source: Source) -> Iterator[Extracted]:
    """Tell the constants of a module: `NIGHTLY = "0 3 * * *"`, of the module itself and of its classes.

    No fact by itself: schedules of other files that import a constant are completed by it. What is computed, or
    assigned twice, is nothing anybody could know. Of a folder `settings/` every module holds Django's settings; those
    of one environment (`production.py`) never replace the common ones, and are told beside them.

    Format: https://docs.python.org/3/reference/import.html.
    """
    code = module(source)
    names = _module_names(source.path)
    environment = "/settings/" in f"/{source.path}" and source.path.rpartition("/")[2][:-3] not in _EVERYWHERE
    for name, node, scope in _constants(code):
        plain = code.number(node, scope)
        value = text(node) if plain is None else str(plain)
        if value is None or len(value) > _LONGEST:
            continue
        for prefix in names:
            yield Definition(
                kind="variable",
                language="python",
                name=f"{prefix}.{name}",
                value=value,
                conditional=environment,
                evidence=code.place(node),
            )


def _constants(code: Module) -> Iterator[tuple[str, ast.expr, Scope]]:
    scopes: list[tuple[str, Scope]] = [("", code.scope)]
    scopes += [(f"{name}.", scope) for name, scope in code.scope.classes.items()]
    for prefix, scope in scopes:
        for name, assigned in scope.values.items():
            if len(assigned) == 1 and name not in scope.bound:
                yield prefix + name, code.follow(assigned[0], scope).node, scope


def _module_names(path: str) -> list[str]:
    """Return what the module may be called by others: `a/b.py` is `a.b` or `b`."""
    parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
    names = [".".join(parts[start:]) for start in range(len(parts))][-8:]
    return [*names, "settings"] if "settings" in parts[:-1] else names
