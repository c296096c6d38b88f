from django_cron import CronJobBase, Schedule


class Sweep(CronJobBase):
    schedule = Schedule(run_every_mins="often", run_at_times=["25:00", 7, None])
    code = "shop.sweep"


class Empty(CronJobBase):
    schedule = Schedule()


class Report(CronJobBase):
    schedule = Schedule(run_at_times=["06:30"])
    code = "shop.report"
