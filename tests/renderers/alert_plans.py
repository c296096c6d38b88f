"""Plans whose tasks are seen by each source of metrics."""

from __future__ import annotations

from ddd.model import Dialect, Plan, Reference, Task, replace

from . import plans


def cron_job(name: str = "etl", folder: str = "charts/etl", **more) -> Task:
    where = {"path": f"{folder}/cron.yaml", "line": 3, "system": "kubernetes-cronjob"}
    schedule = plans.schedule("22 13 * * *", name=name, **where, **more)
    return replace(plans.documented(), id=f"{folder}/job", schedules=(schedule,), failure_modes=())


def timer(file: str = "units/dump.timer", target: str = "dump.service", **more) -> Task:
    where = {"path": file, "line": 3, "system": "systemd-timer", "name": "Dump it", "target": target}
    schedule = plans.schedule("Mon *-*-* 02:00", dialect=Dialect.ONCALENDAR, **(where | more))
    return replace(plans.bare(), id=file.split(".")[0], schedules=(schedule,))


def templated() -> Task:
    return cron_job("open", references=(Reference(text="open", variable="name"),))


def all_sources() -> Plan:
    """Two tasks of each source, so that each has a neighbour."""
    return plans.plan_of(
        cron_job(),
        cron_job("report", "charts/report"),
        timer(),
        timer("units/scrub.timer.j2", "scrub-all.service"),
        plans.documented(),
        plans.bare(),
        plans.hostile(),
    )


def namespaced() -> Plan:
    """Two CronJobs of one name in two namespaces."""
    return plans.plan_of(*(cron_job("sync", where, namespace=where) for where in ("alpha", "beta")))


def many(count: int) -> Plan:
    return plans.plan_of(*(replace(plans.documented(), id=f"task-{number:03}") for number in range(count)))
