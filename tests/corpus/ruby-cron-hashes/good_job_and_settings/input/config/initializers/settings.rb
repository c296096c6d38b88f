Settings.cron_jobs ||= {}
Settings.cron_jobs["prune"] ||= {}
Settings.cron_jobs["prune"]["cron"] ||= "0 1 * * *"
Settings.cron_jobs["prune"]["job_class"] = "PruneWorker"
