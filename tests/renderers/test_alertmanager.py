import json

import pytest
import yaml

from ddd import metrics
from ddd.generated import is_generated
from ddd.model import Cadence
from ddd.renderers.alerts import alertmanager, rules
from ddd.renderers.views import routing
from tests import promtool
from tests.renderers import alarms, plans, reading

OWNERS = [
    'quoted " owner',
    "back\\slash \\",
    'both \\" of them \\\\"',
    "a, comma {and} braces}",
    "regex .* [a] (b) |",
    "sign = and != and =~",
    "{{ .Labels }} <b> $(id) `id`",
    "новый ответственный – 当番",
    "# no comment: - [x]",
    plans.HOSTILE,
]


def text_of(book):
    (artifact,) = alertmanager.alertmanager.render(book)
    assert artifact.path == "alertmanager.yml"
    return artifact.text


def settings(book):
    return yaml.safe_load(text_of(book))


@pytest.fixture
def checked(tmp_path):
    """Return what writes the settings of a book where amtool finds them right."""

    def check(book):
        file = tmp_path / "alertmanager.yml"
        file.write_text(text_of(book))
        result = promtool.check_settings(file)
        assert result.returncode == 0, result.stdout + result.stderr
        return file

    return check


def generated_alerts(book):
    """Yield the labels of every alert about a task that the generated rules can fire."""
    found = [one for one in rules.alerts.render(book) if one.path == rules.RULES_FILE]
    every = [rule for group in yaml.safe_load(found[0].text)["groups"][:1] for rule in group["rules"]]
    known = {one["labels"]["task"]: one["labels"] for one in every if one.get("record") == metrics.MAX_AGE}
    overdue = {metrics.overdue_alert(cadence.value): cadence.value for cadence in Cadence}
    for rule in every:
        for labels in known.values() if "alert" in rule else ():
            name = rule["alert"]
            if name not in overdue or labels["cadence"] == overdue[name]:
                yield {"alertname": name, **labels, **rule.get("labels", {})}


def told(file, labels):
    """Return whom Alertmanager tells, as one text: a name may hold a comma."""
    return ",".join(
        promtool.receivers(file, **{name: json.dumps(one, ensure_ascii=False) for name, one in labels.items()})
    )


@pytest.mark.parametrize("name", plans.PLANS)
def test_alertmanager_sends_every_generated_alert_to_the_owner(name, checked):
    book = reading.book(plans.PLANS[name])
    file = checked(book)
    for labels in generated_alerts(book):
        assert told(file, labels) == labels.get("owner", routing.UNOWNED), labels


def test_the_receivers_of_the_repository_are_used_where_it_routes_such_alerts_itself(tmp_path, checked):
    book = alarms.judged(tmp_path / "repository")
    file = checked(book)
    alerts = list(generated_alerts(book))
    assert {labels["task"] for labels in alerts} == {task.id for task in book.plan.tasks}
    for labels in alerts:
        besides = ["pager"] if labels["severity"] == "critical" else []
        owner = [labels["owner"]] if "owner" in labels else []
        assert told(file, labels) == ",".join(besides + owner or ["operations"]), labels
    assert {told(file, labels) for labels in alerts} >= {"pager,@acme/dba", "pager", "operations"}


def test_other_alerts_stay_with_the_default(tmp_path, checked):
    file = checked(alarms.judged(tmp_path / "repository"))
    assert told(file, {"alertname": "DiskIsFull", "severity": "critical", "owner": "@acme/dba"}) == "operations"
    assert told(file, {"alertname": "MaintenanceFailed", "severity": "critical", "owner": "@acme/dba"}) == "operations"


@pytest.mark.parametrize("owner", OWNERS)
def test_an_owner_is_matched_whatever_signs_the_name_has(owner, checked):
    task = alarms.owned(plans.bare(), owner)
    book = reading.book(plans.plan_of(task, alarms.owned(plans.documented(), "somebody else")))
    shown = " ".join(owner.split())
    labels = [one for one in generated_alerts(book) if one["task"] == task.id]
    file = checked(book)
    assert {told(file, one) for one in labels} == {shown}
    assert told(file, {**labels[0], "owner": f"{shown}x"}) == routing.UNOWNED


def test_a_matcher_quotes_a_line_break():
    assert alertmanager.matcher("owner", 'a\n"b" \\') == 'owner="a\\n\\"b\\" \\\\"'


def test_nothing_is_invented(tmp_path):
    book = alarms.judged(tmp_path)
    made = settings(book)
    assert [list(one) for one in made["receivers"]] == [["name"]] * len(made["receivers"])
    assert not [word for word in ("group_wait", "group_interval", "repeat_interval") if word in text_of(book)]


@pytest.mark.parametrize(
    "alert",
    ["MaintenanceCheckFailed", "MaintenanceCheckStopped", "MaintenanceCheckTellsNobody", "MaintenanceDeliveryPoor"],
)
def test_alerts_about_the_check_go_to_everything_s_receiver_and_to_that_of_their_severity(alert, tmp_path, checked):
    file = checked(alarms.judged(tmp_path / "repository"))
    assert told(file, {"alertname": alert, "severity": "warning", "instance": "a"}) == "operations"
    assert told(file, {"alertname": alert, "severity": "critical", "instance": "a"}) == "pager"


def test_all_that_is_ours_is_two_entries_to_copy(tmp_path):
    made = settings(alarms.judged(tmp_path))
    ours, of_check = made["route"]["routes"]
    assert of_check["group_by"] == ["alertname"]
    assert [one["receiver"] for one in of_check["routes"]] == ["pager"]
    assert set(made["route"]) == {"receiver", "routes"}
    assert ours["group_by"] == ["owner", "alertname"]
    assert [one["receiver"] for one in ours["routes"]] == ["pager", "@acme/dba"]
    assert [one.get("continue", False) for one in ours["routes"]] == [True, False]


@pytest.mark.parametrize("name", plans.PLANS)
def test_every_receiver_that_is_routed_to_is_defined_once(name):
    made = settings(reading.book(plans.PLANS[name]))
    used = {made["route"]["receiver"]}
    for ours in made["route"]["routes"]:
        used |= {ours["receiver"], *(one["receiver"] for one in ours.get("routes", []))}
    assert sorted(one["name"] for one in made["receivers"]) == sorted(used)


def test_an_owner_with_the_name_of_a_receiver_gives_no_second_one(tmp_path, checked):
    book = alarms.judged(tmp_path / "repository", CODEOWNERS="* pager\n", **{"bin/backup.sh": ""})
    file = checked(book)
    assert [one["name"] for one in settings(book)["receivers"]] == ["operations", "pager"]
    assert {told(file, one) for one in generated_alerts(book) if one["severity"] == "critical"} == {"pager"}


def test_a_receiver_that_tells_nobody_is_no_default_and_gets_no_severity():
    silent = [alarms.route("null", "{}", channel="none"), alarms.route("void", '{severity="critical"}', channel="none")]
    made = routing.routing(plans.plan_of(plans.bare(), facts=silent))
    assert made.names == (routing.UNOWNED,)


def test_of_two_alertmanagers_none_is_followed():
    two = [alarms.route("a", '{severity="critical"}', path="a.yml"), alarms.route("b", "{}", path="b.yml")]
    assert routing.routing(plans.plan_of(plans.bare(), facts=two)).names == (routing.UNOWNED,)


@pytest.mark.parametrize(
    ("continues", "names"),
    [(False, ["first"]), (True, ["first", "second"])],
)
def test_the_second_route_of_a_severity_counts_where_the_first_lets_through(continues, names):
    both = [
        alarms.route("first", '{severity=~"critical|warning"}', 1, continues=continues),
        alarms.route("second", '{severity="critical"}', 2),
    ]
    made = routing.routing(plans.plan_of(plans.bare(), facts=both))
    assert [one.name for one in made.by_severity if one.severity == "critical"] == names
    assert [one.name for one in made.by_severity if one.severity == "warning"] == ["first"]


@pytest.mark.parametrize(
    "scope", ['{team="x", severity="critical"}', '{severity!="critical"}', '{severity="page"}', ""]
)
def test_a_route_for_less_than_a_severity_is_left_alone(scope):
    assert routing.routing(plans.plan_of(plans.bare(), facts=[alarms.route("x", scope)])).by_severity == ()


def test_what_failed_silences_that_it_is_overdue_or_was_never_reported():
    failed, never, grave = settings(reading.book(plans.everything()))["inhibit_rules"]
    assert failed["source_matchers"] == never["source_matchers"] == ['alertname="MaintenanceFailed"']
    assert failed["target_matchers"] == ['alertname=~".+MaintenanceOverdue"']
    assert failed["equal"] == ["task", "asset", "instance", "cluster", "namespace"]
    assert never["target_matchers"] == ['alertname="MaintenanceNeverReported"']
    assert never["equal"] == ["task"]
    assert grave["source_matchers"][1:] == ['severity="critical"']
    assert grave["target_matchers"][1:] == ['severity="warning"']


def test_it_says_who_made_it_and_how_to_use_it():
    text = text_of(reading.book(plans.empty()))
    assert is_generated(text.encode())
    assert "copy into them: both entries below" in text
    assert settings(reading.book(plans.empty()))["receivers"] == [{"name": routing.UNOWNED}]


def test_the_same_plan_gives_the_same_bytes(tmp_path):
    book = alarms.judged(tmp_path)
    assert text_of(book) == text_of(book)
