schedule_job(cron="0 1 * * *"
