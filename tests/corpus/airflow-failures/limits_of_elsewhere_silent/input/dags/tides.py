from datetime import timedelta

from airflow.operators.bash import BashOperator
from harbour.limits import LIMIT, limit_of

load = BashOperator(
    task_id="load_tides",
    execution_timeout=LIMIT,
    sla=limit_of("load"),
)
send = BashOperator(task_id="send", execution_timeout=None, sla=timedelta(seconds=0))
