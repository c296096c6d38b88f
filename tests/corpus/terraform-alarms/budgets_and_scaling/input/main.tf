resource "aws_budgets_budget" "all" {
  name         = "all"
  limit_amount = "3000"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = 80
    threshold_type             = "PERCENTAGE"
    notification_type          = "FORECASTED"
    subscriber_email_addresses = ["finance@acme.org"]
  }
  notification {
    comparison_operator       = "GREATER_THAN"
    threshold                 = 2800
    threshold_type            = "ABSOLUTE_VALUE"
    notification_type         = "ACTUAL"
    subscriber_sns_topic_arns = [aws_sns_topic.money.arn]
  }
}

resource "aws_appautoscaling_policy" "cpu" {
  name        = "web-cpu"
  policy_type = "TargetTrackingScaling"
  target_tracking_scaling_policy_configuration {
    target_value = 60
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_autoscaling_policy" "queue" {
  name = "queue"
  target_tracking_configuration {
    target_value     = 100
    disable_scale_in = true
    customized_metric_specification {
      metric_name = "MessagesPerInstance"
      namespace   = "Acme"
      statistic   = "Average"
    }
  }
}

resource "kubernetes_horizontal_pod_autoscaler_v2" "web" {
  metadata {
    name = "web"
  }
  spec {
    min_replicas = 2
    max_replicas = 6
    metric {
      type = "Resource"
      resource {
        name = "memory"
        target {
          type                = "Utilization"
          average_utilization = 75
        }
      }
    }
  }
}

resource "kubernetes_horizontal_pod_autoscaler" "worker" {
  metadata {
    name = "worker"
  }
  spec {
    max_replicas                      = 6
    target_cpu_utilization_percentage = 80
  }
}
