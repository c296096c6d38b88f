config.good_job.enable_cron = false
config.good_job.cron = { sweep: { cron: "@daily", class: "SweepJob" } }
