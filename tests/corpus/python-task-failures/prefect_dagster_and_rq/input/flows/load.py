from prefect import flow, task


@task(retries=3, retry_delay_seconds=10)
def fetch():
    pass


@flow(timeout_seconds=3600, name="load-ships")
def load():
    fetch()
