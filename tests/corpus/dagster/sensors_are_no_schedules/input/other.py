make(cron_schedule=None)
