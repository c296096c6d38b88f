from datetime import timedelta

from prefect import flow
from prefect.schedules import Cron, Interval


@flow
def refresh():
    pass


refresh.serve(name="nightly", cron="0 3 * * *")
refresh.serve(name="often", interval=timedelta(minutes=20))
refresh.deploy(name="weekly", schedules=[Cron("0 6 * * 1", timezone="Europe/Paris"), Interval(3600, active=False)])
refresh.to_deployment(name="monthly", rrule="FREQ=MONTHLY;BYMONTHDAY=1")
refresh.deploy(name="by hand", cron=None)
