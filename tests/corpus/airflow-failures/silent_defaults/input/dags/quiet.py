from airflow import DAG

args = {"owner": "airflow"}

default_args = {
    "owner": "airflow",
    "retries": 0,
    "email": ["airflow@example.com"],
    "email_on_failure": False,
    "on_failure_callback": None,
    "execution_timeout": None,
}
dag = DAG("quiet", default_args=default_args, schedule=None)
