from airflow.decorators import dag, task
from airflow.providers.slack.notifications.slack import send_slack_notification


@dag(
    schedule=None,
    on_failure_callback=[send_slack_notification(text="tides failed", channel="#tides"), lambda context: None],
    sla_miss_callback=tell_harbour_master,
)
def tides():
    @task(retries=2, retry_delay=30)
    def measure():
        return 1

    measure()
