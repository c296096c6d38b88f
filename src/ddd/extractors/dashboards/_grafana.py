"""Reads what alerts of Grafana say: rules of unified alerting and alerts of a panel, in whatever file they stand.

Format: https://grafana.com/docs/grafana/latest/alerting/set-up/provision-alerting-resources/file-provisioning/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from yaml.nodes import Node

from ddd.extractors._hcl import Kind, Value, from_json
from ddd.extractors._limits import Limit, runbook, short, tail, written
from ddd.measures import comparison, number, seconds, severity
from ddd.model import State, replace
from ddd.scan.unreadable import Unreadable
from ddd.scan.yaml_nodes import compose

_EVALUATORS: Mapping[str, tuple[str, ...]] = {
    "outside_range": ("<", ">"),
    "outside_range_included": ("<=", ">="),
    "within_range": (">", "<"),
    "within_range_included": (">=", "<="),
    "no_value": ("absent",),
}
_DEEPEST = 6
_MAX_LABELS = 12
_QUERIES = (
    "expr",
    "expression",
    "query",
    "rawSql",
    "rawQuery",
    "target",
    "metric",
    "metricName",
    "promql",
    "queryText",
)
_JOINT = re.compile(r"&&|\|\|")
_LONGEST = 2_000
_REFERENCE = re.compile(r"\$\{?(?P<ref>[A-Za-z_]\w{0,40})\}?")


def rule(body: Value) -> Iterator[Limit]:
    """Read a rule of unified alerting: the expression that is its condition, followed to the query it judges."""
    told = body.get("grafana_alert") or body
    queries = {_either(one, "refId", "ref_id"): one for one in _all(told, "data") if one.entries}
    wanted = told.literal("condition")
    model = _model(queries.get(wanted))
    if model is None:
        return
    labels = body.get("labels")
    annotations = body.get("annotations")
    words = tuple((key, value.text) for key, value in (labels.entries if labels else ()) if value.kind is Kind.TEXT)
    texts = {key: value.text for key, value in (annotations.entries if annotations else ())}
    settings = told.get("notification_settings")
    grave = next((value for key, value in words if key.lower() in ("severity", "priority", "level")), "")
    for limit in _of_expression(model, queries):
        yield replace(
            limit,
            subject=limit.subject or told.literal("title") or told.literal("name"),
            for_seconds=_for(body),
            severity=severity(grave),
            labels=words[:_MAX_LABELS],
            notifies=(receiver,) if settings and (receiver := _either(settings, "receiver", "contact_point")) else None,
            runbook_url=texts.get("runbook_url", "") or runbook(*texts.values()),
            note=short(texts.get("summary", "") or texts.get("description", "")),
            state=State.SUSPENDED if _either(told, "isPaused", "is_paused") == "true" else State.ACTIVE,
        )


def panel(body: Value) -> Iterator[Limit]:
    """Read the alert of a panel, as Grafana before 11 has it; a panel's `thresholds` only paint it."""
    alert = body.get("alert")
    if alert is None or not alert.entries:
        return
    queries = {one.literal("refId"): one for one in _all(body, "targets")}
    told = tuple(one.literal("name") or one.literal("uid") or one.literal("id") for one in _all(alert, "notifications"))
    for limit in _of_conditions(alert, queries, otherwise=body.literal("title")):
        yield replace(
            limit,
            for_seconds=_for(alert),
            notifies=tuple(filter(None, told)),
            runbook_url=runbook(alert.literal("message")),
            note=short(alert.literal("message"), 200),
        )


def _of_expression(model: Value, queries: Mapping[str, Value]) -> Iterator[Limit]:
    kind = model.literal("type")
    if kind in ("classic_conditions", "threshold"):
        subject = _followed(model.literal("expression"), queries) if kind == "threshold" else ""
        yield from _of_conditions(model, queries, subject)
    elif kind == "math":
        yield from _of_math(model, queries)
    elif query := _query(model):
        yield from _of_query(model, query)


def _of_conditions(
    holder: Value, queries: Mapping[str, Value], subject: str = "", otherwise: str = ""
) -> Iterator[Limit]:
    for condition in _all(holder, "conditions"):
        evaluator = condition.get("evaluator")
        if evaluator is None:
            continue
        kind = evaluator.literal("type")
        params = _all(evaluator, "params")
        asked = [one.text for one in _all(condition.get("query") or condition, "params")]
        measured = subject or (_followed(asked[0], queries) if asked else "") or otherwise
        reducer = (condition.get("reducer") or condition).literal("type")
        reducer = reducer if reducer in ("avg", "sum", "min", "max", "last", "count", "median", "diff") else ""
        said = f"{reducer}({measured})" if reducer and measured else measured
        signs = _EVALUATORS.get(kind) or tuple(filter(None, (comparison(kind),)))
        ends = " to ".join(written(one) for one in params[:2])
        of_range = f"{said} is {kind.partition('_')[0]} {ends}" if len(signs) > 1 else ""
        for index, sign in enumerate(signs):
            is_absent = sign == "absent"
            at = evaluator if is_absent or index >= len(params) else params[index]
            if not is_absent and not written(at):
                continue
            yield Limit(
                at=at,
                stated="" if is_absent else None,
                comparison=sign,
                subject=measured,
                more={"<": "below", ">": "above"}.get(sign[0], "") if len(signs) > 1 else "",
                condition=of_range or (f"{said} has no value" if is_absent else f"{said} {sign} {{}}"),
            )


def _of_math(model: Value, queries: Mapping[str, Value]) -> Iterator[Limit]:
    """Read a formula: each of its comparisons with a number is a limit of its own."""
    expression = model.get("expression")
    parts = _JOINT.split(expression.text[:_LONGEST]) if expression is not None else []
    compared = [found for part in parts if (found := tail(part.strip(" ()\n")))]
    for measured, sign, limit in compared if expression is not None else ():
        if number(limit) is None and not limit.startswith("${"):
            continue  # two things measured, compared with each other
        names = [match["ref"] for match in _REFERENCE.finditer(measured)][:4]
        queried = dict.fromkeys(filter(None, (_followed(name, queries) for name in names)))
        yield Limit(
            at=expression or model,
            stated=limit,
            comparison=sign,
            subject=short("; ".join(queried), 240) or measured,
            more=measured.replace("$", "") if len(compared) > 1 else "",
            condition=short(expression.text if expression else ""),
        )


def _of_query(model: Value, query: Value) -> Iterator[Limit]:
    """A query of its own may be the condition: what it still returns is what alerts."""
    compared = tail(query.text)
    if compared is not None:
        measured, sign, limit = compared
        yield Limit(at=query, stated=limit, comparison=sign, subject=short(measured), condition=short(query.text))


def _followed(name: str, queries: Mapping[str, Value]) -> str:
    """Return the query that an expression judges, through what reduces it."""
    for _ in range(_DEEPEST):
        model = _model(queries.get(name.lstrip("$").strip("{}")))
        if model is None:
            break
        if query := _query(model):
            return short(query.text, 240)
        name = model.literal("expression")
    return ""


def _query(model: Value) -> Value | None:
    if model.literal("type") in ("math", "reduce", "threshold", "resample", "classic_conditions"):
        return None
    found = (value for key in _QUERIES if (value := model.get(key)) and value.kind is Kind.TEXT and value.text.strip())
    return next(found, None)


def _model(query: Value | None) -> Value | None:
    """Return the model of a query; Terraform may hold it as text in JSON, whose lines follow that of the text."""
    model = query.get("model") if query else None
    if query is None or model is None:
        return query if query is not None and query.get("expr") else None
    if model.entries:
        return model
    return _of_text(model) if model.kind is Kind.TEXT and model.text.lstrip().startswith("{") else None


def _of_text(model: Value) -> Value | None:
    try:
        documents: list[Node] = compose(model.text.replace("\t", " "))
    except Unreadable:  # held together by interpolations: no JSON before Terraform has rendered it
        return None
    return _moved(from_json(documents[0]), model.line - 1, 0) if documents else None


def _moved(value: Value, by: int, depth: int) -> Value:
    return Value(
        value.kind,
        value.text,
        value.line + by,
        value.column,
        entries=tuple((key, _moved(one, by, depth + 1)) for key, one in value.entries),
        items=tuple(_moved(one, by, depth + 1) for one in value.items),
    )


def _for(body: Value) -> int | None:
    text = body.literal("for")
    return seconds(text, bare=1) if text else None


def _either(body: Value, *keys: str) -> str:
    return next((text for key in keys if (text := body.literal(key))), "")


def _all(body: Value, key: str) -> list[Value]:
    """Return the entries of a list, or the blocks of that name."""
    return [item for one in body.all(key) for item in (one.items if one.kind is Kind.LIST else (one,))]
