"""Work spread over real processes: nothing lost, nothing twice, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.scan import pool
from ddd.scan.pool import Died, spread

real_processes = settings(deadline=None, max_examples=25)


def named(name: str) -> bytes:
    return f"{name} done".encode()


@real_processes
@given(st.lists(st.lists(st.integers(0, 9), max_size=5), max_size=12), st.integers(1, 4))
def test_everything_is_done_once(numbers: list[list[int]], crew: int) -> None:
    chunks = [[f"{at}/{place}/{n}" for place, n in enumerate(chunk)] for at, chunk in enumerate(numbers)]
    done = list(spread(chunks, named, crew))
    assert sorted(done) == sorted((name, named(name)) for chunk in chunks for name in chunk)


def test_more_chunks_than_a_pipe_holds_numbers_of() -> None:
    chunks = [[str(number)] for number in range(pool._MOST_CHUNKS + 10)]
    assert {name for name, _ in spread(chunks, named, 2)} == {name for [name] in chunks}


@real_processes
@given(st.sets(st.integers(0, 19), max_size=6), st.integers(1, 3))
def test_what_ends_its_process_is_told_and_all_else_is_done(deadly: set[int], crew: int) -> None:
    def work(name: str) -> bytes:
        if int(name) in deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return named(name)

    chunks = [[str(number) for number in range(start, start + 5)] for start in range(0, 20, 5)]
    done = dict(spread(chunks, work, crew))
    assert {name for name, result in done.items() if isinstance(result, Died)} == {str(number) for number in deadly}
    assert all(result == named(name) for name, result in done.items() if not isinstance(result, Died))
    assert len(done) == 20
    assert all(result.signal == signal.SIGKILL for result in done.values() if isinstance(result, Died))


def test_where_no_process_lives_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_toil", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    assert dict(spread([["a"], ["b"]], named, 2)) == {"a": b"a done", "b": b"b done"}


def test_a_bug_goes_up_with_its_notes_and_where_it_was(tmp_path) -> None:
    def work(name: str) -> bytes:
        bug = KeyError(name)
        bug.add_note("while x read y")
        raise bug

    with pytest.raises(KeyError, match="a") as caught:
        list(spread([["a"]], work, 2))
    assert caught.value.__notes__ == ["while x read y"]
    assert "raise bug" in str(caught.value.__cause__)


def test_a_bug_that_cannot_be_sent_is_told_in_words() -> None:
    class Own(Exception):
        """Known to this function alone."""

    def work(name: str) -> bytes:
        raise Own("of its own")

    with pytest.raises(RuntimeError, match="Own: of its own"):
        list(spread([["a"]], work, 1))


def test_no_process_is_left_behind_when_nobody_asks_for_the_rest() -> None:
    results = spread([[str(number)] for number in range(1_000)], named, 2)
    next(results)
    results.close()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_what_the_parent_had_not_yet_printed_is_printed_once() -> None:
    program = """
        import sys
        from ddd.scan.pool import spread
        sys.stdout.write("said once")
        print(len(list(spread([["a"], ["b"]], lambda name: b"x", 2))))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    assert done.stdout == "said once2\n"
    assert done.stderr == ""


def test_as_many_work_as_this_process_may_use() -> None:
    assert 1 <= pool.workers() <= (os.cpu_count() or 1)


def test_without_forks_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    assert pool.workers() == 1
