"""Proofs: whole on the disk before the log names them, and looked after."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ddd.ledger.errors import LedgerError, Refused
from ddd.ledger.words import Outcome
from ddd.ledger.work import proofs, spool
from tests.cli.running import ddd_here

from .conftest import NOW
from .working import did, files, task


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=2_000))
def test_what_is_kept_is_known_by_its_content(home, tmp_path, content):
    source = tmp_path / "photo.jpg"
    source.write_bytes(content)
    kept = proofs.keep(source)
    assert kept == proofs.Kept(hashlib.sha256(content).hexdigest(), "photo.jpg", len(content))
    assert proofs.keep(content, "photo.jpg") == kept
    assert proofs.where(kept.sha256).read_bytes() == content


def test_it_is_for_its_owner_alone_and_leaves_nothing_unfinished(home):
    kept = proofs.keep(b"photo", "door.jpg")
    file = proofs.where(kept.sha256)
    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert stat.S_IMODE(proofs.folder().stat().st_mode) == 0o700
    assert files(home) == [f"proofs/{kept.sha256[:2]}/{kept.sha256[2:]}"]


@pytest.mark.parametrize("what", ["missing", "folder", "pipe", "large"])
def test_what_is_no_proof_is_refused_at_once(home, tmp_path, what):
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "large":
        with path.open("wb") as file:
            file.truncate(proofs.MOST_BYTES + 1)
    with pytest.raises(Refused, match=f"{what}: (is|cannot)"):
        proofs.keep(path)
    assert not home.exists() or files(home) == []


def test_the_largest_is_kept(home, monkeypatch):
    monkeypatch.setattr(proofs, "MOST_BYTES", 5)
    assert proofs.keep(b"12345", "a").size == 5
    with pytest.raises(Refused, match="larger"):
        proofs.keep(b"123456", "a")
    assert len(files(home)) == 1


def test_a_place_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    (tmp_path / "home").write_text("a file")
    monkeypatch.setenv("DDD_HOME", str(tmp_path / "home"))
    with pytest.raises(LedgerError, match="cannot be made"):
        proofs.keep(b"photo", "door.jpg")


@pytest.mark.parametrize(
    ("name", "kept"), [("../../etc/passwd\n", "../../etc/passwd"), ("\x1b[2J", "\\x1b[2J"), ("x" * 999, "x" * 200)]
)
def test_names_are_only_names(home, name, kept):
    assert proofs.keep(b"photo", name).name == kept
    assert len(files(home)) == 1


def _with_proof(ledger) -> proofs.Kept:
    kept = proofs.keep(b"photo", "door.jpg")
    did(ledger, task(ledger), proofs=[kept])
    return kept


def test_all_is_well(ledger, monkeypatch, capsys):
    _with_proof(ledger)
    ran = ddd_here(monkeypatch, capsys, "proof", "verify")
    assert (ran.code, ran.out) == (0, "1 proofs, all as they were recorded\n")


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_what_was_lost_or_changed_is_found(ledger, monkeypatch, capsys, tmp_path, how):
    file = proofs.where(_with_proof(ledger).sha256)
    file.chmod(0o600)
    file.write_bytes(b"other") if how == "changed" else file.unlink()
    ran = ddd_here(monkeypatch, capsys, "proof", "verify")
    assert ran.code == 1
    assert how in ran.out
    assert how in ddd_here(monkeypatch, capsys, "proof", "show", "1").out
    ran = ddd_here(monkeypatch, capsys, "proof", "export", "1", tmp_path / "out.jpg")
    assert ran.code == 2
    assert not (tmp_path / "out.jpg").exists()
    _with_again = proofs.keep(b"photo", "door.jpg")
    assert ddd_here(monkeypatch, capsys, "proof", "verify").code == 0


def test_a_file_that_no_entry_names_is_told_and_no_fault(ledger, monkeypatch, capsys):
    proofs.keep(b"left behind", "a")
    ran = ddd_here(monkeypatch, capsys, "proof", "verify")
    assert ran.code == 0
    assert "1 files below the proofs belong to no entry" in ran.err


def test_a_file_that_a_record_of_the_spool_names_waits_and_is_no_orphan(ledger, monkeypatch, capsys):
    _with_proof(ledger)
    for name in ("refused", "waits"):
        kept = proofs.keep(name.encode(), "output.txt")
        spool.put(spool.Record(str(uuid4()), name, "", "cron", NOW, Outcome.DONE, 0, 1.0, proofs=(kept,)))
        if name == "refused":
            assert spool.take_in(ledger, NOW).refused == 1
    proofs.keep(b"left behind", "a")
    ran = ddd_here(monkeypatch, capsys, "proof", "verify", "--format", "json")
    told = json.loads(ran.out)
    assert (ran.code, told["checked"], len(told["waiting"]), len(told["orphans"])) == (0, 1, 2, 1)
    assert "2 more wait to be recorded: `ddd log waiting`" in ran.err
    assert "1 files below the proofs belong to no entry" in ran.err


def test_without_their_folder_it_says_where_it_belongs(ledger, monkeypatch, capsys):
    _with_proof(ledger)
    shutil.rmtree(proofs.folder())
    ran = ddd_here(monkeypatch, capsys, "proof", "verify")
    assert ran.code == 1
    assert f"1 of 1 are gone: copy the folder of the proofs from its backup to {proofs.folder()}" in ran.err


def test_a_proof_is_listed_shown_and_given_out(ledger, monkeypatch, capsys, tmp_path):
    kept = _with_proof(ledger)
    assert "door.jpg" in ddd_here(monkeypatch, capsys, "proof", "list", "doors").out
    shown = ddd_here(monkeypatch, capsys, "proof", "show", kept.sha256[:8]).out
    assert "as it was recorded" in shown
    assert ddd_here(monkeypatch, capsys, "proof", "export", "1", tmp_path / "out.jpg").code == 0
    assert (tmp_path / "out.jpg").read_bytes() == b"photo"
    ran = ddd_here(monkeypatch, capsys, "proof", "show", "99")
    assert (ran.code, "no such proof" in ran.err) == (2, True)
    ran = ddd_here(monkeypatch, capsys, "proof", "list", "--log", "99")
    assert (ran.code, "no entry 99" in ran.err) == (2, True)
