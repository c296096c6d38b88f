import modal
import procrastinate
from huey import RedisHuey, crontab

app = procrastinate.App()
huey = RedisHuey()


@huey.periodic_task(crontab(minute="0", hour="25"))
def hour_25():
    pass


@huey.periodic_task(crontab(minute=[], hour={}))
def empty():
    pass


@huey.periodic_task()
def nothing():
    pass


@app.periodic(cron="0 4 * *")
@app.task
def four_fields(timestamp):
    pass


@app.function(schedule=modal.Cron(5))
def number():
    pass


@app.function(schedule=modal.Period())
def no_period():
    pass


@huey.periodic_task(crontab(minute="0", hour="3"))
def sweep():
    pass
