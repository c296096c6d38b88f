resource "aws_sns_topic_subscription" "queue" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.alarms.arn
}

resource "aws_sns_topic_subscription" "hook" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "https"
  endpoint  = "https://harbour.test/hook"
}

resource "aws_sns_topic_subscription" "computed" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = lookup(each.value, "mail", upper(var.x))
}

resource "aws_sns_topic_subscription" "none" {
  protocol = "email"
  endpoint = null
}
