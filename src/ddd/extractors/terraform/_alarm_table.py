"""Which resources of Terraform watch a limit, and how their attributes say it.

A reader per resource type of the providers' documentation (https://registry.terraform.io/browse/providers).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import Limit, receivers, runbook, short, shown, spoken, tail, written
from ddd.extractors.aws import _alarms as aws
from ddd.extractors.dashboards import _datadog as datadog
from ddd.extractors.dashboards import _grafana as grafana
from ddd.extractors.terraform._facts import Found, select
from ddd.measures import comparison, seconds, severity
from ddd.model import Severity, replace

Reader = Callable[[Found], Iterator[Limit]]

_AZURE_SEVERITIES = {"0": Severity.CRITICAL, "1": Severity.CRITICAL, "2": Severity.WARNING, "3": Severity.INFO}
_METRIC_TYPE = re.compile(r"metric\.type\s{0,5}=\s{0,5}\\?[\"'](?P<type>[^\"'\\]{1,200})")
_COMMENT = re.compile(r"(?m)^[ \t]{0,40}//.*$")
_FOR_ONE = {"all": "for", "at_least_once": "once within"}


def _whole(read: Callable[[Value], Iterator[Limit]]) -> Reader:
    """Read a resource whose parts are not made by `dynamic` blocks, or do not matter if they are."""
    return lambda found: (replace(limit, scope=found.scope) for limit in read(found.value))


def _each(path: str, read: Callable[[Found, Found], Iterator[Limit]]) -> Reader:
    """Read every block at a path; the reader is given the resource and the block."""

    def reader(found: Found) -> Iterator[Limit]:
        for one in select(found, path):
            holders = (*one.holders[1:], one.value)
            for limit in read(found, one):
                yield replace(limit, scope=one.scope, holders=limit.holders or holders)

    return reader


def _both(*readers: Reader) -> Reader:
    return lambda found: (limit for read in readers for limit in read(found))


def _azure_metric(found: Found, one: Found) -> Iterator[Limit]:
    body, criteria = found.value, one.value
    sign, threshold = comparison(criteria.literal("operator")), criteria.get("threshold")
    metric = written(criteria.get("metric_name"))
    if sign is None or threshold is None or not metric:
        return
    statistic = criteria.literal("aggregation")
    subject = " ".join(filter(None, (criteria.literal("metric_namespace"), metric)))
    yield replace(
        _of_azure(body),
        at=threshold,
        comparison=sign,
        subject=subject,
        unit="%" if "percent" in metric.lower() else "",
        condition=f"{statistic + ' of ' if statistic else ''}{subject} {sign} {{}}{_over(body.literal('window_size'))}",
        for_seconds=seconds(body.literal("window_size")),
    )


def _azure_dynamic(found: Found, one: Found) -> Iterator[Limit]:
    body, criteria = found.value, one.value
    subject = " ".join(filter(None, (criteria.literal("metric_namespace"), written(criteria.get("metric_name")))))
    operator = criteria.get("operator")
    for word, sign in (("Greater", ">"), ("Less", "<")):
        if operator is not None and word in operator.text:
            yield replace(
                _of_azure(body),
                at=operator,
                stated="",
                comparison=sign,
                subject=subject,
                more="above" if sign == ">" else "below",
                condition=f"{subject} {sign} what was learnt, sensitivity {criteria.literal('alert_sensitivity')}",
            )


def _azure_availability(found: Found, one: Found) -> Iterator[Limit]:
    count = one.value.get("failed_location_count")
    if count is not None:
        yield replace(
            _of_azure(found.value),
            at=count,
            comparison=">=",
            subject="locations from which the web test fails",
            condition="the web test fails from {} locations",
        )


def _azure_query(found: Found, one: Found) -> Iterator[Limit]:
    """Read a rule about the results of a query: `trigger {…}` of the first form, `criteria {…}` of the second."""
    body, held = found.value, one.value
    sign, threshold = comparison(held.literal("operator")), held.get("threshold")
    if sign is None or threshold is None:
        return
    window = body.literal("window_duration") or (f"PT{text}M" if (text := body.literal("time_window")) else "")
    query = short(_COMMENT.sub("", held.literal("query") or body.literal("query")), 240)
    method = held.literal("time_aggregation_method")
    column = held.literal("metric_measure_column")
    measured = f"{method} of {column}" if column else "results"
    yield replace(
        _of_azure(body),
        at=threshold,
        comparison=sign,
        subject=f"{measured} of the query {query}" if query else f"{measured} of a query",
        condition=f"{measured} {sign} {{}}{_over(window)}",
        for_seconds=seconds(window) if window and "${" not in window else None,
    )


def _azure_event(found: Found, one: Found) -> Iterator[Limit]:
    criteria = one.value
    told = ", ".join(f"{key} = {value.text}" for key, value in criteria.entries if value.kind is Kind.TEXT)
    what = criteria.get("operation_name") or criteria.get("category")
    if what is not None and told:
        yield replace(
            _of_azure(found.value), at=what, stated="", comparison="==", subject="activity log", condition=told
        )


def _of_azure(body: Value) -> Limit:
    """Return what every alert of Azure Monitor says beside its condition."""
    actions = [held for key in ("action", "actions") for held in body.all(key)]
    keys = ("action_group_id", "action_group", "action_groups")
    groups = [name for held in actions for key in keys for name in receivers(held.get(key))]
    dynamic = [one for one in body.all("dynamic") if one.labels[:1] == ("action",)]
    told = [shown(one.get("for_each")) for one in dynamic]
    description = body.literal("description")
    return Limit(
        at=body,
        comparison="",
        subject="",
        severity=_AZURE_SEVERITIES.get(body.literal("severity")),
        notifies=tuple(dict.fromkeys(filter(None, (*groups, *told)))),
        runbook_url=runbook(description),
        note="" if "${" in description else short(description, 200),
    )


def _azure_budget(found: Found, one: Found) -> Iterator[Limit]:
    body, held = found.value, one.value
    threshold = held.get("threshold")
    sign = comparison(held.literal("operator") or "GreaterThan") or {"equalto": "=="}.get(
        held.literal("operator").lower(), ">="
    )
    if threshold is None:
        return
    kind = "forecast cost" if held.literal("threshold_type") == "Forecasted" else "actual cost"
    amount = spoken(body.get("amount"))
    subject = f"{kind} of the budget{f' of {amount}' if amount else ''}"
    people = (held.get(key) for key in ("contact_emails", "contact_groups", "contact_roles"))
    yield Limit(
        at=threshold,
        comparison=sign,
        subject=subject,
        more=f"{kind.split()[0]} {shown(threshold)}%",
        unit="%",
        condition=f"{kind} {sign} {{}} % of the budget",
        notifies=tuple(name for value in people for name in receivers(value)),
    )


def _over(window: str) -> str:
    return f" over {window}" if window else ""


def _google_policy(found: Found, one: Found) -> Iterator[Limit]:
    body, held = found.value, one.value
    documentation = body.get("documentation")
    content = documentation.literal("content") if documentation else ""
    base = Limit(
        at=held,
        comparison="",
        subject="",
        more=held.literal("display_name") if "${" not in held.literal("display_name") else "",
        notifies=receivers(body.get("notification_channels")),
        severity=severity(body.literal("severity")) if body.literal("severity") else None,
        runbook_url=runbook(content),
    )
    for key, value in held.entries:
        if key in _GOOGLE and value.entries:
            yield from _GOOGLE[key](base, value)


def _google_threshold(base: Limit, held: Value) -> Iterator[Limit]:
    sign, threshold = comparison(held.literal("comparison")), held.get("threshold_value")
    at = threshold or held.get("comparison")
    if sign is None or at is None:
        return
    subject = _metric_of(held.literal("filter"))
    yield replace(
        base,
        at=at,
        stated=None if threshold else "",
        implied=0,
        comparison=sign,
        subject=subject,
        condition=f"{subject} {sign} {{}} for {held.literal('duration') or '0s'}",
        for_seconds=seconds(held.literal("duration") or "0s"),
    )


def _google_absent(base: Limit, held: Value) -> Iterator[Limit]:
    at = held.get("duration") or held.get("filter")
    if at is not None:
        subject = _metric_of(held.literal("filter"))
        condition = f"{subject} is absent for {held.literal('duration')}"
        lasting = seconds(held.literal("duration"))
        yield replace(
            base, at=at, stated="", comparison="absent", subject=subject, condition=condition, for_seconds=lasting
        )


def _google_log(base: Limit, held: Value) -> Iterator[Limit]:
    at = held.get("filter")
    if at is not None:
        subject = f"log entries that match {short(at.text)}"
        condition = short(at.text, 400)
        yield replace(
            base, at=at, stated="", implied=1, comparison=">=", subject=subject, condition=condition, for_seconds=0
        )


def _google_query(base: Limit, held: Value) -> Iterator[Limit]:
    """Read a query in MQL or PromQL that ends in a comparison, or that waits for what is missing."""
    query = held.get("query")
    text = query.text if query is not None else ""
    compared = tail(text) or ((text.partition("| absent_for")[0], "absent", "") if "| absent_for" in text else None)
    if query is None or compared is None:
        return
    measured, sign, limit = compared
    measured = measured.rpartition("| condition")[0].strip() or measured
    yield replace(
        base,
        at=query,
        stated=limit,
        comparison=sign,
        subject=short(measured),
        condition=short(query.text, 400),
        for_seconds=seconds(held.literal("duration") or "0s"),
    )


def _metric_of(text: str) -> str:
    match = _METRIC_TYPE.search(text)
    return match["type"] if match else short(text)


_GOOGLE: Mapping[str, Callable[[Limit, Value], Iterator[Limit]]] = {
    "condition_threshold": _google_threshold,
    "condition_absent": _google_absent,
    "condition_matched_log": _google_log,
    "condition_monitoring_query_language": _google_query,
    "condition_prometheus_query_language": _google_query,
}


def _google_budget(found: Found, one: Found) -> Iterator[Limit]:
    threshold = one.value.get("threshold_percent")
    if threshold is None:
        return
    kind = "forecast cost" if one.value.literal("spend_basis") == "FORECASTED_SPEND" else "actual cost"
    rule = found.value.get("all_updates_rule")
    keys = ("monitoring_notification_channels", "pubsub_topic")
    told = tuple(name for key in keys for name in receivers(rule.get(key))) if rule else ()
    yield Limit(
        at=threshold,
        comparison=">=",
        subject=f"{kind} as a share of the budget",
        more=f"{kind.split()[0]} {shown(threshold)}",
        condition=f"{kind} >= {{}} of the budget",
        # Without a rule Google still writes to the administrators of the billing account.
        notifies=told or None,
    )


def _new_relic(level: str) -> Callable[[Found, Found], Iterator[Limit]]:
    """Read a term of a condition: `critical {…}`, `warning {…}` or `term { priority = "critical" }`."""

    def read(found: Found, one: Found) -> Iterator[Limit]:
        body, term = found.value, one.value
        grade = level or term.literal("priority") or "critical"
        threshold = term.get("threshold") or term.get("value")
        word = term.literal("operator") or body.literal("comparison") or "equals"
        sign = comparison(word)
        if threshold is None or sign is None:
            return
        nrql = body.get("nrql")
        query = nrql.literal("query") if nrql else ""
        subject = short(query, 240) or _new_relic_metric(body)
        lasting = _new_relic_duration(term)
        how = _FOR_ONE.get((term.literal("threshold_occurrences") or term.literal("time_function")).lower(), "for")
        is_of_baseline = body.literal("type") == "baseline"
        unit = "standard deviations" if is_of_baseline else ""
        yield Limit(
            at=threshold,
            comparison=sign,
            subject=subject,
            more="warning" if grade == "warning" else "",
            unit=unit,
            for_seconds=lasting,
            severity=severity(grade),
            condition=" ".join(
                filter(None, (subject, sign, "{}", unit, f"{how} {lasting} s" if lasting is not None else ""))
            ),
            runbook_url=body.literal("runbook_url"),
            note=short(body.literal("description")) if "${" not in body.literal("description") else "",
        )

    return read


def _new_relic_metric(body: Value) -> str:
    metric = written(body.get("metric")) or written(body.get("select"))
    event = body.literal("event")
    return " ".join(filter(None, (event, metric))) or body.literal("type")


def _new_relic_duration(term: Value) -> int | None:
    """Older forms count minutes."""
    if text := term.literal("threshold_duration"):
        return seconds(text, bare=1)
    text = term.literal("duration")
    return seconds(text, bare=60) if text else None


def _sentry(found: Found, one: Found) -> Iterator[Limit]:
    body, trigger = found.value, one.value
    threshold = trigger.get("alert_threshold")
    if threshold is None:
        return
    sign = "<" if body.literal("threshold_type") in ("1", "below") else ">"
    label = trigger.literal("label")
    query = body.literal("query")
    subject = short(" ".join(filter(None, (body.literal("aggregate"), f"where {query}" if query else ""))))
    minutes = body.literal("time_window")
    actions = [held for held in trigger.all("action") if held.entries]
    yield Limit(
        at=threshold,
        comparison=sign,
        subject=subject,
        more="warning" if label == "warning" else "",
        severity=severity(label) if label else None,
        for_seconds=seconds(minutes, bare=60) if minutes else None,
        condition=f"{subject} {sign} {{}}{f' over {minutes} minutes' if minutes else ''}",
        notifies=tuple(filter(None, (shown(held.get("target_identifier")) for held in actions))) if actions else (),
    )


def _honeycomb(found: Found, one: Found) -> Iterator[Limit]:
    sign, threshold = comparison(one.value.literal("op")), one.value.get("value")
    if sign is not None and threshold is not None:
        told = tuple(
            shown(held.get("target") or held.get("id")) for held in found.value.all("recipient") if held.entries
        )
        description = found.value.literal("description")
        yield Limit(
            at=threshold,
            comparison=sign,
            subject=short(description) or "the result of its query",
            condition=f"the result of its query {sign} {{}}",
            notifies=tuple(filter(None, told)),
        )


def _azure_scaling(found: Found, one: Found) -> Iterator[Limit]:
    metric, action = one.value.get("metric_trigger"), one.value.get("scale_action")
    sign = comparison(metric.literal("operator")) if metric else None
    threshold = metric.get("threshold") if metric else None
    if metric is None or sign is None or threshold is None:
        return
    name, window = written(metric.get("metric_name")), metric.literal("time_window")
    statistic = metric.literal("time_aggregation") or metric.literal("statistic")
    direction = action.literal("direction").lower() if action else ""
    done = f"{direction} by {action.literal('value')}" if action and direction else "scale"
    yield Limit(
        at=threshold,
        comparison=sign,
        subject=name,
        more=f"{name} {direction}".strip(),
        unit="%" if "percent" in name.lower() else "",
        for_seconds=seconds(window) if window else None,
        action=f"{done} instances" if direction else done,
        condition=f"{statistic + ' of ' if statistic else ''}{name} {sign} {{}}{_over(window)}",
    )


def _google_scaling(found: Found, one: Found) -> Iterator[Limit]:
    policy = one.value
    least, most = shown(policy.get("min_replicas")), shown(policy.get("max_replicas"))
    action = f"add instances{f', {least} to {most}' if least and most else ''}"
    for key, subject in (
        ("cpu_utilization", "CPU utilization as a share of one"),
        ("load_balancing_utilization", "load balancing utilization as a share of one"),
        ("metric", ""),
    ):
        for held in policy.all(key):
            target = held.get("target")
            said = subject or held.literal("name")
            if target is not None:
                condition = f"{said} is kept at {{}}"
                yield Limit(
                    at=target,
                    comparison=">",
                    subject=said,
                    more=key,
                    action=action,
                    condition=condition,
                    holders=(held,),
                )


def _pod_scaling(found: Found, one: Found) -> Iterator[Limit]:
    spec = one.value
    least, most = shown(spec.get("min_replicas")), shown(spec.get("max_replicas"))
    action = f"add pods{f', {least or 1} to {most}' if most else ''}"
    target = spec.get("target_cpu_utilization_percentage")
    if target is not None:
        yield Limit(
            at=target,
            comparison=">",
            subject="cpu utilization",
            unit="%",
            action=action,
            condition="cpu utilization is kept at {} %",
        )
    for metric in spec.all("metric"):
        for held in (value for _, value in metric.entries if value.entries):
            named = held.literal("name") or (held.get("metric") or held).literal("name")
            goal = held.get("target") or held
            for key, unit in (("average_utilization", "%"), ("average_value", ""), ("value", "")):
                if (at := goal.get(key)) is not None:
                    subject = f"{named} utilization" if unit else named
                    condition = f"{subject} is kept at {{}}{' %' if unit else ''}"
                    yield Limit(
                        at=at,
                        comparison=">",
                        subject=subject,
                        more=named,
                        unit=unit,
                        action=action,
                        condition=condition,
                    )


ALARMS: Mapping[str, tuple[str, Reader]] = {
    "aws_budgets_budget": ("aws-budgets", _each("", lambda whole, _: aws.budget(whole.value))),
    "aws_cloudwatch_composite_alarm": ("cloudwatch", _whole(aws.composite_alarm)),
    "aws_cloudwatch_metric_alarm": ("cloudwatch", _whole(aws.metric_alarm)),
    "azurerm_consumption_budget_management_group": ("azure-budgets", _each("notification", _azure_budget)),
    "azurerm_consumption_budget_resource_group": ("azure-budgets", _each("notification", _azure_budget)),
    "azurerm_consumption_budget_subscription": ("azure-budgets", _each("notification", _azure_budget)),
    "azurerm_monitor_activity_log_alert": ("azure-monitor", _each("criteria", _azure_event)),
    "azurerm_monitor_metric_alert": (
        "azure-monitor",
        _both(
            _each("criteria", _azure_metric),
            _each("dynamic_criteria", _azure_dynamic),
            _each("application_insights_web_test_location_availability_criteria", _azure_availability),
        ),
    ),
    "azurerm_monitor_scheduled_query_rules_alert": ("azure-monitor", _each("trigger", _azure_query)),
    "azurerm_monitor_scheduled_query_rules_alert_v2": ("azure-monitor", _each("criteria", _azure_query)),
    "datadog_monitor": ("datadog", _whole(datadog.monitor)),
    "google_billing_budget": ("google-budgets", _each("threshold_rules", _google_budget)),
    "google_monitoring_alert_policy": ("google-monitoring", _each("conditions", _google_policy)),
    "grafana_rule_group": ("grafana", _each("rule", lambda _, one: _grafana_rule(one))),
    "honeycombio_trigger": ("honeycomb", _each("threshold", _honeycomb)),
    "newrelic_alert_condition": ("new-relic", _each("term", _new_relic(""))),
    "newrelic_infra_alert_condition": (
        "new-relic",
        _both(_each("critical", _new_relic("critical")), _each("warning", _new_relic("warning"))),
    ),
    "newrelic_nrql_alert_condition": (
        "new-relic",
        _both(
            _each("critical", _new_relic("critical")),
            _each("warning", _new_relic("warning")),
            _each("term", _new_relic("")),
        ),
    ),
    "sentry_metric_alert": ("sentry", _each("trigger", _sentry)),
}
"""Resource type -> the system that watches, and the reader."""


def _grafana_rule(one: Found) -> Iterator[Limit]:
    return (replace(limit, name=one.value.literal("name")) for limit in grafana.rule(one.value))


_AUTOSCALER = _each("autoscaling_policy", _google_scaling)
_HPA = _each("spec", _pod_scaling)
SCALING: Mapping[str, tuple[str, Reader]] = {
    "aws_appautoscaling_policy": ("aws-autoscaling", _whole(aws.target_tracking)),
    "aws_autoscaling_policy": ("aws-autoscaling", _whole(aws.target_tracking)),
    "azurerm_monitor_autoscale_setting": ("azure-autoscale", _each("profile.rule", _azure_scaling)),
    "google_compute_autoscaler": ("google-autoscaler", _AUTOSCALER),
    "google_compute_region_autoscaler": ("google-autoscaler", _AUTOSCALER),
    "kubernetes_horizontal_pod_autoscaler": ("kubernetes-hpa", _HPA),
    "kubernetes_horizontal_pod_autoscaler_v1": ("kubernetes-hpa", _HPA),
    "kubernetes_horizontal_pod_autoscaler_v2": ("kubernetes-hpa", _HPA),
}
