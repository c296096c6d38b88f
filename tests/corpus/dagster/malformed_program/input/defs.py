from dagster import ScheduleDefinition, schedule

hour_25 = ScheduleDefinition(name="hour_25", job=refresh_job, cron_schedule="0 25 * * *")
number = ScheduleDefinition(name="number", job=refresh_job, cron_schedule=5)
nothing = ScheduleDefinition(name="nothing", job=refresh_job, cron_schedule=None)
no_time = ScheduleDefinition(name="no_time", job=refresh_job)
refresh = ScheduleDefinition(name="refresh", job=refresh_job, cron_schedule="0 3 * * *")


@schedule(cron_schedule=["0 8 * * 1-5", 7], job=report_job)
def twice(context):
    return {}
