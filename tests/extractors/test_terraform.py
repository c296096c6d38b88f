"""Terraform: what an expression names, what a choice may be, and text made to cost time."""

from __future__ import annotations

from contextlib import suppress

import pytest

from ddd.extractors._hcl import Kind, Value, document, from_json
from ddd.extractors.terraform._files import container, named, values
from ddd.extractors.terraform._keys import valid
from ddd.extractors.terraform._table import TIMED, cycle, day_and_hour, recurring, word
from ddd.extractors.terraform.keys import terraform_keys
from ddd.extractors.terraform.resources import terraform
from ddd.extractors.terraform.values import terraform_values
from ddd.model import Dialect
from ddd.resolve.languages.terraform import LANGUAGE
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from tests.patience import no_hang


def source(text: str, path: str = "main.tf") -> Source:
    return Source(path, text.encode())


def attribute(expression: str) -> Value:
    value = document(source(f"x = {expression}\n")).get("x")
    assert value is not None
    return value


def block(text: str) -> Value:
    return document(source(text))


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("var.hour", "var.hour"),
        ('local.jobs["nightly"].at', "local.jobs.nightly.at"),
        ('lookup(local.jobs, "a", null)', "local.jobs.a"),
        ("element(var.crons, count.index)", "var.crons.*"),
        ('coalesce(var.cron, "0 3 * * *")', "var.cron"),
        ("tostring(var.hour)", "var.hour"),
        ("var.crons[count.index]", "var.crons.*"),
        ("var.crons[*].at", "var.crons.*.at"),
        ("local.jobs[each.key].at", "local.jobs.*.at"),
        ("local.others[each.key].at", ""),
        ("each.value.at", "local.jobs.*.at"),
        ("each.value", "local.jobs.*"),
        ("each.key", "local.jobs.*#key"),
        ("each.other", ""),
        ("each", ""),
        ("rule.value.at", ""),
        ("var", ""),
        ("module.a.b", ""),
        ("upper(var.x)", ""),
        ("lookup(var.x)", ""),
        ("1 + 2", ""),
        ('local.jobs["a.b"]', ""),
    ],
)
def test_an_expression_names_what_it_looks_up(expression: str, name: str) -> None:
    assert named(expression, {"each": "local.jobs", "rule": ""}) == name


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("local.jobs", "local.jobs"),
        ("toset(local.names)", "local.names"),
        ("{ for k, v in local.jobs : k => v if v.on }", "local.jobs"),
        ("[for job in local.jobs : job]", "local.jobs"),
        ("{ for k, v in local.jobs : k => { at = v.at } }", ""),
        ("{ for k, v in local.jobs : k => k }", ""),
        ("var.on ? local.jobs : {}", "local.jobs"),
        ('{ a = "b" }', "own"),
        ('["a"]', "own"),
        ("merge(local.a, { b = 1 })", "own"),
        ("null", ""),
    ],
)
def test_a_loop_goes_through_a_container(expression: str, name: str) -> None:
    assert container(attribute(expression), "own") == name


def test_nested_choices_keep_their_order() -> None:
    choice = attribute('a ? "1" : b ? "2" : "3"')
    assert (choice.kind, choice.text, choice.items[0].text) == (Kind.CHOICE, "a", "1")
    assert [one.text for one in choice.items[1].items] == ["2", "3"]


@pytest.mark.parametrize(
    ("text", "key", "dialect"),
    [
        ("cron(0 3 * * ? *)", "anything", Dialect.AWS),
        ("rate(${var.n} hours)", "a.schedule", Dialect.AWS),
        ("rate(http_requests[5m])", "schedule", None),
        ("0 3 * * *", "schedule", Dialect.VIXIE),
        ("0 ${var.h} * * *", "schedule", Dialect.VIXIE),
        ("@daily", "cron", Dialect.VIXIE),
        ("99 3 * * *", "cron", None),
        ("0 0 3 * * *", "cron", None),
        ("03:00-04:00", "backup_window", Dialect.AWS_WINDOW),
        ("03:00-04:00", "schedule", None),
        ("0 3 * * *", "backup_window", None),
    ],
)
def test_only_valid_values_count_under_a_key(text: str, key: str, dialect: Dialect | None) -> None:
    assert valid(text, key) is dialect


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('frequency = "Day"\ninterval = 3', "every 3 days"),
        ('frequency = "Week"\nweek_days = ["Monday"]\ninterval = 1', "every monday"),
        ('frequency = "Daily"\ntime = "23:30"', "every day at 23:30"),
        ('interval = 24\ninterval_unit = "HOURS"', "every day"),
        ('type = "weeks"\nperiod = 2', "every 2 weeks"),
        ('frequency = "OneTime"', None),
        ("frequency = [1]", None),
    ],
)
def test_frequencies_become_words(text: str, said: str | None) -> None:
    found = recurring(block(text))
    assert (found.expression if found else None) == said


def test_weekdays_and_hours_become_words() -> None:
    assert day_and_hour(block('day = "0"\nhour = 3')).is_known is False  # type: ignore[union-attr]
    assert day_and_hour(block('day = "monday"')).expression == "every monday"  # type: ignore[union-attr]
    unknown = day_and_hour(block('day = "monday"\nhour = var.hour'))
    assert unknown is not None and not unknown.is_known
    open_minutes = day_and_hour(block('day = "monday"\nstart_time {\nhours = var.h\n}'))
    assert open_minutes is not None and not open_minutes.is_known
    every_third = cycle("day")(block("days_in_cycle = 3"))
    assert every_third is not None and every_third.expression == "every 3 days"
    assert word(attribute('"Three_Hours"')).expression == "every 3 hours"  # type: ignore[union-attr]


def test_every_way_into_a_resource_is_written_with_dots() -> None:
    for kind, table in TIMED.items():
        assert kind.islower() and len({timed.path for timed in table}) == len(table), kind


def test_values_are_sought_in_the_folder_and_below_it() -> None:
    paths = sorted(
        (
            "app/main.tf",
            "app/vars.tf",
            "app/env/prod.tfvars",
            "app/a/b/c/d/deep.tfvars",
            "app/x.auto.tfvars",
            "b/main.tf",
        )
    )
    assert list(LANGUAGE.holders("var.x", "app/main.tf", paths)) == [
        "app/x.auto.tfvars",
        "app/env/prod.tfvars",
        "app/main.tf",
        "app/vars.tf",
    ]
    assert list(LANGUAGE.holders("local.x", "main.tf", ["main.tf", "sub/main.tf"])) == ["main.tf"]


def test_json_is_bounded_in_depth_and_may_be_empty() -> None:
    deep = from_json(source("[" * 60 + "]" * 60, "x.tf.json").yaml[0])
    for _ in range(40):
        deep = deep.items[0]
    assert deep.kind is Kind.NULL
    assert values(source("", "x.tfvars.json")).kind is Kind.NULL


@pytest.mark.parametrize(
    "text",
    [
        "locals {\n" + "".join(f'  x{n}_schedule = "0 {n % 24} * * *"\n' for n in range(4000)) + "}",
        'resource "aws_backup_plan" "x" {\n' + '  rule {\n schedule = "rate(1 day)"\n}\n' * 3000 + "}",
        'locals { schedule = "cron(' + "a" * 50_000 + '" }',
        'locals { schedule = "' + "* " * 50_000 + '" }',
        "locals { " + "a_" * 20_000 + 'schedule = "0 0 * * *" }',
        'resource "aws_cloudwatch_event_rule" "x" { schedule_expression = ' + "[" * 5000 + "]" * 5000 + "}",
        'resource "aws_cloudwatch_event_rule" "x" { schedule_expression = "' + "${" * 5000 + '" }',
        'resource "aws_cloudwatch_event_rule" "x" { schedule_expression = ' + "merge(" * 2000 + ")" * 2000 + "}",
    ],
    ids=["many keys", "many blocks", "long word", "many words", "long key", "deep list", "open signs", "deep calls"],
)
def test_text_made_to_cost_time_does_not(text: str) -> None:
    with no_hang():
        for extractor in (terraform, terraform_keys, terraform_values):
            with suppress(Unreadable):  # nested deeper than anybody writes
                list(extractor.extract(source(text)))
