"""Escalation policies and receivers in Terraform, beyond the golden cases."""

from __future__ import annotations

import pytest

from ddd.extractors.terraform.on_call import terraform_on_call
from ddd.extractors.terraform.receivers import terraform_receivers
from ddd.model import Contact, State
from ddd.scan.source import Source


def contacts(extractor, text: str) -> list[Contact]:
    return [one for one in extractor.extract(Source("main.tf", text.encode())) if isinstance(one, Contact)]


def rule(delay: str, target: str = '"P1"') -> str:
    return f"  rule {{\n    escalation_delay_in_minutes = {delay}\n    target {{ id = {target} }}\n  }}\n"


def policy(*rules: str, more: str = "") -> list[Contact]:
    text = f'resource "pagerduty_escalation_policy" "p" {{\n  name = "P"\n{more}{"".join(rules)}}}\n'
    return contacts(terraform_on_call, text)


def test_a_level_is_reached_after_the_delays_of_those_before_it():
    found = policy(rule("10"), rule("20"), rule("5"))
    assert [(one.level, one.after_seconds) for one in found] == [(1, 0), (2, 600), (3, 1800)]


def test_after_an_open_delay_nobody_knows():
    found = policy(rule("10"), rule("var.delay"), rule("5"))
    assert [one.after_seconds for one in found] == [0, 600, None]


@pytest.mark.parametrize(
    ("loops", "repeat", "note"),
    [("0", None, ""), ("1", 900, "repeated once"), ("3", 900, "repeated 3 times"), ("var.x", None, "")],
)
def test_a_policy_begins_again_after_its_last_delay(loops, repeat, note):
    found = policy(rule("10"), rule("5"), more=f"  num_loops = {loops}\n")
    assert {(one.repeat_seconds, one.note) for one in found} == {(repeat, note)}


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ('"P1"', "P1"),
        ("pagerduty_schedule.night.id", "night"),
        ('pagerduty_user.all["ann"].id', "ann"),
        ("pagerduty_user.all[0].id", "all"),
        ("data.pagerduty_user.ann.id", "ann"),
        ("local.ann", "${local.ann}"),
    ],
)
def test_a_target_is_told_by_the_nearest_thing_to_a_name(target, name):
    assert [one.name for one in policy(rule("5", target))] == [name]


@pytest.mark.parametrize("target", ["null", "each.value.id", 'lookup(each.value, "x", "y")', "upper(var.x)", "{}"])
def test_what_only_the_caller_knows_is_nobody(target):
    assert policy(rule("5", target)) == []


def test_a_policy_that_is_switched_off_is_suspended():
    assert [one.state for one in policy(rule("5"), more="  count = 0\n")] == [State.SUSPENDED]


def test_steps_without_a_known_wait_leave_the_time_open():
    text = "".join(
        f'resource "grafana_oncall_escalation" "s{n}" {{\n  escalation_chain_id = "C"\n  position = {n}\n  {body}\n}}\n'
        for n, body in enumerate(
            ('persons_to_notify = ["ann"]', 'type = "wait"', 'group_to_notify = "g"', 'type = "trigger_webhook"')
        )
    )
    found = contacts(terraform_on_call, text)
    assert [(one.name, one.level, one.after_seconds) for one in found] == [("ann", 1, 0), ("g", 2, None)]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [("604800", "week"), ("1209600", "2 weeks"), ("86400", "day"), ("7200", "2 hours"), ("90", "90 seconds")],
)
def test_hand_overs_are_told_in_the_largest_unit(seconds, told):
    text = (
        'resource "pagerduty_schedule" "s" {\n  layer {\n    name = "l"\n'
        f'    rotation_turn_length_seconds = {seconds}\n    users = ["a", "b"]\n  }}\n}}\n'
    )
    [found] = contacts(terraform_on_call, text)
    assert found.note == f"layer l; handed over every {told}"


def test_rotations_of_an_unknown_length_are_rotas_all_the_same():
    text = (
        'resource "opsgenie_schedule_rotation" "r" {\n  schedule_id = "S"\n  type = var.type\n'
        '  participant { id = "a" }\n}\nresource "opsgenie_schedule_rotation" "none" {\n}\n'
    )
    assert [(one.name, one.scope, one.note) for one in contacts(terraform_on_call, text)] == [("a", "S", "")]


@pytest.mark.parametrize(
    ("endpoint", "protocol", "expected"),
    [
        ('"ops@acme.org"', "email", ["ops@acme.org"]),
        ('"no address"', "email", []),
        ("var.mail", "email", ["${var.mail}"]),
        ("each.value", "email", []),
        ("each.value.mail", "email", []),
        ('"+000 000"', "sms", []),
        ('"https://ntfy.sh/pumps"', "https", ["pumps"]),
        ('"https://acme.org"', "https", []),
        ("aws_sqs_queue.q.arn", "sqs", []),
    ],
)
def test_subscribers_of_a_topic(endpoint, protocol, expected):
    text = (
        'resource "aws_sns_topic_subscription" "s" {\n'
        f'  topic_arn = aws_sns_topic.t.arn\n  protocol = "{protocol}"\n  endpoint = {endpoint}\n}}\n'
    )
    found = contacts(terraform_receivers, text)
    assert [one.name for one in found] == expected
    assert {one.scope for one in found} <= {"t"}


def test_a_topic_that_is_a_variable_is_called_so():
    text = (
        'resource "aws_sns_topic_subscription" "s" {\n'
        '  topic_arn = var.topic\n  protocol = "email"\n  endpoint = "a@acme.org"\n}\n'
    )
    assert [one.scope for one in contacts(terraform_receivers, text)] == ["var.topic"]


def test_both_arms_of_a_choice_are_told():
    text = (
        'resource "aws_sns_topic_subscription" "s" {\n  protocol = "email"\n'
        '  endpoint = var.prod ? "a@acme.org" : "b@acme.org"\n}\n'
    )
    assert [one.address for one in contacts(terraform_receivers, text)] == ["a@acme.org", "b@acme.org"]


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        ("data.aws_secretsmanager_secret_version.mail[0].secret_string", "mail"),
        ("[for one in var.mails : lower(one)]", "var.mails"),
    ],
)
def test_what_stands_outside_the_repository_is_unresolved(endpoint, name):
    text = f'resource "aws_sns_topic_subscription" "s" {{\n  protocol = "email"\n  endpoint = {endpoint}\n}}\n'
    assert [(one.name, one.address, one.state) for one in contacts(terraform_receivers, text)] == [
        (name, "", State.UNRESOLVED)
    ]
