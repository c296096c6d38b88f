from rq_scheduler import Scheduler

scheduler = Scheduler()
scheduler.cron("0 3 * * *", func=sweep, id="sweep")
scheduler.schedule(scheduled_time=now(), func=poll, interval=60 * 60)
registry.register(tidy, interval=300)
