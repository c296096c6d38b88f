"""The files of a folder, in a fixed order, without what its ignore files exclude; what is left out is counted.

Symbolic links are not followed: what they point to inside the folder is seen at its own place, and what they point to
outside it is not part of the repository.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ddd.errors import UsageError
from ddd.model import Problem
from ddd.scan.patterns import Matcher, matcher
from ddd.scan.stamps import NO_STAMP, Stamp, stamp_of
from ddd.scan.text import visible

IGNORE_FILES = (".gitignore", ".ignore", ".dddignore")
DECLARED_TASKS = ".ddd/tasks.yaml"
_NEVER_WALKED = frozenset({".git", ".hg", ".svn", ".bzr", ".jj"})
_OWN_FOLDER = ".ddd"
_NOT_PLAIN = "its name is not UTF-8 or holds control characters: not read"
_LONGEST_IGNORE_FILE = 1_000_000

SKIP_REASONS = ("binary", "too_large", "ignored", "generated", "unreadable")


@dataclass(frozen=True, slots=True)
class _Rules:
    """One ignore file: its patterns hold below the folder it stands in."""

    folder: str
    matcher: Matcher

    def verdict(self, path: str) -> bool | None:
        return self.matcher.verdict(path[len(self.folder) :])


@dataclass(slots=True)
class Tree:
    """What a walk found."""

    root: Path
    paths: list[str] = field(default_factory=list)
    """Regular files, relative to the root, `/`-separated, sorted."""
    skipped: Counter[str] = field(default_factory=Counter)
    """Reason -> number; an ignored folder counts once."""
    problems: list[Problem] = field(default_factory=list)
    excluded: Matcher = Matcher(())  # noqa: RUF009  frozen
    """What the configuration leaves out, whatever the ignore files say."""
    stamps: dict[str, Stamp] = field(default_factory=dict)

    def stamp(self, path: str) -> Stamp:
        """Return the stamp of a file as the walk saw it, so that what is read later is never older."""
        return self.stamps.get(path, NO_STAMP)


def walk(root: Path, exclude: Sequence[str] = ()) -> Tree:
    """List the files below `root`, without what the ignore files and the patterns in `exclude` match, gitignore(5).

    Raises UsageError when `root` does not exist, is no folder or may not be listed.
    """
    if not root.exists():
        raise UsageError("no such folder", where=str(root), advice="give the folder of a repository, or run ddd in it")
    if not root.is_dir():
        raise UsageError(
            "not a folder", where=str(root), advice="ddd reads whole repositories: give the folder the file is in"
        )
    if not os.access(root, os.R_OK | os.X_OK):
        raise UsageError("may not be listed", where=str(root), advice="check its permissions")
    tree = Tree(root, excluded=matcher(exclude)[0])
    _walk_folder(tree, "", _rules_above(root))
    tree.paths = sorted(tree.stamps)
    return tree


def _walk_folder(tree: Tree, folder: str, rules: tuple[_Rules, ...]) -> None:
    pending = [(folder, rules)]
    while pending:  # a stack of our own: a hostile tree may be deeper than Python's
        folder, rules = pending.pop()
        try:
            with os.scandir(f"{tree.root}/{folder}") as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            _unreadable(tree, folder.rstrip("/"), f"folder may not be listed: {error.strerror}")
            continue
        rules = rules + tuple(_rules_in(tree.root, folder, {entry.name for entry in entries}, tree.problems))
        pending.extend((below, rules) for below in _take(tree, folder, entries, rules))


def _take(tree: Tree, folder: str, entries: list[os.DirEntry[str]], rules: tuple[_Rules, ...]) -> Iterator[str]:
    """Sort the entries of one folder into the tree; yield the folders to go on with."""
    for entry in entries:
        path = folder + entry.name
        if not _is_plain(entry.name):
            _unreadable(tree, visible(path).replace("\n", "\\n").replace("\t", "\\t"), _NOT_PLAIN)
        elif entry.is_symlink() or _left_out(tree, path, entry.is_dir(follow_symlinks=False), rules):
            tree.skipped["ignored"] += 1
        elif entry.is_dir(follow_symlinks=False):
            if entry.name in _NEVER_WALKED:
                continue
            if path == _OWN_FOLDER:
                _take_own_folder(tree)
            else:
                yield path + "/"
        elif entry.is_file(follow_symlinks=False):
            tree.stamps[path] = stamp_of(entry)
        else:
            _unreadable(tree, path, f"not a regular file but a {_kind(entry)}")


def _take_own_folder(tree: Tree) -> None:
    """`.ddd/` is ddd's own: only the tasks that people declared in it are read."""
    with os.scandir(tree.root / _OWN_FOLDER) as entries:
        for entry in entries:
            if f"{_OWN_FOLDER}/{entry.name}" == DECLARED_TASKS and entry.is_file(follow_symlinks=False):
                tree.stamps[DECLARED_TASKS] = stamp_of(entry)
            else:
                tree.skipped["generated"] += 1


def _rules_above(root: Path) -> tuple[_Rules, ...]:
    """Return the rules of the folders above, up to the repository's own, unless they exclude `root` itself."""
    absolute = root.resolve()
    repository = next((above for above in absolute.parents if (above / ".git").exists()), None)
    if repository is None or (absolute / ".git").exists():
        return ()
    found: list[_Rules] = []
    for above in reversed(absolute.parents):
        if above.is_relative_to(repository):
            inner = absolute.relative_to(above).as_posix() + "/"
            for rules in _rules_in(above, "", set(IGNORE_FILES), []):
                if rules.verdict(inner):
                    return ()  # the person named an ignored folder: its owner's rules were meant for other days
                found.append(_Above(inner, rules.matcher))
    return tuple(found)


class _Above(_Rules):
    """Rules of a folder above the scanned one: paths are judged as seen from there."""

    __slots__ = ()

    def verdict(self, path: str) -> bool | None:
        return self.matcher.verdict(self.folder + path)


def _rules_in(root: Path, folder: str, names: set[str], problems: list[Problem]) -> Iterator[_Rules]:
    for name in IGNORE_FILES:
        if name not in names:
            continue
        file = root / f"{folder}{name}"
        if file.is_file() and not file.is_symlink() and os.access(file, os.R_OK):
            with file.open(encoding="utf-8", errors="replace") as opened:
                lines = opened.read(_LONGEST_IGNORE_FILE).split("\n")
            found, refused = matcher(lines)
            problems += [Problem(folder + name, number, "scan", "not a pattern: ignored") for number in refused]
            yield _Rules(folder, found)


def _left_out(tree: Tree, path: str, is_folder: bool, rules: tuple[_Rules, ...]) -> bool:
    name = path + "/" if is_folder else path
    return bool(tree.excluded.verdict(name)) or _ignored(name, rules)


def _ignored(name: str, rules: tuple[_Rules, ...]) -> bool:
    """The last rule that speaks decides, the deepest file last: gitignore(5)."""
    for rule in reversed(rules):
        verdict = rule.verdict(name)
        if verdict is not None:
            return verdict
    return False


def _unreadable(tree: Tree, path: str, message: str) -> None:
    tree.skipped["unreadable"] += 1
    tree.problems.append(Problem(path, None, "scan", message))


def _is_plain(name: str) -> bool:
    """Tell whether a name can stand in any output as it is: os.scandir hands on other bytes as lone surrogates."""
    return visible(name) == name and "\n" not in name and "\t" not in name


def _kind(entry: os.DirEntry[str]) -> str:
    mode = entry.stat(follow_symlinks=False).st_mode
    kinds = {stat.S_IFIFO: "named pipe", stat.S_IFSOCK: "socket", stat.S_IFCHR: "device", stat.S_IFBLK: "device"}
    return kinds.get(stat.S_IFMT(mode), "special file")
