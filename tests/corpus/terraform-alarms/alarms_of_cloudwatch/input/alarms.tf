variable "cpu_limit" {
  default = 85
}

locals {
  minute         = 60
  days_of_backup = 2
}

resource "aws_sns_topic" "on_call" {
  name = "on-call"
}

resource "aws_cloudwatch_metric_alarm" "cpu" {
  alarm_name          = "ledger-cpu"
  alarm_description   = "The ledger is slow. Runbook: https://wiki.acme.org/runbooks/ledger-cpu"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.cpu_limit
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.on_call.arn]
  dimensions = {
    DBInstanceIdentifier = aws_db_instance.ledger.id
  }
}

# A product of an open value and a number, and nobody to tell.
resource "aws_cloudwatch_metric_alarm" "backup_age" {
  alarm_name          = "backup-age"
  namespace           = "Acme"
  metric_name         = "SecondsSinceBackup"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = local.days_of_backup * 86400
  period              = local.minute
  evaluation_periods  = 1
}

resource "aws_cloudwatch_metric_alarm" "errors_in_percent" {
  alarm_name          = "errors-in-percent"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 2.5
  evaluation_periods  = 3
  alarm_actions       = compact([aws_sns_topic.on_call.arn, var.second_topic])

  metric_query {
    id          = "share"
    expression  = "errors / requests * 100"
    label       = "Share of errors"
    return_data = true
  }
  metric_query {
    id = "errors"
    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "HTTPCode_Target_5XX_Count"
      period      = 300
      stat        = "Sum"
    }
  }
  metric_query {
    id = "requests"
    metric {
      namespace   = "AWS/ApplicationELB"
      metric_name = "RequestCount"
      period      = 300
      stat        = "Sum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "returned_metric" {
  alarm_name          = "returned-metric"
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  evaluation_periods  = 1
  actions_enabled     = false
  alarm_actions       = [aws_sns_topic.on_call.arn]

  metric_query {
    id          = "shown"
    expression  = "beats"
    return_data = true
  }
  metric_query {
    id = "beats"
    metric {
      namespace   = "Acme"
      metric_name = "Heartbeats"
      period      = 60
      stat        = "Sum"
      unit        = "Count"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "unusual" {
  alarm_name          = "unusual-traffic"
  comparison_operator = "LessThanLowerOrGreaterThanUpperThreshold"
  threshold_metric_id = "band"
  evaluation_periods  = 2
  alarm_actions       = var.enabled ? [aws_sns_topic.on_call.arn] : []

  metric_query {
    id         = "band"
    expression = "ANOMALY_DETECTION_BAND(traffic, 2)"
  }
  metric_query {
    id          = "traffic"
    return_data = true
    metric {
      namespace   = "AWS/VPN"
      metric_name = "TunnelDataIn"
      period      = 300
      stat        = "Average"
    }
  }
}

# It scales and tells nobody, which is as it should be.
resource "aws_cloudwatch_metric_alarm" "queue" {
  alarm_name          = "queue-is-long"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateAgeOfOldestMessage"
  statistic           = "Maximum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.is_production ? 60 : 600
  period              = 60
  evaluation_periods  = 2
  alarm_actions       = [aws_appautoscaling_policy.up.arn]
}

resource "aws_cloudwatch_composite_alarm" "ledger" {
  alarm_name    = "ledger-is-down"
  alarm_rule    = "ALARM(ledger-cpu) AND ALARM(backup-age)"
  alarm_actions = [aws_sns_topic.on_call.arn]
}

module "mailer" {
  source              = "terraform-aws-modules/cloudwatch/aws//modules/metric-alarm"
  alarm_name          = "mailer-errors"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 300
  evaluation_periods  = 1
}

resource "aws_cloudwatch_log_metric_filter" "out_of_memory" {
  name    = "out-of-memory"
  pattern = "OutOfMemory"
  metric_transformation {
    name      = "OutOfMemory"
    namespace = "Ledger"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "of_a_filter" {
  alarm_name          = "out-of-memory"
  namespace           = aws_cloudwatch_log_metric_filter.out_of_memory.metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.out_of_memory.metric_transformation[0].name
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  period              = 60 * 15
  evaluation_periods  = 1
  alarm_actions       = [aws_sns_topic.on_call.arn]
}

resource "aws_cloudwatch_metric_alarm" "of_a_filter_elsewhere" {
  alarm_name          = "restarts"
  namespace           = aws_cloudwatch_log_metric_filter.restarts[0].metric_transformation[0].namespace
  metric_name         = aws_cloudwatch_log_metric_filter.restarts[0].metric_transformation[0].name
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 3
  period              = 60
  evaluation_periods  = var.periods
  alarm_actions       = [aws_sns_topic.on_call.arn]
}
