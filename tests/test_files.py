"""Files are written at once or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.errors import UsageError
from ddd.files import replace_file


def test_a_file_is_replaced_and_nothing_else_stays(tmp_path: Path) -> None:
    target = tmp_path / "x.txt"
    replace_file(target, "one\n")
    replace_file(target, "two\n")
    assert [(file.name, file.read_text()) for file in target.parent.iterdir()] == [("x.txt", "two\n")]
    assert target.stat().st_mode & 0o777 == 0o644


def test_a_folder_in_its_place_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(UsageError, match="may not be written"):
        replace_file(tmp_path / "x", "one")
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


def test_a_file_where_a_folder_is_needed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(UsageError, match="may not be written"):
        replace_file(tmp_path / "x" / "y", "one")
    assert (tmp_path / "x").read_text() == "mine"


def test_a_link_is_followed_and_the_mode_kept(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("one")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    replace_file(tmp_path / "link", "two")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "two"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o600


def test_a_device_stays_a_device() -> None:
    replace_file(Path("/dev/null"), "gone")
    assert Path("/dev/null").is_char_device()
