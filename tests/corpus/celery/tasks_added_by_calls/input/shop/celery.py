from celery import Celery
from celery.schedules import crontab
from celery.task import periodic_task
from django.conf import settings

app = Celery("shop")
app.conf.timezone = "UTC"
app.conf.beat_schedule = {"sync": {"task": "shop.sync", "schedule": settings.SYNC_SECONDS}}


@app.on_after_configure.connect
def setup(sender, **kwargs):
    sender.add_periodic_task(crontab(hour=7, minute=30, day_of_week=1), mail.s("monday"), name="monday mail")
    sender.add_periodic_task(10.0, heartbeat.s())


@periodic_task(run_every=crontab(minute=0, hour="*/2"))
def tidy():
    pass
