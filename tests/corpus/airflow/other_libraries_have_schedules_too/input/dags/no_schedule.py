from airflow import DAG

DAG("silent")
