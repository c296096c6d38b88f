"""Reads the schedulers made for Django: django-q, django-cron and django-crontab."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import Job, Timing, called, cron, length, named, schedule
from ddd.extractors.python_schedulers._module import Call, Module, module, text
from ddd.model import Dialect, State, replace
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_LETTERS = {
    "HOURLY": "every hour",
    "DAILY": "every day",
    "WEEKLY": "every week",
    "BIWEEKLY": "every 2 weeks",
    "MONTHLY": "every month",
    "BIMONTHLY": "every 2 months",
    "QUARTERLY": "every 3 months",
    "YEARLY": "every year",
    "H": "every hour",
    "D": "every day",
    "W": "every week",
    "BW": "every 2 weeks",
    "M": "every month",
    "BM": "every 2 months",
    "Q": "every 3 months",
    "Y": "every year",
}
_MAX_JOBS = 2000


@extractor("django-q", paths=("*.py",), literals=("django_q",))
def django_q(source: Source) -> Iterator[Extracted]:
    """Find the schedules that code gives to Django Q.

        Schedule.objects.create(func="shop.tasks.clean_up", schedule_type=Schedule.CRON, cron="0 3 * * *")

    Also `schedule("shop.tasks.clean_up", schedule_type=Schedule.DAILY)`, `MINUTES` with `minutes=`, and the letters
    (`"D"`, `"BW"`). Cannot be seen: what is entered in the admin pages only, and the time of day of what recurs.

    Format: https://django-q2.readthedocs.io/en/master/schedules.html.
    """
    code = module(source)
    if not code.uses("django_q"):
        return
    for call in code.calls:
        if not (call.name.endswith("Schedule.objects." + call.last) or call.last == "schedule"):
            continue
        merged = call.with_defaults()
        kind = merged.keyword("schedule_type")
        if kind is None:
            continue
        command = named(code, merged.argument(0, "func"), call.scope)
        job = Job("django-q", named(code, merged.keyword("name"), call.scope) or command, command)
        yield from _of_type(code, merged, kind, job)


def _of_type(code: Module, call: Call, kind: ast.expr, job: Job) -> Iterator[Extracted]:
    value = code.follow(kind, call.scope)
    word = value.text or code.raw(value.node).rpartition(".")[2]
    if word in ("CRON", "C"):
        given = call.keyword("cron")
        found = code.follow(given if given is not None else kind, call.scope)
        yield schedule(code, job, found, replace(cron(code, found, Dialect.AIRFLOW)), call.node)
    elif word in ("MINUTES", "I"):
        if (minutes := call.keyword("minutes")) is not None:
            found = code.follow(minutes, call.scope)
            yield schedule(code, job, found, length(code, found, call.scope, "min"), call.node)
    elif word in ("ONCE", "O"):
        yield schedule(code, job, value, Timing(word, Dialect.EVERY, State.ONCE, "runs a single time"), call.node)
    else:
        known = _LETTERS.get(word)
        timing = Timing(known or code.raw(kind), Dialect.EVERY, is_open=known is None)
        yield schedule(code, job, value, timing, call.node)


@extractor("django-cron", paths=("*.py",), literals=("CronJobBase", "run_every_mins", "run_at_times"))
def django_cron(source: Source) -> Iterator[Extracted]:
    """Find the jobs of django-cron.

        class CleanUp(CronJobBase):
            schedule = Schedule(run_at_times=["03:00"])

    `run_every_mins=` is a length of time, each of `run_at_times=` a time of day; with both, both count. They are only
    looked at when something runs `manage.py runcrons`, which a crontab outside may do.

    Format: https://django-cron.readthedocs.io/en/latest/installation.html.
    """
    code = module(source)
    if not code.uses("django_cron"):
        return
    for call in code.calls:
        if call.last != "Schedule":
            continue
        job = Job("django-cron", call.scope.name, call.scope.name, "looked at when `runcrons` runs")
        if (minutes := call.argument(0, "run_every_mins")) is not None:
            value = code.follow(minutes, call.scope)
            yield schedule(code, job, value, length(code, value, call.scope, "min"), call.node)
        times = call.argument(1, "run_at_times")
        several = code.follow(times, call.scope) if times is not None else None
        for one in several.node.elts if several and isinstance(several.node, ast.List | ast.Tuple) else []:
            value = code.follow(one, call.scope)
            clock = value.text
            timing = Timing(f"every day at {clock}" if clock else code.raw(one), Dialect.PHRASE, is_open=not clock)
            yield schedule(code, job, value, timing, call.node)


@extractor("django-crontab", paths=("*.py",), literals=("CRONJOBS",))
def django_crontab(source: Source) -> Iterator[Extracted]:
    """Find the jobs of django-crontab and django-extensions' sisters: the setting `CRONJOBS`.

        CRONJOBS = [("0 3 * * *", "shop.cron.clean_up")]

    They become lines of the host's crontab, so the zone is the host's. Added to (`CRONJOBS += […]`) counts too.

    Format: https://github.com/kraiz/django-crontab.
    """
    code = module(source)
    tables = [(value, scope) for target, value, scope in code.assignments if text_of_name(target) == "CRONJOBS"]
    tables += [
        (node.value, code.scope)
        for node in ast.walk(source.python)
        if isinstance(node, ast.AugAssign) and text_of_name(node.target) == "CRONJOBS"
    ]
    for table, scope in tables:
        for one in table.elts[:_MAX_JOBS] if isinstance(table, ast.List | ast.Tuple) else []:
            if not isinstance(one, ast.Tuple | ast.List) or len(one.elts) < 2:
                continue
            value = code.follow(one.elts[0], scope)
            command = text(one.elts[1]) or called(code, one.elts[1])
            yield schedule(code, Job("django-crontab", command, command), value, cron(code, value, Dialect.VIXIE), one)


def text_of_name(node: ast.expr) -> str:
    """Return the last part of what is assigned to."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
