from datetime import timedelta
import os

from celery.schedules import crontab, solar

MINUTE = 60
CELERY_TIMEZONE = "Europe/Madrid"

CELERY_BEAT_SCHEDULE = {
    "empty-baskets": {
        "task": "shop.tasks.empty_baskets",
        "schedule": crontab(hour=3, minute=0),
    },
    "minute-left-out": {"task": "shop.tasks.count", "schedule": crontab(hour=3)},
    "month-end": {"task": "shop.tasks.close", "schedule": crontab("0", "4", day_of_month="28-31", month_of_year="*/3")},
    "poll": {"task": "shop.tasks.poll", "schedule": 5 * MINUTE},
    "refresh": {"task": "shop.tasks.refresh", "schedule": timedelta(hours=int(os.environ.get("REFRESH_HOURS", "6")))},
    "lamps": {"task": "shop.tasks.lamps", "schedule": solar("sunset", 40.4, -3.7)},
    "sampled": {"task": "shop.tasks.sample", "schedule": crontab(minute=[0, 30], hour=range(8, 18, 2))},
    "random": {"task": "shop.tasks.random", "schedule": crontab(minute=randint(0, 59))},
}
CELERY_BEAT_SCHEDULE["late"] = {"task": "shop.tasks.late", "schedule": 30.0}
CELERY_BEAT_SCHEDULE.update({"later": {"task": "shop.tasks.later", "schedule": crontab(minute="*/15")}})
