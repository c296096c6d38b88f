from dagster import ScheduleDefinition

nightly = ScheduleDefinition(name="nightly", cron_schedule="0 3 * * *
