"""What an alert's expression compares, how it is shown, and which units its names give away."""

from __future__ import annotations

import pytest

from ddd.extractors.prometheus import _promql
from ddd.extractors.prometheus._templates import unescaped, with_defaults
from ddd.extractors.prometheus.alertmanager import alertmanager
from ddd.extractors.prometheus.mixins import prometheus_mixins
from ddd.extractors.prometheus.rules import prometheus_rules
from ddd.extractors.prometheus.slos import slos
from ddd.model import Confidence, Trigger
from ddd.scan.source import Source
from tests.patience import no_hang


def _told(expression: str) -> list[tuple[str, str, float | None, str]]:
    return [(one.subject, one.sign, one.threshold, one.stated) for one in _promql.comparisons(expression)]


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("a > 1", [("a", ">", 1, "1")]),
        ("80 <= a", [("a", ">=", 80, "80")]),
        ("a > -(24 * 3600)", [("a", ">", -86400, "-(24 * 3600)")]),
        ("a > 2 ^ 3 % 5 - 1", [("a", ">", 2, "2 ^ 3 % 5 - 1")]),
        ("a > 1h", [("a", ">", 3600, "1h")]),
        ("a > +Inf", [("a", ">", None, "+Inf")]),
        ("a > 1 / 0", [("a", ">", None, "1 / 0")]),
        ("a > 10 atan2 3", [("a", ">", None, "10 atan2 3")]),
        ("a > bool 0x1F", [("a", ">", 31, "0x1F")]),
        ("a == on (x) group_left (y) b", [("a", "==", None, "b")]),
        ("1 > 2", [("1", ">", 2, "2")]),
        ('a{b=">"} != 1', [('a{b=">"}', "!=", 1, "1")]),
        ("((a > 1)) and on (x) b < 2", [("a", ">", 1, "1")]),
        ("a and b > 5", [("b", ">", 5, "5")]),
        ("a unless b > 5", [("a unless b > 5", "present", None, "")]),
        ("a > 1 or (b < 2 or absent(c))", [("a", ">", 1, "1"), ("b", "<", 2, "2"), ("c", "absent", None, "")]),
        ("absent_over_time(a[1h])", [("a[1h]", "absent", None, "")]),
        ("absent(a) * 2", [("absent(a) * 2", "present", None, "")]),
        ("absent()", []),
        ("count(a == 0)", [("a", "==", 0, "0")]),
        ("sum by (x) (a > 3) > 5", [("sum by (x) (a > 3)", ">", 5, "5")]),
        ("sum by (x) ((a > 3) or b)", [("a", ">", 3, "3"), ("b", "present", None, "")]),
        ("max(a > 3) by (x)", [("a", ">", 3, "3")]),
        ("max(a > 3) / 2", [("max(a > 3) / 2", "present", None, "")]),
        ("sum(a > bool 3)", [("sum(a > bool 3)", "present", None, "")]),
        ("sum(a[5m:1m] * (b > 1))", [("sum(a[5m:1m] * (b > 1))", "present", None, "")]),
        ("sum by", [("sum by", "present", None, "")]),
        ("(a > 1) * on (x) group_left (y) b", [("a", ">", 1, "1")]),
        ("a * on (x) group_left (y) b", [("a * on (x) group_left (y) b", "present", None, "")]),
        ("a_b > 0 and a_b / c_d > 3", [("a_b / c_d", ">", 3, "3")]),
        ("a_b > 0 and up == 1", [("a_b", ">", 0, "0")]),
        ("a > {{ limit }}", [("a", ">", None, "{{ limit }}")]),
        ("{{ all_of_it }}", []),
        ("# nothing", []),
        ("() or ()", []),
        ("a >", []),
        ("(a > 1", []),
        ("(a > 1]", []),
        ("(" * 50 + "a" + ")" * 50 + " > 1", []),
        ("a" * 30_000, []),
    ],
)
def test_what_is_compared(expression: str, told: list[tuple[str, str, float | None, str]]) -> None:
    assert _told(expression) == told


@pytest.mark.parametrize(
    ("subject", "counted"),
    [
        ("time() - a", ("age", 1)),
        ("max by (x) ((time()) - a) / 60", ("age", 60)),
        ("(a - time()) / (24 * 3600)", ("rest", 86400)),
        ("time() - time()", None),
        ("time() / 0", None),
        ("time() * 5", None),
        ("a - b", None),
        ("time() - (", None),
    ],
)
def test_how_time_is_counted(subject: str, counted: tuple[str, float] | None) -> None:
    assert _promql.clock(subject) == counted


def test_a_subject_is_cut_by_what_matters_least_first() -> None:
    long = f'sum by (instance) (rate(a_total{{path="{"x" * 130}"}}[5m])) / b'
    assert _promql.short(long) == "sum (rate(a_total)) / b"
    assert _promql.short(
        'a{job="{{ $job }}", kind="x"} - {{ b }}a'
    ) == 'a{job="{{ $job }}", kind="x"} - {{ b }}a'.replace('job="{{ $job }}", ', "").replace("{{ b }}", "")
    assert _promql.short("max by ({{ more }}, x) (a)") == "max by (x) (a)"
    assert len(_promql.short(" + ".join(["metric"] * 100))) == _promql.LONGEST_SUBJECT
    logs = f'count_over_time({{app="{"x" * 130}"}} |= "a" [5m])'
    assert _promql.short(logs).startswith('count_over_time({app="xxx')


def _alert(expression: str, more: str = "") -> Trigger:
    text = f"groups:\n- rules:\n  - alert: A\n    expr: {expression}\n{more}"
    (found,) = prometheus_rules.extract(Source("rules.yml", text.encode()))
    assert isinstance(found, Trigger)
    return found


@pytest.mark.parametrize(
    ("expression", "unit"),
    [
        ("a_seconds > 1", "s"),
        ("max(a_bytes) > 1", "bytes"),
        ("a_bytes / b_bytes > 1", ""),
        ("rate(a_bytes[5m]) > 1", ""),
        ("a_timestamp_seconds > 1", ""),
        ("a_seconds_bucket > 1", ""),
        ("histogram_quantile(0.9, rate(a_seconds_bucket[5m])) > 1", "s"),
        ("avg_over_time(a_ratio[5m]) > 0.5", "ratio"),
        ("(time() - a_last_run) / 86400 > 7", "d"),
        ("(time() - a) / 77 > 7", ""),
        ("a / b * 100 > 5", ""),
    ],
)
def test_units_come_from_names(expression: str, unit: str) -> None:
    assert _alert(expression).unit == unit


def test_a_percentage_is_one_where_the_words_say_so() -> None:
    assert _alert("a / b * 100 > 5", "    annotations: {summary: more than 5%}\n").unit == "%"


@pytest.mark.parametrize(
    ("expression", "age"),
    [
        ("time() - backup_last_success > 60", 60),
        ("time() - node_boot_time_last > 60", None),
        ("time() - a > 60", None),
        ("time() - backup_last_success < 60", None),
        ("backup_last_success - time() > 60", None),
        ("time() - backup_last_success > b", None),
    ],
)
def test_overdue_work_has_an_age(expression: str, age: int | None) -> None:
    assert _alert(expression).max_age == age


def test_what_prometheus_refuses_is_less_sure() -> None:
    assert _alert("a > 1").confidence is Confidence.HIGH
    assert _alert("a ? 3 > 1").confidence is Confidence.MEDIUM
    assert _promql.is_promql(" + ".join(["a"] * 3_000))


def test_a_fault_of_the_parser_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def failing(_: str) -> None:
        raise PanicException

    def stopped(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(_promql.promql_parser, "parse", failing)
    assert not _promql.is_promql("a offset 5x")
    monkeypatch.setattr(_promql.promql_parser, "parse", stopped)
    with pytest.raises(KeyboardInterrupt):
        _promql.is_promql("a")


def test_an_expression_nobody_understands_is_told_as_unresolved() -> None:
    assert _alert("(a > 1").note == "the condition is not understood"
    assert _alert("a > {{ b }} )").note == "a template makes the condition"


def test_templates_that_only_hide_braces_are_taken_away() -> None:
    assert unescaped("{{`{{`}} $value {{`}}`}}") == "{{ $value }}"
    assert unescaped("{{` {{ $value }} `}}") == " {{ $value }} "
    assert unescaped("{{ '{{' }} $value {{ \"}}\" }}") == "{{ $value }}"
    assert unescaped("{% raw %}{{ $value }}{%- endraw -%}") == "{{ $value }}"
    assert with_defaults('{{ dig "A" "for" "10m" .Values.custom }}') == "10m"
    assert with_defaults('{{ .Values.wait | default "5m" | quote }}') == "5m"
    assert with_defaults('{{ default "1m" .Values.wait }}') == "1m"
    assert with_defaults("{{ .Values.wait }}") == "{{ .Values.wait }}"


@pytest.mark.parametrize(
    "text",
    [
        "groups:\n- rules:\n  - alert: A\n    expr: " + "(" * 19_000,
        "groups:\n- rules:\n  - alert: A\n    expr: " + "a or " * 4_000 + "a",
        "groups:\n- rules:\n  - alert: A\n    expr: " + "sum(" * 39 + "a > 1" + ")" * 39,
        "groups:\n- rules:\n  - alert: A\n    expr: '" + '{{"`' * 4_000 + "'",
        "{{ a }}: [\n" + "  - alert: A\n    expr: up == 0\n" * 5_000,
        "{{ a }}: [\n" + "  alert: A\n" * 20_000 + "expr:",
        "expr:\n" + "{% raw %}\n" * 20_000 + "- alert: A\n",
    ],
)
def test_hostile_rules_take_little_time(text: str) -> None:
    with no_hang():
        list(prometheus_rules.extract(Source("rules.yml", text.encode())))


@pytest.mark.parametrize(
    "text",
    ["expr: alert: " + "{" * 50_000, "{expr: alert: '" * 5_000, "expr: |||\n" * 5_000, "expr: " + "/*" * 50_000],
)
def test_hostile_jsonnet_takes_little_time(text: str) -> None:
    with no_hang():
        list(prometheus_mixins.extract(Source("a.libsonnet", text.encode())))


def test_a_route_of_many_aliases_is_bounded() -> None:
    levels = "".join(f"r{n}: &r{n} {{receiver: a, routes: [{', '.join([f'*r{n - 1}'] * 9)}]}}\n" for n in range(1, 9))
    text = f"r0: &r0 {{receiver: a}}\n{levels}route: *r8\n"
    assert len(list(alertmanager.extract(Source("alertmanager.yml", text.encode())))) <= 5_000


def test_no_key_comes_into_a_fact() -> None:
    text = """
route: {receiver: a}
receivers:
- name: a
  pagerduty_configs: [{routing_key: 0123456789abcdef}]
  opsgenie_configs:
  - api_key: 0123456789abcdef
"""
    found = list(alertmanager.extract(Source("alertmanager.yml", text.encode())))
    assert len(found) == 2
    assert "0123456789abcdef" not in repr(found)


def test_files_of_other_kinds_are_left_alone() -> None:
    assert list(slos.extract(Source("a.yml", b"version: prometheus/v1\nservice: a\n"))) == []
    assert list(alertmanager.extract(Source("a.yml", b"receiver: a\n"))) == []
    assert list(prometheus_mixins.extract(Source("a.libsonnet", b"{ alert: 'A' }"))) == []
