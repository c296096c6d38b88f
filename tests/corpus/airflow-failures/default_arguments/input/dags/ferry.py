from datetime import timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

from lib.alerts import slack_failure

TEAM = "harbour-data"

default_args = {
    "owner": TEAM,
    "email": ["ferry@harbour.example.net", "ops@acme-harbour.io"],
    "email_on_failure": True,
    "retries": 3,
    "retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(hours=2),
    "on_failure_callback": slack_failure,
}

with DAG(
    "ferry_times",
    default_args=default_args,
    schedule="0 3 * * *",
    dagrun_timeout=timedelta(hours=6),
) as dag:
    load = BashOperator(task_id="load", bash_command="load.sh", retries=1, sla=timedelta(minutes=30))
