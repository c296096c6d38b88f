from datetime import timedelta

from temporalio.client import ScheduleIntervalSpec, ScheduleSpec

spec = ScheduleSpec(cron_expressions=["0 3 * * *"], intervals=[ScheduleIntervalSpec(every=timedelta(days=10))])
client.start_workflow(Sweep.run, id="sweep", cron_schedule="0 5 * * 1")
