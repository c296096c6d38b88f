from ops.scheduler import OwnScheduler

type Report = dict[str, int]

scheduler = OwnScheduler("MONITOR")


@scheduler.scheduled_job("interval", seconds=60)
def count[T](report: Report) -> T:
    try:
        print(f"seen {report["ships"]} ships")
    except KeyError, ValueError:
        pass


scheduler.add_job(sweep, "cron", hour=3, minute=0, id=f"sweep {"daily"}")
