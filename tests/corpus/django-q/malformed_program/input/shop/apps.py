from django_q.models import Schedule
from django_q.tasks import schedule

Schedule.objects.create(func="shop.tasks.hour_25", name="Hour 25", schedule_type=Schedule.CRON, cron="0 25 * * *")
Schedule.objects.create(func="shop.tasks.no_cron", name="No cron", schedule_type=Schedule.CRON)
Schedule.objects.create(func="shop.tasks.list", name="List", schedule_type=Schedule.CRON, cron=["0 4 * * *"])
schedule("shop.tasks.no_such_type", schedule_type="ZZ")
schedule()
schedule("shop.tasks.report", schedule_type="W")
