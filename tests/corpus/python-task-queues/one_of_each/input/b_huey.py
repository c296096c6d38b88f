from huey import RedisHuey, crontab

huey = RedisHuey()


@huey.periodic_task(crontab(minute="0", hour="3", day="1"))
def sweep():
    pass


@huey.periodic_task(crontab(minute=minute()))
def odd():
    pass
