"""The whole way in one place: folder -> Inventory -> Plan -> Assessment. Commands and the public API call these."""

from __future__ import annotations

from pathlib import Path

from ddd.extractors import discover
from ddd.model import Inventory
from ddd.resolve import resolve
from ddd.scan.engine import Engine, Progress
from ddd.scan.tree import walk


def take_inventory(path: Path, progress: Progress | None = None) -> Inventory:
    """Read the folder at `path` and return all it says about maintenance. Raises UsageError when it is no folder."""
    engine = Engine(walk(path), discover())
    return resolve(engine, engine.run(progress))
