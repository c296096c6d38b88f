"""The compliance checklist counts what was found, says where, and never takes a name or an open value for evidence."""

import re

import pytest

from ddd import compliance, generated, markup
from ddd.model import Confidence, Control, Evidence, Expiry, Rollback, Severity, State, Step, Trigger, replace
from ddd.renderers import pages
from ddd.renderers.book.compliance import compliance as checklist
from ddd.renderers.views import evidence
from ddd.spec import Patterns

from . import plans, reading
from .plans import contact

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
    assert after.startswith("Backups that are made by themselves: 1 task, every day, by @harbour/dba")


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
    assert f"1 of {len(DATA.kinds)} kinds" in text


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


def running(*commands, name="job", category="", by_machine=True, **more):
    """Return a task whose steps run these commands, sorted in by a person where a category is given."""
    steps = tuple(Step(command=one, evidence=plans.place(f"{name}.sh", n)) for n, one in enumerate(commands, start=1))
    fields = {"title": name, "steps": steps, "resolved": True, "category": plans.claim(category) if category else None}
    schedules = plans.bare().schedules if by_machine else (plans.schedule(system="declared"),)
    return replace(plans.bare(), id=name, schedules=schedules, **(fields | more))


BACKUPS = [
    running("pg_dump x > y", name="dump", category="backups"),
    running("$RESTIC -r $URL backup /srv", name="restic", category="backups"),
    running("find /b -mtime +9 -delete", name="thin-out", category="backups"),
    running("rclone check /b far:b", name="compare", category="backups"),
    running("pg_dump x > y", name="dump-by-hand", category="backups", by_machine=False),
    running("make restore", name="restore-drill", category="backups", by_machine=False),
    running("/opt/own-tool", name="own", category="backups"),
    running("pg_dump x > y", name="copy-for-tests"),
]


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("backups", ["dump", "restic"]),
        ("backups_tested", ["compare"]),
        ("restore_tests", ["restore-drill"]),
        ("deletion", ["thin-out"]),
    ],
)
def test_of_what_is_called_a_backup_each_counts_for_what_it_does(kind, names):
    assert sorted(row.task.id for row in found(plans.plan_of(*BACKUPS[:-1]), kind).tasks) == names


def test_what_is_sorted_in_and_is_evidence_of_nothing_is_said():
    plan = plans.plan_of(*BACKUPS)
    assert [task.id for task in found(plan, "backups").others] == ["dump-by-hand", "own"]
    assert found(plan, "backups_tested").others == ()
    text = reading.under(page(plan), "Backups that are made by themselves")
    assert "nothing they run is known to do this, so they are not counted: [dump-by-hand]" in text


def test_the_lines_that_do_it_stand_beside_the_one_that_runs_it():
    (row,) = found(plans.plan_of(running("cd /srv", "pg_dump x > y", name="dump", category="backups")), "backups").tasks
    assert [str(one) for one in row.places] == ["cron.d/mystery:2", "dump.sh:2"]


def test_commands_that_a_spec_adds_to_a_category_count():
    plan = plans.plan_of(running("our-dump --all", name="dump", category="backups"))
    book = reading.book(plan)
    assert evidence.found(book, DATA)["backups"].tasks == ()
    own = [replace(one, commands=Patterns((re.compile("^our-dump"),))) for one in book.spec.categories]
    book = replace(book, spec=replace(book.spec, categories=tuple(own)))
    assert [row.task.id for row in evidence.found(book, DATA)["backups"].tasks] == ["dump"]


AUDITS = [
    running("getent passwd", "lastlog --before 90", name="monthly-user-audit", category="audits"),
    running("cat /etc/sudoers > x", name="list-sudo-rules", category="audits"),
]


@pytest.mark.parametrize("kind", ["malware_scans", "vulnerability_scans", "configuration_audits", "log_reviews"])
def test_a_report_of_accounts_is_no_scan(kind):
    plan = plans.plan_of(*AUDITS)
    assert not found(plan, kind).is_found
    assert [row.task.id for row in found(plan, "account_audits").tasks] == ["list-sudo-rules", "monthly-user-audit"]
    pci = reading.lines(reading.under(page(plan), "PCI DSS"))
    assert pci[pci.index("[ ] 11.3 Scans for weaknesses") + 1].startswith("Not found: ")
    assert pci[pci.index("[ ] 5.2 Malicious software: prevented, found") + 1].startswith("Not found: ")


@pytest.mark.parametrize(
    ("title", "kinds"),
    [
        ("Review of privileged access", {"access_reviews"}),
        ("Review of the firewall rules", {"rule_reviews"}),
        ("Review of risks", {"risk_reviews"}),
        ("Review of the incidents of the quarter", {"incident_reviews"}),
        ("Review of the audit logs", {"log_reviews"}),
        ("Review", set()),
    ],
)
def test_a_review_by_people_serves_what_it_looks_at(title, kinds):
    task = replace(plans.by_hand(), title=title, category=plans.claim("reviews"), id="review")
    special = {"access_reviews", "rule_reviews", "risk_reviews", "incident_reviews", "log_reviews"}
    book = reading.book(plans.plan_of(task))
    all_found = evidence.found(book, DATA)
    assert {name for name in special if all_found[name].is_found} == kinds
    assert all_found["reviews"].is_found


def test_what_a_machine_runs_is_no_review_by_people():
    assert not found(plans.plan_of(running("cat /etc/passwd", category="reviews")), "reviews").is_found


@pytest.mark.parametrize(
    ("name", "value", "unit", "counts"),
    [
        ("/var/log/audit/audit.log", "365", "days", True),
        ("/var/log/audit/audit.log", "12", "rotations", True),
        ("/var/log/audit/audit.log", "forever", "", True),
        ("journal", "1", "days", False),
        ("/var/log/nginx/*.log", "365", "days", False),
        ("find /var/crash -type f", "14", "days", False),
    ],
)
def test_how_long_audit_logs_are_kept_says_no_other_log_and_no_short_time(name, value, unit, counts):
    plan = plans.plan_of(facts=[control(name=name, value=value, unit=unit)])
    one = found(plan, "audit_log_retention")
    assert one.is_found is counts
    assert bool(one.short) is (name == "journal")
    assert found(plan, "log_retention").is_found
    assert (
        "Not counted, because it is nothing or not long enough: log retention: journal, 1 day (" in page(plan)
    ) is bool(one.short)


def test_what_is_kept_for_no_day_is_no_retention():
    kept = [
        control("backup retention", name="cache", value=value, unit=unit) for value, unit in (("0", ""), ("0", "days"))
    ]
    for one in kept:
        assert not found(plans.plan_of(facts=[one]), "backup_retention").is_found
    assert found(plans.plan_of(facts=[control("backup retention", value="10")]), "backup_retention").is_found
    off = control("audit log", value="0")
    assert found(plans.plan_of(facts=[off]), "audit_logs").is_found


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"name": "CHANGELOG.md", "value": "1.2"}, "change_records"),
        ({"name": "towncrier"}, "change_records"),
        ({"name": "PULL_REQUEST_TEMPLATE.md", "scope": "pull requests"}, "change_requests"),
        ({"name": "commitlint"}, "change_requests"),
    ],
)
def test_what_asks_for_a_record_of_a_change_is_none(more, kind):
    plan = plans.plan_of(facts=[control("change record", **more)])
    assert {name for name in ("change_records", "change_requests") if found(plan, name).is_found} == {kind}


@pytest.mark.parametrize(
    ("more", "counts"),
    [({}, True), ({"system": "ansible"}, False), ({"confidence": Confidence.MEDIUM}, False)],
)
def test_an_approval_is_one_by_somebody_else_for_sure(more, counts):
    plan = plans.plan_of(facts=[replace(control("approval gate", name="production"), **more)])
    one = found(plan, "approvals")
    assert one.is_found is counts
    assert bool(one.outside) is ("confidence" in more)
    assert found(plan, "confirmations").is_found is (more.get("system") == "ansible")
    assert ("only a setting outside of this repository says" in page(plan)) is bool(one.outside)


@pytest.mark.parametrize(
    ("more", "value"),
    [
        ({}, None),
        ({"lead_days": 30}, "acted on 30 days before"),
        ({"renewed_by": "certbot"}, "renewed by certbot"),
        ({"not_after": "2030-01-01", "system": "end-of-life"}, None),
        ({"not_after": "2030-01-01", "subject": "security.txt"}, None),
        ({"not_after": "2030-01-01", "subject": "shop.example.org"}, None),
        ({"not_after": "2030-01-01", "subject": "shop.example.org", "system": "cert-manager"}, "2030-01-01"),
    ],
)
def test_what_ends_counts_where_somebody_says_when_or_looks(more, value):
    fields = {"system": "x", "subject": "cert"} | more
    one = Expiry(evidence=(plans.place("a.sh", 1),), origin="a.sh", **fields)
    told = [row.value for row in found(plans.plan_of(facts=[one]), "expiries").facts]
    assert told == ([] if value is None else [value])


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [("1", "days", "1 day"), ("2", "days", "2 days"), ("1", "daily copies", "1 daily copy"), ("on", "", "on")],
)
def test_one_of_a_thing_is_told_as_one(value, unit, told):
    assert evidence.amount(control(value=value, unit=unit)) == told


def test_the_owner_of_a_file_is_found_where_no_task_stands_in_it():
    facts = [
        contact("@dba", 1, scope="/roles/backup/"),
        contact("@platform", 2, scope="/inventory/"),
        control("backup retention", 8, "inventory/production/group_vars/db.yml", value="35"),
        control("backup retention", 9, "roles/backup/defaults/main.yml", value="14"),
        control("backup retention", 9, "Makefile", value="3"),
        Rollback(name="back", commands=("x",), system="x", evidence=(plans.place("inventory/a.yml", 1),), origin="z"),
    ]
    plan = plans.plan_of(facts=facts)
    assert plan.owners == {}
    rows = {str(row.places[0]): row.owner for row in found(plan, "backup_retention").facts}
    assert rows == {
        "inventory/production/group_vars/db.yml:8": "@platform",
        "roles/backup/defaults/main.yml:9": "@dba",
        "Makefile:9": "",
    }
    assert [row.owner for row in found(plan, "ways_back").facts] == ["@platform"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("one two three", "one two three"),
        ("one  two\nthree four", "one two …"),
        ("x" * 40, "x" * 11 + "…"),
        ("one " + "x" * 40, "one xxxxxxx…"),
    ],
)
def test_a_long_text_ends_behind_a_word_where_it_has_words(text, told):
    assert evidence.shortened(text, 13 if text.startswith("one two") else 12) == told


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
    plan = plans.plan_of(facts=[*facts_of_all_kinds(), contact("@web", scope="/a/")])
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
    assert "And 5 more tasks." in reading.under(text, "Backups that are made by themselves")


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
