"""Which branch of `a if test else b` holds where it counts: in production."""

from __future__ import annotations

import re

_WORKSHOP = re.compile(r"(?i)(?<![a-z])(?:dev|devel|development|test|testing|debug|local|stage|staging)(?![a-z])")
_NEGATED = re.compile(r"!|\bnot\b")


def holds_elsewhere(test: str) -> bool:
    """Tell whether a test holds on workshop machines, not in production: `ENV == "dev"`, `ENV != "production"`."""
    return (_WORKSHOP.search(test) is None) == (_NEGATED.search(test) is not None)


def told(other: str, test: str, *, is_chosen: bool) -> str:
    """Return what to tell of a choice: when the branch taken holds, and what the other one (empty: off) says."""
    if other:
        return f"{other} {'unless' if is_chosen else 'if'} {test}"
    return f"only {'if' if is_chosen else 'unless'} {test}"
