import pytest

from ddd.model import Contact, State
from ddd.renderers.book import contacts
from ddd.renderers.views import people
from ddd.renderers.views.people import Occasion
from tests.renderers import alarms, plans, reading


def page_of(book):
    (artifact,) = contacts.contacts.render(book)
    assert artifact.path == "contacts.md"
    return artifact.text


def rows(page, heading):
    found = [line for line in reading.lines(reading.under(page, heading)) if " | " in line]
    return [line.split(" | ") for line in found[1:]]


def contact(name="somebody", line=1, **more):
    fields = {"system": "terraform", "origin": "x.tf", "evidence": (plans.place("x.tf", line),)}
    return Contact(name=name, **(fields | more))


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    return alarms.judged(tmp_path_factory.mktemp("repository"))


def test_tasks_of_nobody_come_first(judged):
    part = reading.under(page_of(judged), "A task is overdue or has failed")
    said = reading.lines(part)
    assert said[0].startswith("2 tasks have nobody to call.")
    assert "Restore drill" in said
    assert part.index("nobody to call") < part.index("Call first")


def test_owners_of_tasks_are_called_in_their_order(judged):
    (row,) = rows(page_of(judged), "A task is overdue or has failed")
    assert row[0] == "@acme/dba"
    assert "the head of operations after an hour (escalation)" in row[1]
    assert row[3].startswith("1 task: ")
    assert row[4] == "bin/backup.sh:2"


def test_tasks_with_the_same_owners_share_a_row():
    tasks = [alarms.owned(plans.bare(), "@a", "@b"), alarms.owned(plans.documented(), "@a", "@b")]
    other = alarms.owned(plans.frequent(), "@a")
    page = page_of(reading.book(plans.plan_of(*tasks, other)))
    found = rows(page, "A task is overdue or has failed")
    assert [(row[0], row[1], row[3].split(":")[0]) for row in found] == [("@a", "", "1 task"), ("@a", "@b", "2 tasks")]


def test_the_address_of_an_owner_is_told():
    owner = contact("@a ops@example.com", system="codeowners", role="owner", address="ops@example.com", scope="*")
    owner = plans.replace(owner, evidence=(plans.place("CODEOWNERS", 1),))
    plan = plans.plan_of(alarms.owned(plans.bare(), "@a ops@example.com"), facts=[owner])
    (row,) = rows(page_of(reading.book(plan)), "A task is overdue or has failed")
    assert row[2] == "ops@example.com"


def test_the_receivers_of_our_own_alerts_say_what_is_to_be_filled_in(judged):
    found = rows(page_of(judged), "An alert of ddd fires")
    assert found[0][:3] == ["pager", "every critical alert, besides the owner", "webhook"]
    assert found[1][:3] == ["@acme/dba", "1 task it owns", "nothing yet: a new receiver, fill it in"]
    assert found[2][:3] == ["operations", "everything else", "email ops@example.com"]


def test_routes_are_told_with_their_times(judged):
    found = rows(page_of(judged), "Another alert fires")
    assert [row[1] for row in found] == ["pager", "team-web", "operations"]
    assert found[0][:6] == ['{severity="critical"}', "pager", "webhook", "not documented", "30 seconds", "1 hour"]
    assert found[1][2:4] == ["slack", "#web"]
    assert found[2][0] == "everything else"
    assert found[2][7].startswith("monitoring/alertmanager.yml:2")


def test_several_alertmanagers_are_told(tmp_path):
    book = alarms.judged(tmp_path, **{"staging/alertmanager.yml": alarms.ROUTES})
    assert "The repository configures 2 Alertmanagers" in page_of(book)


def test_alarms_that_name_whom_they_tell():
    page = page_of(
        alarms.book(
            alarms.trigger("a", line=1, name="One", notifies=("topic",)),
            alarms.trigger("b", line=2, name="Two", notifies=("topic", "mail")),
            alarms.trigger("c", line=3, name="Three", notifies=()),
            alarms.trigger("d", line=4, name="Four"),
            alarms.trigger("e", line=5, name="Five", notifies=("topic",), state=State.SUSPENDED),
        )
    )
    found = rows(page, "Another alert fires")
    assert [row[:2] for row in found] == [["mail", "1: Two"], ["topic", "2: One, Two"], ["nobody", "1: Three"]]


def test_who_owns_a_component_is_told_once_with_all_of_it(judged):
    found = rows(page_of(judged), "A component breaks")
    assert ["@acme/sre", "owner", "", "", "/monitoring/"] in [row[:5] for row in found]
    assert ["dba@example.com", "owner", "", "dba@example.com", "/bin/backup.sh"] in [row[:5] for row in found]


def test_paths_that_the_repository_gives_to_nobody_are_told(tmp_path):
    book = alarms.judged(tmp_path, CODEOWNERS="* @acme/all\n/monitoring/\n")
    assert "Nobody owns, as the repository says: /monitoring/ (CODEOWNERS:2)." in reading.lines(page_of(book))


def test_declared_levels_are_told_with_what_they_hold_for(judged):
    ((where, severity, whom, place),) = rows(page_of(judged), "Nobody answers, or it gets worse")[:1]
    assert (where, severity) == ("bin", "critical")
    assert whom == "1. @acme/dba, after 30 minutes; 2. head of operations by phone, after 4 hours"
    assert place == ".ddd/tasks.yaml:9, .ddd/tasks.yaml:10"


def test_levels_of_a_policy_are_in_their_order():
    levels = [
        contact("manager", 1, channel="pagerduty", scope="policy", level=2, after_seconds=900, repeat_seconds=3_600),
        contact("engineer", 2, channel="pagerduty", scope="policy", level=1, after_seconds=0),
        contact("team, other", 3, role="rota", scope="rota", note="handed over every week"),
    ]
    found = rows(page_of(alarms.book(*levels)), "Nobody answers, or it gets worse")
    assert [row[1:3] for row in found] == [["1", "engineer"], ["2", "manager"], ["", "team, other"]]
    assert [row[6:8] for row in found] == [["at once", ""], ["15 minutes", "1 hour"], ["not documented", ""]]
    assert found[2][8] == "handed over every week"


def test_who_answers_for_what_ends(judged):
    (row,) = rows(page_of(judged), "Something is about to end")
    assert row[0] == "@acme/dba; then the head of operations after an hour (escalation)"
    assert row[1].startswith("1: certificate")


def test_what_ends_without_an_owner_is_told_first():
    found = rows(page_of(alarms.book(alarms.expiry("a"), alarms.expiry("b", 2))), "Something is about to end")
    assert found == [["nobody", "2: a, b", "certs.pem:1, certs.pem:2"]]


def test_whom_to_tell_of_a_security_problem(judged):
    (row,) = rows(page_of(judged), "A security problem is found")
    assert "security@example.com" in row[3]


@pytest.mark.parametrize(
    ("fields", "occasion"),
    [
        ({"system": "alertmanager", "role": "receiver"}, Occasion.ROUTED),
        ({"role": "receiver"}, Occasion.TOLD),
        ({"role": ""}, Occasion.TOLD),
        ({"role": "security"}, Occasion.SECURITY),
        ({"role": "receiver", "level": 2}, Occasion.LEVEL),
        ({"role": "rota"}, Occasion.LEVEL),
        ({"role": "Primary"}, Occasion.LEVEL),
        ({"role": "maintainer"}, Occasion.COMPONENT),
        ({"role": "support"}, Occasion.OTHER),
    ],
)
def test_every_contact_has_an_occasion(fields, occasion):
    assert people.occasion(contact(**fields)) is occasion


def test_no_contact_in_force_is_lost():
    facts = [contact(f"name {role}", number + 1, role=role) for number, role in enumerate(["", "owner", "rota", "x"])]
    page = page_of(alarms.book(*facts, contact("gone", 9, state=State.ABSENT), alarms.route("told", "{}")))
    assert all(one.name in page for one in facts)
    assert "gone" not in page


def test_a_silent_repository_says_what_to_add():
    page = page_of(reading.book(plans.empty()))
    assert page.count("**Not documented.**") == 4
    assert "No task was found." in page


def test_thousands_of_contacts_stay_readable():
    many = [
        contact(
            f"person {role} {number}", number + 1, role=role, scope=f"/part{number}/" * 3, address=f"p{number}@x.org"
        )
        for role in ("owner", "receiver", "security", "support", "rota")
        for number in range(1_000)
    ]
    tasks = [
        plans.replace(alarms.owned(plans.bare(), *([f"@t{number}"] if number % 2 else [])), id=f"t{number}")
        for number in range(500)
    ]
    routes = [alarms.route(f"r{number}", f'{{a="{number}"}}', number + 1) for number in range(500)]
    page = page_of(reading.book(plans.plan_of(*tasks, facts=[*many, *routes])))
    assert len(page.encode()) < 500_000
    assert page.count("And 850 contacts more") == 4
    assert "And 850 levels more" in page
    assert "And 350 routes more" in page
    assert "And 100 owners more" in page
    assert "250 tasks have nobody to call" in page


@pytest.mark.parametrize("name", plans.PLANS)
def test_tables_are_whole_for_every_plan(name):
    page = page_of(reading.book(plans.PLANS[name]))
    assert "\n\n\n" not in page
    assert all(one.startswith("<!-- Generated by ddd") for one in reading.html(page))


def test_text_of_the_repository_is_no_markup():
    words = plans.HOSTILE_LINES
    facts = [
        *(
            contact(words, line + 1, role=role, address=words, channel=words, scope=words, note=words)
            for line, role in enumerate(["owner", "receiver", "security", "rota", words])
        ),
        alarms.route(words, "{" + words + "}", address=words, note=words),
        alarms.trigger(words, name=words, notifies=(words,)),
        alarms.expiry(words),
    ]
    page = page_of(reading.book(plans.plan_of(plans.hostile(), facts=facts)))
    assert all(one.startswith("<!-- Generated by ddd") for one in reading.html(page))
    assert all(one.endswith((".md", ".yml")) or ".md#task-" in one for one in reading.links(page))
    assert reading.pictures(page) == []
