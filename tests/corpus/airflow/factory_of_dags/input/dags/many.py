from airflow.models import DAG
from harbour.factory import create_dag

create_dag("pumps", schedule_interval="@daily", owner="quay")
create_dag("valves", schedule_interval=when())
make_plot(schedule="as soon as possible")
