from rq import Retry
from rq.decorators import job


@job("low", timeout="5m")
def count():
    pass


queue.enqueue(count, retry=Retry(max=3, interval=60))
