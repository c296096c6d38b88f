make(cron_schedule="0 3 * * *")
