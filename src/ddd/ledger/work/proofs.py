"""Files that show the work: photos, reports, output. Kept below the home of the ledger by the sha256 of their content.

A file is written to another name, brought to the disk and renamed, all before the transaction that names it: a row
never speaks of a file that is not whole. What a failed transaction leaves behind is an orphan; it does no harm.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from ddd.errors import UsageError
from ddd.files import stage
from ddd.ledger.errors import LedgerError, Refused
from ddd.ledger.store import place
from ddd.ledger.store.models import Proof
from ddd.scan.text import visible

MOST_BYTES = 100_000_000
"""Of one proof: photos and reports, no backups."""
_MOST_NAME = 200
_CHUNK = 1 << 20
_UNFINISHED = ".unfinished."
_GONE = "it is gone"


@dataclass(frozen=True, slots=True)
class Kept:
    """A proof that is on the disk, to be named in the log."""

    sha256: str
    name: str
    """What it was called, without its folder."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A proof that the log names and that is not there as it was."""

    id: int
    log_id: int
    sha256: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of looking at all proofs."""

    checked: int
    faults: tuple[Fault, ...]
    waiting: tuple[str, ...]
    """Files of records that wait to be recorded, by their path below the folder of proofs."""
    orphans: tuple[str, ...]
    """Files that nothing names."""

    @property
    def gone(self) -> int:
        """Return how many proofs have no file."""
        return sum(one.reason == _GONE for one in self.faults)


def folder() -> Path:
    """Return where proofs are kept; it may not exist yet."""
    return place.home() / "proofs"


def where(sha256: str) -> Path:
    """Return the file of a proof."""
    return folder() / sha256[:2] / sha256[2:]


def keep(source: Path | bytes, name: str = "") -> Kept:
    """Copy a file, or bytes, to the proofs, durably. Raises Refused for what is no file, LedgerError for the disk."""
    called = _called(name or (source.name if isinstance(source, Path) else "proof"))
    if isinstance(source, bytes):
        return _kept(called, lambda target: _written(target, source))
    with _opened(source) as file:
        return _kept(called, lambda target: _copied(file, target, source))


def content(proof: Proof) -> Iterator[bytes]:
    """Yield the content of a proof in pieces. Raises LedgerError when it is not what was kept."""
    reason = fault(proof.sha256)
    if reason:
        raise LedgerError(
            reason, where=str(where(proof.sha256)), advice="`ddd proof verify` looks at all; restore it from a backup"
        )
    with where(proof.sha256).open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def export(proof: Proof, target: Path) -> None:
    """Copy a proof to a file, whole or not at all. Raises LedgerError as `content`, and UsageError for the place."""
    staged = stage(target, b"".join(content(proof)))
    try:
        staged.replace(target)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise UsageError(f"may not be written: {error.strerror}", where=str(target), advice="name a file") from None


def verify(session: Session, waiting: Collection[str] = ()) -> Verified:
    """Look whether every proof of the log is there and holds what it held, and for files that nobody names.

    waiting: sha256 of proofs that are to be recorded yet.
    """
    reasons: dict[str, str] = {}
    faults, checked = [], 0
    for row in session.scalars(select(Proof).order_by(Proof.id)).yield_per(1_000):
        if row.sha256 not in reasons:
            reasons[row.sha256] = fault(row.sha256)
        checked += 1
        if reasons[row.sha256]:
            faults.append(Fault(row.id, row.log_id, row.sha256, row.name, reasons[row.sha256]))
    unnamed = dict(_unnamed(reasons.keys()))
    waits = tuple(path for path, sha256 in unnamed.items() if sha256 in waiting)
    return Verified(checked, tuple(faults), waits, tuple(path for path in unnamed if path not in waits))


def fault(sha256: str) -> str:
    """Return what is wrong with the file of a proof; empty when nothing is."""
    try:
        with where(sha256).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return _GONE
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return "" if found == sha256 else "it was changed"


def find(session: Session, wanted: str) -> Proof:
    """Return the proof of a number, or of the beginning of a sha256. Raises Refused where there is none, or several."""
    by = Proof.id == int(wanted) if wanted.isdecimal() and len(wanted) < 12 else Proof.sha256.startswith(wanted.lower())
    found = session.scalars(select(Proof).where(by).order_by(Proof.id)).all() if wanted.isalnum() else []
    if len({one.sha256 for one in found}) == 1:
        return found[0]
    what = "several proofs begin like that" if found else "no such proof"
    raise Refused(f"{what}: {wanted}", advice="`ddd proof list` shows their numbers")


def _opened(path: Path) -> BinaryIO:
    """Open a file to be kept; a pipe or a device is not waited for."""
    try:
        file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}", where=str(path), advice="name a file") from None
    about = os.fstat(file.fileno())
    if not stat.S_ISREG(about.st_mode) or about.st_size > MOST_BYTES:
        file.close()
        what = _too_large() if stat.S_ISREG(about.st_mode) else "is no file"
        raise Refused(
            what, where=str(path), advice="name a file, or a smaller one: a photo, a report, the end of a log"
        )
    return file


def _kept(name: str, write: Callable[[IO[bytes]], tuple[str, int]]) -> Kept:
    proofs = place.made(folder())
    staged: Path | None = None
    try:
        descriptor, staged_name = tempfile.mkstemp(dir=proofs, prefix=_UNFINISHED)
        staged = Path(staged_name)
        with os.fdopen(descriptor, "wb") as file:
            sha256, size = write(file)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o400)
        _move(staged, place.made(where(sha256).parent) / where(sha256).name)
    except OSError as error:
        raise LedgerError(
            f"the proof could not be kept: {error.strerror}", where=str(proofs), advice="nothing of it was recorded"
        ) from None
    finally:
        if staged is not None:
            staged.unlink(missing_ok=True)
    return Kept(sha256, name, size)


def _move(staged: Path, target: Path) -> None:
    """Rename so that it lasts. A file of that content is replaced by its like: it may have been damaged since."""
    staged.replace(target)
    for parent in (target.parent, target.parent.parent):
        descriptor = os.open(parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _written(target: IO[bytes], content: bytes) -> tuple[str, int]:
    if len(content) > MOST_BYTES:
        raise Refused(_too_large())
    target.write(content)
    return hashlib.sha256(content).hexdigest(), len(content)


def _copied(source: BinaryIO, target: IO[bytes], path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(_CHUNK):
        size += len(piece)
        if size > MOST_BYTES:  # it grew while it was read
            raise Refused(_too_large(), where=str(path))
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest(), size


def _too_large() -> str:
    return f"is larger than a proof may be: {MOST_BYTES // 1_000_000} MB"


def _called(name: str) -> str:
    return visible(" ".join(name.split()))[:_MOST_NAME] or "proof"


def _unnamed(named: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the files that no row names: path and sha256."""
    for path in sorted(folder().rglob("*")):
        sha256 = path.parent.name + path.name
        if path.is_file() and sha256 not in named:
            yield str(path.relative_to(folder())), sha256
