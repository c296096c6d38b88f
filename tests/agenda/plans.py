"""Plans made by hand, for tests of what is laid out over days."""

from ddd.cadence import recurrence
from ddd.model import Cadence, Claim, Dialect, Evidence, Inventory, Plan, Scanned, Schedule, State, Task

PLACE = Evidence("cron.d/jobs", 1)


def schedule(expression, dialect=Dialect.VIXIE, zone=None, name="job", **more):
    meaning = recurrence(expression, dialect, zone)
    told = {
        "state": meaning.state,
        "cadence": meaning.cadence,
        "longest_gap": meaning.longest_gap,
        "note": meaning.note,
    }
    fields = {"system": "crontab", "evidence": (PLACE,), "id": f"schedule:{name}", **told, **more}
    return Schedule(name=name, expression=expression, dialect=dialect, timezone=zone, **fields)


def task(*schedules, name="job", **more):
    cadence = next((one.cadence for one in schedules if one.cadence), Cadence.WEEKLY)
    gap = next((one.longest_gap for one in schedules if one.longest_gap), 7 * 86_400)
    fields = {"title": name, "cadence": cadence, "longest_gap": gap, "grace": 600, "evidence": (PLACE,), **more}
    return Task(id=name, schedules=schedules, **fields)


def plan(*tasks):
    inventory = Inventory(scanned=Scanned(files=0, bytes=0, skipped=()), facts=(), findings=(), problems=())
    return Plan(tasks=tasks, inventory=inventory, owners={})


def claim(text):
    return Claim(text, (PLACE,)) if not hasattr(Claim, "__kwdefaults__") else Claim(text=text, evidence=(PLACE,))


def suspended(expression):
    return schedule(expression, state=State.SUSPENDED)
