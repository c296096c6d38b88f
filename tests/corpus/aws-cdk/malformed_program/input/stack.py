from aws_cdk import events
events.Schedule.cron(hour=
