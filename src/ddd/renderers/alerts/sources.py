"""The page that says which series each task needs for its alerts, and what to install so that Prometheus has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ddd import markup, metrics
from ddd.model import Artifact, Evidence, Plan, Severity, Task
from ddd.renderers import templates
from ddd.renderers.alerts import _check, _sources, rules
from ddd.renderers.alerts._kubernetes import CronJob
from ddd.renderers.alerts._reported import Reported
from ddd.renderers.alerts._sources import Source
from ddd.renderers.alerts._systemd import Timer
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.views import days, gravity
from ddd.renderers.views.cutting import cut

PAGE = _check.PAGE
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class _Row:
    task: Task
    told: tuple[Markup, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """One exporter; the words of it are ddd's own."""

    title: str
    install: str
    means: tuple[str, ...]
    column: str
    rows: tuple[_Row, ...]
    example: str = ""


@dataclass(frozen=True, slots=True)
class _Grave:
    """Tasks that are equally grave because the same places say so."""

    severity: Severity
    tasks: tuple[Task, ...]
    places: tuple[Evidence, ...]


@renderer("metric-sources", Pillar.ESCALATION, "what to install so that Prometheus can see each task")
def metric_sources(book: Book) -> Iterator[Artifact]:
    """Yield `alerts.md`."""
    sources = _sources.of(book.plan)
    made = (_kubernetes, _systemd, _reported)
    sections = [section for make in made if (section := make(book.plan.tasks, sources)).rows]
    said = _said(book.plan)
    text = templates.page(
        "alerts.md.j2",
        sections=sections,
        hours=rules.SET_UP_HOURS,
        check_hours=_check.HOURS_WITHOUT,
        delivered=f"{_check.DELIVERED:.0%}",
        grave=cut(said, _MOST_ROWS),
        unsaid=len(book.plan.tasks) - sum(len(one.tasks) for one in said),
        base=book.options.base,
        page=book.options.page("daily.md"),
        guarded=[(task, guard) for task in book.plan.tasks if (guard := days.guard(task))],
    )
    yield Artifact(path=PAGE, text=text, title="Where the alerts get their figures")


def _said(plan: Plan) -> list[_Grave]:
    """Return how grave the repository calls the tasks, the gravest first; those of which it says nothing are none."""
    found: dict[tuple[Severity, tuple[Evidence, ...]], list[Task]] = {}
    for task in plan.tasks:
        told = gravity.of_task(task, plan)
        if told.severity:
            found.setdefault((told.severity, told.places), []).append(task)
    made = [_Grave(severity, tuple(tasks), places) for (severity, places), tasks in found.items()]
    return sorted(made, key=lambda one: (gravity.GRAVEST_FIRST.index(one.severity), one.places))


def _kubernetes(tasks: tuple[Task, ...], sources: Mapping[str, Source]) -> _Section:
    needs = ", ".join(
        f"`{one}`"
        for one in (
            metrics.CRONJOB_LAST_SUCCESS,
            metrics.CRONJOB_LAST_SCHEDULE,
            metrics.CRONJOB_NEXT_SCHEDULE,
            metrics.CRONJOB_ACTIVE,
        )
    )
    return _Section(
        title="Kubernetes CronJobs: kube-state-metrics",
        install=(
            f"Install kube-state-metrics and let Prometheus scrape it. The rules read {needs}; the first needs "
            "Kubernetes 1.22 or later, and without it every CronJob looks as if it had failed."
        ),
        means=(
            "A start is no success. The next schedule time counts only while the last run that was started has "
            "succeeded; else the age of the last success counts.",
            "A run has failed when it was started, goes on no more, and no success is newer.",
            "A CronJob that is suspended in the cluster but not in this repository becomes overdue.",
            "A CronJob whose file names no namespace is watched in every namespace that has one of this name.",
        ),
        column="CronJob",
        rows=_rows(tasks, sources, CronJob),
    )


def _systemd(tasks: tuple[Task, ...], sources: Mapping[str, Source]) -> _Section:
    return _Section(
        title="systemd timers: node_exporter",
        install=(
            "Start node_exporter with `--collector.systemd` on the hosts of these timers. "
            f"The rules read `{metrics.TIMER_LAST_TRIGGER}` and `{metrics.UNIT_STATE}`."
        ),
        means=(
            "The last trigger counts as a success unless the unit that it started has failed; "
            "while the unit still runs it counts too.",
            "A host that forgets the failure, by a reboot or `systemctl reset-failed`, forgets it for the alert too.",
            "When a timer is due next is not told, so the age of the last success decides.",
        ),
        column="Timer and unit",
        rows=_rows(tasks, sources, Timer),
    )


def _reported(tasks: tuple[Task, ...], sources: Mapping[str, Source]) -> _Section:
    labels = next((task.id for task in tasks if isinstance(sources[task.id], Reported)), "")
    example = (
        f"{metrics.series(metrics.LAST_SUCCESS, task=labels)} 1767225600",
        f"{metrics.series(metrics.LAST_RUN_SUCCESS, task=labels)} 1",
    )
    return _Section(
        title="Everything else reports itself: textfile collector or Pushgateway",
        install=(
            "cron and people tell Prometheus nothing. Let the run write its series into a file `*.prom` in the folder "
            "of node_exporter's `--collector.textfile.directory`, or push them to a Pushgateway."
        ),
        means=(
            f"A run that fails writes `{metrics.LAST_RUN_SUCCESS}` 0 and leaves the time of the last success as it is.",
            f"Who knows when it is due next may write `{metrics.NEXT_DUE}`: it decides then.",
        ),
        column="Label task",
        rows=_rows(tasks, sources, Reported),
        example="\n".join(example),
    )


def _rows(tasks: tuple[Task, ...], sources: Mapping[str, Source], kind: type[Source]) -> tuple[_Row, ...]:
    return tuple(_row(task, sources[task.id]) for task in tasks if isinstance(sources[task.id], kind))


def _row(task: Task, source: Source) -> _Row:
    match source:
        case CronJob(name, namespace):
            return _Row(task, (markup.cell_code(f"{namespace}/{name}" if namespace else name),))
        case Timer(name, unit):
            return _Row(task, (markup.cell_code(name), markup.cell_code(unit)))
        case Reported(name, why):
            return _Row(task, (markup.cell_code(name),), why)
