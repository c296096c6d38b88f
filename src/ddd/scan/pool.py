"""Spreads work over processes: plain forks, which cost one start of the interpreter less than any pool of the library.

Other people's files can end a process: a parser in C runs out of its stack. Then the others go on, what the dead one
held is done again by new ones, and the file it was at is told.
"""

from __future__ import annotations

import mmap
import os
import pickle
import signal
import struct
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import NoReturn

import msgspec

Work = Callable[[str], bytes]
_Chunk = Sequence[str]

_PLACE = struct.Struct("=ii")
_NOWHERE = (-1, -1)
_NUMBER = struct.Struct("=i")
_MOST_CHUNKS = 8_192
"""Their numbers must fit into a pipe that nobody reads yet: 64 KiB on Linux, 16 KiB at least on macOS."""


class Died(msgspec.Struct):
    """A process ended while it was at a file."""

    signal: int


def workers() -> int:
    """Return how many processes this machine and whoever limits us let work at once; 1 where one cannot fork."""
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(chunks: Sequence[_Chunk], work: Work, crew: int) -> Iterator[tuple[str, bytes | Died]]:
    """Yield each name of the chunks with what `work` made of it, in no fixed order, done by `crew` processes.

    Raises what `work` raises, with the traceback of the process it happened in as its cause.
    """
    pending = list(chunks)
    while pending:
        batch, pending = pending[:_MOST_CHUNKS], pending[_MOST_CHUNKS:]
        left: list[_Chunk] = []
        yield from _done(batch, work, min(crew, len(batch)), left)
        if left == batch:  # nothing lets a process of ours live
            yield from ((name, work(name)) for chunk in left for name in chunk)
        else:
            pending = left + pending


def _done(chunks: list[_Chunk], work: Work, crew: int, left: list[_Chunk]) -> Iterator[tuple[str, bytes | Died]]:
    """Do the chunks once; what dead processes did not get to goes into `left`."""
    numbers = _queue(len(chunks))
    at = mmap.mmap(-1, _PLACE.size * crew)
    at[:] = _PLACE.pack(*_NOWHERE) * crew
    hands = [_hired(chunks, work, numbers, at, place) for place in range(crew)]
    try:
        busy = list(hands)
        while busy:
            ready = wait([hand.results for hand in busy])
            for hand in [one for one in busy if one.results in ready]:
                try:
                    number, results = _received(hand)
                except EOFError:
                    busy.remove(hand)
                    yield from _ended(hand, chunks, at, left)
                else:
                    yield from zip(chunks[number], results, strict=True)
        left += [chunks[number] for number in _rest(numbers)]
    finally:
        for hand in hands:
            hand.dismiss()
        os.close(numbers)


@dataclass(slots=True)
class _Hand:
    """One process at work."""

    pid: int
    results: Connection
    place: int
    """Where it writes down what it is at."""
    status: int | None = None

    def ended(self) -> int:
        """Wait for its end and return its status as `os.waitstatus_to_exitcode` gives it."""
        if self.status is None:
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.status

    def dismiss(self) -> None:
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            self.ended()
        self.results.close()


def _queue(count: int) -> int:
    """Return the end of a pipe that holds the numbers below `count`: whoever has time takes the next."""
    taking, giving = os.pipe()
    os.write(giving, b"".join(map(_NUMBER.pack, range(count))))
    os.close(giving)
    return taking


def _rest(numbers: int) -> Iterator[int]:
    while taken := os.read(numbers, _NUMBER.size):
        yield _NUMBER.unpack(taken)[0]


def _hired(chunks: list[_Chunk], work: Work, numbers: int, at: mmap.mmap, place: int) -> _Hand:
    results, giving = Pipe(duplex=False)
    pid = os.fork()
    if not pid:
        results.close()
        _toil(chunks, work, numbers, at, place, giving)
    giving.close()
    return _Hand(pid, results, place)


def _toil(chunks: list[_Chunk], work: Work, numbers: int, at: mmap.mmap, place: int, giving: Connection) -> NoReturn:
    """Work as long as there is any, in the process of one's own. It never returns: no handler of the parent's runs."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        for number in _rest(numbers):
            results = []
            for index, name in enumerate(chunks[number]):
                _PLACE.pack_into(at, _PLACE.size * place, number, index)
                results.append(work(name))
            giving.send_bytes(msgspec.msgpack.encode((number, results)))
            _PLACE.pack_into(at, _PLACE.size * place, *_NOWHERE)
        status = 0
    except BrokenPipeError:
        pass  # the parent is gone
    except BaseException as bug:  # noqa: BLE001  it goes on in the parent
        giving.send_bytes(_packed(bug))
    finally:
        os._exit(status)


def _packed(bug: BaseException) -> bytes:
    told = "".join(traceback.format_exception(bug))
    try:
        return _BUG + pickle.dumps((bug, told))
    except Exception:  # noqa: BLE001  it holds what cannot be sent
        return _BUG + pickle.dumps((RuntimeError(f"{type(bug).__name__}: {bug}"), told))


_BUG = b"bug:"
_results = msgspec.msgpack.Decoder(tuple[int, list[bytes]])


def _received(hand: _Hand) -> tuple[int, list[bytes]]:
    """Return the next chunk's number and results. Raises EOFError at the end, and what went wrong over there."""
    message = hand.results.recv_bytes()
    if message.startswith(_BUG):
        bug, told = pickle.loads(message.removeprefix(_BUG))  # noqa: S301  our own process wrote it
        raise bug from RuntimeError(f"in a process of ours:\n{told}")
    return _results.decode(message)


def _ended(hand: _Hand, chunks: list[_Chunk], at: mmap.mmap, left: list[_Chunk]) -> Iterator[tuple[str, Died]]:
    """Look at how a process ended. What a dead one held is left for others, one by one, but for what it was at."""
    status = hand.ended()
    number, index = _PLACE.unpack_from(at, _PLACE.size * hand.place)
    if status == 0 or number < 0:
        return
    left += [(name,) for place, name in enumerate(chunks[number]) if place != index]
    yield chunks[number][index], Died(-status)
