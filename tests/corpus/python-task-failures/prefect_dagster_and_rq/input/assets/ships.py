from dagster import RetryPolicy, asset


@asset(retry_policy=RetryPolicy(max_retries=4, delay=30))
def ships():
    pass


later = RetryPolicy(max_retries=2)
