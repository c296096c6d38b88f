"""Files that are no text reach the extractors that ask for them, and nobody else."""

from __future__ import annotations

from ddd.model import Evidence, Expiry
from ddd.scan.engine import Engine
from ddd.scan.extractor import extractor
from ddd.scan.source import Source
from ddd.scan.tree import walk


def _fact(source, name):
    return Expiry(system="test", subject=name, evidence=(source.at(1),))


@extractor("of-bytes", paths=("*.bin",), binary=True)
def of_bytes(source):
    yield _fact(source, "of bytes")


@extractor("of-text", paths=("*.bin", "*.dat"))
def of_text(source):
    yield _fact(source, "of text")


def test_only_who_asks_for_binary_files_is_given_them(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"\x30\x82\0\xff")
    (tmp_path / "b.bin").write_bytes(b"text\n")
    (tmp_path / "c.dat").write_bytes(b"\0")
    engine = Engine(walk(tmp_path), (of_bytes, of_text))
    batch = engine.run()
    assert [(one.origin, one.subject) for one in batch.facts] == [
        ("a.bin", "of bytes"),
        ("b.bin", "of bytes"),
        ("b.bin", "of text"),
    ]
    assert dict(engine.scanned(batch).skipped)["binary"] == 1
    assert batch.problems == []


def test_what_is_no_text_has_no_text():
    source = Source("a.bin", b"\x30\0\xff\n\xff")
    assert (source.text, source.decoding_fault) == ("", "")
    assert source.at(7) == Evidence("a.bin", 1)
    assert Source("utf16", "\ufeffa".encode("utf-16-le")).text.endswith("a")
