# resource "aws_cloudwatch_event_rule" "a" { schedule_expression = "rate(1 day)" }
// schedule_expression = "rate(2 days)"
/*
resource "aws_cloudwatch_event_rule" "b" {
  schedule_expression = "rate(3 days)"
}
*/
