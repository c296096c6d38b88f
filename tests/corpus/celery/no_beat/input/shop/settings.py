CELERY_BEAT_SCHEDULE = {}
# 'old': {'schedule': crontab(hour=1)}
