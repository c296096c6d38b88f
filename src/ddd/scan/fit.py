"""The border at which what was read becomes fit to be shown: every text of a value masked and made visible."""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar, cast

from ddd.model import Claim, Evidence, Fact, Reference, Step, replace
from ddd.scan.secrets import MASK, masked
from ddd.scan.text import shown

_T = TypeVar("_T")


def fit_to_show(value: _T) -> _T:
    """Return `value` (a Fact, a Claim, a text, a tuple of such) with every text in it masked and visible.

    Evidence is so already, where it was made. What needs no change is returned as it is.
    """
    return cast(_T, _fit(value))


def _fit(value: Any) -> Any:
    match value:
        case Enum() | Evidence():
            return value
        case str():
            after = shown(value)
            return value if after == value else after
        case tuple():
            entries = tuple(_fit(entry) for entry in value)
            return value if all(a is b for a, b in zip(entries, value, strict=True)) else entries
        case Fact() | Step() | Claim() | Reference():
            changed = _changed_fields(value)
            return replace(value, **changed) if changed else value
    return value


def _changed_fields(value: Any) -> dict[str, Any]:
    changed = {}
    for name in value.__struct_fields__:
        before = getattr(value, name)
        after = _labels(before) if name == "labels" else _fit(before)
        if after is not before:
            changed[name] = after
    return changed


def _labels(labels: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """A label's name tells whether its value is a secret."""
    entries = tuple((_fit(name), MASK if _is_secret(name, value) else _fit(value)) for name, value in labels)
    return labels if entries == labels else entries


def _is_secret(name: str, value: str) -> bool:
    plain = f'{name}="{value.replace(chr(34), "")}"'
    return masked(plain) == f'{masked(name)}="{MASK}"'
