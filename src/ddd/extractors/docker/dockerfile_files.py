"""Which files of the repository an image gets, and where they stand in it."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterator

from ddd.extractors.docker._instructions import PATHS, Instruction, instructions
from ddd.model import Definition
from ddd.scan.extractor import extractor
from ddd.scan.source import Source

_LOADED = re.compile(r"\bcrontab\s+(?:-u\s+\S+\s+)?(?P<path>/[^\s;&|]+)")
_TABLE_OF_A_USER = "/var/spool/cron/crontabs/root"
_FOLDERS = frozenset({"cron.d", "crontabs", "bin", "sbin"})
_LONGEST = 20_000
_LONGEST_PATH = 500
_OPEN = re.compile(r"[$*?]")


@extractor("dockerfile-files", paths=PATHS, literals=("COPY", "ADD", "copy", "add"))
def dockerfile_files(source: Source) -> Iterator[Definition]:
    """Tell which files an image gets, so that its crontabs are read and the commands of its jobs lead to scripts.

        COPY jobs /etc/cron.d/jobs
        COPY --chmod=755 bin/purge.sh /usr/local/bin/

    says that `/usr/local/bin/purge.sh` is `bin/purge.sh`, of the Dockerfile's folder or of the repository. A table that
    is then loaded (`RUN crontab /etc/cron.d/jobs`) is one of a user, without the column for the user. No fact by
    itself.
    What another stage builds (`--from=`), patterns and variables are left out.
    Format: https://docs.docker.com/reference/dockerfile/#copy
    """
    found = list(instructions(source.lines))
    loaded = {match["path"] for one in found for match in _LOADED.finditer(one.text[:_LONGEST])}
    folder = "/"
    for one in found:
        words = _words(one)
        if one.word == "WORKDIR" and words:
            folder = posixpath.join(folder, words[0])[:_LONGEST_PATH]
        elif one.word in ("COPY", "ADD") and len(words) > 1:
            yield from _copied(source, one, words[:-1], posixpath.join(folder, words[-1]), loaded)


def _words(one: Instruction) -> list[str]:
    """Return the arguments of an instruction; none when it copies from elsewhere or cannot be read."""
    text = " ".join(line.rstrip().removesuffix("\\") for line in one.text[:_LONGEST].split("\n"))
    arguments = text.strip().partition(" ")[2].strip()
    try:
        words = json.loads(arguments) if arguments.startswith("[") else shlex.split(arguments)
    except (ValueError, RecursionError):  # also what JSON refuses
        return []
    words = [word for word in words if isinstance(word, str)]
    if any(word.startswith("--from") for word in words):
        return []
    return [word for word in words if not word.startswith("--")]


def _copied(
    source: Source, one: Instruction, sources: list[str], target: str, loaded: set[str]
) -> Iterator[Definition]:
    for path in sources:
        if _OPEN.search(path + target) or path.startswith(("<<", "http://", "https://")):
            continue
        into_folder = target.endswith("/") or len(sources) > 1 or posixpath.basename(target) in _FOLDERS
        name = posixpath.normpath(posixpath.join(target, posixpath.basename(path)) if into_folder else target)
        if not posixpath.basename(path.strip("./")):
            continue  # a whole folder
        for folder in dict.fromkeys((posixpath.dirname(source.path), "")):
            yield Definition(
                kind="installed-file",
                name=_TABLE_OF_A_USER if name in loaded else name,
                value=posixpath.normpath(posixpath.join(folder, path.lstrip("/"))),
                scope=posixpath.dirname(source.path),
                evidence=source.at(one.line),
            )
