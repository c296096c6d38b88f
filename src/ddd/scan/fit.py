"""The border at which what was read becomes fit to be shown: every text of a value masked and made visible."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from ddd.model import Claim, Evidence, Fact, Reference, Step, replace
from ddd.scan.secrets import MASK, masked
from ddd.scan.text import shown

_T = TypeVar("_T")
_OF_TEXTS = Fact | Step | Claim | Reference


def fit_to_show(value: _T) -> _T:
    """Return `value` (a Fact, a Claim, a text, a tuple of such) with every text in it masked and visible.

    Evidence is so already, where it was made. What needs no change is returned as it is.
    """
    return cast(_T, _fit(value))


def _fit(value: Any) -> Any:
    if isinstance(value, _OF_TEXTS):
        changed = _changed_fields(value)
        return replace(value, **changed) if changed else value
    if isinstance(value, tuple):
        entries = tuple(_fit(entry) for entry in value)
        return value if all(a is b for a, b in zip(entries, value, strict=True)) else entries
    return shown(value) if type(value) is str else value


def _changed_fields(value: msgspec.Struct) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    texts, others = _fields(cast(Any, type(value)))
    for name in texts:
        text = getattr(value, name)
        if text and (fit := shown(text)) != text:
            changed[name] = fit
    for name in others:
        before = getattr(value, name)
        after = _labels(before) if name == "labels" else _fit(before)
        if after is not before:
            changed[name] = after
    return changed


@cache
def _fields(kind: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the fields of a kind that hold a text, and of those that may hold some deeper down."""
    fields = msgspec.structs.fields(kind)
    texts = tuple(one.name for one in fields if one.type in (str, str | None))
    return texts, tuple(one.name for one in fields if one.name not in texts and one.type not in _WITHOUT)


_WITHOUT = (tuple[Evidence, ...], Evidence, int, int | None, bool)
"""Types of fields that hold nothing to make fit."""


def _labels(labels: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """A label's name tells whether its value is a secret."""
    entries = tuple((_fit(name), MASK if _is_secret(name, value) else _fit(value)) for name, value in labels)
    return labels if entries == labels else entries


def _is_secret(name: str, value: str) -> bool:
    plain = f'{name}="{value.replace(chr(34), "")}"'
    return masked(plain) == f'{masked(name)}="{MASK}"'
