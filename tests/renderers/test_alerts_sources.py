"""Each task is seen by what runs it, where that has a name of its own; else by what it reports itself."""

import pytest
import yaml

from ddd import metrics
from ddd.model import replace
from ddd.renderers.alerts import _sources
from ddd.renderers.alerts._kubernetes import CronJob
from ddd.renderers.alerts._reported import Reported
from ddd.renderers.alerts._systemd import Timer
from ddd.renderers.alerts.rules import groups
from ddd.renderers.alerts.sources import metric_sources
from ddd.renderers.renderer import Options

from . import plans, reading
from .alert_plans import all_sources, cron_job, templated, timer


def source(task):
    return _sources.of(plans.plan_of(task))[task.id]


def page(plan):
    (made,) = metric_sources.render(reading.book(plan))
    return made.text


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (cron_job(), CronJob("etl")),
        (cron_job(namespace="alpha"), CronJob("etl", "alpha")),
        (timer(), Timer("dump.timer", "dump.service")),
        (timer("templates/dump.timer.j2"), Timer("dump.timer", "dump.service")),
        (timer("dump.timer.d/often.conf"), Timer("dump.timer", "dump.service")),
        (timer(target="dump@all.service"), Timer("dump.timer", "dump@all.service")),
    ],
)
def test_a_task_is_seen_by_what_runs_it(task, expected):
    assert source(task) == expected


@pytest.mark.parametrize(
    "task",
    [
        plans.documented(),  # cron tells nobody
        plans.by_hand(),
        plans.hostile(),
        templated(),
        cron_job(name="{{ name }}"),
        cron_job(name="utilities cron"),  # what a person calls it
        cron_job(name="x" * 53),
        timer("tasks/main.yml"),  # the name of the unit is not that of the file
        timer(target="dump@.service"),  # an instance that only the host knows
        timer("dump@.timer"),
        timer(target="{{ unit }}.service"),
        timer(target=""),
        replace(cron_job(), schedules=(*cron_job().schedules, *plans.documented().schedules)),
    ],
)
def test_a_task_without_a_name_of_its_own_reports_itself(task):
    assert source(task) == Reported(task.id)


def test_a_name_that_two_tasks_share_tells_neither():
    """kube-state-metrics knows the namespace, the repository does not."""
    one, two = cron_job("sync", "a"), cron_job("sync", "b")
    told = _sources.of(plans.plan_of(one, two))
    assert [told[task.id] for task in (one, two)] == [
        Reported(task.id, "2 tasks have the name sync") for task in (one, two)
    ]
    assert "(2 tasks have the name sync)" in page(plans.plan_of(one, two))


def test_a_name_in_two_namespaces_is_two_things():
    one, two = cron_job("sync", "a", namespace="alpha"), cron_job("sync", "b", namespace="beta")
    plan = plans.plan_of(one, two)
    assert list(_sources.of(plan).values()) == [CronJob("sync", "alpha"), CronJob("sync", "beta")]
    text = page(plan)
    assert "alpha/sync" in text
    assert "beta/sync" in text
    assert "have the name" not in text


def test_a_name_whose_namespace_is_open_may_be_that_of_another():
    """It would be seen in every namespace; the one that says where it is, is seen there alone."""
    known, open_ = cron_job("sync", "a", namespace="alpha"), cron_job("sync", "b")
    told = _sources.of(plans.plan_of(known, open_))
    assert told[known.id] == CronJob("sync", "alpha")
    assert told[open_.id] == Reported(open_.id, "2 tasks have the name sync")


def test_the_rules_of_a_namespace_look_into_no_other():
    rules = groups(plans.plan_of(cron_job("sync", "a", namespace="alpha")), Options())["groups"][0]["rules"]
    read = [rule["expr"] for rule in rules if "kube_cronjob" in rule["expr"]]
    assert read
    for expression in read:
        assert expression.count("kube_cronjob") == expression.count('{namespace="alpha",cronjob="sync"}')


def test_what_an_exporter_tells_becomes_the_series_of_the_task():
    plan = plans.plan_of(cron_job(), timer(), plans.documented())
    rules = groups(plan, Options())["groups"][0]["rules"]
    recorded = {}
    for rule in rules:
        if rule.get("labels", {}).keys() == {"task"}:
            recorded.setdefault(rule["labels"]["task"], []).append(rule["record"])
    assert recorded == {
        "charts/etl/job": [metrics.LAST_SUCCESS, metrics.NEXT_DUE, metrics.LAST_RUN_SUCCESS],
        "units/dump": [metrics.LAST_SUCCESS, metrics.LAST_RUN_SUCCESS],
    }


def test_the_page_says_for_each_task_what_it_needs():
    text = page(all_sources())
    rows = [line for line in reading.lines(text) if " | " in line]
    assert "Nightly database backup | etl" in rows
    assert "mystery | scrub.timer, scrub-all.service" in rows
    assert "Nightly database backup | roles/backup/nightly-backup" in rows
    assert reading.headings(text) == [
        "Where the alerts get their figures",
        "Kubernetes CronJobs: kube-state-metrics",
        "systemd timers: node_exporter",
        "Everything else reports itself: textfile collector or Pushgateway",
        "How grave an alert is",
        "Where the link of an alert leads",
        "What the alerts mean",
        "The daily check",
    ]
    for word in ("kube-state-metrics", "--collector.systemd", "--collector.textfile.directory", "Pushgateway"):
        assert word in text


def test_the_page_names_no_exporter_that_no_task_needs():
    text = page(plans.plan_of(plans.bare()))
    assert "kube" not in text
    assert "systemd" not in text
    assert 'ddd_task_last_run_success{task="cron.d/mystery"} 1' in reading.code_blocks(text)[0]


def test_without_tasks_the_page_says_so():
    assert "No task was found, so there is nothing to be told." in reading.lines(page(plans.empty()))


def test_nothing_of_a_hostile_repository_is_active_on_the_page():
    text = page(plans.plan_of(plans.hostile()))
    assert [one for one in reading.html(text) if not one.startswith("<!-- Generated")] == []
    assert reading.links(text) == ["weekly.md#task-hostile"]


def test_the_rules_of_every_source_are_one_group_and_those_of_the_check_another():
    made = yaml.safe_load(yaml.safe_dump(groups(all_sources(), Options())))
    assert [one["name"] for one in made["groups"]] == [metrics.RULE_GROUP, metrics.CHECK_GROUP]
