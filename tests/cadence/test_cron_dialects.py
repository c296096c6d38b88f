"""What each dialect of cron takes, refuses and means, where no program at hand reads it: from their own tests."""

from datetime import UTC, datetime
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ddd.cadence import firings, recurrence
from ddd.cadence.cron.grammars import READERS
from ddd.cadence.reading import Calendar
from ddd.cadence.zones import find
from ddd.model import Cadence, Dialect, State

DAY = 86_400
END = datetime(2060, 1, 1, tzinfo=UTC)


def following(expression, dialect, moment, timezone="UTC"):
    start = datetime.fromisoformat(moment).replace(tzinfo=find(timezone))
    found = next(firings(expression, dialect, start, END, timezone), None)
    return found and f"{found:%Y-%m-%d %H:%M:%S}"


def note(expression, dialect):
    result = recurrence(expression, dialect)
    assert result.state is State.INVALID, result
    return result.note


@pytest.mark.parametrize(
    ("dialect", "expression", "start", "expected"),
    [
        # the tests of hashicorp/cronexpr
        (Dialect.NOMAD, "15-30/4,55 * * * *", "2013-01-01 00:30:00", "2013-01-01 00:55:00"),
        (Dialect.NOMAD, "0 0 * * friday", "2013-01-28", "2013-02-01 00:00:00"),
        (Dialect.NOMAD, "0 0 * * 6,7", "2013-01-28", "2013-02-02 00:00:00"),
        (Dialect.NOMAD, "0 0 * * 6#5", "2013-09-02", "2013-11-30 00:00:00"),
        (Dialect.NOMAD, "0 0 14W * *", "2013-03-31", "2013-04-15 00:00:00"),
        (Dialect.NOMAD, "0 0 14W * *", "2013-08-31", "2013-09-13 00:00:00"),
        (Dialect.NOMAD, "0 0 30W * *", "2013-11-02", "2013-11-29 00:00:00"),
        (Dialect.NOMAD, "0 0 LW * *", "2014-08-15", "2014-08-29 00:00:00"),
        (Dialect.NOMAD, "*/5 * * * * * *", "2013-01-01 00:00:59", "2013-01-01 00:01:00"),
        (Dialect.NOMAD, "0 3 1 1 * 2030", "2025-01-01", "2030-01-01 03:00:00"),
        (Dialect.NOMAD, "0 0 * * 5-7", "2013-01-05 12:00:00", "2013-01-11 00:00:00"),
        # those of Cronos
        (Dialect.CRONOS, "* * * 20-5/5 * *", "2017-05-19", "2017-05-20 00:00:00"),
        (Dialect.CRONOS, "* * * * 12-2 *", "2017-03-19", "2017-12-01 00:00:00"),
        (Dialect.CRONOS, "* * * * * tue/2", "2016-12-09", "2016-12-10 00:00:00"),
        (Dialect.CRONOS, "* * * L-2 * *", "2017-02-01", "2017-02-26 00:00:00"),
        (Dialect.CRONOS, "* * * L-29 * *", "2016-01-01", "2016-01-02 00:00:00"),
        (Dialect.CRONOS, "* * * * * 0L", "2017-01-01", "2017-01-29 00:00:00"),
        (Dialect.CRONOS, "* * * * * 0#2", "2017-01-08", "2017-01-08 00:00:00"),
        (Dialect.CRONOS, "* * * 7W * *", "2017-01-07", "2017-02-07 00:00:00"),
        (Dialect.CRONOS, "0 30 10 1W * *", "2017-04-02 12:00", "2017-04-03 10:30:00"),
        (Dialect.CRONOS, "* * * L-1W * *", "2016-02-01", "2016-02-29 00:00:00"),
        (Dialect.CRONOS, "* * * l-0w * *", "2016-02-01", "2016-02-29 00:00:00"),
        (Dialect.CRONOS, "00 05 18 13 * 05", "2017-02-01", "2017-10-13 18:05:00"),
        # those of PHP's cron-expression
        (Dialect.PHP, "1 * * * 7", "2015-08-10 21:47:27", "2015-08-16 00:01:00"),
        (Dialect.PHP, "0 0 * * 7-3", "2011-06-15 23:09", "2011-06-19 00:00:00"),
        (Dialect.PHP, "0 0 * * 3-7", "2011-06-18 23:09", "2011-06-19 00:00:00"),
        (Dialect.PHP, "0 0 1 * 0", "2011-06-15 23:09", "2011-06-19 00:00:00"),
        (Dialect.PHP, "0 0 2W * *", "2011-07-01", "2011-07-01 00:00:00"),
        (Dialect.PHP, "0 0 1W * *", "2011-05-01", "2011-05-02 00:00:00"),
        (Dialect.PHP, "0 0 16W * *", "2011-07-01", "2011-07-15 00:00:00"),
        (Dialect.PHP, "0 0 31W * *", "2011-07-01", "2011-07-29 00:00:00"),
        (Dialect.PHP, "* * * * 7L", "2011-07-01", "2011-07-31 00:00:00"),
        (Dialect.PHP, "* * * 1 5L", "2011-12-25", "2012-01-27 00:00:00"),
        (Dialect.PHP, "* * * * 3#4", "2011-07-01", "2011-07-27 00:00:00"),
        (Dialect.PHP, "0 1 15 jul mon,Wed,FRi", "2019-11-14", "2020-07-01 01:00:00"),
        (Dialect.PHP, "@WeeklY", "2019-11-14", "2019-11-17 00:00:00"),
        (Dialect.PHP, "0 12 ? * *", "2020-08-20", "2020-08-20 12:00:00"),
        # Quartz 2.3.2, run; AWS's and Cloudflare's pages; Jenkins' help
        (Dialect.QUARTZ, "0 0 3 ? * 2", "2025-03-01", "2025-03-03 03:00:00"),
        (Dialect.QUARTZ, "0 0 3 ? * FRI#2", "2025-03-01", "2025-03-14 03:00:00"),
        (Dialect.QUARTZ, "0 0 3 ? * 6L", "2025-03-01", "2025-03-28 03:00:00"),
        (Dialect.QUARTZ, "0 0 3 ? * L", "2025-03-02", "2025-03-08 03:00:00"),
        (Dialect.QUARTZ, "0 0 3 L-3W * ?", "2025-03-01", "2025-03-28 03:00:00"),
        (Dialect.QUARTZ, "0 /20 3 1 * ?", "2025-03-01 03:01:00", "2025-03-01 03:20:00"),
        (Dialect.QUARTZ, "0 0 3 ? * SAT-MON 2030", "2025-03-01", "2030-01-05 03:00:00"),
        (Dialect.AWS, "cron(0 10 ? * 3#2 *)", "2025-03-01", "2025-03-11 10:00:00"),
        (Dialect.AWS, "cron(0 18 ? * MON-FRI *)", "2025-03-01", "2025-03-03 18:00:00"),
        (Dialect.AWS, "0 5 3W * ? 2025-2027", "2025-08-01", "2025-08-04 05:00:00"),
        (Dialect.CLOUDFLARE, "0 17 * * 1", "2025-03-01", "2025-03-02 17:00:00"),
        (Dialect.CLOUDFLARE, "0 17 * * 6L", "2025-03-01", "2025-03-28 17:00:00"),
        (Dialect.CLOUDFLARE, "59 23 LW * *", "2025-05-01", "2025-05-30 23:59:00"),
        (Dialect.CLOUDFLARE, "0 0 1 * 2", "2025-03-02", "2025-03-03 00:00:00"),
        (Dialect.JENKINS, "0 0 1-7 * 1", "2025-03-01", "2025-03-03 00:00:00"),
        (Dialect.JENKINS, "0 3 * * 7", "2025-03-01", "2025-03-02 03:00:00"),
        # Spring's documentation of CronExpression
        (Dialect.SPRING, "0 0 0 * * THUL", "2025-03-01", "2025-03-27 00:00:00"),
        (Dialect.SPRING, "0 0 0 ? * 5#2", "2025-03-01", "2025-03-14 00:00:00"),
        (Dialect.SPRING, "0 0 0 L-3 * *", "2025-03-01", "2025-03-28 00:00:00"),
        (Dialect.SPRING, "0 0 0 1W * *", "2025-02-01", "2025-02-03 00:00:00"),
        (Dialect.SPRING, "0 0 0 * * sun-tue", "2025-03-05", "2025-03-09 00:00:00"),
        # fugit's README and its reference weeks (et-orbi 1.4: week 0 began on Monday, 31 December 2018)
        (Dialect.FUGIT, "9 0 * * sun%2", "2025-10-01", "2025-10-05 00:09:00"),
        (Dialect.FUGIT, "9 0 * * sun%2+1", "2025-10-01", "2025-10-12 00:09:00"),
        (Dialect.FUGIT, "0 3 -3 * *", "2025-03-01", "2025-03-29 03:00:00"),
        (Dialect.FUGIT, "0 3 -5--3 * *", "2025-03-28", "2025-03-28 03:00:00"),
        (Dialect.FUGIT, "0 3 last * *", "2025-02-01", "2025-02-28 03:00:00"),
        (Dialect.FUGIT, "0 3 * * mon#-1,tue#L", "2025-03-01", "2025-03-25 03:00:00"),
        (Dialect.FUGIT, "59 6 1-7& * 2", "2020-03-15", "2020-04-07 06:59:00"),
        (Dialect.FUGIT, "59 6 1-7 * 2", "2020-03-15", "2020-03-17 06:59:00"),
        (Dialect.FUGIT, "0 0 29 2 sat,sun", "2021-12-27 09:47", "2022-02-05 00:00:00"),
        (Dialect.FUGIT, "30 18 * * 2#5", "2022-03-08", "2022-03-29 18:30:00"),
        (Dialect.FUGIT, "0 24 * * *", "2025-03-01 01:00", "2025-03-02 00:00:00"),
        (Dialect.FUGIT, "0 0 1-7& * mon", "2025-03-01", "2025-03-03 00:00:00"),
        (Dialect.FUGIT, "30 0 0 1 1 *", "2025-03-01", "2026-01-01 00:00:30"),
        (Dialect.NODE, "0 3 * * fri-sun", "2025-03-02 04:00", "2025-03-07 03:00:00"),
        (Dialect.NODE_ZERO, "0 3 1 0 *", "2025-03-01", "2026-01-01 03:00:00"),
        (Dialect.NODE_ZERO, "0 3 1 feb *", "2025-03-01", "2026-02-01 03:00:00"),
        (Dialect.NCRONTAB, "0 0 22-2 * * *", "2025-03-01 00:00", "2025-03-01 02:00:00"),
        (Dialect.NCRONTAB, "0 30 9 * Jan Mon", "2025-03-01", "2026-01-05 09:30:00"),
        (Dialect.GITHUB, "20/15 * * * *", "2025-03-01 00:21", "2025-03-01 00:35:00"),
        (Dialect.PG_CRON, "0 3 $ * *", "2024-02-01", "2024-02-29 03:00:00"),
        (Dialect.ROBFIG, "0 3 * * ?", "2025-03-01", "2025-03-01 03:00:00"),
        (Dialect.CLOUD_SCHEDULER, "1,15 of jan,july 04:00", "2025-03-01", "2025-07-01 04:00:00"),
        (Dialect.CLOUD_SCHEDULER, "1 of month 04:00", "2025-03-02", "2025-04-01 04:00:00"),
        (Dialect.CLOUD_SCHEDULER, "2nd,third mon,wed,thu of march 17:00", "2025-03-01", "2025-03-10 17:00:00"),
        (Dialect.CLOUD_SCHEDULER, "every monday 09:00", "2025-03-01", "2025-03-03 09:00:00"),
        (Dialect.CLOUD_SCHEDULER, "every 5 minutes from 22:00 to 02:00", "2025-03-01 02:01", "2025-03-01 22:00:00"),
        (Dialect.CLOUD_SCHEDULER, "every 8 hours synchronized", "2025-03-01 01:00", "2025-03-01 08:00:00"),
    ],
)
def test_the_next_firing(dialect, expression, start, expected):
    assert following(expression, dialect, start) == expected


@pytest.mark.parametrize(
    ("dialect", "expression", "reason"),
    [
        (Dialect.ROBFIG, "0 3 * * 7", "day of week 7 is not between 0 and 6; to robfig/cron, Sunday is 0"),
        (Dialect.ROBFIG, "@reboot", "robfig/cron knows no '@reboot' (its macros: @yearly"),
        (Dialect.ROBFIG, "0 0 0 * * *", "robfig/cron wants five fields, this has 6"),
        (Dialect.ROBFIG, "0 22-2 * * *", "runs backwards"),
        (Dialect.ROBFIG, "0 0 L * *", "knows no `L` for a day of month"),
        (Dialect.ROBFIG, "@every 5 minutes", "no duration"),
        (Dialect.ROBFIG, "CRON_TZ=Mars/Base 0 3 * * *", "unknown time zone 'Mars/Base'"),
        (Dialect.ROBFIG, "CRON_TZ=Europe/Berlin", "this has 1"),
        (Dialect.ROBFIG_SECONDS, "0 3 * * *", "robfig/cron with seconds wants six fields, this has 5"),
        (Dialect.QUARTZ, "0 0 3 1 * MON", "`?` in one of day of month and day of week"),
        (Dialect.QUARTZ, "0 0 3 ? * ?", "and in one only"),
        (Dialect.QUARTZ, "0 0 3 * * *", "`?` in one"),
        (Dialect.QUARTZ, "0 0 3 ? * 0", "to Quartz, Sunday is 1"),
        (Dialect.QUARTZ, "0 0 3 ? * 2#1,3#2", "alone only"),
        (Dialect.QUARTZ, "0 0 3 ? * 2#6", "five such weekdays"),
        (Dialect.QUARTZ, "0 0/60 3 ? * 2", "steps of up to 59 for a minute"),
        (Dialect.QUARTZ, "@daily", "Quartz knows no '@daily'"),
        (Dialect.QUARTZ, "0 0 3 L-40 * ?", "no month has so many days"),
        (Dialect.QUARTZ, "0 0 3 32W * ?", "day of month 32"),
        (Dialect.QUARTZ, "0 0 3 ? * 2 1969", "year 1969"),
        (Dialect.SPRING, "0 3 * * *", "Spring wants six fields, this has 5"),
        (Dialect.SPRING, "0 0 3 * * 5%2", "Spring knows no `5%2`"),
        (Dialect.CRONOS, "* * L-31 * *", "no month has so many days"),
        (Dialect.CRONOS, "* * 1,2W * *", "alone only"),
        (Dialect.CRONOS, "0 3 * * january", "no day of week"),
        (Dialect.NCRONTAB, "0 0 3 * * 7", "Sunday is 0"),
        (Dialect.NCRONTAB, "0 3 * *", "five or six fields"),
        (Dialect.NCRONTAB, "00:00:00", "TimeSpan"),
        (Dialect.NCRONTAB, "10:75:00", "TimeSpan"),
        (Dialect.AZURE_PIPELINES, "0 0 3 * * *", "five fields"),
        (Dialect.AWS, "cron(0 3 * * *)", "AWS wants six fields, this has 5"),
        (Dialect.AWS, "cron(0 3 * * * *)", "`?` in one of"),
        (Dialect.AWS, "rate(2 hour)", "`hour` after 1 and `hours`"),
        (Dialect.AWS, "rate(1 hours)", "`hour` after 1"),
        (Dialect.AWS, "rate(0 hours)", "no rate"),
        (Dialect.AWS, "rate(1 week)", "no rate"),
        (Dialect.AWS, "at(2026-01-01T00:00:00)", "only EventBridge Scheduler"),
        (Dialect.AWS_SCHEDULER, "at(2026-02-30T00:00:00)", "no time such as"),
        (Dialect.GITHUB, "@daily", "GitHub knows no '@daily'"),
        (Dialect.GITHUB, "0 3 * * 7", "Sunday is 0"),
        (Dialect.CIRCLECI, "*/5 * * * *", "CircleCI knows no steps"),
        (Dialect.CIRCLECI, "0 0 * * Tue-Sat", "range of numbers only"),
        (Dialect.CIRCLECI, "0 0 * * 1,3-5", "not in a list"),
        (Dialect.CLOUDFLARE, "0 0 * * 0", "to Cloudflare, Sunday is 1"),
        (Dialect.JENKINS, "0 3 * * MON", "no day of week Jenkins"),
        (Dialect.JENKINS, "h h * * *", "no minute"),
        (Dialect.JENKINS, "H/99 * * * *", "between 1 and 60"),
        (Dialect.JENKINS, "H(50-70) * * * *", "between 0 and 59"),
        (Dialect.JENKINS, "5/15 * * * *", "write 5-59/15"),
        (Dialect.JENKINS, "TZ=Mars/Base\n@daily", "unknown time zone"),
        (Dialect.JENKINS, "@daily\nTZ=Europe/Berlin", "five fields"),
        (Dialect.JENKINS, "@reboot", "Jenkins knows no"),
        (Dialect.NOMAD, "@midnight", "Nomad knows no"),
        (Dialect.NOMAD, "0 0 0 0 0 0 0 0", "wants five or six or seven fields, this has 8"),
        (Dialect.FUGIT, "@every 5m", "fugit knows no"),
        (Dialect.FUGIT, "@reboot", "fugit knows no"),
        (Dialect.FUGIT, "0 0 31 2 *", "days that never come"),
        (Dialect.FUGIT, "0 3 * * * Mars/Base", "unknown time zone 'Mars/Base'"),
        (Dialect.FUGIT, "0 3 * * * +09:30", "no name"),
        (Dialect.FUGIT, "0 3 * * mon%0", "never"),
        (Dialect.FUGIT, "hello world", "no calendar in words"),
        (Dialect.APSCHEDULER, "0 3 * * 7", "to APScheduler, Sunday is 6"),
        (Dialect.APSCHEDULER, "hours=3", "no list of keywords"),
        (Dialect.APSCHEDULER, "hour=", "no list of keywords"),
        (Dialect.APSCHEDULER, "week=54", "no week"),
        (Dialect.APSCHEDULER, "week=a", "no week"),
        (Dialect.APSCHEDULER, "day=2nd funday", "no day of week"),
        (Dialect.APSCHEDULER, "hour=1-5/9", "longer than the range"),
        (Dialect.APSCHEDULER, "@daily", "APScheduler knows no"),
        (Dialect.PG_CRON, "60 seconds", "1 to 59"),
        (Dialect.PHP, "5/15 * * * *", "write 5-59/15"),
        (Dialect.PHP, "0 3 1W,2 * *", "alone only"),
        (Dialect.NODE_ZERO, "0 3 1 12 *", "month 12 is not between 0 and 11"),
        (Dialect.CLOUD_SCHEDULER, "1 of smarch 04:00", "no such day or month"),
        (Dialect.CLOUD_SCHEDULER, "1 of month 24:00", "no time of day"),
        (Dialect.CLOUD_SCHEDULER, "0 0 L * *", "knows no `L`"),
    ],
)
def test_refusals_say_why(dialect, expression, reason):
    assert reason in note(expression, dialect)


@pytest.mark.parametrize(
    ("dialect", "expression", "seconds"),
    [
        (Dialect.ROBFIG, "@every 1h30m", 5400),
        (Dialect.ROBFIG, "@every 24h", DAY),
        (Dialect.ROBFIG, "@every 1ms", 1),
        (Dialect.AWS, "rate(1 hour)", 3600),
        (Dialect.AWS, "rate(7 days)", 7 * DAY),
        (Dialect.AWS_SCHEDULER, "rate(1 hours)", 3600),
        (Dialect.NCRONTAB, "01:30:00", 5400),
        (Dialect.NCRONTAB, "00:05", 300),
        (Dialect.NCRONTAB, "1.02:00:00", DAY + 7200),
        (Dialect.NCRONTAB, "7:00:00:00", 7 * DAY),
        (Dialect.NCRONTAB, "24:00:00", 24 * DAY),
        (Dialect.PG_CRON, "30 seconds", 30),
        (Dialect.CLOUD_SCHEDULER, "every 24 hours", DAY),
        (Dialect.CLOUD_SCHEDULER, "every 5 mins", 300),
        (Dialect.FUGIT, "every 15 minutes", 900),
    ],
)
def test_lengths_of_time(dialect, expression, seconds):
    assert recurrence(expression, dialect).longest_gap == seconds


@pytest.mark.parametrize(
    ("dialect", "expression", "state", "said"),
    [
        (Dialect.SPRING, "-", State.SUSPENDED, "switched off"),
        (Dialect.AIRFLOW, "@once", State.ONCE, "a single time"),
        (Dialect.AIRFLOW, "@continuous", State.BOOT, "no clock decides"),
        (Dialect.AWS_SCHEDULER, "at(2026-01-01T00:00:00)", State.ONCE, "a single time"),
        (Dialect.PG_CRON, "@reboot", State.BOOT, ""),
        (Dialect.JENKINS, "# every night\n\n", State.NEVER, "only comments"),
        (Dialect.QUARTZ, "0 0 0 31 2 ?", State.NEVER, "no such day"),
        (Dialect.QUARTZ, "0 0 0 1 1 ? 2030", State.ONCE, "a single time"),
    ],
)
def test_what_does_not_recur(dialect, expression, state, said):
    result = recurrence(expression, dialect)
    assert (result.state, result.cadence) == (state, None)
    assert said in result.note


@pytest.mark.parametrize(
    ("dialect", "expression", "said"),
    [
        (Dialect.JENKINS, "H H * * *", "minute and hour chosen by a hash of the job's name"),
        (Dialect.JENKINS, "@midnight", "minute and hour chosen by a hash of the job's name"),
        (
            Dialect.JENKINS,
            "H 3 * * 1-5\n@weekly",
            "weekdays only; minute chosen by a hash of the job's name; minute and hour and",
        ),
        (Dialect.FUGIT, "0~30 3 * * *", "time drawn at random"),
        (Dialect.NOMAD, "0 3 * * fri-sun", "Nomad ends a range before its Sunday"),
        (Dialect.ROBFIG, "0 3 1 * 1", "robfig/cron takes either"),
        (Dialect.FUGIT, "0 3 1& * 1", "both must match"),
        (Dialect.SPRING, "0 0 3 1-7 * MON", "both must match"),
        (Dialect.CLOUDFLARE, "0 17 * * 2-6", "weekdays only"),
        (Dialect.APSCHEDULER, "day_of_week=0-4", "weekdays only"),
        (Dialect.NCRONTAB, "24:00:00", ".NET reads 24:00:00 as 24 days"),
    ],
)
def test_notes(dialect, expression, said):
    result = recurrence(expression, dialect)
    assert result.state is State.ACTIVE
    assert said in result.note


@pytest.mark.parametrize(
    ("expression", "cadence", "longest_gap"),
    [
        ("@hourly", Cadence.SUB_DAILY, 3600),
        ("@daily", Cadence.DAILY, DAY),
        ("@midnight", Cadence.DAILY, DAY),
        ("@weekly", Cadence.WEEKLY, 7 * DAY),
        ("@monthly", Cadence.MONTHLY, 31 * DAY),
        ("@yearly", Cadence.ANNUAL, 366 * DAY),
        ("H/15 * * * *", Cadence.SUB_DAILY, 900),
        ("H(0-29)/10 * * * *", Cadence.SUB_DAILY, 2400),
        ("H H/6 * * *", Cadence.SUB_DAILY, 21_600),
        ("H H 1,15 1-11 *", Cadence.MONTHLY, 47 * DAY),
        ("H 3 * * *\nH 15 * * *", Cadence.SUB_DAILY, 43_200),
        ("* * * 1 *\n0 0 1 6 *", Cadence.MONTHLY, 214 * DAY),
    ],
)
def test_jenkins_hashes_do_not_hide_the_cadence(expression, cadence, longest_gap):
    result = recurrence(expression, Dialect.JENKINS)
    assert (result.cadence, result.longest_gap) == (cadence, longest_gap)


@pytest.mark.parametrize(
    ("dialect", "expression", "zone"),
    [
        (Dialect.ROBFIG, "CRON_TZ=Asia/Tokyo 0 3 * * *", "Asia/Tokyo"),
        (Dialect.ROBFIG, "TZ=UTC @daily", "UTC"),
        (Dialect.JENKINS, "TZ=Asia/Tokyo\n# nightly\nH 3 * * *", "Asia/Tokyo"),
        (Dialect.FUGIT, "0 3 * * * Asia/Tokyo", "Asia/Tokyo"),
        (Dialect.FUGIT, "@noon America/New_York", "America/New_York"),
        (Dialect.FUGIT, "0 3 * * mon +09:00", "Etc/GMT-9"),
        (Dialect.FUGIT, "0 3 * * mon -0500", "Etc/GMT+5"),
        (Dialect.FUGIT, "0 3 * * mon +00:00", "UTC"),
        (Dialect.FUGIT, "every monday at 0:25 UTC", "UTC"),
        (Dialect.APSCHEDULER, "hour=3 timezone=Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_zones_inside_the_expression(dialect, expression, zone):
    reading = READERS[dialect](expression)
    assert isinstance(reading, Calendar)
    assert reading.zone == zone


@pytest.mark.parametrize(
    ("dialect", "expression", "expected"),
    [
        (Dialect.VIXIE, "30 2 * * *", ["03:00 +0200", "02:30 +0200"]),
        (Dialect.GITHUB, "30 2 * * *", ["03:00 +0200", "02:30 +0200"]),
        (Dialect.CRONOS, "30 2 * * *", ["03:00 +0200", "02:30 +0200"]),
        (Dialect.CRONOS, "*/30 2 * * *", ["03:00 +0200", "02:00 +0200", "02:30 +0200", "02:00 +0100", "02:30 +0100"]),
        (Dialect.AWS_SCHEDULER, "cron(30 2 * * ? *)", ["02:30 +0200"]),
        (Dialect.NOMAD, "30 2 * * *", ["02:30 +0200", "02:30 +0100"]),
        (Dialect.ROBFIG, "30 2 * * *", ["02:30 +0200", "02:30 +0100"]),
    ],
)
def test_the_hours_that_clocks_skip_and_repeat(dialect, expression, expected):
    berlin = find("Europe/Berlin")
    found = [
        f"{moment:%H:%M %z}"
        for day in (datetime(2026, 3, 29, tzinfo=berlin), datetime(2026, 10, 25, tzinfo=berlin))
        for moment in firings(expression, dialect, day, day.replace(hour=12), "Europe/Berlin")
    ]
    assert found == expected


def test_a_system_that_no_zone_is_told_knows_utc():
    assert following("0 3 * * *", Dialect.GITHUB, "2025-07-01") == "2025-07-01 03:00:00"


SENTENCES = ["daily", "weekly", "true", "main", "every", "run this every night", "3", "10.0.0.1", "*", "a b c d e"]


@pytest.mark.parametrize("dialect", [dialect for dialect in READERS if dialect is not Dialect.FUGIT])
@pytest.mark.parametrize("text", [*SENTENCES, "we ship on fri at noon", "0 is no hour ok", "1 2 3 bananas today"])
def test_words_are_no_cron(dialect, text):
    assert recurrence(text, dialect).state is State.INVALID or dialect is Dialect.CLOUD_SCHEDULER


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzLW", min_size=2, max_size=8), min_size=1, max_size=7))
def test_words_of_any_kind_are_no_cron(found):
    for dialect in READERS.keys() - {Dialect.FUGIT, Dialect.CLOUD_SCHEDULER}:
        assert recurrence(" ".join(found), dialect).state is State.INVALID


@pytest.mark.parametrize(
    ("dialect", "expression"),
    [
        (Dialect.QUARTZ, "* * * ? * 2-6"),
        (Dialect.SPRING, "* * * * * *"),
        (Dialect.CRONOS, "@every_second"),
        (Dialect.JENKINS, "\n".join(f"* * 1-{day} * {weekday}" for day in range(20, 31) for weekday in range(6))),
    ],
)
def test_dense_schedules_are_counted_and_not_listed(dialect, expression):
    assert recurrence(expression, dialect, "Europe/Berlin").cadence is Cadence.SUB_DAILY


def test_several_lines_fire_together_once():
    start, end = datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 3, 2, tzinfo=UTC)
    together = list(islice(firings("0 */8 * * *\n0 8,9 * * *", Dialect.JENKINS, start, end), 9))
    assert [moment.hour for moment in together] == [0, 8, 9, 16]
