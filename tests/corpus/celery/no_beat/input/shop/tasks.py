from celery import shared_task

beat_schedule_help = "see the settings"


@shared_task
def empty_baskets():
    rows = list(CrontabSchedule.objects.filter(minute="0"))
    table.update({"a": 1})
    return rows
