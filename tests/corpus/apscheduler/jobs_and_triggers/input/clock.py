from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

HOUR = 3
scheduler = BlockingScheduler(timezone="Europe/Oslo")
scheduler.add_job(sweep, "cron", day_of_week="mon-fri", hour=HOUR, id="sweep the decks")
scheduler.add_job(count, CronTrigger.from_crontab("0 3 * * 0", timezone="UTC"))
scheduler.add_job(poll, trigger=IntervalTrigger(minutes=10))
scheduler.add_job(both, OrTrigger([CronTrigger(hour=2), CronTrigger(hour=14, minute=30)]))
scheduler.add_job(launch, "date", run_date="2026-05-01")
scheduler.add_job(paint, "cron", hour=hour_of(paint))
scheduler.add_job(rust, "interval", **options)


@scheduler.scheduled_job("interval", hours=6)
def tide():
    pass
