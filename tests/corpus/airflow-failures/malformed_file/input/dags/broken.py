from airflow import DAG

dag = DAG("broken", default_args={"retries": 3, "retry_delay": )
