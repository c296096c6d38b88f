from datetime import timedelta

from celery.schedules import crontab

EVERYWHERE = {
    "empty-baskets": {
        "task": "shop.tasks.empty_baskets",
        "schedule": crontab(hour="21", minute="0"),
    },
    "refresh-prices": {"task": "shop.tasks.refresh_prices", "schedule": timedelta(minutes=10)},
}
COLOURS = {"red": {"task": "paint", "priority": 3}}
NOTHING = {}
