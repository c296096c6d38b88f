import modal

app = modal.App()


@app.function(schedule=modal.Cron("0 4 * * *", timezone="Europe/Paris"))
def sweep():
    pass


@app.function(schedule=modal.Period(days=1, hours=2))
def poll():
    pass
