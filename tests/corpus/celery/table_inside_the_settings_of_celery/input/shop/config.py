from celery.schedules import crontab


class Config:
    CELERY = {
        "broker_url": "redis://cache",
        "timezone": "Europe/London",
        "beat_schedule": {
            "run-scheduled-jobs": {"task": "run-scheduled-jobs", "schedule": crontab()},
            "empty-baskets": {
                "task": "empty-baskets",
                "schedule": crontab(hour=4, minute=20),
                "options": {"queue": "periodic"},
            },
        },
    }
