"""Talks of huey, modal and arq, and imports none of them."""

cron(sweep, hour=3)
scheduler.cron("0 3 * * *", func=sweep)


@app.periodic("0 3 * * *")
def sweep():
    pass
