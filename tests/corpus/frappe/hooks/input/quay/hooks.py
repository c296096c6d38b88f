app_name = "quay"
scheduler_events = {
    "daily": ["quay.tasks.sweep", "quay.tasks.report"],
    "weekly_long": "quay.tasks.archive",
    "cron": {"0/15 * * * *": ["quay.tasks.poll"]},
    "on_boat": ["quay.tasks.never"],
}
