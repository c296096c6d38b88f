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
"""When the first occurrence falls due that has not been done; a failed run does not move it. +Inf: none does."""

# Written by `ddd check` at the end of each run.
CHECK_LAST_SUCCESS: Final = "ddd_check_last_success_timestamp_seconds"
CHECK_LAST_RUN: Final = "ddd_check_last_run_timestamp_seconds"
CHECK_LAST_RUN_SUCCESS: Final = "ddd_check_last_run_success"
"""1 when the last run succeeded, 0 when it failed."""
CHECK_DURATION: Final = "ddd_check_duration_seconds"
CHECK_SCHEDULES: Final = "ddd_check_schedules"
"""How many schedules stand how (label `standing`)."""
CHECK_MESSAGES: Final = "ddd_check_messages"
"""How many messages since the day before were delivered and were given up (label `result`: sent or failed)."""
CHECK_UNTOLD: Final = "ddd_check_untold_schedules"
"""How many schedules are due of which nobody is told: no assignee, no owner, or no address of theirs."""
STANDING: Final = "standing"
RESULT: Final = "result"
SENT: Final = "sent"

# Told of a CronJob by kube-state-metrics, with the labels `namespace` and `cronjob`.
# https://github.com/kubernetes/kube-state-metrics/blob/main/docs/metrics/workload/cronjob-metrics.md
CRONJOB_LAST_SUCCESS: Final = "kube_cronjob_status_last_successful_time"
"""When the last run that succeeded was complete; missing before the first one."""
CRONJOB_LAST_SCHEDULE: Final = "kube_cronjob_status_last_schedule_time"
"""For when the last run was started, whatever became of it; missing before the first one."""
CRONJOB_NEXT_SCHEDULE: Final = "kube_cronjob_next_schedule_time"
"""The time after the last start, which a failed run moves as well; missing while the CronJob is suspended."""
CRONJOB_ACTIVE: Final = "kube_cronjob_status_active"
"""How many runs are going on."""
CRONJOB: Final = "cronjob"
NAMESPACE: Final = "namespace"
CLUSTER: Final = "cluster"
"""Where one Prometheus knows several clusters."""

# Told of a systemd timer by node_exporter started with `--collector.systemd`, with the label `name`.
TIMER_LAST_TRIGGER: Final = "node_systemd_timer_last_trigger_seconds"
"""When the timer last started its unit; 0: it never has."""
UNIT_STATE: Final = "node_systemd_unit_state"
"""1 for the state (label `state`) that the unit is in, 0 for the others."""
INSTANCE: Final = "instance"

# Recorded by the generated rules, one series a task, with all labels below.
MAX_AGE: Final = "ddd_task_max_age_seconds"
"""Longest gap of the schedule plus grace: how old the last success may be."""
GRACE: Final = "ddd_task_grace_seconds"
"""How late the task may be where its next due time is known."""

TASK: Final = "task"
ASSET: Final = "asset"
"""What the ledger's series tell besides the task; others know no asset."""
CADENCE: Final = "cadence"
SEVERITY: Final = "severity"
OWNER: Final = "owner"
CARRIED: Final = (CADENCE, SEVERITY, OWNER)
"""What the recording rules know of a task and the reported series do not."""

RULE_GROUP: Final = "ddd"
NEVER_REPORTED: Final = "MaintenanceNeverReported"
FAILED: Final = "MaintenanceFailed"

CHECK_GROUP: Final = "ddd-check"
CHECK_FAILED: Final = "MaintenanceCheckFailed"
CHECK_STOPPED: Final = "MaintenanceCheckStopped"
CHECK_TELLS_NOBODY: Final = "MaintenanceCheckTellsNobody"
DELIVERY_POOR: Final = "MaintenanceDeliveryPoor"


def overdue_alert(cadence: str) -> str:
    """Return the name of a cadence's alert: `sub-daily` gives `SubDailyMaintenanceOverdue`."""
    return "".join(word.capitalize() for word in cadence.split("-")) + "MaintenanceOverdue"


def series(metric: str, **labels: str) -> str:
    """Return a series in PromQL: `ddd_task_last_success_timestamp_seconds{task="nightly-backup"}`."""
    pairs = ",".join(f'{label}="{_quoted(value)}"' for label, value in labels.items())
    return f"{metric}{{{pairs}}}"


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
