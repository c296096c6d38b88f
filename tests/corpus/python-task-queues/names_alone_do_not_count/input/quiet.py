import huey
import arq
import chalice
import modal
import taskiq
import rq_scheduler
from temporalio import client


@huey.task()
def sweep():
    cron(3)
    app.function(schedule="x")
    broker.task(schedule=None)
    scheduler.enqueue(sweep)
    tasks.loop(hours=3)
