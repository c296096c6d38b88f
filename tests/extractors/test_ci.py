"""CI systems and dependency bots, beyond the golden cases."""

from __future__ import annotations

import pytest

from ddd.cadence import recurrence
from ddd.extractors.ci import _groovy
from ddd.extractors.ci.concourse import concourse
from ddd.extractors.ci.dependabot import dependabot
from ddd.extractors.ci.github_actions import github_actions
from ddd.extractors.ci.gitlab_ci import gitlab_ci
from ddd.extractors.ci.jenkins import jenkins_pipeline
from ddd.extractors.ci.jenkins_jobs import jenkins_job_builder
from ddd.extractors.ci.renovate import _PRESETS, renovate
from ddd.extractors.ci.teamcity import teamcity
from ddd.model import Dialect, State
from ddd.scan.source import Source


def read(extractor, path: str, text: str):
    return list(extractor.extract(Source(path, text.encode())))


def pipeline(trigger: str, before: str = ""):
    return read(jenkins_pipeline, "Jenkinsfile", f"{before}\npipeline {{ triggers {{\n{trigger}\n}} }}\n")


@pytest.mark.parametrize(
    ("uses", "command"),
    [
        ("actions/checkout@v4", "make"),
        ("actions/setup-node@v4", "make"),
        ("docker/setup-buildx-action@v3", "make"),
        ("acme/scan@v1", ""),
    ],
)
def test_one_step_is_the_command_only_where_the_others_prepare(uses, command):
    text = f"on: {{schedule: [{{cron: '0 3 * * *'}}]}}\njobs: {{a: {{steps: [{{uses: {uses}}}, {{run: make}}]}}}}\n"
    [fact] = read(github_actions, ".github/workflows/a.yml", text)
    assert fact.command == command


def test_steps_of_several_lines_are_no_command():
    text = "on: {schedule: [{cron: '0 3 * * *'}]}\njobs: {a: {steps: [{run: \"a\\nb\"}]}}\n"
    assert [one.command for one in read(github_actions, ".github/workflows/a.yml", text)] == [""]


@pytest.mark.parametrize(
    ("condition", "is_scheduled"),
    [
        ('$CI_PIPELINE_SOURCE == "schedule"', True),
        ("$CI_PIPELINE_SOURCE == 'schedule' && $NIGHTLY", True),
        ('${CI_PIPELINE_SOURCE} == "schedule"', True),
        ('"schedule" == $CI_PIPELINE_SOURCE', True),
        ("$CI_PIPELINE_SOURCE =~ /schedule|web/", True),
        ('$CI_PIPELINE_SOURCE != "schedule"', False),
        ("$CI_PIPELINE_SOURCE !~ /schedule/", False),
        ('$CI_PIPELINE_SOURCE == "push" && $NAME == "schedule"', False),
    ],
)
def test_gitlab_asks_for_a_schedule_in_many_ways(condition, is_scheduled):
    text = f"scan:\n  script: [x]\n  rules:\n    - if: >-\n        {condition}\n"
    found = read(gitlab_ci, ".gitlab-ci.yml", text)
    assert [one.state for one in found] == [State.UNRESOLVED] * is_scheduled
    assert all(one.place.line == 5 for one in found)


def test_gitlab_jobs_that_extend_one_another_end():
    text = "a: {extends: b}\nb: {extends: [a, c]}\nc: {only: schedules}\n"
    assert {one.name for one in read(gitlab_ci, ".gitlab-ci.yml", text)} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("trigger", "expressions"),
    [
        ("cron('H 2 * * *')", ["H 2 * * *"]),
        ('cron "H 2 * * *"', ["H 2 * * *"]),
        ("cron('H 2 * * *'); pollSCM('H/5 * * * *')", ["H 2 * * *", "H/5 * * * *"]),
        ("cron(env.NIGHTLY ?: 'H 2 * * *')", ["H 2 * * *"]),
        ("cron(env.A == 'b' ? '' : 'H 2 * * *')", ["H 2 * * *"]),
        ("cron('''\n  # weekdays\n  H 2 * * 1-5\n\n  H 6 * * 6\n''')", ["H 2 * * 1-5\nH 6 * * 6"]),
        ("cron('')", []),
        ("/* cron('H 2 * * *') */", []),
        ("cron('H 2 * * *", []),
        ("cron()", []),
    ],
)
def test_jenkins_triggers(trigger, expressions):
    assert [one.expression for one in pipeline(trigger)] == expressions


def test_the_condition_of_a_value_is_told():
    when, unless = pipeline("cron(env.A?.b == 'c' ? '@daily' : '@weekly')")
    assert (when.note, unless.note) == ("only when env.A?.b == 'c'", "unless env.A?.b == 'c'")


def test_a_word_that_nobody_assigns_stays_open():
    assert [(one.expression, one.state) for one in pipeline("cron(NIGHTLY)")] == [("NIGHTLY", State.UNRESOLVED)]


def test_a_constant_of_one_value_needs_no_note():
    [fact] = pipeline("cron(NIGHTLY)", before="final String NIGHTLY = 'H 1 * * *'")
    assert (fact.note, [place.line for place in fact.evidence]) == ("", [1, 3])


def test_parameters_of_a_build_share_the_zone():
    found = pipeline("parameterizedCron('''TZ=Asia/Tokyo\nH 1 * * * % A=1\nH 2 * * 0 %B=2''')")
    assert [one.expression for one in found] == ["TZ=Asia/Tokyo\nH 1 * * *", "TZ=Asia/Tokyo\nH 2 * * 0"]
    assert [one.note for one in found] == ["with A=1", "with B=2"]
    assert [one.place.line for one in found] == [4, 5]


def test_calls_know_what_is_around_them():
    [call] = _groovy.calls("pipelineJob('x') {\n triggers {\n  cron('@daily')\n }\n}", frozenset({"cron"}))
    assert (call.owner, call.inside, call.literals[0].text) == ("x", ("pipelineJob", "triggers"), "@daily")


def test_closing_more_than_was_opened_is_survived():
    assert list(_groovy.calls(")}]" * 3 + "cron('x')", frozenset({"cron"})))


def test_dependabot_takes_a_day_with_weekly_only():
    text = "updates: [{package-ecosystem: pip, schedule: {interval: monthly, day: monday, time: '04:00'}}]"
    assert [one.expression for one in read(dependabot, ".github/dependabot.yml", text)] == ["monthly at 04:00"]


def test_dependabot_knows_its_intervals():
    text = "updates: [{package-ecosystem: pip, schedule: {interval: fortnightly}}]"
    assert [one.state for one in read(dependabot, ".github/dependabot.yml", text)] == [State.INVALID]


@pytest.mark.parametrize("preset", sorted(_PRESETS))
def test_every_preset_of_renovate_is_a_window_it_takes(preset):
    [fact] = read(renovate, "renovate.json", f'{{"extends": ["{preset}"], "note": "schedule"}}')
    assert recurrence(fact.expression, Dialect.RENOVATE, fact.timezone).state is State.ACTIVE


def test_a_configuration_that_holds_itself_ends():
    text = '{"a": &a {"b": *a, "schedule": ["every weekend"]}}'
    assert len(read(renovate, "renovate.json", text)) == 1


@pytest.mark.parametrize(
    ("start", "expression", "zone"),
    [
        ("3:00 AM", "every day at 03:00", "UTC"),
        ("12 AM", "every day at 00:00", "UTC"),
        ("12:30 PM", "every day at 12:30", "UTC"),
        ("1505", "every day at 15:05", "UTC"),
        ("15:05 +0000", "every day at 15:05", "UTC"),
        ("15:05 +0200", "every day at 15:05", "Etc/GMT-2"),
    ],
)
def test_concourse_writes_times_in_many_ways(start, expression, zone):
    text = f"resources: [{{name: a, type: time, source: {{start: '{start}', stop: '23:00'}}}}]"
    [fact] = read(concourse, "pipeline.yml", text)
    assert (fact.expression, fact.timezone) == (expression, zone)
    assert recurrence(fact.expression, fact.dialect, fact.timezone).state is State.ACTIVE


def test_the_first_rule_of_gitlab_decides():
    never = "    - if: $CI_PIPELINE_SOURCE == 'schedule'\n      when: never\n"
    other = "    - if: $CI_PIPELINE_SOURCE == 'schedule' || $FORCE\n"
    assert read(gitlab_ci, ".gitlab-ci.yml", f"scan:\n  rules:\n{never}{other}") == []
    assert len(read(gitlab_ci, ".gitlab-ci.yml", f"scan:\n  rules:\n{other}{never}")) == 1


@pytest.mark.parametrize(
    ("policy", "expression"),
    [
        ('cron { hours = "*/3"; dayOfWeek = "*" }', "0 0 */3 ? * *"),
        ('cron { minutes = "0/5" }', "0 0/5 * * * ?"),
        ('cron { hours = "1"; dayOfMonth = "?"; dayOfWeek = "1" }', "0 0 1 ? * 1"),
        ("daily { hour = 0 }", "every day at 00:00"),
        ('weekly { dayOfWeek = "Monday"; hour = 3; minute = 7 }', "every monday at 03:07"),
    ],
)
def test_teamcity_leaves_out_what_is_every(policy, expression):
    [fact] = read(teamcity, ".teamcity/a.kts", f"schedule {{ schedulingPolicy = {policy} }}")
    assert fact.expression == expression
    assert recurrence(fact.expression, fact.dialect).state is State.ACTIVE


@pytest.mark.parametrize("spec", ["TZ=Asia/Tokyo\\nTZ=UTC", "%A=1", "# %", "TZ=Asia/Tokyo % x", "<%= a %>", " "])
def test_jenkins_specifications_without_a_time_are_survived(spec):
    pipeline(f"cron('{spec}')")
    read(jenkins_job_builder, "a.yml", f'- job: {{triggers: [{{timed: "{spec}"}}]}}')
