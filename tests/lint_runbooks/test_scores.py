"""What runbooks that people wrote are worth: each point for what is there, none for what is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint_runbooks.pages import WHOLE, codes, only, page, points, scored, without, written

ALERT = """\
---
title: DiskFull
owner: storage-team
---
# DiskFull

## Meaning

The disk is full when writes fail.

## Impact

TODO

## Diagnosis

Look at the biggest folders:

```console
$ du -x / | sort -n | tail
```

## Mitigation

The right way depends on what fills it.

- Delete old archives from `/srv/archive`.
- You can also grow the volume.

If the volume cannot be resolved this way, escalate to #storage.
"""


def test_a_page_that_has_everything_is_worth_everything() -> None:
    # 20 action + 15 expected + 15 validation + 15 rollback + 10 on failure + 10 precheck + 10 escalation + 5 duration
    one = only(WHOLE)
    assert (one.title, one.completeness.score, one.completeness.cap, one.findings) == (
        "Restore the shop database", 100.0, "", (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "code", "score"),
    [
        ("Verification", "DDD503", 40.0),  # 85 points, held to 40
        ("Rollback", "DDD504", 60.0),  # 85 points, held to 60
        ("If it fails", "DDD505", 90.0),
        ("Prerequisites", "DDD506", 90.0),
    ],
)
def test_a_missing_section_is_named_and_costs_its_points(heading: str, code: str, score: float) -> None:
    one = only(without(heading))
    assert ([finding.code for finding in one.findings], one.completeness.score) == ([code], score)
    assert one.findings[0].evidence[0].line == 1
    assert "“Restore the shop database”" in one.findings[0].message


def test_a_missing_line_is_named() -> None:
    assert codes(WHOLE.replace("Duration: 20 minutes\n", "")) == ["DDD508"]
    nobody = WHOLE.replace("Owner: @dba-team\n", "").replace(" and call the on-call engineer", "")
    assert codes(nobody) == ["DDD507"]


def test_a_step_is_named_that_does_not_say_what_one_should_see() -> None:
    text = WHOLE.replace("   You should see no line that begins with ERROR.\n", "")
    [finding] = only(text).findings
    assert (finding.code, finding.evidence[0].line) == ("DDD502", 17)
    assert "“Restore the newest dump:”" in finding.message
    assert only(text).completeness.score == 92.5  # one of two steps: 7.5 of 15


def test_the_last_step_is_told_where_a_check_is_missing() -> None:
    [finding] = only(without("Verification")).findings
    assert "add a check after the last step (line 17)" in finding.message


@pytest.mark.parametrize("text", ["", "# About us\n\nWe are the storage team.\n", "## Links\n\n- [x](https://x.org)\n"])
def test_a_page_that_tells_nobody_to_do_anything_is_worth_nothing(text: str) -> None:
    one = only(text)
    assert (one.completeness.score, [finding.code for finding in one.findings]) == (0.0, ["DDD501"])


def test_an_alert_page_is_read_by_its_own_headings() -> None:
    one = written(ALERT)
    assert [(step.text, step.evidence.line) for step in one.procedure.steps] == [
        ("Delete old archives from /srv/archive.", 27),
        ("You can also grow the volume.", 28),
        ("If the volume cannot be resolved this way, escalate to #storage.", 30),
    ]
    assert [check.condition for check in one.checks] == ["du -x / | sort -n | tail"]
    assert [claim.evidence[0].line for claim in one.on_failure] == [30]
    assert {contact.name for contact in one.contacts} == {"storage-team", "#storage"}


def test_what_an_alert_means_is_not_what_to_do_when_it_fails() -> None:
    text = ALERT.replace("If the volume cannot be resolved this way, escalate to #storage.\n", "")
    assert written(text).on_failure == ()


def test_diagnosis_alone_is_the_work_and_no_check_of_itself() -> None:
    text = "# Slow\n\n## Diagnosis\n\n```sh\nuptime\n```\n\n### Verify the logs\n\n```sh\ncat /var/log/app\n```\n"
    assert [step.command for step in written(text).procedure.steps] == ["uptime", "cat /var/log/app"]
    assert written(text).checks == ()
    assert points(text)["validation"] == 0


@pytest.mark.parametrize(
    ("last", "is_validation"),
    [
        ("Verify that the service is running.", True),
        ("Wait until the pod is ready.", True),
        ("Check whether the alert is resolved.", True),
        ("Verify why it failed.", False),
        ("Confirm the problem is a full disk.", False),
        ("Tell the team.", False),
        ("Check the logs.", False),
    ],
)
def test_a_last_step_that_asks_whether_it_worked_is_a_validation(last: str, is_validation: bool) -> None:
    text = f"# Restart\n\n1. Restart the service.\n2. {last}\n"
    assert (points(text)["validation"] > 0) is is_validation


def test_a_first_step_that_verifies_is_no_validation() -> None:
    assert points("# Restart\n\n1. Verify that the host is up.\n2. Restart the service.\n")["validation"] == 0


@pytest.mark.parametrize(
    ("back", "is_one"),
    [
        ("Restore the old file from `/backup`.", True),
        ("- move the new one away\n- restore the old one", True),
        ("There is no backup.", False),
        ("Sometimes things go wrong.", False),
        ("TBD", False),
    ],
)
def test_a_rollback_has_to_tell_what_to_do(back: str, is_one: bool) -> None:
    text = f"# Replace\n\n1. Replace the certificate.\n\n## Rollback\n\n{back}\n"
    assert (points(text)["rollback"] > 0) is is_one


def test_a_sentence_tells_the_way_back_or_that_none_is_needed() -> None:
    steps = "# Replace\n\n1. Replace the certificate.\n\n"
    assert points(steps + "To roll back, restore it.\n")["rollback"] == 0  # says neither what nor from where
    assert points(steps + "To undo the change, put the old file back.\n")["rollback"] == 15
    assert points(steps + "No rollback is needed: it is additive.\n")["rollback"] == 15
    assert points(steps + "Rollback is a matter of taste.\n")["rollback"] == 0


@pytest.mark.parametrize(
    ("line", "is_somebody"),
    [
        ("If it does not start, contact the storage team.", True),
        ("Ask in #storage.", True),
        ("| Owner | @storage |\n|---|---|\n| Tier | 1 |", True),
        ("Owner: TBD", False),
        ("The team alert was sent.", False),
        ("Call the API again.", False),
    ],
)
def test_somebody_to_call(line: str, is_somebody: bool) -> None:
    assert bool(written(f"# Restart\n\n{line}\n\n1. Restart it.\n").contacts) is is_somebody


def test_a_table_says_how_long_it_takes() -> None:
    text = "# Restart\n\n| Owner | @ops |\n|---|---|\n| Duration | 5 minutes |\n\n1. Restart it.\n"
    assert points(text)["duration"] == 5


def test_labels_stand_for_headings() -> None:
    text = "# Reset\n\n**Prerequisites**\n\n- Root on the host\n\nRemediation:\n\n- Restart the daemon.\n"
    assert [step.text for step in written(text).procedure.steps] == ["Restart the daemon."]
    assert points(text)["precheck"] == 10


def test_an_enumeration_is_no_list_of_steps() -> None:
    text = "# Metrics\n\n1. Service apdex is a mean.\n2. Error ratio is a sum.\n3. Rates are plain.\n"
    assert written(text).procedure.steps == ()


def test_an_answer_of_its_own_belongs_to_the_step_before() -> None:
    text = "# Upload\n\n1. Click *Upload*.\n1. You should see the new certificate.\n"
    [step] = written(text).procedure.steps
    assert (step.text, step.expected) == ("Click Upload.", "the new certificate.")


def test_what_the_output_should_be_is_expected() -> None:
    text = "# Look\n\n```sh\ndf -h\n```\n\nThe output should show less than 80 %.\n"
    [step] = written(text).procedure.steps
    assert step.expected == "less than 80 %."


def test_sections_with_parts_of_their_own_are_several_procedures() -> None:
    text = """\
# Storage

## Prerequisites

Access to the host.

## Grow

### Steps

1. Grow the volume.

### Rollback

1. Shrink the volume.

## Move

### Steps

1. Move the volume.

### Verification

`df` shows it.
"""
    grow, move = scored(text)
    assert (grow.title, grow.place.line, move.title, move.place.line) == ("Grow", 7, "Move", 17)
    assert [one.code for one in grow.findings if one.code in ("DDD503", "DDD504", "DDD506")] == ["DDD503"]
    assert [one.code for one in move.findings if one.code in ("DDD503", "DDD504", "DDD506")] == ["DDD504"]


def test_operations_side_by_side_are_several_and_phases_are_one() -> None:
    restart, purge = (
        "## Restart the worker\n\n```sh\nservice w restart\n```\n",
        "## Purge the queue\n\n```sh\nq purge\n```\n",
    )
    several = f"# Jobs\n\n{restart}\n{purge}"
    assert [one.title for one in scored(several)] == ["Restart the worker", "Purge the queue"]
    assert len(scored(several + "\n## Verification\n\n`q len` is 0.\n")) == 1


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        ("TODO", "TODO"),
        ("Restart it as needed.", "Restart it as needed."),
        ("Check the logs.", "Check the logs."),
        ("The size of the pool is still TBD, because nobody has measured it up to now.", "The size of the pool"),
    ],
)
def test_placeholders_are_quoted(line: str, quoted: str) -> None:
    found = [one for one in only(f"# Restart\n\n1. Restart it.\n\n{line}\n").findings if one.code == "DDD509"]
    assert [(one.evidence[0].line, one.message.startswith(f"“{quoted}")) for one in found] == [(5, True)]


@pytest.mark.parametrize(
    "line",
    [
        "Run `todo list` to see them.",
        "Scale the deployment up to what the dashboard of the queue shows as needed for the next hour.",
        "Put the name of the node for <node> in the command.<br>",
        "or",
        "2.",
    ],
)
def test_turns_of_phrase_and_code_are_no_placeholders(line: str) -> None:
    assert "DDD509" not in codes(f"# Restart\n\n1. Restart it.\n\n{line}\n") or "<node>" in line


def test_an_empty_section_is_a_placeholder() -> None:
    found = [one for one in only(f"{WHOLE}\n## Escalation\n").findings if one.code == "DDD509"]
    assert [one.message for one in found] == ["nothing stands below “Escalation”"]
    assert codes(f"{WHOLE}\n## References\n") == []


def test_secrets_do_not_leave_the_page() -> None:
    text = "# Login\n\n1. Run `mysql -u root -phunter2secret shop` with password=hunter2secret as needed.\n"
    told = repr(only(text)) + repr(written(text))
    assert "hunter2secret" not in told


@given(
    st.text(max_size=400),
    st.sampled_from(["", "# A\n\n", "## Steps\n\n1. ", "```sh\n", "| a | b |\n|--|--|\n| ", "---\n"]),
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_scored_and_every_place_exists(text: str, head: str) -> None:
    source = page(head + text)
    for one in scored(head + text):
        assert 0 <= one.completeness.score <= 100
        for finding in one.findings:
            assert 1 <= finding.evidence[0].line <= len(source.lines)


@given(st.lists(st.sampled_from(["Verification", "Rollback", "If it fails", "Prerequisites"]), unique=True))
@settings(max_examples=30, deadline=None)
def test_adding_a_section_never_costs(headings: list[str]) -> None:
    fewer = only(without(*headings)).completeness.score
    for heading in headings:
        more = only(without(*(one for one in headings if one != heading))).completeness.score
        assert more >= fewer
