"""Which file's value wins, for whom, and what is told beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.extractors import discover
from ddd.resolve.overrides import told
from ddd.resolve.variables import Variables
from ddd.scan.engine import Engine
from ddd.scan.tree import walk
from tests.repositories import written

TASKS = "roles/backup/tasks/main.yml"


def value(root: Path, name: str, path: str = TASKS):
    return Variables(Engine(walk(root), discover())).value(name, path)


def places(found) -> list[str]:
    return [str(place) for place in found.evidence]


def test_a_role_default_is_found_at_its_line(tmp_path: Path) -> None:
    written(tmp_path, {"roles/backup/defaults/main.yml": "---\nbackup_hour: 3\n", TASKS: ""})
    found = value(tmp_path, "backup_hour")
    assert (found.text, places(found)) == ("3", ["roles/backup/defaults/main.yml:2"])


def test_another_roles_default_is_not_seen(tmp_path: Path) -> None:
    written(tmp_path, {"roles/other/defaults/main.yml": "backup_hour: 3\n", TASKS: ""})
    assert value(tmp_path, "backup_hour") is None


def test_group_vars_all_beat_defaults_and_role_vars_beat_both(tmp_path: Path) -> None:
    written(tmp_path, {"roles/backup/defaults/main.yml": "h: 1\n", "group_vars/all.yml": "h: 2\n", TASKS: ""})
    assert value(tmp_path, "h").text == "2"
    written(tmp_path, {"roles/backup/vars/main.yml": "h: 3\n"})
    assert value(tmp_path, "h").text == "3"


def test_a_value_for_some_hosts_is_told_and_replaces_nothing(tmp_path: Path) -> None:
    written(tmp_path, {"roles/backup/defaults/main.yml": "h: 1\n", "group_vars/db.yml": "h: 2\n", TASKS: ""})
    found = value(tmp_path, "h")
    assert (found.text, found.notes) == ("1", ())
    assert [*told(found.overrides)] == ["h is 2 for some hosts (group_vars/db.yml:1)"]


def test_a_value_for_some_hosts_that_a_stronger_one_for_all_beats_is_none(tmp_path: Path) -> None:
    written(tmp_path, {"roles/backup/vars/main.yml": "h: 3\n", "group_vars/db.yml": "h: 2\n", TASKS: ""})
    found = value(tmp_path, "h")
    assert (found.text, found.overrides) == ("3", ())


def test_where_only_some_hosts_have_a_value_the_first_is_taken_and_the_others_told(tmp_path: Path) -> None:
    written(tmp_path, {"group_vars/a.yml": "h: 1\n", "group_vars/b.yml": "h: 2\n", TASKS: ""})
    found = value(tmp_path, "h")
    assert found.text == "1"
    assert [*told(found.overrides)] == ["h is 2 for some hosts (group_vars/b.yml:1)"]


def test_a_value_that_names_another_is_followed_with_both_lines(tmp_path: Path) -> None:
    written(tmp_path, {"roles/backup/defaults/main.yml": "a: '{{ b }}'\nb: 5\n", TASKS: ""})
    found = value(tmp_path, "a")
    assert (found.text, places(found)) == (
        "5",
        ["roles/backup/defaults/main.yml:2", "roles/backup/defaults/main.yml:1"],
    )


@pytest.mark.parametrize("text", ["a: '{{ a }}'\n", "a: '{{ b }}'\nb: '{{ a }}'\n", "a: '{{ missing }}'\n", "a: ~\n"])
def test_a_circle_or_a_dead_end_stays_open(tmp_path: Path, text: str) -> None:
    written(tmp_path, {"roles/backup/defaults/main.yml": text, TASKS: ""})
    assert value(tmp_path, "a") is None


def test_entries_of_dictionaries_have_dotted_names(tmp_path: Path) -> None:
    written(
        tmp_path, {"roles/backup/defaults/main.yml": "backup:\n  at:\n    hour: 3\njobs:\n  - minute: 7\n", TASKS: ""}
    )
    assert value(tmp_path, "backup.at.hour").text == "3"
    assert value(tmp_path, "jobs.0.minute").text == "7"


def test_play_variables_hold_in_their_playbook(tmp_path: Path) -> None:
    written(tmp_path, {"site.yml": "- hosts: all\n  vars:\n    hour: 3\n  tasks: []\n", TASKS: ""})
    assert value(tmp_path, "hour", "site.yml").text == "3"
    assert value(tmp_path, "hour") is None
