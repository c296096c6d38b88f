"""Declared tasks: what a valid file gives, and where an invalid one is wrong."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from ddd.errors import ConfigurationError
from ddd.link.declared import laid_over, read, task_of_its_own
from ddd.model import Cadence, Evidence, FailureMode, Grace, Task
from ddd.pipeline import make_plan
from ddd.scan.source import Source
from ddd.spec import load
from tests.repositories import written

FULL = """
tasks:
  - id: access-review
    name: Review of access
    cadence: monthly
    category: reviews
    owner: "@sec"
    escalation: the CISO after three days
    duration: 45 minutes
    purpose: nobody keeps rights they no longer need
    precheck: [the report is there]
    steps:
      - do: open the report
        expected: dated this month
      - do: list the admins
        command: getent group sudo
    validation: every line is signed
    rollback: not needed
    on_failure: [ask for an extension]
"""


def parsed(text: str):
    return read(Source(".ddd/tasks.yaml", dedent(text).lstrip("\n").encode())).tasks


def test_every_field_has_its_own_line() -> None:
    [one] = parsed(FULL)
    task = task_of_its_own(one, Grace())
    assert task is not None
    assert (task.id, task.title, task.cadence, task.longest_gap) == (
        "access-review",
        "Review of access",
        "monthly",
        31 * 86400,
    )
    assert [(claim.text, claim.evidence[0].line) for claim in task.owners] == [
        ("@sec", 6),
        ("the CISO after three days", 7),
    ]
    assert [(step.text, step.manual, step.evidence.line) for step in task.steps] == [
        ("open the report", True, 12),
        ("list the admins", False, 14),
    ]
    assert task.rollback_not_needed is not None
    assert (task.rollback, task.rollback_not_needed.evidence[0].line) == ((), 17)
    assert [claim.text for claim in task.validations] == ["every line is signed"]
    assert task.resolved


def test_a_schedule_gives_cadence_and_gap() -> None:
    [one] = parsed("tasks:\n  - id: x\n    schedule: 0 9 * * 1\n    timezone: Europe/Berlin\n")
    task = task_of_its_own(one, Grace())
    assert task is not None
    assert (task.cadence, task.longest_gap) == (Cadence.WEEKLY, 7 * 86400 + 3600)


def test_an_entry_completes_field_by_field_and_beats_what_was_extracted() -> None:
    [one] = parsed("tasks:\n  - id: new\n    task: roles/x/old\n    owner: '@b'\n    cadence: weekly\n")
    place = Evidence("a", 1)
    extracted = Task(
        id="roles/x/old", title="Old", cadence=Cadence.DAILY, longest_gap=86400, grace=1, evidence=(place,)
    )
    task = laid_over(extracted, one, load())
    assert (task.id, task.title, task.cadence) == ("new", "Old", Cadence.WEEKLY)
    assert [claim.text for claim in task.owners] == ["@b"]
    assert [str(where) for where in task.evidence] == ["a:1", ".ddd/tasks.yaml:2"]


def test_without_cadence_there_is_no_task() -> None:
    [one] = parsed("tasks:\n  - id: x\n    owner: '@a'\n")
    assert task_of_its_own(one, Grace()) is None


def test_secrets_in_declared_commands_are_masked() -> None:
    [one] = parsed(
        "tasks:\n  - id: x\n    cadence: daily\n    steps: [{do: dump, command: mysqldump --password=hunter2}]\n"
    )
    task = task_of_its_own(one, Grace())
    assert task is not None
    assert task.steps[0].command == "mysqldump --password=***"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        (
            "tasks:\n  - id: x\n    ownr: a\n",
            "3:5",
            "unknown key “ownr”\n  3 | ownr: a\n    | ^\n  did you mean “owner”?",
        ),
        ("tasks:\n  - id: x\n    zzzz: a\n", "3:5", "known here"),
        ("tasks:\n  - id: X Y\n", "2:9", "“id” may not be written the text “X Y”"),
        ("tasks:\n  - name: x\n", "2:5", "entry 1 of “tasks” lacks “id”"),
        ("tasks:\n  - id: x\n    cadence: hourly\n", "3:14", "“cadence” may not be the text “hourly”"),
        ("tasks:\n  - id: x\n  - id: x\n", "3:9", "two tasks have the id “x”"),
        ("tasks:\n  - id: x\n    schedule: 61 * * * *\n", "3:15", "no schedule that recurs (invalid)"),
        ("tasks:\n  - id: x\n    schedule: '@reboot'\n", "3:15", "(boot)"),
        ("tasks: 3\n", "1:8", "“tasks” must be a list, not the number 3"),
        ("tasks: [\n", "2", "not YAML"),
        ("a: 1\n---\nb: 1\n", ".ddd/tasks.yaml", "2 YAML documents"),
        ("", ".ddd/tasks.yaml", "0 YAML documents"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parsed(text)
    assert words in str(refused.value)
    assert str(refused.value).startswith(f".ddd/tasks.yaml:{place}" if place[0].isdigit() else place)


POLICY = """
tasks:
  - id: dump
    task: {}
    escalation:
      - who: "@dba"
        after: 15m
        severity: critical
      - who: head of operations
        after: 2 hours
        channel: phone
escalations:
  - path: "*"
    levels:
      - who: "@everybody"
  - path: scripts/
    levels:
      - who: "@ops"
        after: "0"
        severity: warning
"""


SCRIPT = "#!/bin/sh\npg_dump -f /b/x x || {{ echo '{}' >&2; exit 1; }}\n"


def escalation_of(tmp_path: Path, message: str) -> tuple[tuple[str, str, int | None], ...]:
    """Who is told of the failure with this message, how grave it is said to be, and after how many seconds."""
    names = {"scripts/dump.sh": "no dump", "scripts/other.sh": "no other", "lib/third.sh": "no third"}
    files = {path: SCRIPT.format(said) for path, said in names.items()}
    written(tmp_path, files | {"cron.d/dump": "1 2 * * * root scripts/dump.sh\n"})
    [extracted] = make_plan(tmp_path).tasks
    plan = make_plan(written(tmp_path, {".ddd/tasks.yaml": POLICY.format(extracted.id)}))
    [failure] = [one for one in plan.inventory.facts if isinstance(one, FailureMode) and one.message == message]
    return tuple((one.who, one.severity, one.after_seconds) for one in plan.escalations[failure.id])


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("no dump", (("@dba", "critical", 900), ("head of operations", "", 7200))),
        ("no other", (("@ops", "warning", 0),)),
        ("no third", (("@everybody", "", None),)),
    ],
)
def test_who_is_called_after_how_long_may_be_declared(tmp_path, message, expected) -> None:
    """The task's own word first, then the last policy whose path matches."""
    assert escalation_of(tmp_path, message) == expected


@pytest.mark.parametrize(
    ("completes", "expected"),
    [
        ("the task", ("@dba", "head of operations")),  # its own word
        ("another", ("@ops",)),  # that of the script it runs, not that of the crontab
    ],
)
def test_levels_hold_for_a_task_that_has_no_known_way_of_failing(tmp_path, completes, expected) -> None:
    written(
        tmp_path,
        {"scripts/dump.sh": "#!/bin/sh\npg_dump -f /b/x x\n", "cron.d/dump": "1 2 * * * root scripts/dump.sh\n"},
    )
    [task] = make_plan(tmp_path).tasks
    assert task.failure_modes == ()
    policy = POLICY.format(task.id if completes == "the task" else "nothing-like-it")
    plan = make_plan(written(tmp_path, {".ddd/tasks.yaml": policy}))
    assert {name: tuple(one.who for one in levels) for name, levels in plan.levels.items()} == {
        "dump" if completes == "the task" else task.id: expected
    }


def test_without_a_declaration_no_task_has_levels(tmp_path) -> None:
    plan = make_plan(written(tmp_path, {"cron.d/dump": "1 2 * * * root /opt/dump\n", "CODEOWNERS": "* @ops\n"}))
    assert plan.levels == {}


@pytest.mark.parametrize(
    ("level", "told"), [("{who: a, after: soon}", "is no length of time"), ("{after: 15m}", "who")]
)
def test_a_level_must_say_who_and_a_length_of_time(level, told) -> None:
    with pytest.raises(ConfigurationError, match=told) as refused:
        parsed(f"tasks: []\nescalations:\n  - path: '*'\n    levels:\n      - {level}\n")
    assert refused.value.where.startswith(".ddd/tasks.yaml:5:")
