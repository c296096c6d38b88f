"""What documents say about conditions, people, ways back, checks and failures: the rules that tables say best."""

from __future__ import annotations

import pytest

from ddd.extractors.markdown._documents import parts, tables
from ddd.extractors.markdown._measured import clauses, holds_for, limit, plain_condition
from ddd.extractors.markdown.conditions import prose_triggers
from ddd.extractors.markdown.on_call import on_call_pages
from ddd.extractors.markdown.symptoms import written_failures
from ddd.extractors.markdown.verifications import written_checks
from ddd.extractors.markdown.ways_back import written_rollbacks
from ddd.model import Check, Contact, FailureMode, Rollback, Severity, Trigger
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source


@pytest.mark.parametrize(
    ("sentence", "subject", "comparison", "threshold", "unit"),
    [
        ("When disk usage exceeds 80 %, clean up", "disk usage", ">", 80, "%"),
        ("if the replication lag is at least 1.5 minutes", "replication lag", ">=", 1.5, "minutes"),
        ("once the heap reaches two GB", "heap", ">=", 2, "GB"),
        ("if the token expires within 30 days", "token expires", "<", 30, "days"),
        ("when the volume has less than 10% of free space remaining", "volume free space remaining", "<", 10, "%"),
        ("if less than 10% of our capacity is left", "capacity", "<", 10, "%"),
        ("whenever there are more than 1,000 messages in the queue", "messages in the queue", ">", 1000, "messages"),
        ("if the pool drops to 5 connections", "pool", "<=", 5, "connections"),
        ("if latency is above 95 percent", "latency", ">", 95, "%"),
    ],
)
def test_a_clause_says_what_is_compared_with_what(
    sentence: str, subject: str, comparison: str, threshold: float, unit: str
) -> None:
    (found,) = clauses(sentence)
    assert (found.subject, found.comparison, found.threshold, found.unit) == (subject, comparison, threshold, unit)


@pytest.mark.parametrize(
    "sentence",
    [
        "disk usage exceeds 80 %",  # nothing says if or when
        "unless disk usage exceeds 80 %",
        "if the moon exceeds 80 %",
        "if the disk of a very long name that goes on and on for ten words exceeds 80 %",
        "if cpu(node) exceeds 80 %",
        "if disk usage over 30 days is shown",
        "if it exceeds 80 %",
        "if the job has run for more than 5 minutes",
        "if the page shows more than 10% of the picture",
        "if the disk is within 5 GB",
        "if memory is below 5 minutes",
        "if the moon has less than 10% of itself",
    ],
)
def test_what_is_no_clause(sentence: str) -> None:
    assert clauses(sentence) == []


def test_any_subject_counts_where_an_alert_is_spoken_of() -> None:
    assert [one.subject for one in clauses("when the moon exceeds 80 %", any_subject=True)] == ["moon"]
    assert clauses("when this exceeds 80 %", any_subject=True) == []


def test_a_second_limit_has_the_subject_of_the_first() -> None:
    found = clauses("warns if the lag is over 15 seconds and a critical error if it is over 30 seconds")
    assert [(one.subject, one.threshold) for one in found] == [("lag", 15), ("lag", 30)]


def test_entries_and_cells() -> None:
    assert plain_condition("Note: disk usage > 80% on any node") is not None
    assert plain_condition("the colour is more than 80%") is None
    assert plain_condition("for more than 80%") is None
    assert plain_condition("disk usage is high") is None
    assert limit("n/a") is None
    assert (limit("90 %") or pytest.fail()).comparison == ""
    assert holds_for("for more than 5-minutes") == "5 minutes"


def _read(extractor: Extractor, text: str, path: str = "docs/ops.md") -> list[object]:
    return list(extractor.extract(Source(path, text.encode())))


def _triggers(text: str) -> list[Trigger]:
    return [one for one in _read(prose_triggers, text) if isinstance(one, Trigger)]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("If disk usage exceeds 80 %, clean up the exports.", "clean up the exports"),
        ("If disk usage exceeds 80 %: you should clean up.", "you should clean up"),
        ("The operator must add a disk when disk usage exceeds 80 %.", "The operator must add a disk"),
        ("Alert when disk usage exceeds 80 %.", ""),
        ("If disk usage exceeds 80 %, an alert fires.", ""),
    ],
)
def test_the_action_is_what_somebody_is_asked_to_do(text: str, action: str) -> None:
    (trigger,) = _triggers(text)
    assert trigger.action == action


def test_nobody_is_asked_for_anything() -> None:
    assert not _triggers("If disk usage exceeds 80 %, the colour of the page turns red.")
    assert not _triggers("The token is issued 30 days before the subscription expires.")
    assert not _triggers("Remind the owner 30 days before the party expires.")


def test_each_limit_has_its_own_severity() -> None:
    found = _triggers("It warns as a warning if CPU exceeds 80 % and becomes critical when it exceeds 90 %.")
    assert [one.severity for one in found] == [Severity.WARNING, Severity.CRITICAL]


def test_order_of_the_columns_tells_the_comparison() -> None:
    rows = "| Metric | Critical | Warning |\n|---|---|---|\n| disk usage | 90 % | 80 % |\n| inodes | 5 % | 5 % |\n"
    assert {(one.comparison, one.threshold) for one in _triggers(rows)} == {(">", 90.0), (">", 80.0)}
    assert not _triggers("| Metric | Alert | Warning |\n|---|---|---|\n| disk usage | 90 % | 80 % |\n")
    assert not _triggers("| Colour | Critical |\n|---|---|\n| disk usage | > 90 % |\n")
    assert not _triggers("| Metric | Condition |\n|---|---|\n| disk | the default is > 90 % |\n")


def test_the_same_line_is_told_once() -> None:
    text = "## Alerts\n\n- Alert when CPU exceeds 80 %\n- If the default is > 5 %\n- Memory\n-\n"
    assert len(_triggers(text)) == 1


def test_tables_end_where_the_section_ends() -> None:
    code = "```\n| a | b |\n|---|---|\n| no | table |\n```"
    text = f"x\n\n{code}\n\n| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 |\n\n# Next\n\n| c |\n"
    source = Source("a.md", text.encode())
    found = [table for part in parts(source) for table in tables(source, part)]
    assert [[row.cells for row in table.rows] for table in found] == [[{"a": "1", "b": "2"}, {"a": "4"}]]


@pytest.mark.parametrize("path", ["CHANGELOG.md", "docs/rfcs/a.md", "node_modules/x/README.md", "2024-01-02-outage.md"])
@pytest.mark.parametrize(
    "extractor", [prose_triggers, on_call_pages, written_rollbacks, written_checks, written_failures]
)
def test_history_and_proposals_are_not_read(extractor: Extractor, path: str) -> None:
    assert not _read(extractor, "# Rollback\n\n```sh\nhelm rollback x\nmake y\n```\n", path)


def _contacts(text: str, path: str = "docs/on-call.md") -> list[Contact]:
    return [one for one in _read(on_call_pages, text, path) if isinstance(one, Contact)]


def test_delays_add_up() -> None:
    found = _contacts(
        "# Escalation\n\n1. Page the primary engineer.\n2. Wait 10 minutes.\n3. Call the secondary engineer.\n"
        "4. After 1 hour, call the director.\n5. Call TBD.\n6. Page the moon.\n"
    )
    assert [(one.name, one.level, one.after_seconds) for one in found] == [
        ("primary engineer", 1, None),
        ("secondary engineer", 2, 600),
        ("director", 3, 4200),
    ]


@pytest.mark.parametrize(
    ("entry", "address", "channel"),
    [
        ("- Lead: Ann (ann@acme.org)", "ann@acme.org", "email"),
        ("- Chat – #ops in Mattermost", "#ops", "mattermost"),
        ("- Phone: +49 30 9018200", "+49 30 9018200", "phone"),
        ("- Lead: someone@example.com", "", ""),
        ("- Build: 2024-01-02 10.20.30.40", "", ""),
        ("- Ann", "", ""),
    ],
)
def test_an_entry_names_somebody_by_an_address(entry: str, address: str, channel: str) -> None:
    found = _contacts(f"# On-call\n\n{entry}\n")
    assert [(one.address, one.channel) for one in found] == ([(address, channel)] if address else [])


def test_sentences_name_an_address() -> None:
    (found,) = _contacts("# On-call\n\nOut of hours, reach out to us in #ops-help.\n")
    assert (found.name, found.address, found.role) == ("#ops-help", "#ops-help", "on-call")
    assert not _contacts("# On-call\n\nThe channel #ops-help is green.\n")
    assert not _contacts("# On-call\n\nPage us in #ops.\n", "handbook/SUPPORT.md")


def test_rows_without_a_way_need_a_pager() -> None:
    rows = (
        "| Team | Channel | Level |\n|---|---|---|\n| Web | Opsgenie | L2 |\n| Db | ask | - |\n| a@acme.org | - | |\n"
    )
    found = _contacts(f"# Escalation\n\n{rows}")
    assert [(one.name, one.channel, one.level) for one in found] == [
        ("Web", "opsgenie", 2),
        ("a@acme.org", "email", None),
    ]


def test_what_the_reader_of_procedures_tells_is_not_told_twice() -> None:
    steps = "# Restore the shop\n\n1. Stop it.\n2. Run `make restore`.\n\n"
    text = steps + "## Rollback\n\n```sh\nmake undo\n```\n\n## Verification\n\n"
    text += "```sh\ncurl x\n```\n\n## Contacts\n\n- Owner: ops@acme.org\n"
    for extractor in (written_rollbacks, written_checks, on_call_pages):
        assert not _read(extractor, text)


def test_rollbacks_by_hand_need_steps() -> None:
    def rollbacks(text: str, path: str = "docs/a.md") -> list[object]:
        return [one for one in _read(written_rollbacks, text, path) if isinstance(one, Rollback)]

    one_step = "# Shop\n\n## Notes\n\n### Rollback\n\n- Deploy the last version\n"
    assert not rollbacks(one_step)
    assert rollbacks(one_step, "runbooks/a.md")
    below = "# Shop\n\n## Notes\n\n### Rollback\n\n- Stop it\n- Start it\n\n#### Undoing it\n\n- Stop it\n- Start it\n"
    assert len(rollbacks(below)) == 1


def test_checks_are_short_and_no_work_of_developers() -> None:
    long = "\n".join(f"echo {n}" for n in range(9))
    lead = "A sentence that is far too long to introduce a command, " * 4
    text = (
        f"# Shop\n\n## Verify\n\n```sh\n{long}\n```\n\n{lead}\n\n```sh\ncurl a\n```\n\n```sh\ncurl a\n```\n"
        "\nIt should return:\n\n```sh\ncurl b\n```\n\nNothing.\n\n- Check that all of it works:\n\n```text\nno\n```\n"
    )
    found = [one.condition for one in _read(written_checks, text) if isinstance(one, Check)]
    assert found == ["`curl a` succeeds", "curl a — expected: It should return", "`curl b` succeeds"]


def _failures(text: str) -> list[FailureMode]:
    return [one for one in _read(written_failures, text) if isinstance(one, FailureMode)]


def test_labels_lead_to_what_follows() -> None:
    (found,) = _failures(
        "# Troubleshooting\n\n## Issue 2: Pods fail\n\nSymptoms: red.\nCause:\n\n- a full node\n\nSolution:\n\n"
        "```sh\n\n# first\nkubectl drain n\n```\n\n```yaml\na: b\n```\n\nExplanation: none\n"
    )
    assert (found.message, found.guard, found.note) == ("Pods fail", "a full node", "kubectl drain n")


def test_symptoms_need_something_to_do() -> None:
    assert not _failures("# Troubleshooting\n\n## Pods fail\n\nYou may see:\n")
    assert not _failures("# Troubleshooting\n\n**Pods hang**\n\n| Symptom | When |\n|---|---|\n| Pods fail | never |\n")
    (found,) = _failures(
        '# Troubleshooting\n\n**"Pods are stuck"** Kill them.\n\n**Pods fail**\n\n**Pods are stuck**\n'
    )
    assert found.message == "Pods are stuck"
    assert not _failures("# Troubleshooting\n\n| Symptom | Fix |\n|---|---|\n| | x |\n| How to view it | x |\n")


def test_the_same_symptom_is_told_once() -> None:
    text = "# Troubleshooting\n\n- **Pods fail**: kill them.\n- **pods fail**: no.\n\n    - ```\n      x\n      ```\n"
    assert len(_failures(text)) == 1
