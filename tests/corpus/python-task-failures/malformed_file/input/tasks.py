from celery import shared_task

@shared_task(max_retries=3
def broken():
