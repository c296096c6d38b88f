from celery import shared_task


@shared_task(max_retries=None)
def forever():
    pass


@shared_task(max_retries=settings.RETRIES, time_limit=0)
def unknown():
    pass


task(max_retries=3)
