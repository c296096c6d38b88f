"""Helm: what a template asks for with `{{ .Values.backup.schedule }}`, the values files of its chart hold."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ddd.resolve.languages.language import Language

_VALUES_FILE = re.compile(r"[^/]*values[^/]*\.ya?ml|values/.+\.ya?ml")


def _holders(name: str, path: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the chart's `values.yaml`, then those of its environments."""
    above, in_templates, _ = f"/{path}".rpartition("/templates/")
    chart = f"{above}/".lstrip("/") if in_templates else path[: path.rfind("/") + 1]
    found = [one for one in _near(chart, paths) if _VALUES_FILE.fullmatch(one.removeprefix(chart))]
    yield from sorted(found, key=lambda one: (one.removeprefix(chart) not in ("values.yaml", "values.yml"), one))


def _near(folder: str, paths: Sequence[str]) -> Iterator[str]:
    """Yield the files of `folder` and of its `values/`, leaping over all other folders; the paths are sorted."""
    index = bisect_left(paths, folder)
    while index < len(paths) and paths[index].startswith(folder):
        below, is_deeper, _ = paths[index].removeprefix(folder).partition("/")
        if is_deeper and below != "values":
            index = bisect_left(paths, f"{folder}{below}0", index)  # `0` comes right after `/`
        else:
            yield paths[index]
            index += 1


HELM = Language(
    name="helm",
    opening=re.compile(r"\{\{[^{}]{0,200}?\.Values\.(?P<name>[\w.-]{1,200})[^{}]{0,200}\}\}"),
    holders=_holders,
)
