from airflow import DAG
from airflow.models import Variable

from fleet.constants import NIGHTLY, Rhythm
from fleet.missing import WEEKLY

CONFIG = {"pilots": {"schedule": "0 5 * * *"}}

DAG("nightly", schedule=NIGHTLY)
DAG("hourly", schedule=Rhythm.HOURLY)
DAG("weekly", schedule=WEEKLY)
DAG("pilots", schedule=CONFIG["pilots"]["schedule"])
DAG("tugs", schedule=Variable.get("tug_schedule", default_var="0 7 * * *"))


def make(name, schedule="@monthly"):
    return DAG(name, schedule=schedule)


for ship, cron in ships():
    DAG(f"log_{ship}", schedule=cron)
