import boto3

boto3.client("events").put_rule(Name="sweep", ScheduleExpression="rate(12 hours)")
