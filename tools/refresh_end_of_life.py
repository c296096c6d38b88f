"""Compares `specs/end_of_life.yaml` with endoflife.date and says what differs; a person takes it over by hand.

    python tools/refresh_end_of_life.py

Asks https://endoflife.date/api/<product>.json for each product (the data there is under the MIT licence). Writes
nothing: the file of ddd holds what is sure, Debian's long-term support among it, and each change wants to be looked at.
Exit status 1 when something differs.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from datetime import date
from pathlib import Path

import yaml

FILE = Path(__file__).resolve().parents[1] / "specs" / "end_of_life.yaml"
API = "https://endoflife.date/api/{}.json"
NAMES = {"alpine": "alpine-linux", "rockylinux": "rocky-linux", "java": "oracle-jdk", "amazonlinux": "amazon-linux"}
"""By which our products are called there, where that differs."""
NOT_THERE = frozenset({"github-runner"})
LONG_TERM = frozenset({"debian"})
"""Products of which the end of the long-term support counts."""
TIMEOUT = 20


def published(product: str) -> dict[str, date]:
    """Return cycle -> last day as endoflife.date has it. Raises OSError when it cannot be asked."""
    address = API.format(NAMES.get(product, product))
    request = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310 - https above
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        cycles = json.load(answer)
    field = "extendedSupport" if product in LONG_TERM else "eol"
    return {one["cycle"]: date.fromisoformat(one[field]) for one in cycles if isinstance(one.get(field), str)}


def differences(ours: dict[str, date], theirs: dict[str, date]) -> list[str]:
    """Return a line for each cycle whose last day differs, or that only they know."""
    changed = [
        f"{one}: {ours[one]} here, {theirs[one]} there" for one in ours if theirs.get(one, ours[one]) != ours[one]
    ]
    return changed + [f"{one}: not here, {theirs[one]} there" for one in theirs if one not in ours]


def main() -> int:
    """Print what differs."""
    found = False
    for product, ours in yaml.safe_load(FILE.read_text(encoding="utf-8"))["products"].items():
        if product in NOT_THERE:
            continue
        try:
            lines = differences(ours, published(product))
        except (OSError, ValueError) as error:
            lines = [f"could not be asked: {error}"]
        for line in lines:
            found = True
            sys.stdout.write(f"{product} {line}\n")
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
