from django_cron import CronJobBase


class Base(CronJobBase):
    run_every_mins = 5
