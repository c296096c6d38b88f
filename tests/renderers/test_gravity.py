"""How grave a task is and whom people declared for it: the same on pages, in alerts and beside what failed."""

from __future__ import annotations

import pytest
import yaml

from ddd.model import Cadence, Claim, EscalationStep, Severity, State, replace
from ddd.renderers import Options, bind
from ddd.renderers.alerts.rules import alerts
from ddd.renderers.alerts.sources import metric_sources
from ddd.renderers.book.emergency import emergency
from ddd.renderers.book.escalation import escalation
from ddd.renderers.book.rollback import rollback
from ddd.renderers.book.runbooks import runbooks
from ddd.renderers.views import days, gravity, routing, ways

from . import alarms, plans, reading

DECLARED = ".ddd/tasks.yaml"


def level(who="@dba", line=52, **more):
    return EscalationStep(who=who, evidence=(plans.place(DECLARED, line),), **more)


def declared(task, *levels):
    """A plan in which people declared levels for a task; it has no failure mode that could say so."""
    return replace(plans.plan_of(replace(task, failure_modes=())), levels={task.id: levels})


def page(renderer, plan, name, **options):
    return next(one.text for one in renderer.render(reading.book(plan, Options(**options))) if one.path == name)


# How grave


def test_the_gravest_of_all_that_is_said_counts_with_everybody_who_says_so():
    modes = (
        plans.failure("a", 1, severity=Severity.WARNING, id="a"),
        plans.failure("b", 2, severity=Severity.CRITICAL, id="b"),
        plans.failure("c", 3, id="c"),
    )
    task = replace(plans.documented(), failure_modes=modes)
    plan = replace(
        plans.plan_of(task),
        levels={task.id: (level(severity="Critical"), level(line=53))},
        escalations={"c": (level(severity="critical", line=9), level(severity="critical", line=9))},
    )
    found = gravity.of_task(task, plan)
    assert found.severity is Severity.CRITICAL
    assert [str(one) for one in found.places] == [f"{DECLARED}:52", f"{plans.BACKUP}:2", f"{DECLARED}:9"]


@pytest.mark.parametrize("word", ["", "P1", "critical!", "page"])
def test_a_word_that_is_no_severity_says_nothing(word):
    task = plans.bare()
    assert gravity.of_task(task, declared(task, level(severity=word))) == gravity.Gravity()


def test_every_page_and_alert_says_the_same_of_a_task_without_a_failure_mode():
    task = replace(plans.documented(), cadence=Cadence.MONTHLY, rollback=())
    plan = declared(task, level(severity="critical"))
    rules = yaml.safe_load(page(alerts, plan, "alerts.yml"))["groups"][0]["rules"]
    assert rules[0]["labels"]["severity"] == "critical"
    assert "How grave: critical" in reading.headings(page(rollback, plan, "rollback.md"))
    shown = reading.lines(page(metric_sources, plan, "alerts.md"))
    assert f"critical | Nightly database backup | {DECLARED}:52" in shown
    assert not any("does not say how grave a failure" in line for line in shown)


def test_of_what_nobody_says_the_page_of_the_alerts_tells_whose_choice_it_is():
    shown = reading.lines(page(metric_sources, plans.plan_of(plans.bare(), plans.documented()), "alerts.md"))
    assert any(
        line.startswith("For the other 1 task the repository does not say how grave a failure is.") for line in shown
    )
    assert any("which is ddd's own choice: critical up to every week, else warning" in line for line in shown)


def test_an_alert_may_be_for_information_only_where_the_repository_says_so():
    task = plans.bare()
    routes = (alarms.route("all", "{}"), alarms.route("quiet", '{severity="info"}', 2))
    facts = plans.plan_of(facts=routes).inventory
    told = replace(declared(task, level(severity="info")), inventory=facts)
    assert [one.name for one in routing.routing(told).by_severity] == ["quiet"]
    assert routing.routing(replace(told, levels={})).by_severity == ()


# Whom people declared


def test_the_section_of_a_task_has_the_declared_levels_in_their_order():
    levels = (level(after_seconds=1_800), level("head of operations", 53, channel="phone", after_seconds=14_400))
    section = reading.under(page(runbooks, declared(plans.documented(), *levels), "daily.md"), "Whom to call")
    assert reading.lines(section)[2:] == [
        "Declared for when it fails; times count from that moment:",
        f"@dba after 30 minutes ({DECLARED}:52)",
        f"head of operations by phone after 4 hours ({DECLARED}:53)",
    ]


def test_levels_that_stand_among_the_owners_are_not_told_twice():
    said = Claim(text="@dba after 30 minutes", evidence=(plans.place(DECLARED, 52),))
    task = replace(plans.documented(), owners=(said,))
    assert ways.declared(task, declared(task, level(after_seconds=1_800))) == ()
    assert "Declared for" not in page(runbooks, plans.plan_of(plans.documented()), "daily.md")


def test_whom_to_call_for_a_failure_names_the_declared_levels():
    mode = plans.failure("no dump", 4, id="mode")
    plan = plans.plan_of(replace(plans.documented(), failure_modes=(mode,)))
    steps = (level(after_seconds=0), level("the head", 53, channel="phone", after_seconds=3_600))
    shown = reading.lines(page(emergency, replace(plan, escalations={"mode": steps}), "emergency.md"))
    assert any(
        line.startswith("Whom to call: @harbour/dba")
        and line.endswith(
            f"; declared: @dba at once ({DECLARED}:52), then the head by phone after 1 hour ({DECLARED}:53)"
        )
        for line in shown
    )


def test_an_owner_is_no_declared_level():
    mode = plans.failure("no dump", 4, id="mode")
    step = EscalationStep(who="@dba", evidence=(plans.place("CODEOWNERS", 1),))
    plan = replace(plans.plan_of(replace(plans.documented(), failure_modes=(mode,))), escalations={"mode": (step,)})
    assert ways.of_failure(mode, plan) == ()
    assert "declared:" not in page(emergency, plan, "emergency.md")


def test_a_sentence_that_says_when_is_quoted_and_not_counted():
    said = Claim(
        text="@dba by mail on the same day, the head after three *days*", evidence=(plans.place(DECLARED, 46),)
    )
    task = replace(plans.documented(), owners=(*plans.documented().owners, said))
    plan = plans.plan_of(task)
    text = page(escalation, plan, "escalation.md")
    assert any(f"“{said.text}” ({DECLARED}:46)" in line for line in reading.lines(text))
    assert "It is not counted as a defined path" in text
    assert plans.assessed(plan).escalation.earned == 0


def test_a_name_is_no_sentence_that_says_when():
    text = page(escalation, plans.plan_of(plans.documented()), "escalation.md")
    assert "“" not in text.partition("## Alerts and")[0].partition("### Missing")[2]


# What to do, whose it is


def script(name, line=1, **more):
    """A task that runs a script of its own."""
    path = f"ops/{name}.sh"
    task = replace(plans.documented(), id=name, title=name, command=f"/usr/local/sbin/{name}.sh --all", owners=())
    fields = {"on_failure": (Claim(text=f"What {name} says.", evidence=(plans.place(path, 2),)),), "rollback": ()}
    return replace(task, **{"failure_modes": (plans.failure(f"{name} broke", 9, path),), **fields, **more})


def of_ops(*tasks):
    return reading.lines(reading.under(page(emergency, plans.plan_of(*tasks), "emergency.md"), "ops"))


def test_what_a_task_says_stands_under_no_failure_of_a_script_that_it_only_calls():
    check = script("check", on_failure=())
    renew = script("renew", rollback=(plans.claim("put it back"),))
    renew = replace(renew, failure_modes=(*renew.failure_modes, *check.failure_modes))
    shown = of_ops(check, renew)
    first, second = shown.index("Breaks: check, renew"), shown.index("Breaks: renew")
    assert shown[first:second][1:4] == [
        "Whom to call: not documented",
        "What to do: not documented (on_failure:)",
        "What you see | Condition | Where",
    ]
    assert shown[second:][2] == "What to do, said of the work as a whole: What renew says. (ops/renew.sh:2)"
    assert shown[second:][3].startswith("Way back")


def test_of_two_tasks_that_say_different_things_each_is_named():
    same = {"failure_modes": (plans.failure("it broke", 9, "ops/lib.sh"),)}
    shown = of_ops(script("one", **same), script("two", **same))
    assert "What to do, said of one as a whole: What one says. (ops/one.sh:2)" in shown
    assert "What to do, said of two as a whole: What two says. (ops/two.sh:2)" in shown


def test_what_the_code_does_by_itself_at_one_line_is_said_of_that_failure_only():
    trap = plans.failure("failed at line 3", 18, "ops/renew.sh", guard="any command fails")
    other = plans.failure("nginx is not in order", 21, "ops/renew.sh", guard="not (nginx -t)")
    by_itself = Claim(
        text="when any command fails, it does by itself: cp a b", evidence=(plans.place("ops/renew.sh", 18),)
    )
    shown = of_ops(script("renew", failure_modes=(trap, other), on_failure=(by_itself,)))
    assert "What to do: not documented (on_failure:)" in shown
    assert f"failed at line 3; then: {by_itself.text} | any command fails | ops/renew.sh:18" in shown
    assert "nginx is not in order | not (nginx -t) | ops/renew.sh:21" in shown
    unit = plans.failure("does not start in time", 3, "ops/renew.service", component="ops")  # a block of its own
    more = script("renew", failure_modes=(trap, unit), on_failure=(by_itself,))
    assert sum(by_itself.text in line for line in of_ops(more)) == 1


# The link of an alert


@pytest.mark.parametrize(
    ("form", "suffix", "folder"), [("markdown", ".md", ""), ("html", ".html", ""), ("techdocs", "/", "docs/")]
)
@pytest.mark.parametrize("base", ["", "https://docs.example/run"])
def test_the_link_of_an_alert_ends_as_the_pages_of_the_form_do(form, suffix, folder, base):
    book = reading.book(plans.plan_of(plans.documented()), Options(runbook_base_url=base))
    files = {one.path.removeprefix(folder): one.text for one in bind(book, form)}
    tests = yaml.safe_load(files["alerts.test.yml"])["tests"]
    urls = {
        alert["exp_annotations"]["runbook_url"]
        for test in tests
        for case in test.get("alert_rule_test", ())
        for alert in case["exp_alerts"]
        if alert["exp_labels"].get("task") == plans.documented().id
    }
    assert urls == {f"{base}/daily{suffix}#task-roles/backup/nightly-backup".removeprefix("" if base else "/")}
    rules = yaml.safe_load(files["alerts.yml"])["groups"][0]["rules"]
    assert any(f"daily{suffix}#task-" in one.get("annotations", {}).get("runbook_url", "") for one in rules)
    if form == "html":
        assert 'id="task-roles/backup/nightly-backup"' in files["daily.html"]


def test_the_page_says_where_the_links_lead_or_that_they_lead_nowhere():
    plan = plans.plan_of(plans.documented())
    nowhere = page(metric_sources, plan, "alerts.md")
    assert "Nowhere yet." in nowhere
    assert "`daily.md#task-…`" in nowhere
    somewhere = page(metric_sources, plan, "alerts.md", runbook_base_url="https://x/`y", page_suffix=".html")
    assert "Nowhere yet." not in somewhere
    assert "``https://x/`y/``" in somewhere
    assert "`daily.html#task-…`" in somewhere


# Lines that choose their day


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ('[ "$(date -d tomorrow +%d)" = 01 ] && run', '[ "$(date -d tomorrow +%d)" = 01 ]'),
        ('test "$(date +%u)" -eq 7 && cd /x && run', 'test "$(date +%u)" -eq 7'),
        ("[ `date +%d` -le 7 ] && run", "[ `date +%d` -le 7 ]"),
        ("  [[ $(date +%u) == 7 ]] && run", "[[ $(date +%u) == 7 ]]"),
        ("[ $(( $(date +%V) % 2 )) -eq 0 ] && run", "[ $(( $(date +%V) % 2 )) -eq 0 ]"),
        ("[ -x /usr/bin/run ] && run", None),
        ("[ -f /var/run/date ] && run", None),
        ("run --day $(date +%d) && other", None),
        ("run; [ $(date +%d) = 01 ] && other", None),
        ("[ $(date +%d) = 01 ] || run", None),
        ("[ $(date +%d) = 01 ] &&", None),
        ("if [ $(date +%d) = 01 ]; then run; fi", None),
        ("[ " * 5_000, None),
        ("", None),
    ],
)
def test_a_line_that_asks_for_the_date_first_is_seen(line, question):
    task = replace(plans.bare(), schedules=(plans.schedule("0 22 28-31 * *", command=line),))
    found = days.guard(task)
    assert (found and found.text) == question


def test_the_page_and_the_alerts_say_that_the_line_chooses_its_day():
    line = '[ "$(date -d tomorrow +%d)" = 01 ] && close'
    task = replace(plans.documented(), schedules=(plans.schedule("0 22 28-31 * *", command=line),))
    shown = reading.lines(page(runbooks, plans.plan_of(task), "daily.md"))
    assert any(one.startswith('Mind | the line asks [ "$(date -d tomorrow +%d)" = 01 ] first') for one in shown)
    told = page(metric_sources, plans.plan_of(task, plans.bare()), "alerts.md")
    assert "Lines that choose their day themselves" in reading.headings(told)
    assert reading.under(told, "Lines that choose their day themselves").count("\n- ") == 1
    assert "choose their day" not in page(metric_sources, plans.plan_of(plans.bare()), "alerts.md")


def test_a_declared_schedule_has_no_line():
    one = plans.schedule(system="declared", command="[ $(date +%d) = 1 ] && run")
    assert days.guard(replace(plans.bare(), schedules=(one,))) is None


def test_hostile_words_stay_words():
    task = replace(plans.hostile(), cadence=Cadence.DAILY)
    mode = plans.failure(plans.HOSTILE, 6, id="mode", state=State.ACTIVE)
    task = replace(
        task, failure_modes=(mode,), schedules=(plans.schedule(command=f"[ $(date) = '{plans.HOSTILE}' ] && x"),)
    )
    steps = (level(plans.HOSTILE, severity=plans.HOSTILE, channel=plans.HOSTILE, after_seconds=60),)
    plan = replace(plans.plan_of(task), levels={task.id: steps}, escalations={"mode": steps})
    book = reading.book(plan)
    for renderer in (runbooks, emergency, escalation, metric_sources, rollback):
        for one in renderer.render(book):
            assert not any("script" in html or "evil" in html for html in reading.html(one.text)), one.path
            assert not any("javascript" in href for href in reading.links(one.text)), one.path
