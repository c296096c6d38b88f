"""Writes YAML the way people and their diffs like it: keys in our order, no folding, expressions as blocks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

_NO_FOLDING = 100_000
"""Columns: a template broken over lines is hard to read."""
_KEY = re.compile("[!-~]{1,100}")
_ALIKE = re.compile("[\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]{0,9999}")


class Unsafe(str):
    """Text that Ansible would read as a template, and shall not: it is tagged `!unsafe`."""

    __slots__ = ()


class _Words:
    """How our texts stand, whichever emitter writes them."""

    represent_scalar: Callable[..., yaml.ScalarNode]

    def ignore_aliases(self, data: Any) -> bool:
        """The same labels are written out each time."""
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Write expressions as blocks."""
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)

    def represent_unsafe(self, data: Unsafe) -> yaml.ScalarNode:
        return self.represent_scalar("!unsafe", str(data), style='"')


class _Dumper(_Words, yaml.SafeDumper):
    pass


class _QuickDumper(_Words, yaml.CSafeDumper):
    pass


for _dumper in (_Dumper, _QuickDumper):
    _dumper.add_representer(str, _dumper.represent_str)
    _dumper.add_representer(Unsafe, _dumper.represent_unsafe)


def dump(data: dict[str, Any] | list[Any], header: str) -> str:
    """Return a YAML document below a comment of one line, which is ddd's own."""
    return f"# {header}\n{dumped(data, quick=_is_alike(data))}"


def dumped(data: dict[str, Any] | list[Any], *, quick: bool) -> str:
    """Return a YAML document, by the emitter in Python or by the one in C, ten times as quick."""
    dumper: Any = _QuickDumper if quick else _Dumper
    text: str = yaml.dump(data, Dumper=dumper, sort_keys=False, allow_unicode=True, width=_NO_FOLDING)
    return text


def _is_alike(data: Any) -> bool:
    """Tell whether both emitters write the same bytes.

    They differ in unusual keys, in line ends other than `\\n` and several at the end, and beyond the first plane of
    Unicode.
    """
    match data:
        case dict():
            return all(_is_usual(key) and _is_alike(value) for key, value in data.items())
        case list():
            return all(map(_is_alike, data))
        case str():
            return _ALIKE.fullmatch(data) is not None and not data.endswith("\n\n") and data != "\n"
    return data is None or isinstance(data, int | float)


def _is_usual(key: Any) -> bool:
    return isinstance(key, str) and _KEY.fullmatch(key) is not None
