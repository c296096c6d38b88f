import pytest

from ddd.model import Severity, State
from ddd.renderers.book import thresholds
from ddd.renderers.views import limits
from tests.renderers import alarms, plans, reading

WARNING, CRITICAL = Severity.WARNING, Severity.CRITICAL


def page_of(book):
    (artifact,) = thresholds.thresholds.render(book)
    assert artifact.path == "thresholds.md"
    return artifact.text


def rows(page, heading):
    found = [line for line in reading.lines(reading.under(page, heading)) if " | " in line]
    return [line.split(" | ") for line in found[1:]]


def limits_of(*triggers):
    """Return warning, critical and not stated of each row."""
    found = [row for group in limits.thresholds(alarms.book(*triggers).plan) for row in group.rows]
    return [(row.warning, row.critical, row.other) for row in found]


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    return alarms.judged(tmp_path_factory.mktemp("repository"))


def test_two_severities_of_one_subject_are_one_row(judged):
    (row,) = rows(page_of(judged), "monitoring")
    assert row[0] == "DiskFillsUp, DiskIsFull: disk_used_percent"
    assert row[1:4] == ["> 80 %", "> 95 %", ""]
    assert row[4] == "warning: 10 minutes; critical: 5 minutes"
    assert row[6] == "monitoring/disks.rules.yml:5, monitoring/disks.rules.yml:9"


def test_a_rule_about_overdue_work_stands_apart(judged):
    page = page_of(judged)
    ((name, subject, age, wait, severity, place),) = rows(page, "Overdue work")
    assert (name, age, wait, severity) == ("BackupTooOld", "1 day 2 hours", "15 minutes", "critical")
    assert subject == "time() - backup_last_success_timestamp_seconds"
    assert place == "monitoring/disks.rules.yml:13"
    assert "BackupTooOld" not in reading.under(page, "monitoring")


def test_what_ends_is_told_with_its_lead_and_owner(judged):
    (row,) = rows(page_of(judged), "What ends")
    assert row[0].startswith("certificate")
    assert row[3] == "14 days before"
    assert row[5] == "@acme/dba, the head of operations after an hour (escalation)"
    assert row[6] == "bin/backup.sh:6"


def test_two_limits_of_one_severity_are_two_rows():
    found = limits_of(
        alarms.trigger(threshold=70, line=1, severity=WARNING),
        alarms.trigger(threshold=80, line=2, severity=WARNING),
        alarms.trigger(threshold=90, line=3, severity=CRITICAL),
    )
    assert sorted(found) == [("", "> 90", ""), ("> 70", "", ""), ("> 80", "", "")]


def test_names_pair_what_the_subject_alone_does_not():
    found = limits_of(
        alarms.trigger(threshold=70, line=1, severity=WARNING, name="Data"),
        alarms.trigger(threshold=80, line=2, severity=CRITICAL, name="Data"),
        alarms.trigger(threshold=50, line=3, severity=WARNING, name="Logs"),
        alarms.trigger(threshold=60, line=4, severity=CRITICAL, name="Logs"),
    )
    assert sorted(found) == [("> 50", "> 60", ""), ("> 70", "> 80", "")]


def test_what_says_the_same_is_told_once():
    same = [alarms.trigger(line=line, severity=WARNING, for_seconds=300) for line in (1, 2, 3)]
    page = page_of(alarms.book(*same))
    (row,) = rows(page, "monitoring")
    assert row[4] == "5 minutes"
    assert row[6] == "monitoring/disks.rules.yml:1, monitoring/disks.rules.yml:2 and 1 more"
    assert "3 conditions are watched" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"comparison": "<"}, {"comparison": "<"}),
        ({"unit": "%"}, {"unit": "%"}),
        ({"path": "other/x.yml"}, {"path": "other/x.yml"}),
    ],
)
def test_another_comparison_unit_or_component_is_another_row(fields, told):
    found = limits_of(alarms.trigger(severity=WARNING), alarms.trigger(line=2, severity=CRITICAL, **told))
    assert len(found) == 2
    assert all((warning == "") != (critical == "") for warning, critical, _ in found)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "> 80"),
        ({"unit": "%"}, "> 80 %"),
        ({"stated": "80%", "unit": "%"}, "> 80%"),
        ({"stated": "24 * 3600", "unit": "s"}, "> 24 * 3600 s"),
        ({"stated": "{{ limit }}", "unit": "%"}, "> {{ limit }}"),
        ({"threshold": None, "comparison": "absent"}, "absent"),
        ({"severity": Severity.INFO}, "info: > 80"),
    ],
)
def test_a_limit_reads_as_the_file_says_it(fields, told):
    assert limits_of(alarms.trigger(**fields)) == [("", "", told)]


@pytest.mark.parametrize(
    ("seconds", "told"), [(None, "not documented"), (0, "acts at once"), (90, "1 minute 30 seconds")]
)
def test_for_how_long_it_must_hold(seconds, told):
    (row,) = rows(page_of(alarms.book(alarms.trigger(for_seconds=seconds))), "monitoring")
    assert row[4] == told


def test_a_wait_that_only_one_severity_has_is_told_as_its_own():
    two = [
        alarms.trigger(severity=WARNING, for_seconds=600),
        alarms.trigger(threshold=90, line=2, severity=CRITICAL),
    ]
    (row,) = rows(page_of(alarms.book(*two)), "monitoring")
    assert row[4] == "warning: 10 minutes"


def test_what_is_not_in_force_is_counted_only():
    page = page_of(
        alarms.book(alarms.trigger("sample", state=State.EXAMPLE), alarms.expiry("old", state=State.EXAMPLE))
    )
    assert "Not listed, because not in force: 2 example." in page
    assert "sample" not in page
    assert "old" not in reading.under(page, "What ends").replace("threshold", "")


def test_endings_are_in_the_order_of_their_days():
    page = page_of(
        alarms.book(
            alarms.expiry("no day", 1, lifetime_seconds=90 * plans.DAY, renewed_by="cert-manager"),
            alarms.expiry("later", 2, not_after="2031-01-01", lead_days=30),
            alarms.expiry("sooner", 3, not_after="2027-01-01", note="self-signed"),
            alarms.expiry("sooner", 4, not_after="2027-01-01", note="self-signed"),
        )
    )
    found = rows(page, "What ends")
    assert [row[0] for row in found] == ["sooner (self-signed)", "later", "no day"]
    assert found[0][1:4] == ["2027-01-01", "", "not documented"]
    assert found[0][6] == "certs.pem:3, certs.pem:4"
    assert found[1][3] == "30 days before"
    assert found[2][1:5] == ["not documented", "90 days", "not documented", "cert-manager"]
    assert {row[5] for row in found} == {"nobody"}


def test_a_silent_repository_is_told_so():
    page = page_of(reading.book(plans.empty()))
    assert "Not documented. No threshold was found" in " ".join(reading.lines(page))
    assert "No task is known" in page
    assert "Nothing was found that ends on a day." in page


@pytest.mark.parametrize("components", [1, 300, 6_000])
def test_six_thousand_limits_stay_readable(components):
    many = [
        alarms.trigger(
            f"subject {number}", line=number + 1, path=f"part{number % components}/rules.yml", severity=WARNING
        )
        for number in range(6_000)
    ]
    endings = [alarms.expiry(f"thing {number}", number + 1) for number in range(2_000)]
    late = [alarms.trigger(f"late {number}", line=number + 1, max_age=60, path="late.yml") for number in range(2_000)]
    page = page_of(alarms.book(*many, *endings, *late))
    assert len(page.encode()) < 500_000
    assert "And 1500 rules more" in page
    assert "And 1500 more; " in page
    assert "8000 conditions" in page


def test_text_of_the_repository_is_no_markup():
    words = plans.HOSTILE_LINES
    page = page_of(
        alarms.book(
            alarms.trigger(words, name=words, stated=words, action=words, path="we|ird `dir`/<b>.yml"),
            alarms.trigger(words, line=2, name=words, max_age=60, labels=(("severity", words),)),
            alarms.expiry(words, renewed_by=words, note=words, not_after="2027-01-01"),
        )
    )
    assert all(one.startswith("<!-- Generated by ddd") for one in reading.html(page))
    assert set(reading.links(page)) <= {"escalation.md", "alerts.yml"}
    assert reading.pictures(page) == []
    assert all(len(row) >= 6 for row in rows(page, "What ends"))
