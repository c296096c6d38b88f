resource "aws_cloudwatch_event_rule" "both_days" {
  schedule_expression = "cron(0 3 * * * *)"
}

resource "aws_db_instance" "window" {
  maintenance_window = "sunday at night"
}

resource "aws_cloudwatch_event_rule" "never" {
  schedule_expression = "cron(0 3 31 2 ? *)"
}
