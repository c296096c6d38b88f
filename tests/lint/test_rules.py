"""Each rule: a schedule it speaks of, and one beside it that it must leave in peace."""

from __future__ import annotations

from datetime import date

import pytest

from ddd.cadence import recurrence
from ddd.lint import Context, lint, rules
from ddd.model import Dialect, Evidence, Schedule, Severity, State, replace

V, CAL, K8S = Dialect.VIXIE, Dialect.ONCALENDAR, Dialect.ROBFIG


def schedule(expression, dialect=V, *, zone=None, path="etc/crontab", line=1, name="job", system="crontab", **more):
    meaning = recurrence(expression, dialect, zone)
    return Schedule(
        system=system,
        name=name,
        expression=expression,
        dialect=dialect,
        timezone=zone,
        evidence=(Evidence(path, line),),
        state=meaning.state,
        cadence=meaning.cadence,
        longest_gap=meaning.longest_gap,
        note=meaning.note,
        **more,
    )


def found(schedules, lines):
    return lint(schedules, Context(lambda _: lines, date(2026, 6, 1)))


def codes(*schedules, lines=()):
    return [finding.code for finding in found(schedules, lines)]


@pytest.mark.parametrize(
    ("code", "told", "left_in_peace"),
    [
        ("DDD201", schedule("1h", CAL), schedule("hourly", CAL)),
        ("DDD202", schedule("7 4 31 2 *"), schedule("7 4 28 2 *")),
        ("DDD206", schedule("7 4 31 * *"), schedule("7 4 28 * *")),
        ("DDD206", schedule("7 4 29 2 *"), schedule("7 4 31 12 *")),
        ("DDD206", schedule("7 4 30 * *"), schedule("7 4 30 1,4,7,10 *")),
        ("DDD207", schedule("7 4 1-7 * 1"), schedule("Mon *-*-1..7 04:07", CAL)),
        ("DDD207", schedule("7 4 13 * 5"), schedule("7 4 */2 * 5")),
        ("DDD208", schedule("* 4 * * *"), schedule("*/5 4 * * *")),
        ("DDD208", schedule("* 8-18 * * 1-5"), schedule("* * * * *")),
        ("DDD209", schedule("30 2 * * *"), schedule("30 3 * * *")),
        ("DDD209", schedule("30 2 * * 0", zone="Europe/Berlin"), schedule("30 2 * * 0", zone="UTC")),
        ("DDD209", schedule("30 1 * * *", zone="America/New_York"), schedule("30 2 * * 3", zone="Europe/Berlin")),
        ("DDD209", schedule("5 2 * * *", zone="America/Chicago"), schedule("5 3 * * *", zone="America/Chicago")),
        ("DDD209", schedule("30 1 * * *", zone="Europe/London"), schedule("30 2 * * *", zone="Europe/London")),
        ("DDD209", schedule("CRON_TZ=Europe/Berlin 30 2 * * *", K8S), schedule("30 2 * * *", K8S, system="prow")),
        ("DDD209", schedule("*-*-* 02:30 Europe/Berlin", CAL), schedule("*-*-* 02:30 Asia/Tokyo", CAL)),
        (
            "DDD210",
            schedule("7 4 * * *", K8S, system="kubernetes-cronjob"),
            schedule("7 4 * * *", K8S, system="kubernetes-cronjob", zone="UTC"),
        ),
        (
            "DDD210",
            schedule("7 4 * * *", K8S, system="kubernetes-cronjob"),
            schedule("*/7 * * * *", K8S, system="kubernetes-cronjob"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.expression,
)
def test_a_rule_speaks_of_the_one_and_not_of_the_other(code, told, left_in_peace):
    assert code in codes(told)
    assert code not in codes(left_in_peace)


@pytest.mark.parametrize(
    ("comment", "expression", "is_wrong"),
    [
        ("weekly", "7 4 * * *", True),
        ("weekly", "7 4 * * 1", False),
        ("every Monday", "7 4 * * 0", True),
        ("every Monday", "7 4 * * 1", False),
        ("Runs Mondays and Fridays", "7 4 * * 1", False),
        ("nightly dump", "7 4 * * *", False),
        ("nightly dump", "*/10 * * * *", True),
        ("keep weekly copies", "7 4 * * *", False),
        ("not weekly, see the ticket", "7 4 * * *", False),
        ("daily or weekly", "7 4 * * 1", False),
        ("yearly", "7 4 1 1,7 *", False),
        ("m h dom mon dow", "7 4 * * *", False),
    ],
)
@pytest.mark.parametrize("above", [True, False], ids=["above", "beside"])
def test_a_comment_may_not_say_something_else(comment, expression, is_wrong, above):
    lines = [f"# {comment}", f"{expression} root /bin/job"] if above else ["", f"{expression} /bin/job # {comment}"]
    assert ("DDD212" in codes(schedule(expression, line=2), lines=lines)) is is_wrong


@pytest.mark.parametrize(
    ("sentence", "is_wrong"), [("every sunday", True), ("every monday", False), ("weekly", False), ("monthly", True)]
)
def test_a_document_may_not_say_something_else(sentence, is_wrong):
    job = schedule("7 4 * * 1", name="purge-spool")
    told = schedule(
        sentence, Dialect.PHRASE, path="docs/a.md", system="prose", target="purge-spool", name="It is purged"
    )
    assert ("DDD212" in codes(job, told)) is is_wrong
    assert "DDD212" not in codes(job, schedule(sentence, Dialect.PHRASE, system="prose", target=""))


def test_a_name_may_not_say_something_else():
    [finding] = [one for one in found([schedule("7 4 * * 1", name="backup-daily")], []) if one.code == "DDD212"]
    assert finding.severity is Severity.INFO
    assert "backup-daily" in finding.message
    assert "DDD212" not in codes(schedule("7 4 * * 1", name="weekly_purge"))


def test_a_comment_is_shown_without_its_secrets_and_controls():
    lines = ["# weekly \x1b[31m password=hunter2"]
    [finding] = found([schedule("7 4 * * *", line=2)], [*lines, "x"])
    assert "hunter2" not in finding.message
    assert "\x1b" not in finding.message


def test_three_jobs_in_one_minute_are_told_once_with_all_their_places():
    jobs = [schedule("0 4 * * *", line=line, name=f"job {line}") for line in (1, 2, 3)]
    [finding] = found(jobs, [])
    assert (finding.code, [place.line for place in finding.evidence]) == ("DDD211", [1, 2, 3])


def test_jobs_of_one_template_are_told_together():
    job = schedule("7 4 * * *", K8S, system="kubernetes-cronjob", path="values.yaml")
    template = Evidence("templates/job.yaml", 3)
    jobs = [replace(job, evidence=(Evidence("values.yaml", line), template)) for line in (1, 2)]
    [finding] = found(jobs, [])
    assert finding.message == "2 schedules of one template have no time zone: spec.timeZone would say it"
    assert [place.line for place in finding.evidence] == [1, 2]


def test_a_crowd_is_told_in_its_own_zone_and_a_clock_change_makes_none():
    chicago = [schedule(f"{minute} 2 * * *", zone="America/Chicago", name=str(minute)) for minute in (5, 25, 45)]
    assert "DDD211" not in codes(*chicago)
    together = [schedule("0 3 * * *", zone="America/Chicago", name=str(n)) for n in range(3)]
    [finding] = [one for one in found(together, []) if one.code == "DDD211"]
    assert finding.message == "3 jobs start together at 03:00"


def test_what_meets_once_a_year_or_is_drawn_or_has_runners_of_its_own_is_no_crowd():
    rare = [schedule("0 4 1 1 *", name="a"), schedule("0 4 * * *", name="b"), schedule("0 4 1 * *", name="c")]
    assert "DDD211" not in codes(*rare[:2], schedule("0 4 1 1 *", name="d"))
    drawn = [replace(schedule("0 4 * * *", name=str(n)), note="minute drawn for each host") for n in range(3)]
    runners = [
        schedule("0 4 * * *", Dialect.GITHUB, zone="UTC", name=str(n), system="github-actions") for n in range(3)
    ]
    assert codes(*drawn) == codes(*runners) == []


def test_jobs_that_share_no_host_or_no_minute_collide_with_nobody():
    apart = [schedule("0 4 * * *", name=str(n), component=str(n)) for n in range(3)]
    staggered = [schedule(f"{n} 4 * * *", name=str(n)) for n in range(3)]
    two = [schedule("0 4 * * *", name=str(n)) for n in range(2)]
    copies = [schedule("0 4 * * *", name="same") for _ in range(3)]
    for jobs in (apart, staggered, two, copies):
        assert codes(*jobs) == []


def test_times_that_differ_between_environments_are_told():
    jobs = [schedule(f"{n} 4 * * *", path=f"values-{env}.yaml") for n, env in enumerate(("staging", "production"))]
    assert codes(*jobs) == ["DDD213"]
    assert codes(*(schedule("7 4 * * *", path=f"values-{env}.yaml") for env in ("staging", "production"))) == []
    assert codes(*(schedule(f"{n} 4 * * *", path=f"values-{env}.yaml") for n, env in enumerate(("eu", "us")))) == []


@pytest.mark.parametrize("state", [State.SUSPENDED, State.ABSENT, State.EXAMPLE])
def test_what_is_not_in_force_is_left_in_peace(state):
    assert codes(replace(schedule("* 4 31 * *"), state=state)) == []


def test_every_rule_has_a_code_of_its_own_a_title_and_an_explanation():
    assert len({one.name for one in rules()}) == len(rules())
    for one in rules():
        assert one.name.startswith(("DDD2", "DDD3", "DDD4"))
        assert one.title
        assert "\n\n" in one.find.__doc__
