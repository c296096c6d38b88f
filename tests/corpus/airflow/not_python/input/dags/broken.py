from airflow import DAG
DAG("x", schedule="@daily"
