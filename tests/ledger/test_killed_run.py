"""`ddd done` and `ddd run` are killed without warning: what they acknowledged is there, and nothing is half there."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from ddd import metrics
from ddd.ledger import audit, clock
from ddd.ledger.store import Ledger
from ddd.ledger.work import proofs, spool

from .killing import killed
from .working import rows, task

TIMES = [pytest.param(3), pytest.param(300, marks=pytest.mark.slow)]
_ENDLESS = 60.0


def _done(number: int, proof: Path) -> list[str]:
    proof.write_text(f"photo {number}")
    return ["done", "doors", "--notes", f"no. {number:04}", "--proof", str(proof)]


def _run(number: int, proof: Path) -> list[str]:
    return ["run", "doors", "--", "sh", "-c", f"echo no. {number:04}"]


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("command", [_done, _run])
def test_killed_at_any_point_nothing_acknowledged_is_lost(
    ledger: Ledger, tmp_path: Path, command: Callable[[int, Path], list[str]], times: int
):
    task(ledger, rule="every 1 second")
    folder = tmp_path / "textfiles"
    folder.mkdir()
    env = {**os.environ, "DDD_TEXTFILE_DIR": str(folder)}
    acknowledged, length, seed = [], 0.0, random.randrange(1 << 30)
    chance = random.Random(seed)
    for number in range(times + 1):
        # The first is left in peace: it tells how long one takes. Much of that is starting, which harms nothing.
        delay = chance.uniform(0.4, 1.1) * length if number else _ENDLESS
        begun = time.monotonic()
        status = killed([sys.executable, "-m", "ddd", *command(number, tmp_path / "photo.txt")], env, delay=delay)
        length = length or time.monotonic() - begun
        assert status in (None, 0), f"seed {seed}"
        if status == 0:
            acknowledged.append(f"no. {number:04}")
    _holds(ledger, acknowledged, folder)


def _holds(ledger: Ledger, acknowledged: list[str], folder: Path) -> None:
    assert spool.take_in(ledger, clock.now()).refused == 0
    assert spool.waiting() == []
    noted = [one["notes"] for one in rows(ledger, limit=1_000)]
    for which in acknowledged:
        assert sum(which in note for note in noted) == 1
    with ledger.reading() as session:
        assert list(audit.verify(session)) == []
        assert proofs.verify(session).faults == ()
    for path in folder.glob("*.prom"):
        told = [family.name for family in text_string_to_metric_families(path.read_text())]
        assert told[0] == metrics.LAST_SUCCESS
        assert told[-1] == metrics.NEXT_DUE
