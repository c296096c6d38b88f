from prefect import flow, serve


@flow(retries=3)
def refresh():
    Cron = "0 3 * * *"


refresh.serve(name="by hand")
