"""Many at once: nobody loses what another wrote, nobody does twice what is to be done once, nobody is turned away."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Callable

import pytest
from sqlalchemy import select

from ddd.ledger import audit
from ddd.ledger.registers import assets
from ddd.ledger.store import Ledger, open_ledger
from ddd.ledger.store.models import Setting, Visit

from .conftest import ADMIN, NOW
from .killing import killed_at_work
from .seeding import DAY, seed

MANY = [(4, 5), pytest.param(8, 50, marks=pytest.mark.slow)]
"""How many processes, and how often each of them writes."""


def together(count: int, work: Callable[[int], object]) -> None:
    """Do something in so many processes at once; fail with what went wrong in any of them."""
    go, start = os.pipe()
    said = [tempfile.TemporaryFile("w+") for _ in range(count)]  # noqa: SIM115  read once all have ended
    children = [_child(number, work, go, start, said[number]) for number in range(count)]
    os.close(start)  # now all of them go
    os.close(go)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    for one in said:
        one.seek(0)
    assert (codes, [one.read() for one in said]) == ([0] * count, [""] * count)


def _child(number: int, work: Callable[[int], object], go: int, start: int, said) -> int:
    if child := os.fork():
        return child
    try:
        os.close(start)
        os.read(go, 1)
        work(number)
    except BaseException:  # noqa: BLE001  told to whoever started us
        traceback.print_exc(file=said)
        said.flush()
        os._exit(1)
    os._exit(0)


def test_many_begin_it_at_once_and_each_has_it(database, home):
    def begin(number: int) -> None:
        with open_ledger(create=True) as ledger, ledger.writing() as session:
            audit.record(session, "anna", NOW, "begun", f"by:{number}")

    together(6, begin)
    with open_ledger() as ledger, ledger.reading() as session:
        assert audit.head(session)[0] == 6
        assert list(audit.verify(session)) == []


@pytest.mark.parametrize(("count", "times"), MANY)
def test_no_write_is_lost_and_none_is_done_twice(ledger: Ledger, count, times):
    seed(ledger)
    with ledger.reading() as session:
        before = audit.head(session)[0]
    ledger.close()

    def work(number: int) -> None:
        for begin in range(0, times, 5):
            with open_ledger() as own:
                for turn in range(begin, begin + 5):
                    with own.writing() as session:
                        _count(session)
                        _plan(session, turn)
                        audit.record(session, f"worker-{number}", NOW, "turn", f"turn:{turn}")
                    with own.reading() as session:
                        assert int(session.get_one(Setting, "count").value) > turn

    together(count, work)
    with open_ledger() as after, after.reading() as session:
        assert session.get_one(Setting, "count").value == str(count * times)
        assert audit.head(session)[0] - before == count * times
        assert list(audit.verify(session)) == []
        dues = session.scalars(select(Visit.due).order_by(Visit.due)).all()
        assert dues == [NOW + turn * DAY for turn in range(times)]


def _count(session) -> None:
    """Read, reckon, write: lost updates would show."""
    found = session.get(Setting, "count") or Setting(key="count", value="0")
    found.value = str(int(found.value) + 1)
    session.add(found)


def _plan(session, turn: int) -> None:
    """Look whether there is one, and make it when there is none: doubles would show, or be refused."""
    due = NOW + turn * DAY
    if session.scalars(select(Visit).where(Visit.schedule_id == 1, Visit.due == due)).first() is None:
        session.add(Visit(schedule_id=1, due=due, planned_at=due, created_at=NOW))


def test_only_one_of_those_who_begin_the_same_wins(ledger: Ledger):
    ledger.close()

    def add(number: int) -> None:
        from ddd.ledger.errors import Refused

        with open_ledger() as own:
            try:
                with own.writing() as session:
                    assets.add(session, ADMIN, NOW, "hall")
                    audit.record(session, "anna", NOW, "won", f"by:{number}")
            except Refused as error:
                assert "already" in error.what

    together(4, add)
    with open_ledger() as after, after.reading() as session:
        assert len(assets.below(session)) == 1
        assert len(session.scalars(select(audit.Audit).where(audit.Audit.action == "won")).all()) == 1


@pytest.mark.parametrize("times", [4, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_that_was_acknowledged_is_lost_when_its_writer_is_killed(ledger: Ledger, tmp_path, times):
    """Each writer notes what it was told is recorded, on its own paper; then the ledger must have it, and all of it."""
    ledger.close()
    paper = tmp_path / "paper"
    paper.touch()

    def work() -> None:
        with open_ledger() as own, paper.open("a") as notes:
            while True:
                with own.writing() as session:
                    number = audit.head(session)[0] + 1
                    audit.record(session, "anna", NOW, "work", f"row:{number}")
                    session.add(Setting(key=f"row-{number}", value="x" * (number % 7) * 1_000))
                notes.write(f"{number}\n")
                notes.flush()

    for turn in range(times):
        assert killed_at_work(work, delay=0.05 + turn % 10 * 0.05) is None
    with open_ledger() as after, after.reading() as session:
        held = [one.removeprefix("row-") for one in session.scalars(select(Setting.key))]
        told = paper.read_text().split()
        assert told or times < 50
        assert set(told) <= set(held)
        assert len(held) == audit.head(session)[0] <= len(told) + times
        assert list(audit.verify(session)) == []


@pytest.mark.slow
def test_a_new_turn_comes_at_once_when_the_one_before_was_killed(ledger: Ledger):
    ledger.close()

    def hold() -> None:
        with open_ledger() as own, own.writing() as session:
            session.add(Setting(key="mine", value=""))
            session.flush()
            os.read(os.pipe()[0], 1)

    assert killed_at_work(hold, delay=0.5) is None
    with open_ledger() as after, after.writing() as session:
        session.add(Setting(key="mine", value="anew"))
