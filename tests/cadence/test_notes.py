"""Which notes of a schedule say that its time is not the same everywhere."""

from __future__ import annotations

import pytest

from ddd.cadence.notes import differs


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("", ""),
        ("weekdays only", ""),
        ("who is postgres for some hosts (group_vars/db.yml:1)", ""),  # another user, at the same time
        ("no other times", ""),
        ("weekdays only; other times for some hosts: 30 1 * * * (a.yml:2)", "other times for some hosts: see the task"),
        ("other times: 0 5 * * * (values-prod.yaml:2)", "other times elsewhere: see the task"),
        (
            "other times: 0 5 * * * (a:2); other times for some hosts: x (b:1)",
            "other times for some hosts: see the task",
        ),
        ("drawn for each host: the lowest value stands for it", "the time is drawn: see the task"),
        ("at a time drawn at random", "the time is drawn: see the task"),
        ("“#daily”: the time is chosen by a hash", "the time is drawn: see the task"),
        ("jobs has other entries for some hosts (staging/all.yml:13)", "other jobs for some hosts: see the task"),
    ],
)
def test_a_note_that_says_so_is_told_in_a_few_words(note: str, told: str) -> None:
    assert differs(note) == told
