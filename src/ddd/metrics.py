"""Every name by which Prometheus knows maintenance: metrics, labels, recording rules, alerts."""

from __future__ import annotations

from typing import Final

# Written by whatever runs the task (later `ddd run` and `ddd done`), one series a task, with the label `task`.
LAST_SUCCESS: Final = "ddd_task_last_success_timestamp_seconds"
LAST_RUN: Final = "ddd_task_last_run_timestamp_seconds"
LAST_RUN_SUCCESS: Final = "ddd_task_last_run_success"
"""1 when the last run succeeded, 0 when it failed."""
LAST_DURATION: Final = "ddd_task_last_duration_seconds"
NEXT_DUE: Final = "ddd_task_next_due_timestamp_seconds"
"""When the first occurrence falls due that has not been done; a failed run does not move it."""

# Recorded by the generated rules, one series a task, with all labels below.
MAX_AGE: Final = "ddd_task_max_age_seconds"
"""Longest gap of the schedule plus grace: how old the last success may be."""
GRACE: Final = "ddd_task_grace_seconds"
"""How late the task may be where its next due time is known."""

TASK: Final = "task"
CADENCE: Final = "cadence"
SEVERITY: Final = "severity"
OWNER: Final = "owner"
CARRIED: Final = (CADENCE, SEVERITY, OWNER)
"""What the recording rules know of a task and the reported series do not."""

RULE_GROUP: Final = "ddd"
NEVER_REPORTED: Final = "MaintenanceNeverReported"
FAILED: Final = "MaintenanceFailed"


def overdue_alert(cadence: str) -> str:
    """Return the name of a cadence's alert: `sub-daily` gives `SubDailyMaintenanceOverdue`."""
    return "".join(word.capitalize() for word in cadence.split("-")) + "MaintenanceOverdue"


def series(metric: str, **labels: str) -> str:
    """Return a series in PromQL: `ddd_task_last_success_timestamp_seconds{task="nightly-backup"}`."""
    pairs = ",".join(f'{label}="{_quoted(value)}"' for label, value in labels.items())
    return f"{metric}{{{pairs}}}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
