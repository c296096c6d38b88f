variable "slow" {
  default = 2
}

resource "datadog_monitor" "latency" {
  name    = "Ledger is slow"
  type    = "query alert"
  message = "Look at https://wiki.acme.org/runbooks/slow @pagerduty-ledger"
  query   = "avg(last_10m):avg:trace.latency{service:ledger} > ${var.slow}"
  tags    = ["team:ledger", "env:production", "plain"]
  monitor_thresholds {
    critical = var.slow
    warning  = 1.5
  }
}

resource "datadog_monitor" "nobody" {
  name           = "Queue is long"
  type           = "metric alert"
  message        = "The queue is long."
  query          = "max(last_5m):sum:queue.length{*} >= 1000"
  notify_no_data = true
}

resource "datadog_monitor" "agent" {
  name    = "Agent is gone"
  type    = "service check"
  message = var.message
  query   = "\"datadog.agent.up\".over(\"env:production\").by(\"host\").last(3).count_by_status()"
  monitor_thresholds {
    critical = 2
    warning  = 1
  }
}

resource "datadog_monitor" "parts" {
  name    = "Both"
  type    = "composite"
  message = "@ops"
  query   = "1234 && 5678"
}

resource "newrelic_nrql_alert_condition" "errors" {
  name        = "errors"
  description = "Too many errors"
  type        = "static"
  nrql {
    query = "SELECT percentage(count(*), WHERE error) FROM Transaction"
  }
  critical {
    operator              = "above"
    threshold             = 5
    threshold_duration    = 300
    threshold_occurrences = "all"
  }
  warning {
    operator              = "above"
    threshold             = 1
    threshold_duration    = 600
    threshold_occurrences = "at_least_once"
  }
}

resource "newrelic_alert_condition" "apdex" {
  name   = "apdex"
  type   = "apm_app_metric"
  metric = "apdex"
  term {
    duration      = 5
    operator      = "below"
    priority      = "critical"
    threshold     = "0.75"
    time_function = "all"
  }
}

resource "newrelic_infra_alert_condition" "disk" {
  name       = "disk"
  type       = "infra_metric"
  event      = "StorageSample"
  select     = "diskUsedPercent"
  comparison = "above"
  critical {
    duration      = 25
    value         = 90
    time_function = "all"
  }
}

resource "sentry_metric_alert" "crashes" {
  name        = "crashes"
  aggregate   = "count()"
  query       = "event.type:error"
  time_window = 60
  trigger {
    label           = "critical"
    alert_threshold = 100
    action {
      type              = "email"
      target_identifier = sentry_team.ledger.id
    }
  }
}

resource "honeycombio_trigger" "slow" {
  name        = "slow"
  description = "P99 of the checkout"
  threshold {
    op    = ">"
    value = 1000
  }
  recipient {
    type   = "slack"
    target = "#ledger"
  }
}

resource "grafana_rule_group" "ledger" {
  name = "ledger"
  rule {
    name      = "Queue is full"
    condition = "C"
    for       = "10m"
    labels = {
      severity = "page"
    }
    annotations = {
      summary = "The queue is full"
    }
    data {
      ref_id = "A"
      model = jsonencode({
        expr  = "queue_length"
        refId = "A"
      })
    }
    data {
      ref_id = "C"
      model  = <<-MODEL
        {
          "type": "threshold",
          "expression": "A",
          "conditions": [
            {"evaluator": {"type": "gt", "params": [1000]}}
          ]
        }
      MODEL
    }
  }
}
