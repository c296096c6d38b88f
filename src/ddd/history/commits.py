"""Writes the files of a commit into a folder of their own: read from git's objects, nothing of the repository is run.

A repository's configuration can make git start programs (hooks, filters, file system monitors, fetching what is
missing): all of them are off, and the files are read blob by blob, so that no filter sees them.
"""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ddd.errors import UsageError
from ddd.scan.reading import MAX_BYTES
from ddd.scan.text import visible

_SAFE = (
    *("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}", "-c", "core.alternateRefsCommand="),
    *("--no-optional-locks", "--no-replace-objects", "--no-pager", "--literal-pathspecs"),
)
_ENVIRONMENT = {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
"""No transport is allowed: gits before 2.45 know no other way of not fetching."""
_FETCH = "fetch it first (`git fetch origin main`; in pipelines the whole history, depth 0)"
_REGULAR = (b"100644", b"100755")
_DEEPEST = 200
"""Folders within each other that are made."""
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Blob:
    path: str
    name: str
    """Of the object, as git knows it."""
    size: int


@contextmanager
def checked_out(root: Path, ref: str) -> Iterator[Path]:
    """Give a folder with the files of `root` as they were where the work of today left `ref`.

    That is the last commit both have in common, so that what others did on `ref` meanwhile is not held against this
    change. Raises UsageError when `root` is in no git repository, or `ref` names no commit of it.
    """
    commit = _fork(root, ref)
    with tempfile.TemporaryDirectory(prefix="ddd-") as name:
        folder = Path(name)
        _write(root, _blobs(root, commit), folder)
        yield folder


def changed_lines(before: Path, after: Path, paths: Iterable[str]) -> int:
    """Return how many lines were added or taken away between two folders, in these files and those only `before` has.

    A line that was moved counts for nothing.
    """
    old = {path.relative_to(before).as_posix() for path in before.rglob("*") if path.is_file()}
    return sum(_differing(_lines(before, path), _lines(after, path)) for path in {*paths, *old})


def _differing(before: Counter[bytes], after: Counter[bytes]) -> int:
    return sum((before - after).values()) + sum((after - before).values())


def _lines(folder: Path, path: str) -> Counter[bytes]:
    file = folder.resolve() / path
    if file.resolve() != file or not file.is_file() or file.stat().st_size > MAX_BYTES:
        return Counter()  # behind a link, or nothing of which the lines count
    data = file.read_bytes()
    return Counter(data.removesuffix(b"\n").split(b"\n")) if data else Counter()


def _fork(root: Path, ref: str) -> str:
    named = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
    if named.returncode:
        fault = named.stderr.decode(errors="replace").strip().splitlines()
        is_strange = any("dubious ownership" in line for line in fault)
        advice = "git config --global --add safe.directory FOLDER" if is_strange else _FETCH
        if any("not a git repository" in line for line in fault):
            advice = "--since compares with a commit: it needs the folder of a git repository"
        why = f": {visible(fault[0])}" if fault else ""
        raise UsageError(f"“{ref}” names no commit here{why}", where=str(root), advice=advice)
    commit = named.stdout.decode().strip()
    shared = _git(root, "merge-base", commit, "HEAD")
    return commit if shared.returncode else shared.stdout.decode().split()[0]


def _blobs(root: Path, commit: str) -> Iterator[_Blob]:
    # Without a path ls-tree lists what is below the folder it runs in, and names it from there.
    listing = _git(root, "ls-tree", "-r", "-z", "--long", commit)
    if listing.returncode:
        raise UsageError(f"git cannot list {commit}", where=str(root), advice="is the history complete?")
    for entry in listing.stdout.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        fields = about.split()
        path = os.fsdecode(name)
        if len(fields) == 4 and fields[0] in _REGULAR and _stays_inside(path):
            if not fields[3].isdigit():
                raise _lacks(path)
            yield _Blob(path, fields[2].decode(), int(fields[3]))


def _stays_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and not {"..", ".git"} & set(parts) and "\n" not in path


def _write(root: Path, blobs: Iterator[_Blob], folder: Path) -> None:
    wanted = [blob for blob in blobs if blob.size <= MAX_BYTES]
    command = [*_command(root), "cat-file", "--batch"]
    with subprocess.Popen(  # noqa: S603  git by its name in PATH, as a person would call it
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        for blob in wanted:
            git.stdin.write(f"{blob.name}\n".encode())
            git.stdin.flush()
            head = git.stdout.readline().split()
            if len(head) != 3:
                raise _lacks(blob.path)
            _put(folder / blob.path, git.stdout.read(int(head[2])), blob.path)
            git.stdout.read(1)


def _put(target: Path, data: bytes, path: str) -> None:
    """Write one file. Raises UsageError when that cannot be: a tree may hold what no folder can."""
    try:
        if path.count("/") > _DEEPEST:
            raise OSError(errno.ENAMETOOLONG, f"it lies more than {_DEEPEST} folders deep")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    except OSError as error:
        advice = "a folder has to hold all files of that commit: compare with another"
        raise UsageError(f"may not be written: {error.strerror}", where=visible(path[:_SHOWN]), advice=advice) from None


def _lacks(path: str) -> UsageError:
    return UsageError(f"git lacks the content of {visible(path)}", advice="fetch the whole history")


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603
            [*_command(root), *arguments],
            capture_output=True,
            check=False,
            env=_environment(),
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError:
        raise UsageError("git is not installed", advice="--since compares with a commit, and needs it") from None


def _command(root: Path) -> tuple[str, ...]:
    return ("git", "-C", str(root), *_SAFE)


def _environment() -> dict[str, str]:
    return {**os.environ, **_ENVIRONMENT}
