import aiocron
import periodiq
import telegram
from datetime import time


@aiocron.crontab("0 3 * * *")
async def sweep():
    pass


@dramatiq.actor(periodic=periodiq.cron("0 4 * * *"))
def tidy():
    pass


job_queue.run_repeating(poll, interval=60)
job_queue.run_daily(report, time=time(hour=7, minute=30))
