import os

from airflow import DAG

ENVIRONMENT = os.getenv("ENVIRONMENT")

DAG("ledger", schedule_interval="0 3 * * *" if ENVIRONMENT == "production" else None)
DAG("stock", schedule=None if ENVIRONMENT == "development" else "30 4 * * 1")
DAG(f"prices", schedule="@hourly" if ENVIRONMENT == "production" else "@monthly")
DAG("returns", schedule="@monthly" if ENVIRONMENT == "dev" else "@weekly")
DAG("refunds", schedule="@monthly" if ENVIRONMENT != "production" else "@daily")
DAG("rebates", schedule=compute() if ENVIRONMENT == "production" else None)
