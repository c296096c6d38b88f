"""The kinds of Kubernetes objects that carry a schedule, one row each: where it stands and what switches it off.

To teach ddd another kind, add a row. Paths are dotted; a `*` stands for each entry of a list or mapping.
"""

from __future__ import annotations

from dataclasses import dataclass

from ddd.model import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of object."""

    system: str
    """The word for it in facts."""
    kind: str
    group: str
    """The `apiVersion` without the version; whatever ends in it counts (`repo-manager.pulpproject.org`)."""
    schedules: tuple[str, ...] = ("spec.schedule",)
    """Where expressions stand."""
    dialect: Dialect = Dialect.ROBFIG
    zone: str = ""
    """Where a time zone may stand; from `.` on it is beside the expression."""
    suspended: str = ""
    """What is true when it does not run."""
    enabled: str = ""
    """What is false when it does not run."""
    command: str = ""
    """What says what is done, where that is no container."""
    note: str = ""
    at_random: str = ""
    """What may follow a macro (`@daily-random`): the time is drawn once, the rhythm stays."""


def kind_of(kind: str, api_version: str) -> Kind | None:
    """Return the row of an object's `kind` and `apiVersion`; None when such objects carry no schedule."""
    group = api_version.rpartition("/")[0]
    return next((row for row in KINDS if row.kind == kind and row.group == group), None)


_PERCONA = "spec.backup.schedule.*.schedule"
_PGBACKREST = tuple(
    f"spec.backups.pgbackrest.repos.*.schedules.{one}" for one in ("full", "differential", "incremental")
)
_K8UP = tuple(f"spec.{one}.schedule" for one in ("archive", "backup", "check", "prune", "restore"))

KINDS = (
    Kind(system="kubernetes-cronjob", kind="CronJob", group="batch", zone="spec.timeZone", suspended="spec.suspend"),
    Kind(
        system="argo-cronworkflow",
        kind="CronWorkflow",
        group="argoproj.io",
        schedules=("spec.schedule", "spec.schedules.*"),
        zone="spec.timezone",
        suspended="spec.suspend",
    ),
    Kind(
        system="argocd-sync-window",
        kind="AppProject",
        group="argoproj.io",
        schedules=("spec.syncWindows.*.schedule",),
        zone=".timeZone",
        note="a window for syncs opens",
    ),
    Kind(system="velero-schedule", kind="Schedule", group="velero.io", suspended="spec.paused"),
    Kind(
        system="keda-cron",
        kind="ScaledObject",
        group="keda.sh",
        schedules=("spec.triggers.*.metadata.start", "spec.triggers.*.metadata.end"),
        zone=".timezone",
    ),
    Kind(
        system="keda-cron",
        kind="ScaledJob",
        group="keda.sh",
        schedules=("spec.triggers.*.metadata.start", "spec.triggers.*.metadata.end"),
        zone=".timezone",
    ),
    Kind(
        system="longhorn-recurring-job",
        kind="RecurringJob",
        group="longhorn.io",
        schedules=("spec.cron",),
        command="spec.task",
    ),
    Kind(
        system="cloudnative-pg-backup",
        kind="ScheduledBackup",
        group="postgresql.cnpg.io",
        dialect=Dialect.ROBFIG_SECONDS,
        suspended="spec.suspend",
    ),
    Kind(
        system="volsync",
        kind="ReplicationSource",
        group="volsync.backube",
        schedules=("spec.trigger.schedule",),
        suspended="spec.paused",
    ),
    Kind(
        system="volsync",
        kind="ReplicationDestination",
        group="volsync.backube",
        schedules=("spec.trigger.schedule",),
        suspended="spec.paused",
    ),
    Kind(system="snapscheduler", kind="SnapshotSchedule", group="snapscheduler.backube", suspended="spec.disabled"),
    Kind(
        system="percona-backup",
        kind="PerconaXtraDBCluster",
        group="pxc.percona.com",
        schedules=(_PERCONA,),
        suspended="spec.pause",
    ),
    Kind(system="percona-backup", kind="PerconaServerMySQL", group="ps.percona.com", schedules=(_PERCONA,)),
    Kind(
        system="percona-backup",
        kind="PerconaServerMongoDB",
        group="psmdb.percona.com",
        schedules=("spec.backup.tasks.*.schedule",),
        enabled=".enabled",
    ),
    Kind(system="percona-backup", kind="PerconaPGCluster", group="pgv2.percona.com", schedules=_PGBACKREST),
    Kind(
        system="crunchy-backup",
        kind="PostgresCluster",
        group="postgres-operator.crunchydata.com",
        schedules=_PGBACKREST,
        suspended="spec.shutdown",
    ),
    Kind(
        system="zalando-backup",
        kind="postgresql",
        group="acid.zalan.do",
        schedules=("spec.logicalBackupSchedule",),
        enabled="spec.enableLogicalBackup",
    ),
    Kind(
        system="zalando-backup",
        kind="OperatorConfiguration",
        group="acid.zalan.do",
        schedules=("configuration.logical_backup.logical_backup_schedule",),
    ),
    Kind(
        system="presslabs-mysql-backup",
        kind="MysqlCluster",
        group="mysql.presslabs.org",
        schedules=("spec.backupSchedule",),
        dialect=Dialect.ROBFIG_SECONDS,
    ),
    Kind(system="tidb-backup", kind="BackupSchedule", group="pingcap.com", suspended="spec.pause"),
    Kind(
        system="mariadb-backup",
        kind="Backup",
        group="k8s.mariadb.com",
        schedules=("spec.schedule.cron",),
        suspended="spec.schedule.suspend",
    ),
    Kind(system="stash-backup", kind="BackupConfiguration", group="stash.appscode.com", suspended="spec.paused"),
    Kind(
        system="kubestash-backup",
        kind="BackupConfiguration",
        group="core.kubestash.com",
        schedules=("spec.sessions.*.scheduler.schedule",),
        suspended="spec.paused",
    ),
    Kind(system="k8up", kind="Schedule", group="k8up.io", schedules=_K8UP, at_random="-random"),
    Kind(system="rancher-backup", kind="Backup", group="resources.cattle.io"),
    Kind(
        system="rancher-cis-scan",
        kind="ClusterScan",
        group="cis.cattle.io",
        schedules=("spec.scheduledScanConfig.cronSchedule",),
    ),
    Kind(
        system="openshift-compliance-scan",
        kind="ScanSetting",
        group="compliance.openshift.io",
        schedules=("schedule",),
        suspended="suspend",
    ),
    Kind(
        system="openshift-image-pruner",
        kind="ImagePruner",
        group="imageregistry.operator.openshift.io",
        suspended="spec.suspend",
    ),
    Kind(system="kyverno-cleanup", kind="CleanupPolicy", group="kyverno.io"),
    Kind(system="kyverno-cleanup", kind="ClusterCleanupPolicy", group="kyverno.io"),
    Kind(system="chaos-mesh-schedule", kind="Schedule", group="chaos-mesh.org", command="spec.type"),
    Kind(
        system="spark-schedule",
        kind="ScheduledSparkApplication",
        group="sparkoperator.k8s.io",
        suspended="spec.suspend",
    ),
    Kind(
        system="kubeflow-schedule",
        kind="ScheduledWorkflow",
        group="kubeflow.org",
        schedules=("spec.trigger.cronSchedule.cron",),
        dialect=Dialect.ROBFIG_SECONDS,
        enabled="spec.enabled",
    ),
    Kind(
        system="kruise-cronjob",
        kind="AdvancedCronJob",
        group="apps.kruise.io",
        zone="spec.timeZone",
        suspended="spec.paused",
    ),
    Kind(
        system="kubernetes-cronhpa",
        kind="CronHorizontalPodAutoscaler",
        group="autoscaling.alibabacloud.com",
        schedules=("spec.jobs.*.schedule",),
        dialect=Dialect.ROBFIG_SECONDS,
    ),
    Kind(
        system="solr-backup",
        kind="SolrBackup",
        group="solr.apache.org",
        schedules=("spec.recurrence.schedule",),
        suspended="spec.recurrence.disabled",
    ),
)

LITERALS = tuple(
    dict.fromkeys(f"{row.group}/" if row.kind in ("Schedule", "Backup", "postgresql") else row.kind for row in KINDS)
)
"""One of them occurs in every file that holds such an object."""
