"""Lists of other files: which of them counts, and that entries are never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ddd.model import Schedule, State
from ddd.pipeline import take_inventory
from tests.repositories import written

TASK = """
    - ansible.builtin.cron:
        name: "{{ item.name }}"
        minute: "{{ item.minute | default('0') }}"
        hour: "{{ item.hour | default('*') }}"
        job: "{{ item.job }}"
      loop: "{{ jobs }}"
"""


def schedules(root: Path, files: dict[str, str]) -> dict[str, str]:
    inventory = take_inventory(written(root, {"roles/x/tasks/main.yml": TASK, **files}))
    return {fact.name: fact.expression for fact in inventory.facts if isinstance(fact, Schedule)}


def test_entries_of_two_lists_are_never_mixed(tmp_path: Path) -> None:
    files = {
        "roles/x/defaults/main.yml": "jobs:\n  - {name: a, minute: 5, hour: 1, job: /a}\n  - {name: b, job: /b}\n",
        "group_vars/all.yml": "jobs:\n  - {name: c, job: /c}\n",
    }
    assert schedules(tmp_path, files) == {"c": "0 * * * *"}, "the stronger list replaces the other whole"


def test_a_list_for_some_hosts_is_told_beside_the_one_for_all(tmp_path: Path) -> None:
    files = {
        "roles/x/defaults/main.yml": "jobs:\n  - {name: a, hour: 1, job: /a}\n",
        "group_vars/db.yml": "jobs:\n  - {name: z, hour: 9, job: /z}\n",
    }
    inventory = take_inventory(written(tmp_path, {"roles/x/tasks/main.yml": TASK, **files}))
    [job] = [fact for fact in inventory.facts if isinstance(fact, Schedule)]
    assert (job.name, job.note) == ("a", "jobs has other entries for some hosts (group_vars/db.yml:2)")


@pytest.mark.parametrize("values", ["", "jobs: []\n", "jobs: '{{ others }}'\n", "jobs: {a: 1}\n"])
def test_a_list_nobody_knows_stays_one_open_job(tmp_path: Path, values: str) -> None:
    inventory = take_inventory(written(tmp_path, {"roles/x/tasks/main.yml": TASK, "group_vars/all.yml": values}))
    [job] = [fact for fact in inventory.facts if isinstance(fact, Schedule)]
    assert (job.state, job.cadence) == (State.UNRESOLVED, None)
