"""The compliance checklist counts what was found, says where, and never takes a name or an open value for evidence."""

import re
from dataclasses import replace

import pytest

from ddd import compliance, generated, markup
from ddd.model import Control, Evidence, Expiry, Rollback, Severity, State, Trigger
from ddd.renderers import pages
from ddd.renderers.book.compliance import compliance as checklist
from ddd.renderers.views import evidence

from . import plans, reading

DATA = compliance.load()
TASKS = plans.everything().tasks


def page(plan):
    (one,) = checklist.render(reading.book(plan))
    assert one.path == "compliance.md"
    return one.text


def control(called="log retention", line=1, path="roles/logs/tasks/main.yml", **more):
    return Control(control=called, system="retention", evidence=(plans.place(path, line),), origin=path, **more)


def found(plan, kind):
    return evidence.found(reading.book(plan), DATA)[kind]


@pytest.fixture(scope="module")
def everything():
    return page(plans.everything())


def test_it_is_evidence_and_no_proof(everything):
    assert reading.lines(everything)[1].startswith("This is evidence for compliance, not proof of it.")


def test_counts_come_first_and_sum_to_the_families(everything):
    rows = [line.split(" | ") for line in reading.lines(reading.under(everything, "At a glance")) if " | " in line]
    assert rows[0][:3] == ["Standard", "Edition", "Families"]
    assert [row[0] for row in rows[1:]] == ["SOC 2", "ISO/IEC 27001", "PCI DSS"]
    for row, standard in zip(rows[1:], DATA.standards, strict=True):
        families, *parts = map(int, row[2:])
        assert families == len(standard.families) == sum(parts)


def test_every_family_can_be_ticked_once_under_its_standard(everything):
    for standard in DATA.standards:
        told = re.findall(r"^- \[ \] \*\*(\S+)\*\* ", reading.under(everything, standard.title), re.MULTILINE)
        assert told == [one.number for one in standard.families]


def test_a_family_links_its_evidence_with_how_often_and_who(everything):
    shown = reading.lines(reading.under(everything, "ISO/IEC 27001"))
    after = shown[shown.index("[ ] 8.13 Backups") + 1]
    assert after.startswith("Backups that run by themselves: 1 task, every day, by @harbour/dba")


def test_every_link_of_the_page_leads_somewhere(everything):
    others = {"escalation.md": ""}
    dead = set(reading.dead_links({"compliance.md": everything, **others}))
    of_tasks = {f"compliance.md: {pages.file_of(task)}#{markup.fragment(pages.anchor(task))}" for task in TASKS}
    assert dead <= of_tasks
    assert "daily.md#task-roles/backup/nightly-backup" in reading.links(everything)


def test_an_empty_repository_has_no_evidence_and_says_what_to_add():
    text = page(plans.empty())
    assert f"0 of {len(DATA.kinds)} kinds of evidence were found." in text
    added = reading.under(text, "What to add")
    for kind in DATA.kinds.values():
        assert reading.lines(added)
        assert kind.title in added
    assert reading.lines(reading.under(text, "The evidence")) == ["None was found."]
    assert reading.under(text, "SOC 2").count("Not found:") == 12


def test_what_serves_the_most_families_is_to_be_added_first():
    added = [line for line in reading.lines(reading.under(page(plans.empty()), "What to add")) if " For " in line]
    counts = [
        len(re.findall(r"\b(?:CC\d|A1|C1|PI1|\d{1,2}\.\d{1,2})\b", line.rpartition(" For ")[2])) for line in added
    ]
    assert len(counts) == len(DATA.kinds)
    assert counts == sorted(counts, reverse=True)


def test_a_control_is_told_with_its_value_and_its_place():
    text = page(plans.plan_of(facts=[control(name="nginx", value="8", unit="rotations", scope="/var/log/nginx")]))
    row = reading.lines(reading.under(text, "How long logs are kept"))[-1]
    assert row == "log retention: nginx | 8 rotations (/var/log/nginx) | not documented | roles/logs/tasks/main.yml:1"
    assert "1 of 25 kinds" in text


@pytest.mark.parametrize("state", [one for one in State if one is not State.ACTIVE])
def test_a_control_that_is_not_in_force_is_no_evidence(state):
    one = found(plans.plan_of(facts=[control(value="8", state=state)]), "log_retention")
    assert not one.is_found
    assert one.open == (state is State.UNRESOLVED)


def test_an_open_value_is_counted_apart():
    text = page(plans.plan_of(facts=[control(state=State.UNRESOLVED), control(line=2, value="3")]))
    assert "1 more place whose value could not be followed to its end: not counted." in text


def test_the_same_value_of_one_line_counts_once_and_what_reads_the_same_is_one_row():
    facts = [
        control(name="A", value="30", unit="days"),
        control(name="b", value="30", unit="days"),
        control(name="A", value="30", unit="days", line=2),
        control(name="A", value="31", unit="days", line=3),
    ]
    one = found(plans.plan_of(facts=facts), "log_retention")
    assert [(row.name, row.value, len(row.places)) for row in one.facts] == [
        ("log retention: A", "30 days", 2),
        ("log retention: A", "31 days", 1),
    ]
    assert one.told == "3 places"


def test_a_name_alone_is_no_evidence():
    named = replace(plans.bare(), id="health-check", title="health check", command="/bin/true", steps=())
    one = found(plans.plan_of(named), "health_checks")
    assert (one.tasks, [task.id for task in one.unseen]) == ((), ["health-check"])
    text = page(plans.plan_of(named))
    assert "Called so, but no file shows what they do, so they are not counted: [health check]" in text


def test_tasks_whose_name_alone_says_so_are_told_beside_real_ones():
    real = replace(plans.bare(), id="probe", title="probe", command="pg_isready", resolved=True)
    named = [replace(plans.bare(), id=f"check-{n}", title=f"health check {n}", steps=()) for n in range(5)]
    text = reading.under(page(plans.plan_of(real, *named)), "Health checks that run by themselves")
    assert "and 2 more." in text
    assert "[probe]" in text


def test_what_tasks_say_counts_with_the_line_that_says_it():
    plan = plans.plan_of(plans.documented(), plans.bare())
    said = {name: [row.task.id for row in found(plan, name).tasks] for name in ("owners", "failure_instructions")}
    assert said == {name: ["roles/backup/nightly-backup"] for name in said}
    assert str(found(plan, "owners").tasks[0].places[0]) == "CODEOWNERS:3"


def test_an_owner_who_is_nobody_is_no_evidence():
    task = replace(plans.documented(), owners=(plans.claim("TODO"),))
    assert not found(plans.plan_of(task), "owners").is_found


def test_a_check_counts_for_backups_only_where_the_task_is_one():
    other = replace(plans.documented(), id="roles/web/prune", title="Prune", purpose=None, component="roles/web")
    other = replace(other, command="/usr/bin/prune", category=plans.claim("reviews"), steps=other.steps[1:2])
    plan = plans.plan_of(plans.documented(), other)
    assert [row.task.id for row in found(plan, "verification").tasks] == [plans.documented().id, other.id]
    assert [row.task.id for row in found(plan, "backups_tested").tasks] == [plans.documented().id]


def test_complete_procedures_are_those_of_the_spec():
    plan = plans.plan_of(plans.documented(), plans.bare())
    book = reading.book(plan)
    wanted = [name for name, one in book.scores.items() if one.score >= book.spec.complete]
    assert [row.task.id for row in evidence.found(book, DATA)["procedures"].tasks] == wanted


def facts_of_all_kinds():
    where = {"system": "x", "evidence": (plans.place("a/b.yml", 7),), "origin": "a/b.yml"}
    return [
        Expiry(subject="CN=shop", not_after="2027-01-31", renewed_by="certbot", **where),
        Expiry(subject="token", lifetime_seconds=7_776_000, **where),
        Trigger(subject="disk", comparison=">", threshold=90.0, unit="%", severity=Severity.CRITICAL, **where),
        Rollback(name="back", commands=("helm rollback shop",), **where),
        Rollback(commands=("git revert",), **where),
    ]


def test_other_facts_are_told_in_their_own_words():
    plan = plans.plan_of(facts=facts_of_all_kinds(), owners={"a/b.yml": (plans.claim("@web", "CODEOWNERS", 1),)})
    rows = {name: [(r.name, r.value, r.owner) for r in found(plan, name).facts] for name in ("expiries", "alarms")}
    assert rows["expiries"] == [
        ("CN=shop", "2027-01-31, renewed by certbot", "@web"),
        ("token", "90 days", "@web"),
    ]
    assert rows["alarms"] == [("disk", "disk > 90 %", "@web")]
    assert [(r.name, r.value) for r in found(plan, "ways_back").facts] == [
        ("git revert", ""),
        ("back", "helm rollback shop"),
    ]


def test_a_fact_that_is_evidence_of_nothing_is_our_mistake():
    with pytest.raises(TypeError, match="Contact is evidence of no kind"):
        evidence._row(plans.contact(), "")


def test_defined_paths_are_those_of_the_assessment():
    plan = plans.plan_of(plans.documented())
    one = found(plan, "escalation")
    figure = plans.assessed(plan).escalation
    assert one.paths == (figure.earned, figure.possible)
    assert not one.is_found
    defined = replace(one, paths=(2, 3))
    assert (defined.is_found, defined.told) == (True, "2 of 3 failure modes")


def test_what_the_repository_names_itself_comes_first():
    named = control("audit log", name="Collect changes to sudoers", standard="PCI-DSS-Req-10.2.5")
    text = page(plans.plan_of(facts=[named, control("hardening rule", 2, name="Perms", standard="CIS 5.1")]))
    assert reading.headings(text)[2] == "What the repository itself names"
    rows = reading.lines(reading.under(text, "What the repository itself names"))
    assert rows[-2:] == [
        "CIS 5.1 | Perms | roles/logs/tasks/main.yml:2",
        "PCI-DSS-Req-10.2.5 | Collect changes to sudoers | roles/logs/tasks/main.yml:1",
    ]
    assert "The repository names its rules itself at 1 place, see above." in reading.under(text, "PCI DSS")
    assert "names its rules" not in reading.under(text, "SOC 2")


def test_no_standard_named_no_section():
    assert "What the repository itself names" not in page(plans.plan_of(facts=[control()]))


def test_what_a_reader_should_know_is_told_once():
    gates = [control("approval gate", n, name=f"g{n}", note="set on the forge") for n in (1, 2)]
    text = reading.under(page(plans.plan_of(facts=gates)), "Approvals before something is changed")
    assert text.count("set on the forge") == 1


def test_long_tables_are_cut_with_a_count():
    facts = [control(line=n, name=f"log{n}", value=str(n), note=f"note {n}") for n in range(1, 41)]
    facts += [control("hardening rule", n, name=f"r{n}", standard=f"CIS {n}") for n in range(1, 41)]
    tasks = [replace(plans.documented(), id=f"t{n:03}") for n in range(30)]
    text = page(plans.plan_of(*tasks, facts=facts))
    assert "And 15 more." in reading.under(text, "How long logs are kept")
    assert "and 35 more notes." in reading.under(text, "How long logs are kept")
    assert "And 15 more: `ddd extract --temporal -f json`" in text
    assert "And 5 more tasks." in reading.under(text, "Backups that run by themselves")


def test_a_big_repository_stays_below_the_limit():
    long = "x" * 400
    tasks = [replace(plans.documented(), id=f"t{n:03}/{long[:80]}", title=long) for n in range(500)]
    facts = [control("audit log", n, name=f"{n}{long}", value=long, scope=long) for n in range(1, 300)]
    assert len(page(plans.plan_of(*tasks, facts=facts)).encode()) < 500_000


@pytest.mark.parametrize("name", plans.PLANS)
def test_it_is_generated_and_the_same_every_time(name):
    text = page(plans.PLANS[name])
    assert generated.is_generated(text.encode())
    assert text == page(plans.PLANS[name])
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def hostile_facts():
    said = plans.HOSTILE_LINES
    where = {"evidence": (Evidence(path="we|ird `dir`/<b>.yml", line=1),), "origin": "we|ird `dir`/<b>.yml"}
    return [
        Control(system=said, control="audit log", name=said, value=said, unit=said, scope=said, note=said, **where),
        Control(system=said, control="approval gate", name=said, value=said, standard=said, **where),
        Expiry(system=said, subject=said, not_after=said, renewed_by=said, **where),
        Trigger(system=said, name=said, subject=said, comparison=">", stated=said, **where),
        Rollback(system=said, name=said, commands=(said,), **where),
    ]


def test_a_hostile_repository_stays_words():
    text = page(plans.plan_of(plans.hostile(), facts=hostile_facts()))
    assert all(re.match(r"<!-- Generated|<a id=|</a>", one) for one in reading.html(text) if one.strip())
    assert not [one for one in reading.links(text) if not re.match(r"#|escalation\.md|weekly\.md#", one)]
    assert reading.pictures(text) == []
