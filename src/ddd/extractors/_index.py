"""What the extractors ask for, kept from run to run: to choose among them nothing has to be imported."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import msgspec

from ddd.discovery import found
from ddd.scan import kept as room
from ddd.scan.extractor import Extracted, Extractor
from ddd.scan.source import Source


class _Entry(msgspec.Struct, array_like=True):
    """An extractor but for its code, and where that stands."""

    name: str
    globs: tuple[str, ...]
    literals: tuple[bytes, ...]
    values_of: str
    binary: bool
    documentation: bool
    module: str
    attribute: str

    def extractor(self) -> Extractor:
        return Extractor(
            name=self.name,
            globs=self.globs,
            literals=self.literals,
            values_of=self.values_of,
            extract=self.extract,
            binary=self.binary,
            documentation=self.documentation,
        )

    def extract(self, source: Source) -> Iterator[Extracted]:
        one: Extractor = getattr(import_module(self.module), self.attribute)
        return one.extract(source)


_decoder = msgspec.msgpack.Decoder(list[_Entry])


def kept(folder: Path) -> tuple[Extractor, ...]:
    """Return the extractors as they are kept; none when they are not."""
    file = folder / room.name_of("extractors")
    room.used(file)
    return tuple(entry.extractor() for entry in room.load(file, _decoder) or ())


def keep(folder: Path, package: ModuleType) -> tuple[Extractor, ...]:
    """Find the extractors of `package` and keep what they ask for."""
    everything = found(package, Extractor)
    entries = [
        _Entry(
            name=one.name,
            globs=one.globs,
            literals=one.literals,
            values_of=one.values_of,
            binary=one.binary,
            documentation=one.documentation,
            module=module,
            attribute=attribute,
        )
        for module, attribute, one in everything
    ]
    room.save(folder / room.name_of("extractors"), entries)
    return tuple(one for _, _, one in everything)
