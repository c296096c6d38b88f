resource "azurerm_monitor_metric_alert" "cpu" {
  name        = "plan-cpu"
  description = "The plan runs hot"
  severity    = 1
  window_size = "PT15M"
  criteria {
    metric_namespace = "Microsoft.Web/serverfarms"
    metric_name      = "CpuPercentage"
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = 85
  }
  action {
    action_group_id = azurerm_monitor_action_group.operations.id
  }
}

resource "azurerm_monitor_metric_alert" "learnt" {
  name = "unusual-requests"
  dynamic_criteria {
    metric_namespace  = "Microsoft.Web/sites"
    metric_name       = "Requests"
    aggregation       = "Total"
    operator          = "GreaterOrLessThan"
    alert_sensitivity = "Medium"
  }
}

resource "azurerm_monitor_metric_alert" "web_test" {
  name = "front-page"
  application_insights_web_test_location_availability_criteria {
    web_test_id           = azurerm_application_insights_web_test.front.id
    failed_location_count = 2
  }
  dynamic "action" {
    for_each = local.action_groups
    content {
      action_group_id = action.value
    }
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert" "fatal" {
  name        = "fatal-errors"
  severity    = 0
  time_window = 30
  query       = <<-QUERY
    // since the spring
    AppTraces | where Message contains "FATAL"
  QUERY
  trigger {
    operator  = "GreaterThanOrEqual"
    threshold = 1
  }
  action {
    action_group = [var.action_group]
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "slow" {
  name            = "slow-pages"
  window_duration = "PT5M"
  criteria {
    query                   = "AppRequests | summarize percentile(DurationMs, 95)"
    time_aggregation_method = "Maximum"
    metric_measure_column   = "percentile_DurationMs_95"
    operator                = "GreaterThan"
    threshold               = 2000
  }
}

resource "azurerm_monitor_activity_log_alert" "deleted" {
  name = "database-deleted"
  criteria {
    category       = "Administrative"
    operation_name = "Microsoft.Sql/servers/databases/delete"
  }
  action {
    action_group_id = azurerm_monitor_action_group.operations.id
  }
}

resource "azurerm_consumption_budget_subscription" "all" {
  name   = "all"
  amount = 5000
  notification {
    threshold      = 90
    operator       = "GreaterThanOrEqualTo"
    threshold_type = "Forecasted"
    contact_emails = ["finance@acme.org"]
  }
  notification {
    threshold = 100
    operator  = "EqualTo"
  }
}

resource "azurerm_monitor_autoscale_setting" "plan" {
  name = "plan"
  profile {
    name = "default"
    rule {
      metric_trigger {
        metric_name      = "CpuPercentage"
        time_aggregation = "Average"
        time_window      = "PT10M"
        operator         = "GreaterThan"
        threshold        = 70
      }
      scale_action {
        direction = "Increase"
        value     = "1"
      }
    }
    rule {
      metric_trigger {
        metric_name = "HttpQueueLength"
        statistic   = "Max"
        operator    = "LessThan"
        threshold   = var.quiet
      }
    }
  }
}
