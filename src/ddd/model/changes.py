"""A copy of something immutable with some of its fields changed: of the model, or of a dataclass."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar, cast

import msgspec

_T = TypeVar("_T")


def replace(value: _T, /, **changes: Any) -> _T:
    """Return a copy of `value` with the fields named in `changes` set to new values.

    Raises TypeError for a field it has not, ValueError when the copy would be none that may exist (no evidence).
    """
    if isinstance(value, msgspec.Struct):
        return cast(_T, msgspec.structs.replace(value, **changes))
    return cast(_T, dataclasses.replace(cast(Any, value), **changes))
