"""The schedulers of Python programs, beyond the golden cases."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ddd.extractors.python_schedulers as package
from ddd.discovery import discovered
from ddd.extractors.python_schedulers._facts import called, looks_like_cron, span_of, zone
from ddd.extractors.python_schedulers._module import Module, number
from ddd.extractors.python_schedulers.airflow import airflow
from ddd.extractors.python_schedulers.apscheduler import apscheduler
from ddd.extractors.python_schedulers.celery import celery
from ddd.extractors.python_schedulers.odoo import odoo
from ddd.extractors.python_schedulers.task_queues import python_task_queues
from ddd.extractors.python_schedulers.values import python_values
from ddd.extractors.python_schedulers.workflows import dagster, prefect
from ddd.model import Definition, State
from ddd.resolve.languages import languages
from ddd.scan.extractor import Extractor
from ddd.scan.source import Source
from ddd.scan.unreadable import Unreadable
from tests.extractors.test_crontab import assert_real

EXTRACTORS = discovered(package, Extractor)


def module(text: str, path: str = "x.py") -> Module:
    return Module(Source(path, text.encode()))


def expression(text: str) -> tuple[Module, ast.expr]:
    """The file, and the value of its last assignment."""
    code = module(text)
    return code, code.assignments[-1][1]


def dags(text: str):
    return list(airflow.extract(Source("dags/x.py", ("from airflow import DAG\n" + text).encode())))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = A\n", "A"),
        ("A = 'a'\nx = A\n", "a"),
        ("A = 'a'\nA = 'b'\nx = A\n", "b"),
        ("A = None\nif p:\n    A = 'b'\nx = A\n", "b"),
        ("class C:\n    A = 'a'\nx = C.A\n", "a"),
        ("class C(Enum):\n    A = 'a'\nx = C.A.value\n", "a"),
        ("D = {'k': {'l': 'a'}}\nx = D['k']['l']\n", "a"),
        ("D = {'k': 'a'}\nx = D['none']\n", "D['none']"),
        ("x = [1]['k']\n", "[1]['k']"),
        ("x = os.environ.get('A', 'a')\n", "a"),
        ("x = config('A', default='a')\n", "a"),
        ("x = config(default='a')\n", "a"),
        ("x = env('A')\n", "env('A')"),
        ("x = getattr(settings, 'A', 'a')\n", "a"),
        ("x = str('a')\n", "a"),
        ("x = A or 'a'\n", "a"),
        ("A = B\nB = A\nx = A\n", None),
        ("for A in b:\n    pass\nx = A\n", "A"),
        ("def f(a, b='c', *, d='e'):\n    x = d\n", "e"),
        ("def f(a):\n    x = a\n", "a"),
        ("class C:\n    A = 'a'\n    def f(self):\n        x = self.A\n", "a"),
        ("x = self.A\n", "self.A"),
    ],
)
def test_names_are_followed_as_far_as_the_file_says(text, found):
    code = module(text)
    _, node, scope = next(one for one in reversed(code.assignments) if one[0].id == "x")
    value = code.follow(node, scope)
    if found is not None:
        assert (value.text if value.text is not None else code.raw(value.node)) == found


def test_what_was_said_before_is_told():
    code, node = expression("A = 'a'\nA = 'b'\nx = A\n")
    assert code.follow(node, code.scope).notes == ("set to something else in line 1",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1", "1s"),
        ("2.5", "2.5s"),
        ("60 * 60", "3600s"),
        ("M * 5 + 1", "301s"),
        ("60 - 1", None),
        ("60 * x", None),
        ("timedelta(days=1, hours=2)", "1d 2h"),
        ("timedelta(1)", "1d"),
        ("datetime.timedelta(hours=M)", "60h"),
        ("timedelta(hours=1).total_seconds()", "1h"),
        ("timedelta(weeks=int(os.getenv('W', '2')))", "2w"),
        ("timedelta(seconds=parse(os.getenv('W', '5 minutes')))", "5 minutes"),
        ("timedelta(seconds=parse('soon'))", None),
        ("timedelta()", None),
        ("timedelta(fortnights=1)", None),
        ("relativedelta(months=1)", "1month"),
        ("other(days=1)", None),
        ("True", None),
        ("10**9", None),
        ("1000000 * 1000000 * 1000000", None),
    ],
)
def test_lengths_of_time(text, found):
    code, node = expression(f"M = 60\nx = {text}\n")
    span = span_of(code, node, code.scope)
    assert (span.text if span else None) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'Europe/Paris'", "Europe/Paris"),
        ("pytz.timezone('Europe/Paris')", "Europe/Paris"),
        ("ZoneInfo(key='Europe/Paris')", "Europe/Paris"),
        ("ZoneInfo()", None),
        ("timezone.utc", "UTC"),
        ("settings.TIME_ZONE", None),
        ("''", None),
    ],
)
def test_zones(text, found):
    code, node = expression(f"x = {text}\n")
    assert zone(code, node, code.scope) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("'a.b'", "a.b"),
        ("f", "f"),
        ("f.s(1)", "f"),
        ("a.b.si()", "a.b"),
        ("partial(f, 1)", "f"),
        ("lambda: f()", "lambda: f()"),
        ("f(1)", "f"),
    ],
)
def test_what_is_run(text, found):
    code, node = expression(f"x = {text}\n")
    assert called(code, node) == found
    assert called(code, None) == ""


@pytest.mark.parametrize("said", ["0 3 * * *", "@daily", "*/5 * * * *", "0 0 12 * * ?"])
def test_cron_looks_like_cron(said):
    assert looks_like_cron(said)


@pytest.mark.parametrize("said", [None, "", "daily", "as soon as possible", "a b c d e", "0 3 * *" + " *" * 200])
def test_words_do_not_look_like_cron(said):
    assert not looks_like_cron(said)


def test_columns_count_characters():
    [fact] = dags("DAG('ä', 'ö', '@daily')\n")
    assert (fact.place.line, fact.place.column) == (2, 15)


def test_the_zone_of_the_start_date_is_that_of_the_schedule():
    text = "start_date = datetime(2024, 1, 1, tzinfo=ZoneInfo('Europe/Paris'))\nDAG('a', schedule='@daily')\n"
    assert [one.timezone for one in dags(text)] == ["Europe/Paris"]
    text = "DAG('a', schedule='@daily', start_date=datetime(2024, 1, 1, tzinfo=timezone.utc))\n"
    assert [one.timezone for one in dags(text)] == ["UTC"]


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ("DeltaTriggerTimetable(timedelta(days=2))", State.ACTIVE),
        ("(Asset('a') & Asset('b'))", State.MANUAL),
        ("[Asset(name) for name in names]", State.MANUAL),
        ("CronTriggerTimetable()", None),
        ("read_it()", State.UNRESOLVED),
    ],
)
def test_other_kinds_of_schedules(given, state):
    found = dags(f"DAG('a', schedule={given})\n")
    assert [one.state for one in found] == ([state] if state else [])


@pytest.mark.parametrize("positional", ["*names", "'a', *rest"])
def test_a_starred_argument_hides_which_one_is_the_schedule(positional):
    assert dags(f"DAG({positional}, '@daily')\n") == []


def test_relative_imports_name_a_file_of_the_repository():
    text = b"from airflow import DAG\nfrom ..rhythms import NIGHT\nDAG('a', schedule=NIGHT)\n"
    [fact] = airflow.extract(Source("etl/dags/x.py", text))
    assert fact.references[0].variable == "etl.rhythms.NIGHT"


@pytest.mark.parametrize(
    ("name", "path", "found"),
    [
        ("rhythms.NIGHT", "dags/a.py", ["dags/rhythms.py"]),
        ("etl.rhythms.Night.LATE", "dags/a.py", ["etl/rhythms.py"]),
        ("settings.NIGHT", "shop/a.py", ["shop/settings/base.py"]),
        ("NIGHT", "dags/a.py", []),
    ],
)
def test_the_nearest_module_of_that_name_holds_a_constant(name, path, found):
    paths = ["dags/rhythms.py", "etl/rhythms.py", "rhythms.py", "shop/settings/base.py", "x.txt"]
    holders = list(languages()["python"].holders(name, path, paths))
    assert holders[: len(found)] == found
    assert bool(holders) == bool(found)


def test_constants_carry_every_name_a_module_may_be_imported_by():
    found = list(python_values.extract(Source("a/b.py", b"N = 3\nS = 'x'\nC = f()\nT = 1\nT = 2\n")))
    assert all(isinstance(one, Definition) for one in found)
    assert [(one.name, one.value) for one in found] == [("a.b.N", "3"), ("b.N", "3"), ("a.b.S", "x"), ("b.S", "x")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("app.conf.update(beat_schedule={'a': {'schedule': 5.0}}, timezone='Europe/Paris')", [("5s", "Europe/Paris")]),
        ("app.conf.update({'beat_schedule': {'a': {'schedule': 5.0}}, 'x': 1})", [("5s", "UTC")]),
        ("app.conf['beat_schedule'] = dict(a=dict(schedule=schedule(run_every=60)))", [("60s", "UTC")]),
        ("beat_schedule = {**A, 'b': {'schedule': 5}}\nA = {'a': {'schedule': 6}}", [("5s", "UTC"), ("6s", "UTC")]),
        ("CELERY_TIMEZONE = zone_of()\nbeat_schedule = {'a': {'schedule': 5}}", [("5s", None)]),
        ("beat_schedule = {'a': {'task': 'x'}, 'b': {'schedule': 'x'}, 'c': {'schedule': schedule()}}", []),
        ("beat_schedule = {'a': {'schedule': crontab(minute=[f()])}}", [("crontab(minute=[f()])", "UTC")]),
        ("beat_schedule = {'a': {'schedule': crontab(range(1, 2, 0))}}", [("crontab(range(1, 2, 0))", "UTC")]),
        ("CELERYBEAT_SCHEDULE_REGION = {'a': {'schedule': crontab('0', '3', '*', '1')}}", [("0 3 1 * *", "UTC")]),
        ("beat_schedule = A\nbeat_schedule = {**A}\nA = {'a': {'schedule': 6}}", [("6s", "UTC")]),
        ("CELERYBEAT_SCHEDULE_FILENAME = '/tmp/schedule'", []),
        ("app.add_periodic_task()", []),
        ("@periodic_task\ndef f(): pass", []),
        ("@periodic_task(name='x')\ndef f(): pass", []),
        ("IntervalSchedule(every=n(), period='days')", [("IntervalSchedule(every=n(), period='days')", None)]),
        ("s = CrontabSchedule(hour=3)\nPeriodicTask(crontab=s, task='t')", [("* 3 * * *", "UTC")]),
        ("import huey\nadd_periodic_task(3, f)", []),
    ],
)  # fmt: skip
def test_forms_of_celery(text, found):
    facts = sorted(celery.extract(Source("x.py", text.encode())), key=lambda one: one.expression)
    assert [(one.expression, one.timezone) for one in facts] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("job = build()\nScheduleDefinition(job=job, cron_schedule='@daily')", [("job", "@daily")]),
        ("ScheduleDefinition(job=build(), cron_schedule='@daily')", [("", "@daily")]),
        ("ScheduleDefinition(cron_schedule=[when()], name='a')", [("a", "when()")]),
        ("AutomationCondition.on_cron()", []),
    ],
)
def test_forms_of_dagster(text, found):
    facts = dagster.extract(Source("x.py", ("from dagster import ScheduleDefinition\n" + text).encode()))
    assert [(one.name, one.expression) for one in facts] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Flow('a', schedule=CronSchedule('@daily'))", [("", "@daily")]),
        ("def f():\n    return RRuleSchedule(rrule='FREQ=DAILY')", [("f", "FREQ=DAILY")]),
        ("IntervalSchedule(interval=length())", [("", "length()")]),
        ("serve(name='a', cron='@daily')", [("a", "@daily")]),
    ],
)
def test_forms_of_prefect(text, found):
    facts = prefect.extract(Source("x.py", ("from prefect import flow\n" + text).encode()))
    assert [(one.name, one.expression) for one in facts] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import apscheduler\ns.add_job(f, 'cron')", []),
        ("s.add_job(f, 'cron', hour=None)", []),
        ("s.add_job(f)", []),
        ("s.add_job(f, trigger_of(x))", []),
        ("s.add_job(f, CronTrigger.from_crontab())", []),
        ("s.add_job(f, OrTrigger(several))", []),
        ("s.add_job(f, OrTrigger([one]))", []),
        ("s.add_job(f, 'date')", [("f", "date")]),
        ("s.add_job(f, 'interval', hours=n())", [("f", "hours=n()")]),
        ("s.add_job(f, 'cron', hour=[1])", [("f", "hour=[1]")]),
        ("s.add_schedule(f, IntervalTrigger(days=1))", [("f", "1d")]),
        ("JOBS = [{'func': 'a', 'trigger': 'cron'}]", []),
    ],
)
def test_forms_of_apscheduler(text, found):
    facts = apscheduler.extract(Source("x.py", text.encode()))
    assert [(one.name, one.expression) for one in facts] == found


@pytest.mark.parametrize(
    "text",
    [
        "import huey\n@huey.periodic_task(f)\ndef g(): pass",
        "import modal\n@app.function(schedule=Other(1))\ndef g(): pass",
        "import chalice\n@app.schedule(Cron(1, f()))\ndef g(): pass",
        "import chalice\n@app.schedule(Rate(f()))\ndef g(): pass",
        "import discord\n@tasks.loop()\ndef g(): pass",
        "import telegram\nq.run_daily(f)\nq.run_once(f, 3)",
        "import periodiq\nf(periodic=cron())",
        "import taskiq\n@b.task(schedule=[{}])\ndef g(): pass",
        "import temporalio\nScheduleSpec()",
    ],
)
def test_calls_without_a_time_are_silent(text):
    assert list(python_task_queues.extract(Source("x.py", text.encode()))) == []


def test_entities_are_never_expanded():
    bomb = '<!DOCTYPE a [<!ENTITY b "b">]><a model="ir.cron"/>'
    with pytest.raises(Unreadable):
        list(odoo.extract(Source("x.xml", bomb.encode())))


def test_booleans_are_no_numbers():
    assert number(ast.Constant(True)) is None
    assert number(None) is None


_WORDS = st.sampled_from(
    [
        *("import airflow, celery, huey, arq, modal, dagster, prefect, django_q, django_cron, schedule, buildbot\n",),
        *("from airflow import DAG\n", "DAG(", "'a', ", "schedule=", "'0 3 * * *'", ")", "\n", "crontab(", "hour=3"),
        *("beat_schedule = {", "'schedule': ", "}", "add_job(f, 'cron', ", "every(", ").do(f)", ".at(", "@f\n"),
        *("def f(): pass\n", "timedelta(days=", "1", "*", "[", "]", "X", " = ", "X\n", "CRONJOBS", "scheduler_events"),
        *("<record model='ir.cron'>", "<field name='interval_type'>", "days", "</field>", "</record>", "ä", "\r", "\0"),
    ]
)
_TEXTS = st.one_of(st.lists(_WORDS, max_size=30).map("".join), st.text(max_size=80))


@given(text=_TEXTS)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_facts_with_real_lines(text):
    for extractor in EXTRACTORS:
        source = Source("dir/hooks.py", text.encode("utf-8", "surrogatepass"))
        try:
            for found in extractor.extract(source):
                assert_real(found, source)
        except Unreadable:
            pass


@pytest.mark.parametrize(
    "text",
    [
        "from airflow import DAG\nDAG('a', schedule=" + "-" * 5000 + "1)",
        "from airflow import DAG\nDAG('a', schedule=" + "(" * 90 + "1" + ")" * 90 + ")",
        "from airflow import DAG\nDAG('a', schedule=x" + ".y" * 900 + ")",
        "import schedule\nschedule.every().day" + ".tag('x')" * 900 + ".do(f)",
        "beat_schedule = {" + "'a': {'schedule': " * 90 + "1" + "}" * 91,
        "beat_schedule = 1" + " + 1" * 5000,
        "from airflow import DAG\n" + "A = A\n" * 5000 + "DAG('a', schedule=A)",
        "CRONJOBS = [" + "('* * * * *', 'a'),\n" * 5_000 + "]",
        "<odoo>" * 100_000,
    ],
)
def test_hostile_text_costs_no_more_than_its_length(text):
    source = Source("hooks.py", text.encode())
    for extractor in EXTRACTORS:
        try:
            for _ in extractor.extract(source):
                pass
        except Unreadable:
            pass
