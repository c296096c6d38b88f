from datetime import timedelta

from airflow import DAG

SHARED = dict(dagrun_timeout=timedelta(hours=1), default_args={"owner": "fleet", "retries": 1})

boats = DAG("boats", schedule=None, **SHARED)
