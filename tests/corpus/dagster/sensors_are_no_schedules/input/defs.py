from dagster import sensor


@sensor(job=refresh_job, minimum_interval_seconds=30)
def new_files(context):
    cron_schedule = "0 3 * * *"
