"""Reads files as items: manifests, pipelines, folders of tests. An empty file is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ddd.generated import is_generated
from ddd.measure.daylight import FileFinder
from ddd.measure.items import Ground, Item
from ddd.model import Evidence
from ddd.scan.examples import is_example
from ddd.scan.source import Source

_SYSTEM = "markdown"
"""Files below `docs/` are meant as they are."""


def found(finder: FileFinder, ground: Ground) -> Iterator[Item]:
    """Yield an item for each file that the finder means, or one for each folder of such files."""
    folders = set()
    for path in sorted(ground.shelf.paths):
        folder = path.rpartition("/")[0]
        if not _is_meant(finder, path) or (finder.one_for_folder and folder in folders):
            continue
        source = Source(path, ground.shelf.data(path))
        if _says_something(finder, source, ground):
            folders.add(folder)
            fields = {"content": "said", "owner": ground.owner(path)}
            name = (folder or ".") if finder.one_for_folder else path
            told = (folder if finder.one_for_folder else "", hashlib.sha256(source.data).hexdigest())
            yield ground.item(name, Evidence(path, 1), fields, told)


def _is_meant(finder: FileFinder, path: str) -> bool:
    return finder.paths.verdict(path) is True and (finder.among_tests or not is_example(_SYSTEM, path))


def _says_something(finder: FileFinder, source: Source, ground: Ground) -> bool:
    if not source.data.strip() or is_generated(source.data):
        return False
    if source.text and not any(ground.says(line) for line in source.lines):
        return False
    return not finder.holding.compiled or finder.holding.match(source.text)
