from django_celery_beat.models import CrontabSchedule, IntervalSchedule, PeriodicTask

nightly, _ = CrontabSchedule.objects.get_or_create(minute="0", hour="4", day_of_week="*", timezone="Europe/Rome")
PeriodicTask.objects.get_or_create(name="Nightly sweep", defaults={"crontab": nightly, "task": "shop.tasks.sweep"})
often, _ = IntervalSchedule.objects.get_or_create(every=10, period=IntervalSchedule.MINUTES)
