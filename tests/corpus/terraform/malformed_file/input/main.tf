resource "aws_cloudwatch_event_rule" "good" {
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_rule" "bad" {
  schedule_expression = "rate(1 hour)
  tags = { = }
