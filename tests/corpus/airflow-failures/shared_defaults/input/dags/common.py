import pendulum
from airflow.utils.dates import days_ago

DEFAULT_ARGS = {
    "owner": "crew@acme-harbour.io",
    "retries": 1,
    "email": "crew@acme-harbour.io, deck@acme-harbour.io",
    "execution_timeout": pendulum.duration(minutes=90),
}
