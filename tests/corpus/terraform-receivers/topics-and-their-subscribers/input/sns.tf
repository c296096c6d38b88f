variable "night_mail" {
  default = "night@harbour.test"
}

resource "aws_sns_topic" "alarms" {
  name = "pump-alarms"
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = "pumps@harbour.test"
}

resource "aws_sns_topic_subscription" "night" {
  count     = var.is_production ? 1 : 0
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = var.night_mail
}

resource "aws_sns_topic_subscription" "each" {
  for_each  = toset(["ann@harbour.test", "bob@harbour.test"])
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sns_topic_subscription" "listed" {
  for_each  = toset(var.mails)
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sns_topic_subscription" "pager" {
  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "https"
  endpoint  = "https://events.pagerduty.com/integration/${var.key}/enqueue"
}

resource "aws_sns_topic_subscription" "phone" {
  topic_arn = "arn:aws:sns:eu-central-1:1:alarms"
  protocol  = "sms"
  endpoint  = "+49405550100"
}
