from taskiq import broker


@broker.task(schedule=[{"cron": "0 3 * * *", "cron_offset": "Europe/Berlin"}, {"interval": 30}])
async def sweep():
    pass
