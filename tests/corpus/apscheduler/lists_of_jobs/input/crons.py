from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger


async def weekly_report():
    ...


cron_jobs = [
    {"func": weekly_report, "trigger": CronTrigger(day_of_week="mon", hour=5), "misfire_grace_time": 60},
    {"func": purge, "trigger": IntervalTrigger(hours=6)},
    {"func": later, "trigger": pick_one()},
]
menu = [{"func": "open", "label": "Open"}, {"trigger": "cron", "text": "no job"}]
