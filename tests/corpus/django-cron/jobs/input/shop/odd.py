from django_cron import CronJobBase, Schedule


class Odd(CronJobBase):
    schedule = Schedule(run_every_mins=minutes(), run_at_times=[time()])
