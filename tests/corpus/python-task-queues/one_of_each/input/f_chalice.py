from chalice import Chalice, Cron, Rate

app = Chalice("quay")


@app.schedule(Cron(0, 18, "?", "*", "MON-FRI", "*"))
def evening(event):
    pass


@app.schedule(Rate(1, unit=Rate.HOURS))
def hourly(event):
    pass


@app.schedule("rate(5 minutes)")
def often(event):
    pass
