from datetime import timedelta

from airflow.models import Variable
from airflow.operators.bash import BashOperator


def load(settings):
    return BashOperator(
        task_id="load_tides",
        bash_command="load",
        execution_timeout=timedelta(
            seconds=Variable.get("task_timeout", deserialize_json=True)[
                load.__name__
            ]
        ),
        sla=timedelta(minutes=settings.minutes),
    )
