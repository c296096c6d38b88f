"""Writes YAML the way people and their diffs like it: keys in our order, no folding, expressions as blocks."""

from __future__ import annotations

from typing import Any

import yaml

_NO_FOLDING = 100_000
"""Columns: a template broken over lines is hard to read."""


class Unsafe(str):
    """Text that Ansible would read as a template, and shall not: it is tagged `!unsafe`."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes expressions as blocks, and the same labels out each time rather than as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        style = "|" if "\n" in data else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    def represent_unsafe(self, data: Unsafe) -> yaml.ScalarNode:
        return self.represent_scalar("!unsafe", str(data), style='"')


_Dumper.add_representer(str, _Dumper.represent_str)
_Dumper.add_representer(Unsafe, _Dumper.represent_unsafe)


def dump(data: Any, header: str) -> str:
    """Return a YAML document below a comment of one line, which is ddd's own."""
    body = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_NO_FOLDING)
    return f"# {header}\n{body}"
