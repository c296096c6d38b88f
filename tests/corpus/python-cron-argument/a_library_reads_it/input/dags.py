from prefect import flow

flow.serve(cron="0 1 * * *")
