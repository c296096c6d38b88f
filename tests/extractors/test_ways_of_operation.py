"""What the corpus cannot show of how tasks, scripts and Makefiles verify, undo and tell: tables and bounds."""

from __future__ import annotations

import pytest

from ddd.extractors._receivers import emails, is_placeholder, service, topic
from ddd.extractors.ansible._questions import opposite
from ddd.extractors.ansible.checks import ansible_checks
from ddd.extractors.ansible.failures import ansible_failures
from ddd.extractors.makefile import makefile
from ddd.extractors.shell.contacts import shell_contacts
from ddd.extractors.shell.rollbacks import shell_rollbacks
from ddd.extractors.shell.thresholds import shell_thresholds
from ddd.model import Check, FailureMode, Rollback, Trigger
from ddd.scan.extractor import Extracted, Extractor
from ddd.scan.source import Source


def read(extractor: Extractor, text: str, path: str = "bin/job.sh") -> list[Extracted]:
    return list(extractor.extract(Source(path, text.encode())))


def failures(text: str) -> list[tuple[str, int | None]]:
    found = read(ansible_failures, text, "roles/a/tasks/main.yml")
    return [(one.guard, one.within_seconds) for one in found if isinstance(one, FailureMode)]


@pytest.mark.parametrize(
    ("url", "channel"),
    [
        ("https://hooks.slack.com/services/T0/B0/x", "slack"),
        ("{{ slack_webhook_url }}", "slack"),
        ("https://discord.com/api/webhooks/1/x", "discord"),
        ("https://harbour.webhook.office.com/webhookb2/x", "teams"),
        ("https://api.telegram.org/botX/sendMessage", "telegram"),
        ("https://events.pagerduty.com/v2/enqueue", "pagerduty"),
        ("https://harbour.test/hooks", ""),
        ("", ""),
    ],
)
def test_the_service_behind_an_address(url: str, channel: str) -> None:
    assert service(url) == channel


def test_only_public_names_are_told() -> None:
    assert topic("https://ntfy.sh/harbour-ops") == "harbour-ops"
    assert topic("https://hooks.slack.com/services/T0/B0/x") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ops@harbour.test", ("ops@harbour.test",)),
        ("Ops <ops@harbour.test>, a+b@pier.harbour.test.", ("ops@harbour.test", "a+b@pier.harbour.test")),
        ("git@github.com:harbour/x.git", ()),
        ("root", ()),
        ("@" * 5_000, ()),
        ("a@" + "b-" * 5_000, ()),
    ],
)
def test_addresses_of_mail(text: str, expected: tuple[str, ...]) -> None:
    assert emails(text) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [("a@example.com", True), ("a@mail.example.org", True), ("a@example.test", False), ("a@myexample.com", False)],
)
def test_addresses_to_be_replaced(address: str, expected: bool) -> None:
    assert is_placeholder(address) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("x", "not (x)"),
        ("not x", "x"),
        ("not (x | bool)", "x | bool"),
        ("not x and y", "not (not x and y)"),
        ("not (a) + (b)", "(a) + (b)"),
        ("nothing", "not (nothing)"),
    ],
)
def test_the_opposite_of_a_condition(condition: str, expected: str) -> None:
    assert opposite(condition) == expected


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("wait_for: {port: 1, timeout: 9}", [("not: port 1 of 127.0.0.1 is started within 9 s", 9)]),
        ("wait_for: {timeout: 9}", []),
        ("command: x\n  async: 60", [("it runs longer than 60 s", 60)]),
        ("command: x\n  async: 60\n  poll: 0", []),
        ("command: x\n  timeout: 0", []),
        (
            "command: x\n  until: r is success\n  retries: '{{ n }}'",
            [("not (r is success) after {{ n }} retries, 5 s apart", None)],
        ),
        ("shell: |\n\n    exit 1\n    echo", []),
        ("shell: |\n    echo no; exit 4\n", [("", None)]),
        ("shell: |\n    exit 4\n", []),
        ("win_shell: |\n    echo no; exit 4\n", []),
    ],
)
def test_how_long_a_task_waits(task: str, expected: list[tuple[str, int | None]]) -> None:
    assert failures(f"- {task}\n") == expected


def test_a_script_that_cannot_be_read_in_time_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ddd.scan.syntax.MAX_SECONDS", 0.0)
    text = "- shell: |\n    exit 1 " + "<" * 15_000 + "\n"
    assert failures(text) == []
    asking = read(ansible_checks, "- command: " + "<(" * 400 + "\n", "roles/a/tasks/main.yml")
    assert asking == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('if [ "$usage" -gt 80 ]; then exit 1; fi', [(">", 80.0, "")]),
        ('if [ 80 -le "$usage" ]; then exit 1; fi', [(">=", 80.0, "")]),
        ('if [ "$disk_percent" -ge 80 ]; then exit 1; fi', [(">=", 80.0, "%")]),
        ('[ "$load" -lt 8 ] || logger busy', [(">=", 8.0, "")]),
        ('[ "$load" -lt 8 ] && [ -e x ] || logger busy', []),
        ('if [ "$usage" -gt 0 ]; then exit 1; fi', []),
        ('if [ "$usage" -gt 80 ]; then x=1; fi', []),
        ('if [ "$usage" -gt 80 ]; then exit 0; fi', []),
        ('if [ "$usage" -gt 80G ]; then exit 1; fi', []),
        ("if (( usage > 80 )); then page_oncall; fi", [(">", 80.0, "")]),
        ("if; then exit 1; fi", []),
    ],
)
def test_what_is_a_limit(line: str, expected: list[tuple[str, float, str]]) -> None:
    found = read(shell_thresholds, f"#!/bin/bash\n{line}\n")
    assert [(one.comparison, one.threshold, one.unit) for one in found if isinstance(one, Trigger)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("helm rollback x", ["helm rollback x"]),
        ("a && helm rollback x", ["helm rollback x"]),
        ("x=$(git revert HEAD)", ["git revert HEAD"]),
        ("restore_db() { x=$(psql < dump); }", []),
        ("restore_db() { (((( a; )))) ; psql; }", ["restore_db"]),
        ("f() { if x; then y; fi; zfs rollback pool@a; }", ["zfs rollback pool@a"]),
        ("helm rollback --help", []),
    ],
)
def test_what_leads_back(text: str, expected: list[str]) -> None:
    found = read(shell_rollbacks, f"#!/bin/bash\n{text}\n")
    assert [one.name for one in found if isinstance(one, Rollback)] == expected


@pytest.mark.parametrize("extractor", [shell_thresholds, shell_contacts, shell_rollbacks])
def test_other_languages_are_not_read(extractor: Extractor) -> None:
    assert read(extractor, "#!/usr/bin/perl\nmail root; helm rollback x; [ $usage -gt 80 ] && exit 1\n") == []


def test_names_of_checks_in_makefiles() -> None:
    names = ("health", "smoke-test", "preflight", "check", "verify-docs", "checkout")
    found = read(makefile, "".join(f"{name}:\n\tgo vet\n" for name in names), "Makefile")
    assert [one.name for one in found if isinstance(one, Check)] == ["health", "smoke-test", "preflight"]
