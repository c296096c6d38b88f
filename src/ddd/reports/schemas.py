"""The JSON Schemas that come with ddd, by name: of the files it reads and of the JSON it writes."""

from __future__ import annotations

import difflib
import json

from ddd.errors import UsageError
from ddd.resources import specs

_SUFFIX = ".schema.json"


def names() -> list[str]:
    """Return the names of all schemas, sorted."""
    return sorted(file.name.removesuffix(_SUFFIX) for file in specs().glob(f"*{_SUFFIX}"))


def listing() -> str:
    """Return all names with a line on each, as `ddd schema` prints them."""
    return "".join(f"{name:<14} {json.loads(schema(name))['title']}\n" for name in names())


def schema(name: str) -> str:
    """Return the text of a schema. Raises UsageError when none is called so, with the nearest name."""
    known = names()
    if name not in known:
        near = difflib.get_close_matches(name.lower(), known, n=1)
        advice = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(known)}"
        raise UsageError(f"no schema is called “{name}”", advice=advice)
    return (specs() / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
