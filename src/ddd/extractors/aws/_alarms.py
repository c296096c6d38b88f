"""Reads what alarms, budgets and scaling policies of AWS say, whoever writes them down: Terraform, CloudFormation.

The keys are Terraform's; CloudFormation's are brought to the same form (`EvaluationPeriods`, `evaluation_periods`).
Format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddd.extractors._hcl import Kind, Value
from ddd.extractors._limits import Limit, receivers, runbook, short, shown, spoken, written
from ddd.measures import comparison, number

_UNITS = {"percent": "%", "seconds": "s", "milliseconds": "ms", "microseconds": "us", "bytes": "bytes"}
# What AWS documents for its own metrics; a custom metric's unit is said by nobody.
_UNIT_OF = re.compile(
    r"(?P<percent>(?:CPU|Memory|Disk|Mem|DiskSpace|PercentIOLimit|Storage|GPU)\w*Utilization|PercentIOLimit|"
    r"EngineCPUUtilization|DatabaseMemoryUsagePercentage|BurstBalance|EBS(?:IO|Byte)Balance%|(?:disk|mem)_used_percent)|"
    r"(?P<bytes>FreeStorageSpace|FreeableMemory|SwapUsage|BytesUsedForCache|FreeLocalStorage|VolumeBytesUsed)|"
    r"(?P<seconds>ApproximateAgeOfOldestMessage|TargetResponseTime|ReplicaLag|ReadLatency|WriteLatency)|"
    r"(?P<milliseconds>IteratorAge|AuroraReplicaLag|ReplicationLatency)"
)
_TWO_SIDED = {
    "greaterthanupperthreshold": (">",),
    "lessthanlowerthreshold": ("<",),
    "lessthanlowerorgreaterthanupperthreshold": (">", "<"),
}
_IS_ACTION = ("policy", ":automate:", "ec2:recover", "ec2:reboot", "ec2:stop", "ec2:terminate", "scaling")
_MISSING = {
    "breaching": "missing data count as breaching",
    "ignore": "missing data leave the alarm as it is",
    "notbreaching": "missing data count as good",
}
_METRICS = {
    "ASGAverageCPUUtilization": ("average CPU utilization", "%"),
    "ECSServiceAverageCPUUtilization": ("average CPU utilization", "%"),
    "ECSServiceAverageMemoryUtilization": ("average memory utilization", "%"),
    "RDSReaderAverageCPUUtilization": ("average CPU utilization of the readers", "%"),
    "DynamoDBReadCapacityUtilization": ("read capacity utilization", "%"),
    "DynamoDBWriteCapacityUtilization": ("write capacity utilization", "%"),
    "LambdaProvisionedConcurrencyUtilization": ("provisioned concurrency utilization", ""),
}
_MAX_DIMENSIONS = 8
_LONGEST = 366 * 86_400
"""Seconds: CloudWatch looks no further back."""


def metric_alarm(body: Value) -> Iterator[Limit]:
    """Read an alarm: threshold, comparison, how many periods of what length, and whom it tells."""
    word = body.literal("comparison_operator")
    signs = _TWO_SIDED.get(word.lower()) or tuple(filter(None, (comparison(word),)))
    queried = _queried(body)
    threshold = body.get("threshold")
    if not signs or not (queried or body.literal("metric_name")) or (threshold is None and len(_band(body)) == 0):
        return
    metric = _metric(queried) or body
    subject, unit = _subject(body, queried, metric)
    actions = receivers(body.get("alarm_actions"))
    taken, told = [one for one in actions if _is_action(one)], tuple(one for one in actions if not _is_action(one))
    is_mute = body.literal("actions_enabled") == "false"
    for sign in signs:
        yield Limit(
            at=threshold or body.get("comparison_operator") or body,
            stated=None if threshold else "",
            comparison=sign,
            subject=subject,
            more={">": "above", "<": "below"}[sign] if len(signs) > 1 else "",
            unit=unit,
            for_seconds=_lasts(body, metric),
            severity=None,
            action=", ".join(taken),
            condition=_condition(body, metric, subject, sign, "{}" if threshold else f"the band {_band(body)}"),
            notifies=() if is_mute else None if taken and not told else told,
            runbook_url=runbook(body.literal("alarm_description")),
            note="; ".join(filter(None, _notes(body, is_mute))),
        )


def composite_alarm(body: Value) -> Iterator[Limit]:
    """Read an alarm made of alarms."""
    rule = body.get("alarm_rule")
    if rule is None or not shown(rule):
        return
    text = short(shown(rule))
    yield Limit(
        at=rule,
        stated="",
        comparison="==",
        subject="state of other alarms",
        condition=text,
        notifies=receivers(body.get("alarm_actions")),
        for_seconds=0,
        note=_description(body),
    )


def budget(body: Value, name: str = "") -> Iterator[Limit]:
    """Read the notifications of a budget: a share of it, or an amount, spent or foreseen."""
    holder = body.get("budget") or body
    limit = holder.get("budget_limit")
    amount, currency = (
        (spoken(limit.get("amount")), limit.literal("unit"))
        if limit and limit.entries
        else (spoken(holder.get("limit_amount")), holder.literal("limit_unit"))
    )
    listed = body.get("notifications_with_subscribers")
    for held in listed.items if listed else body.all("notification"):
        said = held.get("notification") or held
        sign, threshold = comparison(said.literal("comparison_operator").replace("_", "")), said.get("threshold")
        if sign is None or threshold is None:
            continue
        is_share = said.literal("threshold_type").upper() != "ABSOLUTE_VALUE"
        kind = "forecast cost" if said.literal("notification_type").upper() == "FORECASTED" else "actual cost"
        period = holder.literal("time_unit").lower()
        of = f" of the {period} budget{f' of {amount} {currency}'.rstrip() if amount else ''}".replace("  ", " ")
        people = (said.get(key) for key in ("subscriber_email_addresses", "subscriber_sns_topic_arns"))
        subscribers = held.get("subscribers")
        yield Limit(
            at=threshold,
            comparison=sign,
            subject=f"{kind}{of}",
            more=f"{kind.split()[0]} {shown(threshold)}{'%' if is_share else ''}",
            unit="%" if is_share else currency,
            condition=f"{kind} {sign} {{}}{' %' if is_share else ''}{of}",
            notifies=(
                tuple(shown(one.get("address")) for one in subscribers.items)
                if subscribers
                else tuple(one for value in people for one in receivers(value))
            ),
        )


def target_tracking(body: Value) -> Iterator[Limit]:
    """Read a scaling policy that keeps a metric at a value; of one by steps the alarm that calls it is the trigger."""
    for key in ("target_tracking_scaling_policy_configuration", "target_tracking_configuration"):
        for held in body.all(key):
            target = held.get("target_value")
            if target is None:
                continue
            subject, unit = _tracked(held)
            grows_only = held.literal("disable_scale_in") == "true"
            action = "scale out" if grows_only else "scale out, and in again below it"
            yield Limit(
                at=target,
                comparison=">",
                subject=subject,
                unit=unit,
                action=action,
                condition=f"{subject} is kept at {{}} {unit}".strip(),
                holders=(held,),
            )


def _tracked(held: Value) -> tuple[str, str]:
    for key in ("predefined_metric_specification", "predefined_scaling_metric_specification"):
        predefined = held.get(key)
        if predefined:
            kind = spoken(predefined.get("predefined_metric_type"))
            return _METRICS.get(kind, (kind, "%" if kind.endswith("Utilization") else ""))
    custom = held.get("customized_metric_specification")
    if custom is None:
        return "the metric it tracks", ""
    return _subject(custom, _queried(custom), _metric(_queried(custom)) or custom)


def _queried(body: Value) -> Value | None:
    """Return the query whose result is judged, of an alarm that computes one."""
    queries = _queries(body)
    returning = [one for one in queries if one.literal("return_data").lower() == "true"]
    computing = [one for one in queries if one.literal("expression") and "ANOMALY" not in one.literal("expression")]
    plain = [one for one in queries if not one.literal("expression")]
    if body.get("threshold_metric_id"):
        return next(iter([*plain, *computing]), None)
    chosen = next(iter([*returning, *computing, *queries]), None)
    same = [one for one in plain if chosen and one.literal("id") == chosen.literal("expression").strip()]
    return same[0] if same else chosen


def _metric(query: Value | None) -> Value | None:
    if query is None:
        return None
    held = query.get("metric_stat") or query.get("metric")
    inner = held.get("metric") if held else None
    if held is None or inner is None:
        return held
    return Value(Kind.OBJECT, "", held.line, held.column, entries=(*held.entries, *inner.entries))


def _subject(body: Value, queried: Value | None, metric: Value) -> tuple[str, str]:
    """Return what is measured and its unit."""
    expression = queried.literal("expression") if queried else ""
    if expression:
        label = queried.literal("label") if queried else ""
        return short(f"{label}: {expression}" if label else expression), ""
    name = spoken(metric.get("metric_name"))
    known = _UNIT_OF.fullmatch(name) if metric.literal("namespace") != "AWS/ES" else None  # which counts megabytes
    unit = _UNITS.get(body.literal("unit").lower()) or _UNITS.get(metric.literal("unit").lower())
    of = ", ".join(f"{key}={value}" for key, value in _dimensions(metric) if value)
    told = " ".join(filter(None, (spoken(metric.get("namespace")), name)))
    return short(f"{told} of {of}" if of else told, 240), unit or (_UNITS[known.lastgroup or ""] if known else "")


def _dimensions(metric: Value) -> Iterator[tuple[str, str]]:
    for held in metric.all("dimensions"):
        for one in held.items[:_MAX_DIMENSIONS] if held.kind is Kind.LIST else ():
            yield one.literal("name"), spoken(one.get("value"))
        for key, value in held.entries[:_MAX_DIMENSIONS]:
            yield key, spoken(value)


def _lasts(body: Value, metric: Value) -> int | None:
    """Return how long the condition must hold before the alarm is raised, in seconds."""
    period, times = _whole(_period(body, metric)), _whole(body.get("evaluation_periods"))
    needed = _whole(body.get("datapoints_to_alarm")) if body.get("datapoints_to_alarm") else times
    if period is None or times is None:
        return None
    return period * (min(times, needed) if needed else times)


def _period(body: Value, metric: Value) -> Value | None:
    """Return the length of a period; of what is computed that of the metrics it is computed of."""
    own = metric.get("period") or body.get("period")
    return own or next((found for one in _queries(body) if (found := (_metric(one) or one).get("period"))), None)


def _queries(body: Value) -> list[Value]:
    listed = body.get("metrics")
    return [*body.all("metric_query"), *(listed.items if listed else ())]


def _whole(value: Value | None) -> int | None:
    found = number(written(value))
    return int(found) if found is not None and 0 < found < _LONGEST else None


def _condition(body: Value, metric: Value, subject: str, sign: str, limit: str) -> str:
    statistic = shown(metric.get("stat") or body.get("statistic") or body.get("extended_statistic"))
    period, times = written(_period(body, metric)), written(body.get("evaluation_periods"))
    needed = written(body.get("datapoints_to_alarm"))
    of = f"{needed} of {times}" if needed and needed != times else times
    periods = "period" if of == "1" else "periods"
    lasting = f" in {of} {periods}{f' of {period} s' if period else ''}" if times else ""
    return f"{statistic + ' of ' if statistic else ''}{subject} {sign} {limit}{lasting}"


def _band(body: Value) -> str:
    """Return the band that an alarm for anomalies compares with; empty: it compares with a number."""
    if body.get("threshold_metric_id") is None:
        return ""
    bands = (one.literal("expression") for one in _queries(body) if "ANOMALY" in one.literal("expression"))
    return next(bands, "of the metric")


def _notes(body: Value, is_mute: bool) -> Iterator[str]:
    yield _description(body)
    yield "its actions are disabled" if is_mute else ""
    yield _MISSING.get(body.literal("treat_missing_data").lower(), "")


def _description(body: Value) -> str:
    text = body.literal("alarm_description")
    return "" if "${" in text else short(text, 200)


def _is_action(name: str) -> bool:
    """Tell whether what an alarm calls does something instead of telling somebody."""
    return any(word in name.lower() for word in _IS_ACTION)
