variable "alarms" {
  default = false
}

resource "aws_cloudwatch_metric_alarm" "never" {
  count               = 0
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "unless_told" {
  count               = var.alarms ? 1 : 0
  namespace           = "AWS/EC2"
  metric_name         = "StatusCheckFailed"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.nobody_says
  period              = 60
  evaluation_periods  = 1
}

resource "google_monitoring_alert_policy" "off" {
  display_name = "Disk is full"
  enabled      = false
  conditions {
    display_name = "disk"
    condition_threshold {
      filter          = "metric.type=\"agent.googleapis.com/disk/percent_used\""
      comparison      = "COMPARISON_GT"
      threshold_value = 90
    }
  }
}
