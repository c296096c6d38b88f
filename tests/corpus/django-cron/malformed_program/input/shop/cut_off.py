from django_cron import CronJobBase, Schedule


class Sweep(CronJobBase):
    schedule = Schedule(run_every_mins=
