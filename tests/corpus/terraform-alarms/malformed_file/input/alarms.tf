resource "aws_cloudwatch_metric_alarm" "cut" {
  metric_name         = "CPUUtilization"
  comparison_operator = "GreaterThanThreshold"
  threshold           = [[
