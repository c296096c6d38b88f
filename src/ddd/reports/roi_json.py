"""The JSON form `ddd-roi/1`: hours as computed and as a person would round them, and what the repository holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ddd.roi import Counted, Roi, rounded
from ddd.version import __version__

_DECIMALS = 2


def report(one: Roi, counts: Sequence[Counted] | None) -> str:
    """Return the model as `ddd-roi/1` (specs/roi.schema.json); `tasks` is null where nothing was looked at."""
    data = {
        "schema": "ddd-roi/1",
        "tool": {"name": "ddd", "version": __version__},
        "team_size": one.team_size,
        "hourly_rate": {"amount": one.rate.amount, "currency": one.rate.currency} if one.rate else None,
        "cadences": [
            {
                "cadence": line.cadence.value,
                "minutes": line.minutes,
                "times_a_year": line.times_a_year,
                "source": line.source,
                **_hours(one, line.hours),
            }
            for line in one.lines
        ],
        "total": _hours(one, one.hours),
        "tasks": None
        if counts is None
        else [{"cadence": each.cadence.value, "tasks": each.tasks, "complete": each.complete} for each in counts],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _hours(one: Roi, hours: float) -> dict[str, Any]:
    cost = round(hours * one.rate.amount, _DECIMALS) if one.rate else None
    return {"hours": round(hours, _DECIMALS), "hours_rounded": rounded(hours), "cost": cost}
