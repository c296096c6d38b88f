from django_q.tasks import schedule

schedule("shop.tasks.report", schedule_type="W
