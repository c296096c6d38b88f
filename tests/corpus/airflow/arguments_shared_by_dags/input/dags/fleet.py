from airflow import DAG

SHARED = dict(catchup=False, schedule_interval="0 5 * * 1", default_args={"owner": "fleet"})
QUIET = {"catchup": False}

DAG("count_ships", **SHARED)
DAG("paint_ships", **QUIET)
DAG("launch_ships", **settings())
