resource "aws_sns_topic_subscription" "hook" {
  topic_arn = aws_sns_topic.to_pager.arn
  protocol  = "https"
  endpoint  = "https://harbour.test/${random_id.hook.hex}"
}
