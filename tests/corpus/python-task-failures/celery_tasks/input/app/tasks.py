from celery import shared_task

from app import celery_app

RETRY_DELAY = 60


@celery_app.task(bind=True, name="weigh-ships", max_retries=5, default_retry_delay=RETRY_DELAY, time_limit=600)
def weigh(self):
    pass


@shared_task(max_retries=1, retry_backoff=True, soft_time_limit=30)
def moor():
    pass
