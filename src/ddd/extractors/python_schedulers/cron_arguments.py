"""Reads cron expressions that Python hands to what nobody knows: a project's own scheduler."""

from __future__ import annotations

from collections.abc import Iterator

from ddd.extractors.python_schedulers._facts import Job, called, cron, looks_like_cron, schedule
from ddd.extractors.python_schedulers._module import Call, module, text
from ddd.model import Confidence, Dialect
from ddd.scan.extractor import Extracted, extractor
from ddd.scan.source import Source

_ARGUMENTS = ("cron", "cron_string", "cron_expression", "cron_schedule", "crontab")
_NAMES = ("name", "id", "job_id", "job_name", "task_name", "description")
_FUNCTIONS = ("function", "func", "task", "job", "callback", "handler", "target", "fn")
_READ_ELSEWHERE = (
    *("airflow", "apscheduler", "dagster", "prefect", "django_q", "procrastinate", "periodiq", "aiocron", "modal"),
    *("chalice", "taskiq", "arq", "temporalio", "rq_scheduler", "django_rq", "rq", "aws_cdk", "flask_apscheduler"),
)


@extractor(
    "python-cron-argument",
    paths=("*.py",),
    literals=tuple(f"{name}{sign}" for name in _ARGUMENTS for sign in ("=", " =")),
)
def python_cron_arguments(source: Source) -> Iterator[Extracted]:
    """Find cron expressions handed over by an argument that says so, where no library known to ddd is imported.

        schedule_job(function=archive_companies, cron="0 1 * * *")
        schedule_job(function=send_reminders, cron=EVERY_MORNING)      # a constant, of this file or an imported one

    Read are `cron=`, `cron_string=`, `cron_expression=`, `cron_schedule=` and `crontab=`, where the value is a cron
    expression for certain or a constant of another file. As its scheduler is unknown, its zone is, and confidence is
    never high. Cannot be seen: anything the call only passes on. Format: none; every project has its own.
    """
    code = module(source)
    if code.uses(*_READ_ELSEWHERE):
        return
    for call in code.calls:
        given = call.keyword(*_ARGUMENTS)
        if given is None:
            continue
        value = code.follow(given, call.scope)
        if looks_like_cron(value.text) or value.reference is not None:
            command = called(code, call.keyword(*_FUNCTIONS))
            job = Job("python-scheduler", _name(call) or command or call.last, command, confidence=Confidence.MEDIUM)
            yield schedule(code, job, value, cron(code, value, Dialect.AIRFLOW), call.node)


def _name(call: Call) -> str:
    return next((said for name in _NAMES if (said := text(call.keyword(name)))), "")
