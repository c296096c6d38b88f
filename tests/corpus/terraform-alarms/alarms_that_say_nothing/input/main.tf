# An alarm of which the callers decide everything, a policy by steps, and words that only look like one.
resource "aws_cloudwatch_metric_alarm" "passed_on" {
  alarm_name          = var.name
  comparison_operator = var.comparison_operator
  metric_name         = var.metric_name
  threshold           = var.threshold
}

resource "aws_cloudwatch_metric_alarm" "without_a_metric" {
  alarm_name          = "x"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 3
}

resource "aws_cloudwatch_metric_alarm" "without_a_threshold" {
  metric_name         = "CPUUtilization"
  comparison_operator = "GreaterThanThreshold"
}

resource "aws_autoscaling_policy" "steps" {
  name = "steps"
  step_adjustment {
    scaling_adjustment          = 1
    metric_interval_lower_bound = 0
  }
}

module "labels" {
  source              = "../labels"
  comparison_operator = "GreaterThanThreshold"
}

# resource "aws_cloudwatch_metric_alarm" "gone" { threshold = 5 }
output "alarm" {
  value = "aws_cloudwatch_metric_alarm"
}
