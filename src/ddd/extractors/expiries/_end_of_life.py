"""Knows until when versions of widely used software are supported: `specs/end_of_life.yaml`, asked for by version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml

from ddd.model import Confidence, Evidence, Expiry
from ddd.resources import specs

FILE = "end_of_life.yaml"
SYSTEM = "end-of-life"

_LEADING_DIGITS = re.compile(r"v?(?P<version>\d{1,4}(?:\.\d{1,4}){0,3})(?![\d.])")
_MOST_PARTS = 4
_AUTHORITIES = {"github-runner": "GitHub", "aws-lambda": "AWS", "amazon-eks": "AWS"}
"""Who decides on it alone; all others after endoflife.date."""

CODENAMES = {
    "wheezy": ("debian", "7"),
    "jessie": ("debian", "8"),
    "stretch": ("debian", "9"),
    "buster": ("debian", "10"),
    "bullseye": ("debian", "11"),
    "bookworm": ("debian", "12"),
    "trixie": ("debian", "13"),
    "precise": ("ubuntu", "12.04"),
    "trusty": ("ubuntu", "14.04"),
    "xenial": ("ubuntu", "16.04"),
    "bionic": ("ubuntu", "18.04"),
    "focal": ("ubuntu", "20.04"),
    "jammy": ("ubuntu", "22.04"),
    "groovy": ("ubuntu", "20.10"),
    "impish": ("ubuntu", "21.10"),
    "kinetic": ("ubuntu", "22.10"),
    "lunar": ("ubuntu", "23.04"),
    "mantic": ("ubuntu", "23.10"),
    "oracular": ("ubuntu", "24.10"),
}
"""By which releases of distributions are called -> product and cycle."""


@dataclass(frozen=True, slots=True)
class Release:
    """A line of releases and the last day on which it gets security updates."""

    product: str
    cycle: str
    ends: date


@dataclass(frozen=True, slots=True)
class Used:
    """A release that a file asks for."""

    release: Release
    words: str
    """How the file asks for it: `image python:3.8-slim`."""
    places: tuple[Evidence, ...]


def release(product: str, version: str) -> Release | None:
    """Return the line of releases a version belongs to: Python `3.8.19` is `3.8`; None when its end is not known.

    A version that only names what is newest (`3`, `latest`) belongs to none.
    """
    cycles = _data()[1].get(product, {})
    if version in cycles:
        return Release(product, version, cycles[version])
    match = _LEADING_DIGITS.match(version)
    parts = match["version"].split(".") if match else []
    for size in range(min(len(parts), _MOST_PARTS), 0, -1):
        cycle = ".".join(parts[:size])
        if cycle in cycles:
            return Release(product, cycle, cycles[cycle])
    return None


def named(word: str) -> Release | None:
    """Return the release of a distribution that a codename stands for: `buster`."""
    product, cycle = CODENAMES.get(word, ("", ""))
    return release(product, cycle)


def expiries(used: Iterable[Used], confidence: Confidence = Confidence.HIGH) -> Iterator[Expiry]:
    """Yield one Expiry for each release that a file asks for, however often it does."""
    seen: set[tuple[str, str]] = set()
    for one in used:
        key = (one.release.product, one.release.cycle)
        if key in seen:
            continue
        seen.add(key)
        title = " ".join(key)
        yield Expiry(
            system=SYSTEM,
            name=title,
            subject=f"{title} ({one.words})",
            not_after=one.release.ends.isoformat(),
            note=f"end of life per {_AUTHORITIES.get(one.release.product, 'endoflife.date')}, data of {_data()[0]}",
            confidence=confidence,
            evidence=one.places,
        )


@cache
def _data() -> tuple[str, dict[str, dict[str, date]]]:
    """Return the month of the data, and product -> cycle -> last day."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load((specs() / FILE).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - our own, a safe one
    return data["as_of"], data["products"]
