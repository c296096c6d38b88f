from django_cron import CronJobBase, Schedule


class Sweep(CronJobBase):
    RUN_EVERY_MINS = 120
    schedule = Schedule(run_every_mins=RUN_EVERY_MINS)
    code = "shop.sweep"


class Report(CronJobBase):
    schedule = Schedule(run_at_times=["06:30", "18:00"])
