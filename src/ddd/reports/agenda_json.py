"""The agenda as data: `ddd-agenda/1`."""

from __future__ import annotations

import json
from typing import Any

from ddd.agenda import view as words
from ddd.agenda.agenda import Agenda, Job
from ddd.scan.text import visible


def agenda(one: Agenda) -> str:
    """Return an agenda as `ddd-agenda/1`; its times carry their offset from UTC."""
    data = {
        "schema": "ddd-agenda/1",
        "from": one.span.first.isoformat(),
        "to": one.span.last.isoformat(),
        "due": [
            {
                "date": f"{due.at:%Y-%m-%d}",
                "time": f"{due.at:%H:%M:%S}" if due.job.timed else None,
                "at": due.at.isoformat() if due.job.timed else None,
                "zone": due.job.zone,
                "zone_known": due.job.zone_known,
                **_task(due.job),
            }
            for due in one.occurrences
        ],
        "several_times_a_day": [_task(job) for job in one.often],
        "without_calendar": [{"rhythm": words.rhythm(job), **_task(job)} for job in one.floating],
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _task(job: Job) -> dict[str, Any]:
    task, schedule = job.task, job.schedule
    return {
        "task": visible(task.id),
        "title": words.title(task),
        "cadence": str(words.cadence(job)),
        "schedule": schedule.id if schedule else None,
        "expression": visible(schedule.expression) if schedule else None,
        "owner": words.owner(task) if task.owners else None,
        "duration": words.takes(task) if task.duration else None,
        "page": job.page,
    }
