from arq import cron


class WorkerSettings:
    cron_jobs = [cron(sweep, hour={3, 15}, minute=0), cron("jobs.report", weekday="mon", hour=None, name="report"), cron(odd, hour=hours)]
