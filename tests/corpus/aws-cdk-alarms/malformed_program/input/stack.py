from aws_cdk import aws_cloudwatch
aws_cloudwatch.Alarm(self, "x", threshold=5
