"""Which attributes of which resources say when something recurs, and in whose words.

A line per resource type of the providers' documentation (https://registry.terraform.io/browse/providers). What a
provider says in several attributes (frequency, interval, day, time) is put into words by a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ddd.extractors._hcl import Kind, Value
from ddd.model import Dialect


@dataclass(frozen=True, slots=True)
class Said:
    """When, in the words of a dialect."""

    expression: str
    dialect: Dialect
    zone: str | None = None
    """Named inside the value."""
    at: Value | None = None
    """Where it stands; None: where it was looked for."""
    is_known: bool = True
    """False: an open value stands in it for which these words have no place."""


Say = Callable[[Value], Said | None]


@dataclass(frozen=True, slots=True)
class Timed:
    """One place in a resource that says when."""

    path: str
    """Blocks and attributes from the resource down, with dots between."""
    say: Say
    zone: str | None = None
    """What holds where the resource names no zone; None: the provider's host, which nobody knows."""


WINDOWS = frozenset(
    {
        *("maintenance_window", "preferred_maintenance_window", "weekly_maintenance_start_time", "snapshot_window"),
        "weekly_maintenance_window_start",
        *("backup_window", "preferred_backup_window", "daily_automatic_backup_start_time"),
    }
)
"""Attributes of AWS resources of many types, always in UTC."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "annual": "year",
    "yearly": "year",
    "one_hour": "hour",
    "twentyfour_hours": "day",
}
_HOURS = {"three_hours": "3", "six_hours": "6", "twelve_hours": "12"}
_UNIT = re.compile(r"(?:minute|hour|day|week|month|year)s?|\$\{.*\}", re.DOTALL)
_CLOCK = re.compile(r"(?:T|^)(?P<time>[0-9]{2}:?[0-9]{2})(?:[:Z+]|$)|^(?P<open>\$\{.*\})$", re.DOTALL)
_SNOWFLAKE = re.compile(r"(?:USING\s+CRON\s+)?(?P<cron>\S+(?:\s+\S+){4})\s+(?P<zone>\S+)", re.IGNORECASE)
_MINUTES = re.compile(r"(?P<number>[0-9]+)\s*(?:M|MINUTES?)?", re.IGNORECASE)


def text(dialect: Dialect) -> Say:
    """Take the value as it stands."""
    return lambda value: Said(value.text, dialect)


def number_of(unit: str) -> Say:
    """Take the value as a number of units: `every 30 days`."""
    return lambda value: Said(f"every {value.text} {unit}", Dialect.EVERY)


def daily(value: Value) -> Said | None:
    """Take the value as a time of day: `03:00`, `0300`."""
    time = _time(value)
    return Said(f"every day at {time}", Dialect.PHRASE) if time else None


def recurring(block: Value) -> Said | None:
    """Put `frequency`, `interval`, weekdays and a time into words; None where it recurs no more than once."""
    frequency = _first(block, "frequency", "interval_unit", "type", "schedule_frequency", "recur_frequency")
    if frequency is None or frequency.kind not in (Kind.TEXT, Kind.OPEN):
        return None
    word = frequency.text.lower() if frequency.kind is Kind.TEXT else frequency.text
    interval = _first(block, "interval", "period", "interval_count")
    count = _HOURS.get(word) or (interval.text if interval else "1") or "1"
    unit = "hours" if word in _HOURS else _UNITS.get(word, word)
    if (count, unit) == ("24", "hours"):
        count, unit = "1", "day"
    if not _UNIT.fullmatch(unit):
        return None
    place = interval if interval and block.get("interval_unit") else frequency
    days, time = _days(block), next(filter(None, map(_time, _times(block))), "")
    if count == "1" and (days or (time and unit.startswith("day"))):
        when = f" at {time}" if time else ""
        return Said(f"every {', '.join(days) or 'day'}{when}", Dialect.PHRASE, at=place)
    return Said(
        f"every {unit}" if count == "1" else f"every {count} {unit.removesuffix('s')}s", Dialect.EVERY, at=place
    )


def word(value: Value) -> Said | None:
    """Take the value as a word of frequency: `Daily`, `TwentyFour_Hours`; else as it stands, seconds first."""
    name = value.text.lower()
    if name in _HOURS:
        return Said(f"every {_HOURS[name]} hours", Dialect.EVERY)
    if name in _UNITS:
        return Said(f"every {_UNITS[name]}", Dialect.EVERY)
    return Said(value.text, Dialect.ROBFIG_SECONDS) if " " in name or "${" in name else None


def day_and_hour(block: Value) -> Said | None:
    """Put a weekday (by name or number, 1 is Monday) and an hour or a time into words."""
    day, hour = _first(block, "day", "day_of_week"), _first(block, "hour", "hours", "start_time", "time_of_day")
    if day is None:
        return None
    name = _WEEKDAYS[int(day.text) - 1] if day.text in "1234567" and day.text else day.text.lower()
    if name not in _WEEKDAYS:
        return Said(f"every {day.text}", Dialect.PHRASE, at=day, is_known=False)
    time = _hour(hour)
    return Said(f"every {name}{time or ''}", Dialect.PHRASE, at=day, is_known=time is not None)


def cycle(unit: str) -> Say:
    """Read `days_in_cycle` or `hours_in_cycle` and `start_time`."""

    def say(block: Value) -> Said | None:
        count, start = block.get(f"{unit}s_in_cycle"), block.get("start_time")
        if count is None:
            return None
        if unit == "day" and count.text == "1" and start and (time := _time(start)):
            return Said(f"every day at {time}", Dialect.PHRASE, at=count)
        return Said(f"every {count.text} {unit}s", Dialect.EVERY, at=count)

    return say


def snowflake(value: Value) -> Said | None:
    """Read `USING CRON 0 9 * * * UTC` and `60 MINUTE`."""
    if minutes := _MINUTES.fullmatch(value.text.strip()):
        return Said(f"every {minutes['number']} minutes", Dialect.EVERY)
    if cron := _SNOWFLAKE.fullmatch(value.text.strip()):
        return Said(cron["cron"], Dialect.VIXIE, cron["zone"])
    return Said(value.text, Dialect.VIXIE)


def _first(block: Value, *keys: str) -> Value | None:
    return next((value for key in keys if (value := block.get(key)) is not None), None)


def _days(block: Value) -> list[str]:
    listed = _first(block, "weekdays", "week_days", "days_of_week", "week_day", "on_these_days")
    values = (listed.items or (listed,)) if listed else ()
    return [one.text if one.kind is Kind.OPEN else one.text.lower() for one in values if one.text]


def _times(block: Value) -> tuple[Value, ...]:
    value = _first(block, "time", "times", "start_time")
    return (value.items or (value,)) if value else ()


def _time(value: Value) -> str:
    """Return `03:00` of `03:00`, `0300` and `2026-01-01T03:00:00Z`; an open value stays; empty: no time."""
    match = _CLOCK.search(value.text)
    if match is None:
        return ""
    time = match["time"] or match["open"]
    return time if ":" in time or match["open"] else f"{time[:2]}:{time[2:]}"


def _hour(value: Value | None) -> str | None:
    """Return ` at 03:00`; empty where none is given; None where it is open."""
    if value is None or value.kind is Kind.NULL:
        return ""
    if value.kind is Kind.OBJECT:
        hours, minutes = value.literal("hours") or "0", value.literal("minutes") or "0"
        is_known = hours.isdecimal() and minutes.isdecimal() and len(hours + minutes) <= 4
        return f" at {int(hours):02}:{int(minutes):02}" if is_known else None
    if value.text.isascii() and value.text.isdigit() and len(value.text) <= 2:
        return f" at {int(value.text):02}:00"
    time = _time(value)
    return f" at {time}" if time and "${" not in time else None


_AWS, _CRON = text(Dialect.AWS), text(Dialect.VIXIE)
_SCHEDULER = text(Dialect.AWS_SCHEDULER)
_QUARTZ = text(Dialect.QUARTZ)


def _one(path: str, say: Say, zone: str | None = "UTC") -> tuple[Timed, ...]:
    return (Timed(path, say, zone),)


_BACKUP_POLICY = _one("backup", recurring)
_GKE = (
    Timed("maintenance_policy.daily_maintenance_window.start_time", daily, "UTC"),
    Timed("maintenance_policy.recurring_window.recurrence", text(Dialect.RRULE), "UTC"),
)
_CLOUDFLARE = (
    Timed("schedules", text(Dialect.CLOUDFLARE), "UTC"),
    Timed("schedules.cron", text(Dialect.CLOUDFLARE), "UTC"),
)
_CRON_JOB = _one("spec.schedule", text(Dialect.ROBFIG), None)

TIMED: Mapping[str, tuple[Timed, ...]] = {
    "aws_appautoscaling_scheduled_action": _one("schedule", _SCHEDULER),
    "aws_autoscaling_schedule": _one("recurrence", _CRON),
    "aws_backup_plan": _one("rule.schedule", _AWS),
    "aws_cloudwatch_event_rule": _one("schedule_expression", _AWS),
    "aws_config_config_rule": _one("maximum_execution_frequency", word),
    "aws_datasync_task": _one("schedule.schedule_expression", _AWS),
    "aws_dlm_lifecycle_policy": (
        Timed("policy_details.schedule.create_rule.cron_expression", _AWS, "UTC"),
        Timed("policy_details.schedule.create_rule", recurring, "UTC"),
    ),
    "aws_glue_crawler": _one("schedule", _AWS),
    "aws_glue_trigger": _one("schedule", _AWS),
    "aws_imagebuilder_image_pipeline": _one("schedule.schedule_expression", _AWS),
    "aws_mq_broker": _one("maintenance_window_start_time", day_and_hour),
    "aws_redshift_scheduled_action": _one("schedule", _SCHEDULER),
    "aws_redshift_snapshot_schedule": _one("definitions", _AWS),
    "aws_s3_bucket_inventory": _one("schedule.frequency", word),
    "aws_sagemaker_monitoring_schedule": _one("monitoring_schedule_config.schedule_config.schedule_expression", _AWS),
    "aws_scheduler_schedule": _one("schedule_expression", _SCHEDULER),
    "aws_secretsmanager_secret_rotation": (
        Timed("rotation_rules.schedule_expression", _AWS, "UTC"),
        Timed("rotation_rules.automatically_after_days", number_of("days"), "UTC"),
    ),
    "aws_ssm_association": _one("schedule_expression", _AWS),
    "aws_ssm_maintenance_window": _one("schedule", _SCHEDULER),
    "aws_synthetics_canary": _one("schedule.expression", _AWS),
    "airbyte_connection": _one("schedule.cron_expression", _QUARTZ),
    "azurerm_automation_schedule": _one("", recurring),
    "azurerm_backup_policy_file_share": _BACKUP_POLICY,
    "azurerm_backup_policy_vm": _BACKUP_POLICY,
    "azurerm_container_app_job": _one("schedule_trigger_config.cron_expression", _CRON),
    "azurerm_container_registry_task": _one("timer_trigger.schedule", text(Dialect.AZURE_PIPELINES)),
    "azurerm_data_factory_trigger_schedule": _one("", recurring),
    "azurerm_dev_test_global_vm_shutdown_schedule": _one("daily_recurrence_time", daily),
    "azurerm_kubernetes_cluster": (
        Timed("maintenance_window_auto_upgrade", recurring, "UTC"),
        Timed("maintenance_window_node_os", recurring, "UTC"),
        Timed("maintenance_window.allowed", day_and_hour, "UTC"),
    ),
    "azurerm_logic_app_trigger_recurrence": _one("", recurring),
    "cloudflare_worker_cron_trigger": _CLOUDFLARE,
    "cloudflare_workers_cron_trigger": _CLOUDFLARE,
    "databricks_job": _one("schedule.quartz_cron_expression", _QUARTZ),
    "datadog_downtime": (
        Timed("recurrence.rrule", text(Dialect.RRULE), "UTC"),
        Timed("recurrence", recurring, "UTC"),
    ),
    "datadog_downtime_schedule": _one("recurring_schedule.recurrence.rrule", text(Dialect.RRULE)),
    "dbt_cloud_job": _one("schedule_cron", _CRON),
    "dbtcloud_job": _one("schedule_cron", _CRON),
    "digitalocean_database_cluster": _one("maintenance_window", day_and_hour),
    "gitlab_pipeline_schedule": _one("cron", text(Dialect.FUGIT)),
    "google_bigquery_data_transfer_config": _one("schedule", text(Dialect.CLOUD_SCHEDULER)),
    "google_cloud_scheduler_job": _one("schedule", text(Dialect.CLOUD_SCHEDULER), "Etc/UTC"),
    "google_compute_resource_policy": (
        Timed("instance_schedule_policy.vm_start_schedule.schedule", _CRON),
        Timed("instance_schedule_policy.vm_stop_schedule.schedule", _CRON),
        Timed("snapshot_schedule_policy.schedule.hourly_schedule", cycle("hour"), "UTC"),
        Timed("snapshot_schedule_policy.schedule.daily_schedule", cycle("day"), "UTC"),
        Timed("snapshot_schedule_policy.schedule.weekly_schedule.day_of_weeks", day_and_hour, "UTC"),
    ),
    "google_container_cluster": _GKE,
    "google_dataplex_datascan": _one("execution_spec.trigger.schedule.cron", _CRON),
    "google_gke_backup_backup_plan": _one("backup_schedule.cron_schedule", _CRON),
    "google_memcache_instance": _one("maintenance_policy.weekly_maintenance_window", day_and_hour),
    "google_redis_instance": _one("maintenance_policy.weekly_maintenance_window", day_and_hour),
    "google_sql_database_instance": (
        Timed("settings.maintenance_window", day_and_hour, "UTC"),
        Timed("settings.backup_configuration.start_time", daily, "UTC"),
    ),
    "harbor_garbage_collection": _one("schedule", word),
    "harbor_retention_policy": _one("schedule", word),
    "kubernetes_cron_job": _CRON_JOB,
    "kubernetes_cron_job_v1": _CRON_JOB,
    "kubernetes_manifest": _one("manifest.spec.schedule", text(Dialect.ROBFIG), None),
    "render_cron_job": _one("schedule", _CRON),
    "rundeck_job": _one("schedule", _QUARTZ, None),
    "scaleway_container_cron": _one("schedule", _CRON),
    "scaleway_function_cron": _one("schedule", _CRON),
    "scaleway_job_definition": _one("cron.schedule", _CRON),
    "snowflake_task": (
        Timed("schedule", snowflake),
        Timed("schedule.using_cron", snowflake),
        Timed("schedule.minutes", snowflake),
    ),
    "time_rotating": tuple(
        Timed(f"rotation_{unit}", number_of(unit)) for unit in ("minutes", "hours", "days", "months", "years")
    ),
}
