"""Silences in Alertmanager, by its API v2: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml.

Before one is made, Alertmanager is asked whether it is there already: sent twice, it stands there once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ddd import metrics
from ddd.ledger.notify.channel import Delayed, Outgoing, deadline, server
from ddd.ledger.notify.webhook import posted

_MOST_READ = 32 * 1024 * 1024
"""Bytes: some tens of thousands of silences."""
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")


class Alertmanager:
    """Makes and ends silences."""

    def __init__(self, url: str) -> None:
        self._place = server(url)

    @property
    def place(self) -> str:
        """The server."""
        return self._place

    def send(self, outgoing: Outgoing) -> str:
        """Make a silence and return its id, or end those that are named. Raises NotSent."""
        base = outgoing.url.removeprefix("alertmanager+").rstrip("/") + "/api/v2"
        until = deadline()
        if mark := outgoing.data.get("expire"):
            ended = [str(one["id"]) for one in _standing(base, str(mark), until)]
            for id in ended:
                posted(f"{base}/silence/{quote(id, safe='')}", b"", {}, "DELETE", until=until)
            return " ".join(ended)
        there = next(_standing(base, f"{outgoing.data['mark']})", until), None)
        wanted = {**({"id": there["id"]} if there else {}), **silence(outgoing.data)}
        answer = _read(posted(f"{base}/silences", json.dumps(wanted).encode(), {}, until=until))
        return str(answer.get("silenceID", "")) if isinstance(answer, Mapping) else ""

    def close(self) -> None:
        """Nothing is kept open."""


def silence(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what Alertmanager gets: it silences whatever has one of the assets as its label."""
    pattern = "|".join(_SPECIAL.sub(r"\\\g<0>", key) for key in data["assets"])
    return {
        "matchers": [{"name": metrics.ASSET, "value": pattern, "isRegex": True, "isEqual": True}],
        "startsAt": data["start"], "endsAt": data["end"], "createdBy": data["by"],
        "comment": f"{data['title'] or 'Maintenance'} ({data['mark']})",
    }  # fmt: skip


def _standing(base: str, mark: str, until: float) -> Iterator[Mapping[str, Any]]:
    """Yield the silences that carry a mark and have not ended."""
    found = _read(posted(f"{base}/silences", b"", {}, "GET", most=_MOST_READ, until=until))
    for one in found if isinstance(found, list) else ():
        if one["status"]["state"] != "expired" and f"({mark}" in one["comment"]:
            yield one


def _read(answer: bytes) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        raise Delayed("what answers there is no Alertmanager, or it has too much to say") from None
