"""Gives every fact its id and its place in the order. Neither depends on line numbers staying what they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from operator import itemgetter

from ddd.model import (
    Check,
    Contact,
    Control,
    Expiry,
    Fact,
    FailureMode,
    Procedure,
    Rollback,
    Schedule,
    Trigger,
    replace,
)

_MAX_SLUG = 60
_NOT_SLUG = re.compile(r"[^a-z0-9._]+")


@lru_cache(maxsize=10_000)  # copies say the same again and again
def slug(text: str) -> str:
    """Return `text` as a part of an id: `[a-z0-9._-]`, at most 60 characters, never empty."""
    return _NOT_SLUG.sub("-", text.lower()).strip("-.")[:_MAX_SLUG].rstrip("-.") or "unnamed"


def with_ids(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts sorted by kind and place, each with an id made of kind, file and name.

    Facts that are alike in all three are told apart by an ordinal in the order of the file.
    """
    seen: Counter[str] = Counter()
    numbered = []
    for (*_, called), fact in sorted(((_order(one), one) for one in facts), key=itemgetter(0)):
        base = f"{fact.kind}:{fact.origin}:{slug(called)}"
        seen[base] += 1
        numbered.append(replace(fact, id=base if seen[base] == 1 else f"{base}~{seen[base]}"))
    return tuple(numbered)


def _order(fact: Fact) -> tuple[str, str, int, int, str, str]:
    place = fact.evidence[0]
    return fact.kind, place.path, place.line, place.column, fact.system, _called(fact)


def _called(fact: Fact) -> str:
    match fact:
        case Schedule():
            return fact.name or fact.command or fact.target
        case FailureMode():
            return f"{fact.name} {fact.message or fact.guard}"
        case Check():
            return fact.condition
        case Procedure():
            return fact.title
        case Contact():
            return f"{fact.scope} {fact.name}"
        case Rollback():
            return fact.condition or fact.name
        case Trigger():
            return fact.name or f"{fact.subject} {fact.comparison}"
        case Expiry():
            return fact.name or fact.subject
        case Control():
            return f"{fact.control} {fact.name or fact.scope}"
    return fact.name
