"""Exports of the harbour."""

from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.datasets import Dataset
from airflow.decorators import dag
from airflow.timetables.trigger import CronTriggerTimetable, MultipleCronTriggerTimetable

from plugins.timetables import TideTimetable

EVERY_NIGHT = "30 3 * * *"
defaults = {"start_date": pendulum.datetime(2024, 1, 1, tz="Europe/Lisbon")}

with DAG(
    dag_id="berth_export",
    default_args=defaults,
    schedule=EVERY_NIGHT,
    catchup=False,
) as berth_export:
    ...

DAG("crane_report", "Report of the cranes", "@weekly")
DAG(dag_id="poll_buoys", schedule_interval=timedelta(hours=6), is_paused_upon_creation=True)
DAG("by_hand", schedule=None)
DAG("after_the_berths", schedule=[Dataset("s3://harbour/berths")])
DAG("with_the_tide", timetable=TideTimetable(port="x"))
DAG("first_of_the_month", schedule=CronTriggerTimetable("0 6 1 * *", timezone="Europe/Lisbon"))
DAG("twice", schedule=MultipleCronTriggerTimetable("0 6 * * 1", "0 18 * * 5", timezone="UTC"))
DAG("first_load", schedule="@once")
DAG("wrong", schedule="61 * * * *")


@dag(schedule="@daily")
def tides():
    """Load the tides."""
