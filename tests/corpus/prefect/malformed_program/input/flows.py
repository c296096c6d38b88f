from prefect import flow
from prefect.schedules import Cron, Interval


@flow
def refresh():
    pass


refresh.serve(name="nightly", cron="0 3 * * *")
refresh.serve(name="hour 25", cron="0 25 * * *")
refresh.serve(name="number", cron=5)
refresh.serve(name="word", interval="often")
refresh.to_deployment(name="no such freq", rrule="FREQ=FORTNIGHTLY")
refresh.deploy(name="empty", schedules=[Cron(), Interval(), None, 5])
