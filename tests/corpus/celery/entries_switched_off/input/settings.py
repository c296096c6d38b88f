from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "purge": {"task": "shop.purge", "schedule": crontab(minute=15, hour=4), "enabled": False},
    "report": {"task": "shop.report", "schedule": crontab(minute=30, hour=6), "enabled": True},
}
