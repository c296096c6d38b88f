from airflow import DAG
from django.conf import settings
from . import rhythms
from quay.settings import EVENING

DAG("a", schedule=settings.NIGHTLY)
DAG("b", schedule=rhythms.WEEKLY)
DAG("c", schedule=EVENING)
DAG("d", schedule=rhythms.COMPUTED)
