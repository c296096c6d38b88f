from huey import RedisHuey, crontab

@huey.periodic_task(crontab(minute="0", hour="3
