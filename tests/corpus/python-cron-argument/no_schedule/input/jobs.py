import argparse

from django.db import models

cron = models.CharField(max_length=100)


def schedule_job(function, cron=None):
    return enqueue(function, cron=cron)


parser = argparse.ArgumentParser()
run(cron=parser.parse_args().cron)
run(cron=True)
run(cron="once in a blue moon")
# run(cron="0 3 * * *")
