"""The audit trail: what of the maintenance leaves a trace, where, and for how long; what leaves none comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ddd import metrics
from ddd.model import Artifact, Control, Plan, State
from ddd.renderers import templates
from ddd.renderers.renderer import Book, Pillar, renderer
from ddd.renderers.scripts import evidence as scripts
from ddd.renderers.views import evidence, traces
from ddd.renderers.views.traces import Trail

_MOST_ROWS = 100
_MOST_FACTS = 40
_LOG_RETENTION = "log retention"
_TRAILS = ("audit log", "access log", "file integrity monitoring")
_RETENTIONS = ("backup retention", "data retention", "artifact retention", "data archiving", "versioning")
_REPORTING = ("audits", "reviews")
_RECORDS = ("approval gate", "branch protection", "change record")

# Runner -> what it records by itself, and for how long. How these programs work unless set otherwise: general
# knowledge, which no line of a repository says.
_RUNNERS = {
    "cron": (
        "a line for each start in the system log (not how it ended). What it prints goes by mail to its user or to "
        '`MAILTO`; with `MAILTO=""` in its crontab, or on a host that sends no mail, nowhere',
        "as the system log and the mailbox are",
    ),
    "systemd": (
        "start, end, exit status and output, in the journal: `journalctl -u UNIT`",
        "as the journal is (`SystemMaxUse=`, `MaxRetentionSec=` in `journald.conf`)",
    ),
    "Kubernetes": (
        "a Job with its Pods and their output: `kubectl get jobs`, `kubectl logs job/NAME`",
        "the last three that succeeded and the last that failed (`successfulJobsHistoryLimit`, "
        "`failedJobsHistoryLimit`); events for an hour",
    ),
    "logrotate": (
        "when each log was last rotated, in `/var/lib/logrotate/status`",
        "the last run only",
    ),
    "apt-periodic": ("what was installed: `/var/log/apt/history.log`, `/var/log/unattended-upgrades/`", "as rotated"),
    "github-actions": ("each run with its log, who or what started it, and who approved it", "90 days unless set"),
    "gitlab-ci": ("each pipeline with the log of its jobs and who started it", "until somebody deletes it"),
    "jenkins": ("each build with its log and who started it", "as `buildDiscarder` says"),
    "airflow": ("each run with the state and log of its tasks, in its database", "until somebody cleans it up"),
    "dependabot": ("a pull request for each update; the log of its last run", "pull requests for ever"),
    "renovate": ("a pull request for each update, and the dependency dashboard", "pull requests for ever"),
    "schedule-key": ("what reads this setting is not known here", ""),
    "prose": ("a document says that it is done; what runs it is not known here", ""),
    traces.BY_HAND: ("nothing", ""),
}
_SAME = dict.fromkeys(("argo-cronworkflow", "kruise-cronjob"), "Kubernetes")
"""Systems that record as one of the above does."""
_UNKNOWN = ("see its manual: ddd does not know it", "")


@renderer("audit-trail", Pillar.COMPLIANCE, "what of the maintenance leaves a trace, where, how long; what leaves none")
def audit_trail(book: Book) -> Iterator[Artifact]:
    """Yield `audit-trail.md`."""
    plan = book.plan
    retentions = evidence.controls(plan.inventory.facts, _LOG_RETENTION)
    trails = [traces.trail(task, retentions, reports=book.category(task) in _REPORTING) for task in plan.tasks]
    only_runner = [one for one in trails if not one.traces and not one.is_none]
    text = templates.page(
        "audit-trail.md.j2",
        trails=trails,
        traceless=[one for one in trails if one.is_none],
        own=[one for one in trails if one.traces],
        runners=_runners(trails),
        only_runner=_by_runner(only_runner),
        counts={"only_runner": len(only_runner)},
        logs=_rows(retentions),
        audits=_rows(evidence.controls(plan.inventory.facts, *_TRAILS)),
        kept=_rows(evidence.controls(plan.inventory.facts, *_RETENTIONS)),
        records=_rows(evidence.controls(plan.inventory.facts, *_RECORDS)),
        open=sum(isinstance(one, Control) and one.state is State.UNRESOLVED for one in plan.inventory.facts),
        files=_files(plan),
        scripts=list(scripts.evidence.render(book)),
        metrics={"run": metrics.LAST_RUN, "success": metrics.LAST_SUCCESS, "result": metrics.LAST_RUN_SUCCESS},
        most=_MOST_ROWS,
        most_facts=_MOST_FACTS,
    )
    yield Artifact(path="audit-trail.md", text=text, title="Audit trail")


def _rows(controls: Iterable[Control]) -> tuple[evidence.FactRow, ...]:
    return evidence.once(map(evidence.control_row, controls))


def _runners(trails: Iterable[Trail]) -> list[tuple[str, int, str, str]]:
    """Return who runs tasks, how many, what that records by itself and how long it is kept; the most tasks first."""
    counted = Counter(runner for one in trails for runner in one.runners)
    ordered = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return [(name, count, *_RUNNERS.get(_SAME.get(name, name), _UNKNOWN)) for name, count in ordered]


def _by_runner(trails: Iterable[Trail]) -> list[tuple[str, list[Trail]]]:
    """Return the trails by who runs the task, the most first."""
    found: dict[str, list[Trail]] = {}
    for one in trails:
        found.setdefault(", ".join(one.runners), []).append(one)
    return sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))


def _files(plan: Plan) -> list[str]:
    """Return the files that say what runs and what is controlled: their history is part of the trail."""
    schedules = (place.path for task in plan.tasks for one in task.schedules for place in one.evidence[:1])
    controls = (one.place.path for one in evidence.controls(plan.inventory.facts))
    return sorted({*schedules, *controls, *(task.evidence[0].path for task in plan.tasks)})
