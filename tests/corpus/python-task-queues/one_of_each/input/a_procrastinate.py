import procrastinate

app = procrastinate.App()


@app.periodic(cron="0 3 * * *")
@app.task
def sweep(timestamp):
    pass
