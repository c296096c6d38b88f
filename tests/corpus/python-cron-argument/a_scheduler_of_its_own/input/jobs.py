from fleet.queues import schedule_job
from fleet.rhythms import EVERY_MORNING
from fleet.ships import archive_ships, count_ships, paint_ships

NIGHTLY = "0 1 * * *"

schedule_job(function=archive_ships, cron=NIGHTLY, description="Archive ships")
schedule_job(function=count_ships, cron=EVERY_MORNING)
schedule_job(paint_ships, cron_expression="0 4 * * sun")
