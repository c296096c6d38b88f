"""Values that Java leaves to properties: `${purge.cron:0 0 3 * * *}`."""

from __future__ import annotations

import re

from ddd.model import Reference

LANGUAGE = "properties"
_OPEN = re.compile(r"\$?\{(?P<name>[\w.\-]{1,200})(?::(?P<default>[^{}]{0,300}))?\}")


def canonical(name: str) -> str:
    """Return a property's name as Spring binds it: `purge.cronExpression` and `purge.cron-expression` are one."""
    return name.replace("-", "").replace("_", "").lower()


def references(*texts: str) -> tuple[Reference, ...]:
    """Return what these texts leave to properties."""
    matches = (match for text in texts for match in _OPEN.finditer(text))
    return tuple(Reference(one[0], LANGUAGE, canonical(one["name"]), one["default"]) for one in matches)


def default_of(text: str) -> str:
    """Return the text with every default in place, to see what kind of value it is."""
    return _OPEN.sub(lambda match: match["default"] or "", text)
