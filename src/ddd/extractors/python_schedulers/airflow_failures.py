"""Reads what Airflow's DAGs say of failing: retries, time limits, whom they tell, who owns them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ddd.extractors.python_schedulers._facts import called, dictionaries, named
from ddd.extractors.python_schedulers._module import Call, Module, Scope, is_false, module
from ddd.extractors.python_schedulers._outcomes import Subject, retried, stopped
from ddd.model import Contact, Fact, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

SYSTEM = "airflow"

_LITERALS = (
    *("execution_timeout", "dagrun_timeout", "on_failure_callback", "on_retry_callback", "email_on_failure"),
    *("retry_delay", '"retries"', "'retries'", "sla_miss_callback", "'owner'", '"owner"', "owner="),
)
_KEYS = frozenset(
    {"retries", "retry_delay", "execution_timeout", "sla", "owner", "email", "email_on_failure", "on_failure_callback"}
    | {"dagrun_timeout", "sla_miss_callback"}
)
_DEFAULTS = re.compile(r"(?:\w{0,40}_)?(?:default_?)?args|default_?arguments", re.IGNORECASE)
_NOBODY = re.compile(r"(?i)airflow|me|admin|root|owner|default|data|etl|test|user|.*example\.(?:com|org|net)")
_ADDRESS = re.compile(r"[^\s@]{1,100}@[^\s@]{1,100}\.[^\s@]{1,50}")
_CHANNELS = re.compile(r"(?i)slack|pager_?duty|ops_?genie|e?mail|teams|discord|telegram|sns|google_?chat|mattermost")
_WHERE = ("channel", "slack_channel", "to", "slack_webhook_conn_id", "slack_conn_id", "conn_id", "integration_key_name")
_TO_MANY = 20


@dataclass(frozen=True, slots=True)
class _Settings:
    """Arguments of one DAG or one task, or defaults for its tasks."""

    values: Mapping[str, ast.expr]
    subject: Subject
    scope: Scope
    of: str
    """The DAG or the task, or the file where defaults are all there is."""


@extractor("airflow-failures", paths=("*.py",), literals=_LITERALS)
def airflow_failures(source: Source) -> Iterator[Extracted]:
    """Find what Airflow's DAGs say of failing, and whom they tell.

        default_args = {"owner": "data-team", "retries": 3, "retry_delay": timedelta(minutes=5), "email": ["a@b.org"]}

    A way of failing for each `retries` above 0 (with `retry_delay`), `execution_timeout`, `dagrun_timeout` and `sla` of
    DAGs, of default arguments, of operators and of `@task`; constants of the same file are followed, and a limit such
    as `timedelta(seconds=Variable.get("limit"))` is told as it stands. A contact for an `owner` that is not Airflow's
    own, for each address of `email` unless `email_on_failure` is False, and for `on_failure_callback` and
    `sla_miss_callback`: the function that is called, or the channel it names. Cannot be seen: what Airflow's own
    configuration says (its default retries), and whom a function of another file tells.

    Format: https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/tasks.html.
    """
    code = module(source) if "airflow" in source.text else None
    if code is None or not code.uses("airflow"):
        return
    seen: set[int] = set()
    for settings in _settings(code):
        fresh = {name: node for name, node in settings.values.items() if id(node) not in seen}
        seen.update(map(id, fresh.values()))
        yield from _facts(code, replace(settings, values=fresh))


def _settings(code: Module) -> Iterator[_Settings]:
    decorators = {id(one.decorator): one.function.name for one in code.decorated}
    for call in code.calls:
        given = {one.arg: one.value for one in call.node.keywords if one.arg in _KEYS}
        function = decorators.get(id(call.node), "")
        if call.last.endswith("DAG") or (call.last == "dag" and function):
            yield from _of_dag(code, call, given, function)
        elif given and (call.keyword("task_id") is not None or (function and "task" in call.name)):
            name = named(code, call.keyword("task_id"), call.scope) or function
            yield _Settings(given, Subject(SYSTEM, name, f"task {name}", call.node), call.scope, name)
    for target, value, scope in code.assignments:
        if isinstance(target, ast.Name) and _DEFAULTS.fullmatch(target.id) and isinstance(value, ast.Dict):
            entries = {name: node for name, _, node in dictionaries(code, value, scope) if name in _KEYS}
            if len(entries) > 1 or "owner" not in entries:
                yield _Settings(entries, Subject(SYSTEM, "", "a task"), scope, code.source.path)


def _of_dag(code: Module, call: Call, given: Mapping[str, ast.expr], function: str) -> Iterator[_Settings]:
    dag = named(code, call.keyword("dag_id") or call.argument(0), call.scope) or function
    subject = Subject(SYSTEM, dag, f"a run of the DAG {dag}", call.node)
    unpacked = [one.value for one in call.node.keywords if one.arg is None]  # `**shared`
    shared = {name: node for one in unpacked for name, _, node in dictionaries(code, one, call.scope)}
    yield _Settings({**{key: shared[key] for key in _KEYS & shared.keys()}, **given}, subject, call.scope, dag)
    if (defaults := call.keyword("default_args") or shared.get("default_args")) is not None:
        entries = {name: node for name, _, node in dictionaries(code, defaults, call.scope) if name in _KEYS}
        yield _Settings(entries, replace(subject, what=f"a task of the DAG {dag}"), call.scope, dag)


def _facts(code: Module, settings: _Settings) -> Iterator[Fact]:
    values, subject, scope = settings.values, settings.subject, settings.scope
    if (times := values.get("retries")) is not None:
        yield from retried(code, subject, times, values.get("retry_delay"), scope)
    if (limit := values.get("execution_timeout")) is not None:
        task = replace(subject, what=subject.what.replace("a run of the DAG", "a task of the DAG"))
        yield from stopped(code, task, limit, scope)
    if (limit := values.get("dagrun_timeout")) is not None:
        yield from stopped(code, subject, limit, scope, "the run has failed")
    if (limit := values.get("sla")) is not None:
        yield from stopped(code, subject, limit, scope, "the SLA is missed; the task runs on")
    yield from _owners(code, settings)
    if (given := values.get("email")) is not None and not is_false(values.get("email_on_failure")):
        yield from _addresses(code, settings, given)
    for key, role in (("on_failure_callback", "told of failures"), ("sla_miss_callback", "told of missed SLAs")):
        if (callback := values.get(key)) is not None:
            yield from _callbacks(code, settings, callback, role)


def _owners(code: Module, settings: _Settings) -> Iterator[Contact]:
    given = settings.values.get("owner")
    value = code.follow(given, settings.scope) if given is not None else None
    for one in (value.text or "").split(",") if value is not None else ():
        owner = one.strip()
        if value is not None and owner and not _NOBODY.fullmatch(owner):
            yield _contact(code, settings, value.node, "owner", "email" if _ADDRESS.fullmatch(owner) else "", owner)


def _addresses(code: Module, settings: _Settings, given: ast.expr) -> Iterator[Contact]:
    node = code.follow(given, settings.scope).node
    many = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    for one in many[:_TO_MANY]:
        value = code.follow(one, settings.scope)
        for address in (part.strip() for part in (value.text or "").split(",")):
            if _ADDRESS.fullmatch(address) and not _NOBODY.fullmatch(address):
                yield _contact(code, settings, value.node, "told of failures", "email", address)


def _callbacks(code: Module, settings: _Settings, given: ast.expr, role: str) -> Iterator[Contact]:
    node = code.follow(given, settings.scope).node
    for one in (node.elts if isinstance(node, ast.List | ast.Tuple) else [node])[:_TO_MANY]:
        name = called(code, one) if isinstance(one, ast.Name | ast.Attribute | ast.Call) else ""
        if not name:
            continue
        found = _CHANNELS.search(name)
        where = _said(code, one, settings.scope) if isinstance(one, ast.Call) else ""
        channel = found[0].lower().replace("_", "") if found else "callback"
        yield _contact(code, settings, one, role, channel, where or name)


def _said(code: Module, call: ast.Call, scope: Scope) -> str:
    """Return the channel, address or connection that a notifier is given."""
    given = {one.arg: one.value for one in call.keywords}
    texts = (code.follow(given[key], scope).text for key in _WHERE if key in given)
    return next((text for text in texts if text), "")


def _contact(code: Module, settings: _Settings, node: ast.expr, role: str, channel: str, address: str) -> Contact:
    places = {place.line: place for place in map(code.place, filter(None, (node, settings.subject.user)))}
    return Contact(
        system=SYSTEM,
        name=address,
        role=role,
        channel=channel,
        address=address if channel else "",
        scope=settings.of,
        note="" if settings.subject.name in ("", settings.of) else f"of {settings.subject.name}",
        evidence=tuple(places.values()),
    )
