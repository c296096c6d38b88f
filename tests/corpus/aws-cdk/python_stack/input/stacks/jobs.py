from aws_cdk import Duration, Stack, aws_events as events

EVERY = "rate(6 hours)"


class JobsStack(Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
        events.Rule(
            self,
            "Nightly",
            enabled=False,
            schedule=events.Schedule.cron(minute="0", hour="2"),
        )
        events.Rule(self, "Careless", schedule=events.Schedule.cron(hour="2", week_day="SUN"))
        events.Rule(self, "Expression", schedule=events.Schedule.expression("cron(15 3 * * ? *)"))
        events.Rule(self, "Constant", schedule=events.Schedule.expression(EVERY))
        hourly = events.Schedule.rate(Duration.hours(1))
        CfnSchedule(
            self,
            "Plain",
            flexible_time_window=window(),
            schedule_expression="rate(5 minute)",
            state="ENABLED",
        )
        self.schedules[0] = events.Schedule.rate(Duration.days(2))
        return events.Schedule.rate(Duration.days(3))
