from django_q.models import Schedule
from django_q.tasks import schedule

Schedule.objects.create(func="shop.tasks.sweep", name="Sweep", schedule_type=Schedule.CRON, cron="0 3 * * *")
Schedule.objects.get_or_create(func="shop.tasks.poll", defaults={"schedule_type": Schedule.MINUTES, "minutes": 10})
schedule("shop.tasks.report", schedule_type="BW")
schedule("shop.tasks.start", schedule_type=Schedule.ONCE)
schedule("shop.tasks.odd", schedule_type=kind_of("odd"))
