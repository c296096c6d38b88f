"""Laws of limits: what a threshold says, whom a message mentions, and what no alarm of any system may do."""

from __future__ import annotations

import pytest

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import choices, mentions, receivers, runbook, short, shown, spoken, tail, written
from ddd.extractors.aws.alarms import cloudformation_alarms
from ddd.extractors.dashboards._plain import plain
from ddd.extractors.dashboards.datadog import datadog_monitors
from ddd.extractors.dashboards.grafana import grafana_alerts
from ddd.extractors.dashboards.grafana_contacts import grafana_contacts
from ddd.extractors.kubernetes.scaling import kubernetes_scaling
from ddd.extractors.terraform.alarms import terraform_alarms
from ddd.extractors.terraform.health_checks import terraform_health_checks
from ddd.scan.source import Source
from ddd.scan.yaml_nodes import compose

_WEB_TEST = "application_insights_web_test_location_availability_criteria"
_PROMQL = "condition_prometheus_query_language"


def _value(text: str, kind: Kind = Kind.OPEN) -> Value:
    return Value(kind, text, 1, 1)


def _terraform(text: str, extractor=terraform_alarms) -> list:
    return list(extractor.extract(Source("main.tf", text.encode())))


@pytest.mark.parametrize(
    ("expression", "stated"),
    [
        ("${90 * 60}", "90 * 60"),
        ("${var.days * 86400}", "${var.days} * 86400"),
        ("${local.a / local.b}", "${local.a} / ${local.b}"),
        ("${var.limit}", "${var.limit}"),
        ("${max(var.a, 3)}", "${max(var.a, 3)}"),
    ],
)
def test_a_product_keeps_its_factors_to_be_followed(expression: str, stated: str) -> None:
    assert written(_value(expression)) == stated


def test_what_is_no_text_states_nothing() -> None:
    assert written(None) == written(_value("", Kind.LIST)) == shown(None) == ""


def test_only_what_can_be_followed_keeps_its_braces() -> None:
    assert spoken(_value("${var.name}")) == "${var.name}"
    assert spoken(_value("${aws_sns_topic.ops.arn}")) == "aws_sns_topic.ops.arn"
    assert spoken(_value("${a.b}-${c.d}", Kind.TEXT)) == "${a.b}-${c.d}"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("avg(last_5m):avg:cpu{*} > 90", ("avg(last_5m):avg:cpu{*}", ">", "90")),
        ("up == bool 0", ("up", "==", "0")),
        ("x >= ${var.limit}", ("x", ">=", "${var.limit}")),
        ("fetch x | condition val() > 0.8 '10^2.%'", ("fetch x | condition val()", ">", "0.8")),
        ("1234 && 5678", None),
        ("", None),
    ],
)
def test_a_query_may_end_in_a_comparison(query: str, found: tuple[str, str, str] | None) -> None:
    assert tail(query) == found


@pytest.mark.parametrize(
    ("message", "people"),
    [
        ("@slack-ops and @ann@acme.org.", ("slack-ops", "ann@acme.org")),
        ("write to ann@acme.org", ()),
        ("a @@ b @", ()),
        ("@ops @ops", ("ops",)),
    ],
)
def test_mentions(message: str, people: tuple[str, ...]) -> None:
    assert mentions(message) == people


def test_a_runbook_is_one_that_is_called_so() -> None:
    assert runbook("See https://acme.org/x", "Runbook: https://acme.org/y).") == "https://acme.org/y"
    assert runbook("See https://acme.org/x") == ""


def test_choices_are_told_with_their_condition_and_bounded() -> None:
    inner = Value(Kind.CHOICE, "b", 1, 1, items=(_value("2", Kind.TEXT), _value("3", Kind.TEXT)))
    outer = Value(Kind.CHOICE, "a", 1, 1, items=(_value("1", Kind.TEXT), inner, _value("", Kind.LIST)))
    assert [(one.text, note) for one, note in choices(outer)] == [("1", "when a"), ("2", "when b"), ("3", "unless b")]


def test_receivers_of_deep_lists_end() -> None:
    value = _value("x", Kind.TEXT)
    for _ in range(20):
        value = Value(Kind.LIST, "", 1, 1, items=(value,))
    assert receivers(value) == ()


def test_long_texts_are_cut() -> None:
    assert short("a " * 500) == ("a " * 500)[:159] + "…"


def test_anchors_that_blow_up_are_left_alone() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 15))]
    assert plain(compose("\n".join(lines))[0]).kind is Kind.NULL


def test_properties_of_a_stack_that_blow_up_say_nothing() -> None:
    lines = ["  a0: &a0 [x, x]", *(f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    resource = "\n  A:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n      Threshold: *a39\n"
    text = "x:\n" + "\n".join(lines) + "\nResources:" + resource
    assert list(cloudformation_alarms.extract(Source("a.yaml", text.encode()))) == []


@pytest.mark.parametrize("deep", [50, 5_000])
def test_policies_nested_without_end_are_read_so_far(deep: int) -> None:
    text = "contactPoints: []\npolicies: [{receiver: a, " + "routes: [{receiver: b, " * min(deep, 90)
    text += "x: y" + "}]" * min(deep, 90) + "}]"
    assert len(list(grafana_contacts.extract(Source("a.yaml", text.encode())))) == 21


def test_a_policy_without_a_receiver_takes_over_that_of_the_one_above() -> None:
    text = "contactPoints: []\npolicies: [{receiver: a, routes: [{matchers: ['x=1', '?']}, {object_matchers: [[a]]}]}]"
    found = list(grafana_contacts.extract(Source("a.yaml", text.encode())))
    assert [(one.name, one.scope) for one in found] == [("a", "{}"), ("a", '{x="1"}'), ("a", "{}")]


@pytest.mark.parametrize(
    "block",
    [
        'resource "aws_appautoscaling_policy" "x" { target_tracking_scaling_policy_configuration { } }',
        'resource "azurerm_monitor_metric_alert" "x" { criteria { operator = "GreaterThan" } }',
        f'resource "azurerm_monitor_metric_alert" "x" {{ {_WEB_TEST} {{}} }}',
        'resource "azurerm_monitor_scheduled_query_rules_alert" "x" { trigger { threshold = 1 } }',
        'resource "azurerm_monitor_activity_log_alert" "x" { criteria { } }',
        'resource "azurerm_consumption_budget_subscription" "x" { notification { operator = "EqualTo" } }',
        'resource "azurerm_monitor_autoscale_setting" "x" { profile { rule { } } }',
        'resource "google_monitoring_alert_policy" "x" { conditions { condition_threshold { } } }',
        'resource "google_monitoring_alert_policy" "x" { conditions { condition_absent { trigger {} } } }',
        'resource "google_monitoring_alert_policy" "x" { conditions { condition_matched_log { trigger {} } } }',
        f'resource "google_monitoring_alert_policy" "x" {{ conditions {{ {_PROMQL} {{ a = 1 }} }} }}',
        'resource "google_billing_budget" "x" { threshold_rules { spend_basis = "CURRENT_SPEND" } }',
        'resource "google_compute_autoscaler" "x" { autoscaling_policy { cpu_utilization { } } }',
        'resource "newrelic_nrql_alert_condition" "x" { critical { operator = "above" } }',
        'resource "sentry_metric_alert" "x" { trigger { label = "critical" } }',
        'resource "honeycombio_trigger" "x" { threshold { op = ">" } }',
        'resource "aws_budgets_budget" "x" { notification { threshold = 3 } }',
        'resource "aws_cloudwatch_composite_alarm" "x" { alarm_actions = [] }',
        'resource "datadog_monitor" "x" { name = "x" }',
        'resource "grafana_rule_group" "x" { rule { condition = "A" } }',
        'resource "kubernetes_horizontal_pod_autoscaler" "x" { spec { metric { resource { name = "cpu" } } } }',
        'resource "aws_cloudwatch_metric_alarm" "x" { }',
    ],
)
def test_a_resource_that_states_no_limit_is_no_trigger(block: str) -> None:
    assert _terraform(block) == []


def test_a_policy_that_tracks_a_metric_nobody_names_is_one_all_the_same() -> None:
    (found,) = _terraform(
        'resource "aws_autoscaling_policy" "x" { target_tracking_configuration { target_value = 5 } }'
    )
    assert (found.subject, found.threshold) == ("the metric it tracks", 5)


@pytest.mark.parametrize(
    ("kind", "threshold_type", "sign"), [("sentry", "1", "<"), ("sentry", "below", "<"), ("sentry", "0", ">")]
)
def test_which_side_of_the_limit_acts(kind: str, threshold_type: str, sign: str) -> None:
    head = f'resource "{kind}_metric_alert" "x" {{ threshold_type = "{threshold_type}"\n'
    (found,) = _terraform(head + 'trigger {\n label = "warning"\n alert_threshold = 1\n } }')
    assert (found.comparison, found.notifies) == (sign, ())


def test_missing_data_of_an_alarm_by_periods_alone() -> None:
    text = 'metric_name="x"\ncomparison_operator="GreaterThanThreshold"\nthreshold=1\nevaluation_periods=2\n'
    (found,) = _terraform(f'resource "aws_cloudwatch_metric_alarm" "x" {{\n{text}}}')
    assert (found.for_seconds, found.condition) == (None, "x > 1 in 2 periods")


@pytest.mark.parametrize(
    "block",
    [
        'resource "aws_lb_target_group" "x" { health_check = true }',
        'resource "aws_route53_health_check" "x" { type = "HTTP" }',
        'resource "google_compute_health_check" "x" { check_interval_sec = 3 }',
    ],
)
def test_a_health_check_that_asks_nothing_is_none(block: str) -> None:
    assert _terraform(block, terraform_health_checks) == []


def test_files_of_nobody_are_passed_over() -> None:
    for extractor in (grafana_alerts, datadog_monitors, grafana_contacts):
        assert list(extractor.extract(Source("a.json", b""))) == []
        assert list(extractor.extract(Source("a.yaml", b"{{ x }}: ["))) == []


def test_a_rule_that_asks_in_circles_ends() -> None:
    text = """
groups: [{rules: [{title: t, condition: B, data: [
  {refId: A, model: {type: reduce, expression: A}},
  {refId: B, model: {type: threshold, expression: A, conditions: [{evaluator: {type: gt, params: [1]}}]}}]}]}]
"""
    (found,) = grafana_alerts.extract(Source("a.yaml", text.encode()))
    assert (found.subject, found.threshold) == ("t", 1)


def test_an_autoscaler_without_a_name_is_called_after_what_it_scales() -> None:
    text = "kind: HorizontalPodAutoscaler\nspec: {targetCPUUtilizationPercentage: 5, scaleTargetRef: {name: web}}"
    (found,) = kubernetes_scaling.extract(Source("a.yaml", text.encode()))
    assert (found.name, found.action) == ("web", "add pods")
