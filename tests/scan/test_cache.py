"""What is kept from run to run: never anything old, never a secret, whatever happens to its file."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ddd.extractors import discover, known
from ddd.model import Inventory
from ddd.pipeline import take_inventory
from ddd.scan import cache, reading, stamps, unchanged
from ddd.scan import kept as room
from ddd.scan.cache import Cache
from ddd.scan.extractor import Extracted
from ddd.scan.shortcuts import Shortcuts
from ddd.scan.source import Source
from tests.repositories import written

CRON = """
- hosts: all
  tasks:
    - ansible.builtin.cron: {{name: dump, job: {job}, hour: "{hour}", minute: "0"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "repository"


def put(root: Path, files: dict[str, str]) -> Path:
    """Write files that look a day old: what has just changed is never trusted by its time."""
    written(root, files)
    for name in files:
        made_old(root / name)
    return root


def made_old(file: Path) -> None:
    os.utime(file, ns=(1, 1))


def kept(root: Path, folder: Path) -> Inventory:
    return take_inventory(root, shortcuts=Shortcuts(cache=folder))


def plain(root: Path) -> Inventory:
    return take_inventory(root, shortcuts=Shortcuts.none())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of which the content was looked at."""
    paths = []

    def told(path: Path) -> bytes:
        paths.append(path.name)
        return real(path)

    real = reading.read_bytes
    monkeypatch.setattr(reading, "read_bytes", told)
    return paths


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests do not wait until what they wrote has settled."""
    monkeypatch.setattr(stamps, "_RACY_NS", -(10**15))


def test_what_did_not_change_is_not_opened(root: Path, folder: Path, asked: list[str]) -> None:
    put(root, {"site.yml": CRON.format(job="/bin/a", hour=3), "backup.sh": "#!/bin/sh\nexit 1\n"})
    first = kept(root, folder)
    assert set(asked) == {"site.yml", "backup.sh"}
    asked.clear()
    assert kept(root, folder) == first == plain_without(asked, root)


def plain_without(asked: list[str], root: Path) -> Inventory:
    assert asked == []
    return plain(root)


def test_only_what_changed_is_read_again(root: Path, folder: Path, asked: list[str]) -> None:
    put(root, {"site.yml": CRON.format(job="/bin/a", hour=3), "other.yml": CRON.format(job="/bin/b", hour=4)})
    kept(root, folder)
    put(root, {"site.yml": CRON.format(job="/bin/a", hour=15)})
    asked.clear()
    again = kept(root, folder)
    assert asked == ["site.yml"]
    assert again == plain(root)


def test_the_same_size_and_times_with_another_content_are_not_believed_when_the_entry_changed(
    root: Path, folder: Path
) -> None:
    put(root, {"site.yml": CRON.format(job="/bin/a", hour=3)})
    kept(root, folder)
    put(root, {"site.yml": CRON.format(job="/bin/a", hour=4)})  # as long, and its time put back
    assert kept(root, folder) == plain(root)


def test_a_file_that_changed_just_now_is_told_by_its_content(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_RACY_NS", 2_000_000_000)
    written(root, {"site.yml": CRON.format(job="/bin/a", hour=3)})
    kept(root, folder)
    assert not list(folder.glob("*.inventory"))
    found = Cache(folder, root, False)._before["site.yml", ""]
    assert found.stamp == stamps.NO_STAMP
    assert kept(root, folder) == plain(root)


def test_the_same_content_with_other_times_is_read_and_not_parsed(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fresh clone: all times are new."""
    put(root, {"site.yml": CRON.format(job="/bin/a", hour=3)})
    first = kept(root, folder)
    (root / "site.yml").touch()
    monkeypatch.setattr(reading.Reader, "_extracted", lambda *_: pytest.fail("parsed"))
    assert kept(root, folder) == first


FOLLOWED = {
    "roles/x/tasks/main.yml": """
- ansible.builtin.cron: {name: dump, job: "{{ bin }}/dump.sh", hour: "{{ hour }}", minute: "0"}
- ansible.builtin.template: {src: dump.sh.j2, dest: "{{ bin }}/dump.sh"}
""",
    "roles/x/defaults/main.yml": "hour: 3\nbin: /usr/local/bin\n",
    "roles/x/templates/dump.sh.j2": "#!/bin/sh\npg_dump shop\n",
    "roles/y/tasks/main.yml": "- ansible.builtin.template: {src: job.j2, dest: /etc/cron.d/job}\n",
    "roles/y/templates/job.j2": "0 4 * * * root /usr/bin/prune\n",
}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roles/x/defaults/main.yml", "hour: 15\nbin: /usr/local/bin\n"),
        ("roles/x/defaults/main.yml", "hour: 3\nbin: /opt/bin\n"),
        ("roles/x/tasks/main.yml", FOLLOWED["roles/x/tasks/main.yml"].replace('hour: "{{ hour }}"', 'hour: "9"')),
        ("roles/x/templates/dump.sh.j2", "#!/bin/sh\npg_dumpall\nexit 3\n"),
        ("roles/y/tasks/main.yml", "- ansible.builtin.template: {src: job.j2, dest: /etc/other}\n"),
        ("roles/y/templates/job.j2", "0 4 * * 0 root /usr/bin/prune\n"),
        ("group_vars/all.yml", "hour: 22\n"),
    ],
    ids=["value", "value of a path", "schedule", "script", "where it is installed", "what is installed", "new file"],
)
def test_following_is_right_when_only_one_side_changed(root: Path, folder: Path, name: str, content: str) -> None:
    put(root, FOLLOWED)
    before = kept(root, folder)
    assert kept(root, folder) == before
    put(root, {name: content})
    after = kept(root, folder)
    assert after == plain(root)
    assert after.facts != before.facts


@pytest.mark.parametrize("name", sorted(FOLLOWED))
def test_following_is_right_when_one_side_is_gone(root: Path, folder: Path, name: str) -> None:
    put(root, FOLLOWED)
    kept(root, folder)
    (root / name).unlink()
    assert kept(root, folder) == plain(root)


def test_values_that_look_like_secrets_are_not_kept(root: Path, folder: Path) -> None:
    put(root, FOLLOWED)
    put(root, {"roles/x/defaults/main.yml": "hour: 3\nbin: /usr/local/bin\nbackup_password: hunter2hunter2\n"})
    assert kept(root, folder) == plain(root)
    assert list(folder.iterdir())
    assert all(b"hunter2" not in file.read_bytes() for file in folder.iterdir())
    assert kept(root, folder) == plain(root)


def test_a_file_named_like_a_secret_does_not_keep_the_whole_from_being_kept(
    root: Path, folder: Path, asked: list[str]
) -> None:
    task = "- hosts: all\n  tasks:\n    - copy: {src: files/passwd-production, dest: '/etc/passwd'}\n"
    put(root, {"site.yml": task, "files/passwd-production": "# nothing\n"})
    first = kept(root, folder)
    assert [one.name for one in first.definitions] == ["/etc/passwd", "/etc/passwd"]
    asked.clear()
    assert kept(root, folder) == first
    assert list(folder.glob("*.inventory"))


def test_nobody_else_may_read_it(root: Path, folder: Path) -> None:
    put(root, FOLLOWED)
    kept(root, folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["*.files", "*.inventory"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "pipe", "folder"])
def test_a_damaged_one_counts_as_none_and_is_made_anew(root: Path, folder: Path, damage: str, name: str) -> None:
    put(root, FOLLOWED)
    first = kept(root, folder)
    file = next(folder.glob(name))
    if name == "*.files":
        next(folder.glob("*.inventory")).unlink()
    whole = file.read_bytes()
    if damage == "pipe":
        file.unlink()
        os.mkfifo(file)
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        middle = len(whole) // 2
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        file.write_bytes({"cut": whole[:middle], "flipped": flipped, "empty": b"", "other": b"GIF89a"}[damage])
    assert kept(root, folder) == first
    if damage != "folder":
        assert room.load(file, cache._decoder) if file.suffix == ".files" else room.load(file, unchanged._decoder)


def test_what_other_code_wrote_counts_for_nothing(root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(root, FOLLOWED)
    kept(root, folder)
    monkeypatch.setattr(room, "own_code", lambda: b"another version")
    assert Cache(folder, root, False)._before == {}


def test_what_is_asked_for_with_documentation_is_kept_apart(root: Path, folder: Path) -> None:
    put(root, FOLLOWED | {"lib.py": 'def a():\n    """Do."""\n'})
    without = kept(root, folder)
    with_units = take_inventory(root, documentation=True, shortcuts=Shortcuts(cache=folder))
    assert (without.units, bool(with_units.units)) == (None, True)
    assert kept(root, folder) == without


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(root: Path, tmp_path: Path) -> None:
    put(root, FOLLOWED)
    (tmp_path / "file").write_text("")
    assert kept(root, tmp_path / "file" / "below") == plain(root)


def test_the_oldest_are_deleted_when_all_are_too_large(
    root: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, FOLLOWED)
    kept(root, folder)
    [first] = folder.glob("*.files")
    for one in folder.iterdir():
        made_old(one)
    kept(put(tmp_path / "second", FOLLOWED), folder)
    assert first.exists()
    monkeypatch.setattr(room, "MAX_BYTES", sum(one.stat().st_size for one in folder.iterdir()) + 100)
    kept(put(tmp_path / "third", FOLLOWED), folder)
    assert not first.exists()
    assert len(list(folder.glob("*.files"))) == 2


def test_only_our_own_files_are_deleted(root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MAX_BYTES", 0)
    folder.mkdir()
    for name in ("thesis.tmp", "notes.files", f".{'0' * 32}.files.abc.tmp"):
        (folder / name).write_text("x")
        made_old(folder / name)
    kept(put(root, FOLLOWED), folder)
    assert sorted(one.name for one in folder.iterdir()) == ["notes.files", "thesis.tmp"]


PROGRAM = """
import sys
from pathlib import Path
from ddd.pipeline import take_inventory
from ddd.scan.shortcuts import Shortcuts
while True:
    take_inventory(Path(sys.argv[1]), shortcuts=Shortcuts(cache=Path(sys.argv[2])))
    print("done", flush=True)
"""


def test_runs_that_overlap_and_are_killed_leave_a_whole_one(root: Path, folder: Path) -> None:
    put(root, FOLLOWED)
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(root), str(folder)]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    try:
        for turn in range(6):
            run = runs[turn % len(runs)]
            assert run.stdout
            assert run.stdout.readline() == "done\n"
            (root / "roles/x/defaults/main.yml").write_text(f"hour: {turn}\nbin: /usr/local/bin\n")
            run.send_signal(signal.SIGKILL)
            run.wait()
            runs[turn % len(runs)] = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert kept(root, folder) == plain(root)
    finally:
        for run in runs:
            run.kill()
            run.wait()
            assert run.stdout
            run.stdout.close()
    assert kept(root, folder) == plain(root)


def test_extractors_are_known_without_being_imported(folder: Path) -> None:
    """A run on a tree of few kinds of files takes the modules of those."""
    root = put(folder.parent / "small", {"etc/cron.d/dump": "0 3 * * * root /bin/dump\n"})
    first = run_apart(root, folder)
    shutil.rmtree(folder)
    assert run_apart(root, folder).modules == first.modules  # nothing kept: all are looked at
    next(folder.glob("*.inventory")).unlink()
    next(folder.glob("*.files")).unlink()
    again = run_apart(root, folder)
    assert again.facts == first.facts == [one.id for one in plain(root).facts]
    assert "ddd.extractors.crontab" in again.modules
    assert "ddd.extractors.terraform.resources" not in again.modules
    assert len(again.modules) < len(first.modules) / 4


def test_the_kept_extractors_are_those_that_are_there(folder: Path) -> None:
    fresh, again = known(folder), known(folder)
    assert fresh == discover()
    assert [replace(one, extract=words) for one in again] == [replace(one, extract=words) for one in fresh]


def words(source: Source) -> Iterator[Extracted]:
    yield from ()


@dataclass
class Ran:
    facts: list[str]
    modules: list[str]


def run_apart(root: Path, folder: Path) -> Ran:
    program = """
        import json, sys
        from pathlib import Path
        from ddd.pipeline import take_inventory
        from ddd.scan import stamps
        from ddd.scan.shortcuts import Shortcuts
        stamps._RACY_NS = -(10**15)
        found = take_inventory(Path(sys.argv[1]), shortcuts=Shortcuts(cache=Path(sys.argv[2])))
        modules = [one for one in sys.modules if one.startswith("ddd.extractors.")]
        print(json.dumps({"facts": [one.id for one in found.facts], "modules": modules}))
    """
    command = [sys.executable, "-c", textwrap.dedent(program), str(root), str(folder)]
    return Ran(**json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))
