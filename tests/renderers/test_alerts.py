"""The alert rules are what promtool accepts, and say of each task what its cadence and its owner are."""

import shutil
import subprocess
import time
from html import unescape
from urllib.parse import unquote

import pytest
import yaml

from ddd import metrics
from ddd.generated import is_generated
from ddd.model import Cadence, EscalationStep, Severity, State, replace
from ddd.renderers import Options
from ddd.renderers.alerts import _words as alert_words
from ddd.renderers.alerts import rules as alert_rules
from ddd.renderers.alerts.sources import metric_sources
from ddd.renderers.book.runbooks import runbooks
from tests import promtool

from . import alert_plans, plans, reading

BASES = {"relative": "", "absolute": "https://runbooks.example/ops/", "template": 'https://x/{{ item }}"/{% y %}/{'}
PLANS = {**plans.PLANS, "all_sources": alert_plans.all_sources()}


def pages(plan, options=None):
    return {one.path: one.text for one in alert_rules.alerts.render(reading.book(plan, options))}


def written(plan, folder, options=None):
    for path, text in pages(plan, options).items():
        (folder / path).write_text(text)
    return folder / "alerts.yml", folder / "alerts.test.yml"


def rules_of(file):
    return yaml.safe_load(file.read_text())["groups"][0]["rules"]


def rule(file, name):
    return next(one for one in rules_of(file) if one.get("alert") == name)


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("name", PLANS)
def test_promtool_accepts_the_rules_and_their_cases_hold(name, base, tmp_path):
    rules, cases = written(PLANS[name], tmp_path, Options(runbook_base_url=base))
    checked = promtool.check_rules(rules)
    assert checked.returncode == 0, checked.stderr
    proven = promtool.run_cases(cases)
    assert proven.returncode == 0, proven.stdout + proven.stderr


def test_each_task_has_its_named_cases():
    every = alert_plans.all_sources()
    plan = replace(every, tasks=every.tasks[:8])  # more share those that take days
    names = [test["name"] for test in yaml.safe_load(pages(plan)["alerts.test.yml"])["tests"]]
    assert len(names) == len(set(names))
    for task in plan.tasks:
        cases = [name.removeprefix(f"{task.id}: ").split(":")[0] for name in names if name.startswith(f"{task.id}: ")]
        assert {
            "done ten minutes later than the longest gap, still within the grace",
            "late by a second",
            "failed, or not done by the next due time",
            "never done",
        } <= set(cases)


def test_many_tasks_share_their_tests(tmp_path):
    """A test loads all rules: one of its own for each of 500 tasks would take an hour."""
    plan = alert_plans.many(41)
    tests = yaml.safe_load(pages(plan)["alerts.test.yml"])["tests"]
    # 41 tasks, five a test: nine times three cases; eleven a test that takes a day: four; four that are of all, and
    # three of the daily check.
    assert len(tests) == 9 * 3 + 4 + 4 + 3
    names = [test["name"] for test in tests]
    assert "task-000 … task-004 (5 tasks): late by a second: fires" in names
    assert any(name.startswith("task-033 … task-040 (8 tasks): never done: fires") for name in names)
    _, cases = written(plan, tmp_path)
    assert promtool.run_cases(cases).returncode == 0


@pytest.mark.slow
def test_five_hundred_tasks_are_proven_in_a_minute_or_so(tmp_path):
    _, cases = written(alert_plans.many(500), tmp_path)
    began = time.monotonic()
    assert promtool.run_cases(cases).returncode == 0
    print(f"500 tasks: {time.monotonic() - began:.0f} s")


@pytest.mark.parametrize("base", ["", "https://runbooks.example/ops/", "https://runbooks.example/ops"])
@pytest.mark.parametrize("name", ["everything", "all_sources", "hostile"])
def test_every_runbook_url_leads_to_an_anchor_of_a_page(name, base):
    plan, options = PLANS[name], Options(runbook_base_url=base)
    runbook_pages = {one.path: one.text for one in runbooks.render(reading.book(plan, options))}
    tests = yaml.safe_load(pages(plan, options)["alerts.test.yml"])["tests"]
    urls = {
        alert["exp_annotations"]["runbook_url"]
        for test in tests
        for case in test.get("alert_rule_test", ())
        for alert in case["exp_alerts"]
        if alert["exp_labels"].get("task") in {task.id for task in plan.tasks}
    }
    prefix = f"{base.rstrip('/')}/" if base else ""
    assert len(urls) == len(plan.tasks)
    for url in urls:
        assert url.startswith(prefix)
        page, _, anchor = url.removeprefix(prefix).partition("#")
        assert {anchor, unquote(anchor)} & set(map(unescape, reading.anchors(runbook_pages[page])))


def test_the_resource_of_the_operator_holds_the_same_groups(tmp_path):
    """Its `spec` is a rule file: https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusRule"""
    made = pages(alert_plans.all_sources())
    resource = yaml.safe_load(made["alerts.prometheusrule.yml"])
    assert (resource["apiVersion"], resource["kind"]) == ("monitoring.coreos.com/v1", "PrometheusRule")
    assert resource["metadata"]["name"] == "ddd-maintenance"
    assert resource["spec"] == yaml.safe_load(made["alerts.yml"])
    (tmp_path / "spec.yml").write_text(yaml.safe_dump(resource["spec"]))
    assert promtool.check_rules(tmp_path / "spec.yml").returncode == 0


def test_every_file_says_that_it_is_generated():
    for plan in PLANS.values():
        assert all(is_generated(text.encode()) for text in pages(plan).values())


def test_a_task_is_overdue_after_its_longest_gap_and_grace(tmp_path):
    rules, _ = written(plans.plan_of(plans.documented()), tmp_path)
    recorded = {one["record"]: one for one in rules_of(rules) if "record" in one}
    assert recorded[metrics.MAX_AGE]["expr"] == f"vector({86_400 + 8_640})"
    assert recorded[metrics.GRACE]["expr"] == "vector(8640)"
    assert recorded[metrics.MAX_AGE]["labels"] == {
        "task": "roles/backup/nightly-backup",
        "cadence": "daily",
        "severity": "critical",
        "owner": "@harbour/dba",
    }


def test_a_task_without_an_owner_has_no_label_for_one(tmp_path):
    rules, _ = written(plans.plan_of(plans.bare()), tmp_path)
    assert all("owner" not in one["labels"] for one in rules_of(rules) if "record" in one)


@pytest.mark.parametrize(
    ("cadence", "alert", "severity"),
    [
        (Cadence.SUB_DAILY, "SubDailyMaintenanceOverdue", "critical"),
        (Cadence.DAILY, "DailyMaintenanceOverdue", "critical"),
        (Cadence.WEEKLY, "WeeklyMaintenanceOverdue", "critical"),
        (Cadence.MONTHLY, "MonthlyMaintenanceOverdue", "warning"),
        (Cadence.QUARTERLY, "QuarterlyMaintenanceOverdue", "warning"),
        (Cadence.SEMIANNUAL, "SemiannualMaintenanceOverdue", "warning"),
        (Cadence.ANNUAL, "AnnualMaintenanceOverdue", "warning"),
    ],
)
def test_each_cadence_has_its_alert_only_where_it_has_tasks(cadence, alert, severity, tmp_path):
    task = replace(plans.documented(), cadence=cadence, failure_modes=())
    rules, _ = written(plans.plan_of(task), tmp_path)
    names = [one["alert"] for one in rules_of(rules) if "alert" in one]
    assert names == [alert, "MaintenanceNeverReported", "MaintenanceFailed"]
    assert rules_of(rules)[0]["labels"]["severity"] == severity
    assert rule(rules, "MaintenanceNeverReported")["labels"] == {"severity": "warning"}


def step(severity, line=52, **more):
    return EscalationStep(who="@dba", severity=severity, evidence=(plans.place(".ddd/tasks.yaml", line),), **more)


@pytest.mark.parametrize(
    ("word", "levels", "told", "expected"),
    [
        (None, (), (), "warning"),  # nobody says: by its cadence
        (None, ("critical",), (), "critical"),
        (None, ("", "Critical"), (), "critical"),
        (None, ("info",), (), "info"),
        (None, (), ("critical",), "critical"),
        (Severity.INFO, ("info",), (), "info"),
        (Severity.INFO, ("info",), ("critical", "info"), "critical"),
        (None, ("P1",), ("soon",), "warning"),  # no word for how grave it is that ddd knows
    ],
)
def test_how_grave_an_alert_is_the_repository_says_first(word, levels, told, expected, tmp_path):
    mode = plans.failure("it broke", 4, severity=word, id="mode")
    task = replace(plans.documented(), cadence=Cadence.MONTHLY, failure_modes=(mode,))
    made = replace(
        plans.plan_of(task), levels={task.id: tuple(map(step, levels))}, escalations={"mode": tuple(map(step, told))}
    )
    rules, cases = written(made, tmp_path)
    assert rules_of(rules)[0]["labels"]["severity"] == expected
    assert rule(rules, "MaintenanceNeverReported")["labels"] == {"severity": "warning"}
    assert promtool.run_cases(cases).returncode == 0


def test_a_failure_that_is_suppressed_or_gone_makes_nothing_grave(tmp_path):
    modes = (
        plans.failure("quiet", 4, severity=Severity.CRITICAL, suppressed=True),
        plans.failure("gone", 5, severity=Severity.CRITICAL, state=State.ABSENT),
    )
    task = replace(plans.documented(), cadence=Cadence.MONTHLY, failure_modes=modes)
    rules, _ = written(plans.plan_of(task), tmp_path)
    assert rules_of(rules)[0]["labels"]["severity"] == "warning"


@pytest.mark.parametrize("base", ["", "https://runbooks.example/ops/"])
def test_the_alerts_about_the_check_are_a_group_of_their_own_and_lead_to_their_section(base, tmp_path):
    options = Options(runbook_base_url=base)
    rules, _ = written(plans.plan_of(plans.documented()), tmp_path, options)
    of_check = yaml.safe_load(rules.read_text())["groups"][1]
    assert of_check["name"] == "ddd-check"
    assert {one["alert"]: one["labels"]["severity"] for one in of_check["rules"]} == {
        "MaintenanceCheckFailed": "warning",
        "MaintenanceCheckStopped": "critical",
        "MaintenanceDeliveryPoor": "warning",
        "MaintenanceCheckTellsNobody": "warning",
    }
    (page,) = metric_sources.render(reading.book(plans.plan_of(plans.documented()), options))
    assert {one["annotations"]["runbook_url"] for one in of_check["rules"]} == {f"{base}alerts.md#the-daily-check"}
    assert page.path == "alerts.md"
    assert "\n## The daily check\n" in page.text
    assert all(one["alert"] in page.text for one in of_check["rules"])


def test_the_text_of_a_repository_stands_in_no_annotation(tmp_path):
    """It reaches an annotation as the value of a label only, which Prometheus does not execute."""
    rules, cases = written(plans.plan_of(plans.hostile()), tmp_path)
    annotations = [text for one in rules_of(rules) if "alert" in one for text in one["annotations"].values()]
    assert annotations
    assert not any("item" in text or "script" in text for text in annotations)
    assert "{{ item }}" in rules_of(rules)[0]["labels"]["owner"]
    assert promtool.run_cases(cases).returncode == 0


@pytest.mark.parametrize("words", ["plain", "{{ item }}", '"{{" \\ `', "a { b", "", "{{ $labels.task }}\n", "é {"])
def test_a_literal_survives_the_template_of_prometheus(words, tmp_path):
    """promtool expands the annotation and must find exactly the words."""
    one = {"alert": "X", "expr": "vector(1)", "annotations": {"a": alert_words.literal(words)}}
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "x", "rules": [one]}]}))
    alert = {"eval_time": "0m", "alertname": "X", "exp_alerts": [{"exp_annotations": {"a": words}}]}
    cases = {"rule_files": ["rules.yml"], "tests": [{"interval": "1m", "alert_rule_test": [alert]}]}
    (tmp_path / "cases.yml").write_text(yaml.safe_dump(cases))
    assert promtool.check_rules(tmp_path / "rules.yml").returncode == 0
    done = promtool.run_cases(tmp_path / "cases.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_plan_without_tasks_has_no_rules():
    made = pages(plans.empty())
    assert yaml.safe_load(made["alerts.yml"]) == {"groups": []}
    assert yaml.safe_load(made["alerts.test.yml"])["tests"] == []


def test_a_label_value_is_quoted_in_a_series():
    assert metrics.series("m", task='a"b\\c\n', instance="x") == 'm{task="a\\"b\\\\c\\n",instance="x"}'


@pytest.mark.skipif(shutil.which("pint") is None, reason="no pint in PATH: https://cloudflare.github.io/pint/")
def test_pint_finds_nothing(tmp_path):
    written(alert_plans.all_sources(), tmp_path)
    done = subprocess.run(
        ["pint", "--offline", "lint", "alerts.yml"], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
