"""What resolving adds to a schedule: the delay in seconds, and what a reader should know."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Schedule
from ddd.pipeline import take_inventory
from tests.repositories import written


def timer(root: Path, delay: str, values: str = "") -> Schedule:
    text = f"[Timer]\nOnCalendar=daily\nRandomizedDelaySec={delay}\n"
    files = {"roles/x/templates/x.timer.j2": text, "roles/x/defaults/main.yml": values}
    [found] = [fact for fact in take_inventory(written(root, files)).facts if isinstance(fact, Schedule)]
    return found


@pytest.mark.parametrize(
    ("delay", "seconds"), [("90", 90), ("1h 30min", 5400), ("infinity", 0), ("soon", 0), ("", 0), ("{{ gone }}", 0)]
)
def test_the_delay_in_seconds(tmp_path: Path, delay: str, seconds: int) -> None:
    assert timer(tmp_path, delay).random_delay == seconds


def test_a_delay_is_followed_like_any_value_and_its_line_told(tmp_path: Path) -> None:
    found = timer(tmp_path, "{{ spread }}", "spread: 6h\n")
    assert found.random_delay == 6 * 3600
    assert "roles/x/defaults/main.yml:1" in map(str, found.evidence)


def test_a_delay_that_stays_open_is_told(tmp_path: Path) -> None:
    assert "put off by up to {{ gone }}" in timer(tmp_path, "{{ gone }}").note
    assert "put off" not in timer(tmp_path, "1h").note


def test_an_override_of_the_user_is_told(tmp_path: Path) -> None:
    files = {
        "roles/x/templates/etc/cron.d/x.j2": "0 3 * * * {{ who }} /bin/x\n",
        "roles/x/defaults/main.yml": "who: root\n",
        "group_vars/db.yml": "who: postgres\n",
    }
    [job] = [fact for fact in take_inventory(written(tmp_path, files)).facts if isinstance(fact, Schedule)]
    assert (job.user, job.note) == ("root", "who is postgres for some hosts (group_vars/db.yml:1)")


def test_a_secret_is_not_filled_in_where_nothing_would_tell_it_from_a_word(tmp_path: Path) -> None:
    tasks = "- cron: {name: dump, minute: '{{ token_minute }}', hour: 4, job: 'dump {{ pg_pw }} {{ place }}'}\n"
    defaults = "pg_pw: hunter2\nplace: /srv\ntoken_minute: 7\n"
    written(tmp_path, {"roles/a/tasks/main.yml": tasks, "roles/a/defaults/main.yml": defaults})
    [job] = [one for one in take_inventory(tmp_path).facts if isinstance(one, Schedule)]
    assert (job.expression, job.command) == ("7 4 * * *", "dump {{ pg_pw }} /srv")
    assert "hunter2" not in str(job)
