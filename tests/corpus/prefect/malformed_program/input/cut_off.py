from prefect import flow

refresh.serve(name="nightly", cron="0 3
