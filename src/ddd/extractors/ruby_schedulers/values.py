"""Tells the settings of Rails applications, for schedules in Ruby that ask for them."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from ddd.model import Definition
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import items, scalar

_ENVIRONMENTS = frozenset({"production", "development", "test", "staging"})
_COMMON = frozenset({"default", "defaults", "shared"})
_MAX_DEPTH = 8
_MAX_VALUES = 20_000


@extractor(
    "ruby-values",
    paths=(
        *("config/application.yml", "config/application.yml.*", "config/settings.yml", "config/settings/*.yml"),
        *("config/app_config.yml", "config/config.yml"),
    ),
    values_of="ruby",
)
def ruby_values(source: Source) -> Iterator[Extracted]:
    """Tell the settings in `config/settings.yml`, `config/application.yml` and their sisters.

    No fact by itself: `Settings.jobs.nightly` in a schedule is completed by `jobs: {nightly: "0 3 * * *"}`. What stands
    below an environment's key or in its file (`settings/production.yml`) is told beside the common value.

    Format: https://github.com/rubyconfig/config.
    """
    in_environment = "/settings/" in f"/{source.path}"
    for document in source.yaml:
        stack: list[tuple[str, yaml.Node, bool, int]] = [("", document, in_environment, 0)]
        count = 0
        while stack and count < _MAX_VALUES:
            name, node, conditional, depth = stack.pop()
            count += 1
            if (said := scalar(node)) is not None:
                yield Definition(
                    kind="variable",
                    language="ruby",
                    name=name,
                    value=said,
                    conditional=conditional,
                    evidence=source.at_node(node),
                )
            elif depth < _MAX_DEPTH:
                stack += [_child(name, key, value, conditional, depth) for key, _, value in items(node)][::-1]


def _child(name: str, key: str, value: yaml.Node, conditional: bool, depth: int) -> tuple[str, yaml.Node, bool, int]:
    if depth == 0 and key in _ENVIRONMENTS | _COMMON:
        return "", value, conditional or key in _ENVIRONMENTS, depth + 1
    return (f"{name}.{key}" if name else key), value, conditional, depth + 1
