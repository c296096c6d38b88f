resource "aws_sns_topic" "to_pager" {
  name = "to-pager"
}

resource "aws_sns_topic_subscription" "pager" {
  topic_arn = aws_sns_topic.to_pager.arn
  protocol  = "https"
  endpoint  = "https://events.pagerduty.com/integration/${pagerduty_service_integration.cloudwatch.integration_key}/enqueue"
}
