import dagster as dg
from dagster import AutomationCondition, DefaultScheduleStatus, ScheduleDefinition, daily_schedule, schedule

refresh = ScheduleDefinition(
    name="refresh_nightly",
    job=refresh_job,
    cron_schedule="0 3 * * *",
    execution_timezone="Europe/Paris",
    default_status=DefaultScheduleStatus.RUNNING,
)
made = dg.ScheduleDefinition(job=dg.define_asset_job("tidy_job", selection="*"), cron_schedule="@weekly")


@schedule(cron_schedule=["0 8 * * 1-5", "0 20 * * *"], job=report_job)
def twice(context):
    return {}


@daily_schedule(pipeline_name="old")
def old_daily(date):
    return {}


@dg.asset(automation_condition=AutomationCondition.on_cron("15 * * * *", cron_timezone="UTC"))
def prices():
    pass
