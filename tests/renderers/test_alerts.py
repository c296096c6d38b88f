"""The alert rules are what promtool accepts, and their test cases notice when a rule changes."""

import copy
import re
from dataclasses import replace

import pytest
import yaml

from ddd import metrics
from ddd.model import Cadence
from ddd.renderers import Options
from ddd.renderers.alerts import _words as alert_words
from tests import promtool

from . import plans, reading

BASES = {"relative": "", "absolute": "https://runbooks.example/ops/", "template": 'https://x/{{ item }}"/{% y %}/{'}


def written(plan, folder, options=None):
    for path, text in reading.pages(plan, options).items():
        (folder / path).write_text(text)
    return folder / "alerts.yml", folder / "alerts.test.yml"


def rules_of(file):
    return yaml.safe_load(file.read_text())["groups"][0]["rules"]


def rule(file, name):
    return next(one for one in rules_of(file) if one.get("alert") == name)


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
@pytest.mark.parametrize("name", plans.PLANS)
def test_promtool_accepts_the_rules_and_their_cases_hold(name, base, tmp_path):
    rules, cases = written(plans.PLANS[name], tmp_path, Options(runbook_base_url=base))
    checked = promtool.check_rules(rules)
    assert checked.returncode == 0, checked.stderr
    proven = promtool.run_cases(cases)
    assert proven.returncode == 0, proven.stdout + proven.stderr


def test_each_task_has_its_three_cases_and_no_other_task_has_any():
    plan = plans.everything()
    tests = yaml.safe_load(reading.pages(plan)["alerts.test.yml"])["tests"]
    fires = {}
    for test in tests:
        for case in test["alert_rule_test"]:
            for alert in case["exp_alerts"]:
                key = (alert["exp_labels"]["task"], alert["exp_labels"].get("instance", "never"))
                fires[key] = fires.get(key, 0) + 1
    silent = {
        (task.id, series["series"].split('instance="')[1].split('"')[0])
        for test in tests
        for series in test["input_series"]
        for task in plan.tasks
        if f'task="{task.id}",instance=' in series["series"]
    } - set(fires)
    ids = [task.id for task in plan.tasks]
    assert fires == {(task, case): 1 for task in ids for case in ("late", "missed-due", "failed", "never")}
    assert silent == {(task, case) for task in ids for case in ("done", "not-due-yet")}


# What a wrong rule would look like, and the alert whose cases have to notice.
def change_seconds(record, by):
    def change(rules):
        for one in rules:
            if one.get("record") == record:
                one["expr"] = f"vector({int(re.sub(r'[^0-9]', '', one['expr'])) + by})"

    return change


def change_expression(alert, old, new):
    def change(rules):
        for one in rules:
            if one.get("alert") == alert:
                assert old in one["expr"]
                one["expr"] = one["expr"].replace(old, new)

    return change


def change_field(alert, field, value):
    def change(rules):
        next(one for one in rules if one.get("alert") == alert)[field] = value

    return change


def drop(alert):
    def change(rules):
        rules[:] = [one for one in rules if one.get("alert") != alert]

    return change


MUTATIONS = {
    "maximum age a second longer": (change_seconds(metrics.MAX_AGE, 1), "DailyMaintenanceOverdue"),
    "maximum age a second shorter": (change_seconds(metrics.MAX_AGE, -1), "DailyMaintenanceOverdue"),
    "grace a second longer": (change_seconds(metrics.GRACE, 1), "DailyMaintenanceOverdue"),
    "grace a second shorter": (change_seconds(metrics.GRACE, -1), "DailyMaintenanceOverdue"),
    "fires at the limit already": (
        change_expression("DailyMaintenanceOverdue", "> 0", ">= 0"),
        "DailyMaintenanceOverdue",
    ),
    "age counts although the next due time is known": (
        change_expression("DailyMaintenanceOverdue", f" unless {metrics.NEXT_DUE}", ""),
        "DailyMaintenanceOverdue",
    ),
    "no overdue alert": (drop("DailyMaintenanceOverdue"), "DailyMaintenanceOverdue"),
    "no alert for silence": (drop(metrics.NEVER_REPORTED), metrics.NEVER_REPORTED),
    "set-up time too short": (change_field(metrics.NEVER_REPORTED, "for", "23h"), metrics.NEVER_REPORTED),
    "set-up time too long": (change_field(metrics.NEVER_REPORTED, "for", "25h"), metrics.NEVER_REPORTED),
    "silence is not ended by a report": (
        change_expression(metrics.NEVER_REPORTED, metrics.LAST_SUCCESS, "absent_metric"),
        metrics.NEVER_REPORTED,
    ),
    "success taken for failure": (change_expression(metrics.FAILED, "== 0", "== 1"), metrics.FAILED),
    "another runbook": (
        change_field("DailyMaintenanceOverdue", "annotations", {"summary": "{{ $labels.task }} is overdue"}),
        "DailyMaintenanceOverdue",
    ),
}


@pytest.mark.parametrize(("change", "alert"), MUTATIONS.values(), ids=MUTATIONS)
def test_the_cases_notice_a_wrong_rule(change, alert, tmp_path):
    rules, cases = written(plans.plan_of(plans.documented()), tmp_path)
    data = yaml.safe_load(rules.read_text())
    before = copy.deepcopy(data)
    change(data["groups"][0]["rules"])
    assert data != before
    rules.write_text(yaml.safe_dump(data))
    assert promtool.check_rules(rules).returncode == 0
    proven = promtool.run_cases(cases)
    assert proven.returncode == 1
    assert alert in proven.stderr + proven.stdout


@pytest.mark.parametrize("base", ["", "https://runbooks.example/ops/", "https://runbooks.example/ops"])
def test_every_runbook_url_leads_to_an_anchor_of_a_page(base):
    pages = reading.pages(plans.everything(), Options(runbook_base_url=base))
    tests = yaml.safe_load(pages["alerts.test.yml"])["tests"]
    urls = {
        alert["exp_annotations"]["runbook_url"]
        for test in tests
        for case in test["alert_rule_test"]
        for alert in case["exp_alerts"]
    }
    prefix = f"{base.rstrip('/')}/" if base else ""
    assert len(urls) == len(plans.everything().tasks)
    for url in urls:
        assert url.startswith(prefix)
        page, _, anchor = url.removeprefix(prefix).partition("#")
        assert anchor in reading.anchors(pages[page])


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
    rules, _ = written(plans.plan_of(replace(plans.documented(), cadence=cadence)), tmp_path)
    names = [one["alert"] for one in rules_of(rules) if "alert" in one]
    assert names == [alert, "MaintenanceNeverReported", "MaintenanceFailed"]
    assert rules_of(rules)[0]["labels"]["severity"] == severity
    assert rule(rules, "MaintenanceNeverReported")["labels"] == {"severity": "warning"}


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
    (tmp_path / "rules.yml").write_text(
        yaml.safe_dump(
            {
                "groups": [
                    {
                        "name": "x",
                        "rules": [
                            {"alert": "X", "expr": "vector(1)", "annotations": {"a": alert_words.literal(words)}}
                        ],
                    }
                ]
            }
        )
    )
    alert = {"eval_time": "0m", "alertname": "X", "exp_alerts": [{"exp_annotations": {"a": words}}]}
    cases = {"rule_files": ["rules.yml"], "tests": [{"interval": "1m", "alert_rule_test": [alert]}]}
    (tmp_path / "cases.yml").write_text(yaml.safe_dump(cases))
    assert promtool.check_rules(tmp_path / "rules.yml").returncode == 0
    done = promtool.run_cases(tmp_path / "cases.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_plan_without_tasks_has_no_rules():
    pages = reading.pages(plans.empty())
    assert yaml.safe_load(pages["alerts.yml"]) == {"groups": []}
    assert yaml.safe_load(pages["alerts.test.yml"])["tests"] == []


def test_a_label_value_is_quoted_in_a_series():
    assert metrics.series("m", task='a"b\\c\n', instance="x") == 'm{task="a\\"b\\\\c\\n",instance="x"}'


def test_two_repositories_that_know_one_task_do_not_silence_each_other(tmp_path):
    plan = plans.plan_of(plans.bare())
    rules, _ = written(plan, tmp_path)
    data = yaml.safe_load(rules.read_text())
    stranger = {"record": metrics.MAX_AGE, "expr": "vector(99999999)", "labels": {}}
    own = next(one for one in data["groups"][0]["rules"] if one.get("record") == metrics.MAX_AGE)
    stranger["labels"] = {**own["labels"], "owner": "stranger"}
    data["groups"].insert(0, {"name": "other", "rules": [stranger]})
    rules.write_text(yaml.safe_dump(data))
    task = own["labels"]["task"]
    case = {
        "rule_files": [rules.name],
        "evaluation_interval": "1m",
        "tests": [
            {
                "interval": "1m",
                "input_series": [{"series": f'ddd_task_last_run_success{{task="{task}"}}', "values": "0x5"}],
                "promql_expr_test": [
                    {
                        "expr": f'count(ALERTS{{alertname="{metrics.FAILED}"}})',
                        "eval_time": "3m",
                        "exp_samples": [{"labels": "{}", "value": 1}],
                    }
                ],
            }
        ],
    }
    file = tmp_path / "two.test.yml"
    file.write_text(yaml.safe_dump(case))
    proven = promtool.run_cases(file)
    assert proven.returncode == 0, proven.stdout + proven.stderr
