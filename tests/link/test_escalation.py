"""Who is told of a failure: the routes of Alertmanager, the policy behind them, an alarm's receivers, the owner."""

from __future__ import annotations

import pytest

from ddd.link.escalation import escalations, is_defined
from ddd.model import Contact, Evidence, FailureMode, Inventory, Scanned, Severity, State, Trigger, replace

ROUTES = ("alertmanager.yml", 10)


def place(path="rules.yml", line=1):
    return (Evidence(path, line),)


def alert(**more):
    labels = tuple(sorted(more.pop("labels", {}).items()))
    base = Trigger(system="prometheus-alert", name="DiskFull", subject="disk", comparison=">", evidence=place(), id="t")
    return replace(base, origin="rules.yml", labels=labels, **more)


def route(name, scope, line=1, **more):
    more.setdefault("channel", "slack")
    evidence = place("alertmanager.yml", line)
    return Contact(
        system="alertmanager", name=name, role="receiver", scope=scope, evidence=evidence, origin="a", id=name, **more
    )


def owner(name, scope="*"):
    return Contact(system="codeowners", name=name, role="owner", scope=scope, evidence=place("CODEOWNERS"), id=name)


def told(*facts, of="t"):
    scanned = Scanned(files=1, bytes=1, skipped=())
    return escalations(Inventory(scanned=scanned, facts=facts, findings=(), problems=()))[of]


TREE = (  # in the order of the file: a parent stands before its children
    route("everybody", "{}", after_seconds=60),
    route("pager", '{severity="critical"}', after_seconds=30, repeat_seconds=3600),
    route("db-pager", '{severity="critical", team="db"}'),
    route("archive", '{severity=~"warn.*|info"}', continues=True),
    route("tickets", '{severity!="critical"}'),
)


@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ({"severity": "critical", "team": "db"}, ["db-pager"]),
        ({"severity": "critical", "team": "web"}, ["pager"]),
        ({"severity": "warning"}, ["archive", "tickets"]),
        ({"team": "db"}, ["tickets"]),
        ({"severity": "critical", "alertname": "x"}, ["pager"]),
    ],
)
def test_an_alert_takes_the_routes_that_alertmanager_would_take(labels, receivers):
    assert [step.who for step in told(alert(labels=labels), *TREE)] == receivers


def test_a_parent_is_for_what_no_child_took():
    tree = route("everybody", "{}"), route("db", '{team="db"}')
    assert [step.who for step in told(alert(labels={"team": "web"}), *tree)] == ["everybody"]
    assert [step.who for step in told(alert(labels={"team": "db"}), *tree)] == ["db"]


def test_a_receiver_of_several_channels_tells_by_all_of_them():
    tree = (
        route("ops", '{team="db"}', channel="slack"),
        route("ops", '{team="db"}', channel="email"),
        route("all", "{}"),
    )
    steps = told(alert(labels={"team": "db"}), *tree)
    assert [(step.who, step.channel) for step in steps] == [("ops", "slack"), ("ops", "email")]


def test_the_first_of_two_equal_routes_is_taken_unless_it_lets_the_alert_through():
    first, second = route("a", '{team="db"}'), route("b", '{team="db"}')
    assert [step.who for step in told(alert(labels={"team": "db"}), first, second)] == ["a"]
    through = replace(first, continues=True)
    assert [step.who for step in told(alert(labels={"team": "db"}), through, second)] == ["a", "b"]


def test_the_wait_of_the_rule_and_that_of_the_route_add_up():
    (step,) = told(alert(labels={"severity": "critical"}, for_seconds=600), *TREE)
    assert (step.after_seconds, step.repeat_seconds, step.severity) == (630, 3600, "critical")
    assert is_defined((step,))


def test_a_receiver_that_tells_nobody_is_nobody():
    quiet = route("null", '{severity="info"}', channel="none")
    assert told(alert(labels={"severity": "info"}), quiet) == ()


def test_a_matcher_that_alertmanager_refuses_matches_nothing():
    assert told(alert(labels={"severity": "info"}), route("x", '{severity=~"("}')) == ()


def test_behind_a_pager_stands_the_one_policy_of_the_repository():
    pager = route("pager", "{}", channel="pagerduty", after_seconds=30)
    levels = [
        Contact(
            system="pagerduty", name=f"level {n}", level=n, after_seconds=(n - 1) * 900, scope="db", evidence=place()
        )
        for n in (2, 1)
    ]
    found = told(alert(labels={"severity": "page"}), pager, *levels)
    assert [(step.who, step.after_seconds) for step in found] == [("pager", 30), ("level 1", 30), ("level 2", 930)]
    other = replace(levels[0], scope="web")
    assert [step.who for step in told(alert(labels={"severity": "page"}), pager, *levels, other)] == ["pager"]


def test_an_alarm_that_names_its_receivers_needs_no_route():
    (step,) = told(alert(notifies=("ops-topic",), severity=Severity.CRITICAL, for_seconds=0), *TREE, owner("@ops"))
    assert (step.who, step.severity, step.after_seconds) == ("ops-topic", "critical", 0)


def test_an_alarm_that_names_nobody_tells_nobody_whoever_owns_its_file():
    assert told(alert(notifies=()), owner("@ops")) == ()


def test_an_alert_without_labels_takes_the_root_a_limit_in_a_script_takes_no_route():
    assert [step.who for step in told(alert(), *TREE[:1])] == ["everybody"]
    script = replace(alert(), system="shell")
    assert told(script, *TREE[:1]) == ()


def test_without_a_route_the_owner_of_the_file_is_asked_and_nobody_knows_when():
    (step,) = told(alert(labels={"severity": "page"}), owner("@ops"))
    assert (step.who, step.after_seconds) == ("@ops", None)
    assert not is_defined((step,))


def test_a_failure_of_code_goes_to_the_owner_of_the_file_or_to_nobody():
    failure = FailureMode(system="python", message="no", evidence=place("a.py"), origin="a.py", id="f")
    assert [step.who for step in told(failure, owner("@dev"), of="f")] == ["@dev"]
    assert told(failure, of="f") == ()


@pytest.mark.parametrize("changed", [{"state": State.EXAMPLE}, {"suppressed": True}])
def test_what_is_not_in_force_goes_nowhere(changed):
    failure = replace(FailureMode(system="python", message="no", evidence=place("a.py"), id="f"), **changed)
    scanned = Scanned(files=1, bytes=1, skipped=())
    assert escalations(Inventory(scanned=scanned, facts=(failure,), findings=(), problems=())) == {}
