from airflow import DAG
from django.conf import settings

DAG("a", schedule=settings.NIGHTLY)
DAG("b", schedule=settings.WEEKLY)
DAG("c", schedule=settings.LIST)
