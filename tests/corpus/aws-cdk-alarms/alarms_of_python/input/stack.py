from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch

LIMIT = 10


class LedgerStack(Stack):
    def __init__(self, scope, construct_id):
        cloudwatch.Alarm(
            self,
            "DeadLetters",
            metric=cloudwatch.Metric(
                namespace="AWS/SQS", metric_name="Dead", period=Duration.minutes(5)
            ),
            threshold=LIMIT,
            evaluation_periods=1,
        )
        self.function.metric_duration().create_alarm(
            self,
            "Slow",
            threshold=1000 * 3,
            evaluation_periods=2,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
        )
