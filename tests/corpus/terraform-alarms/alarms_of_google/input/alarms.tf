resource "google_monitoring_alert_policy" "database" {
  display_name          = "Ledger's database"
  severity              = "CRITICAL"
  notification_channels = [google_monitoring_notification_channel.pager.id]
  documentation {
    content = "See the [runbook](https://wiki.acme.org/runbooks/database)."
  }
  conditions {
    display_name = "disk is nearly full"
    condition_threshold {
      filter          = "resource.type=\"cloudsql_database\" AND metric.type=\"cloudsql.googleapis.com/database/disk/utilization\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0.9
      duration        = "300s"
    }
  }
  conditions {
    display_name = "any restart"
    condition_threshold {
      filter     = "resource.type=\"cloudsql_database\""
      comparison = "COMPARISON_GT"
    }
  }
  conditions {
    display_name = "no heartbeat"
    condition_absent {
      filter   = "metric.type=\"custom.googleapis.com/heartbeat\""
      duration = "3600s"
    }
  }
}

resource "google_monitoring_alert_policy" "queries" {
  display_name = "Queries"
  conditions {
    display_name = "log"
    condition_matched_log {
      filter = "severity=ERROR AND textPayload:\"out of memory\""
    }
  }
  conditions {
    display_name = "mql"
    condition_monitoring_query_language {
      query    = "fetch gce_instance | metric 'cpu' | group_by 1m | condition val() > 0.8 '10^2.%'"
      duration = "60s"
    }
  }
  conditions {
    display_name = "mql that compares"
    condition_monitoring_query_language {
      query    = "fetch gce_instance | metric 'cpu' | condition val() > 0.8"
      duration = "60s"
    }
  }
  conditions {
    display_name = "mql that waits"
    condition_monitoring_query_language {
      query    = "fetch gce_instance | metric 'cpu' | absent_for 180s"
      duration = "60s"
    }
  }
  conditions {
    display_name = "promql that compares nothing"
    condition_prometheus_query_language {
      query = "up unless on(job) expected"
    }
  }
  conditions {
    display_name = "promql"
    condition_prometheus_query_language {
      query = "sum(rate(http_errors_total[5m])) > 10"
    }
  }
}

resource "google_billing_budget" "all" {
  display_name = "all"
  threshold_rules {
    threshold_percent = 0.5
  }
  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }
  all_updates_rule {
    pubsub_topic = google_pubsub_topic.budget.id
  }
}

resource "google_compute_region_autoscaler" "web" {
  name = "web"
  autoscaling_policy {
    min_replicas = 2
    max_replicas = 8
    cpu_utilization {
      target = 0.6
    }
    metric {
      name   = "pubsub.googleapis.com/subscription/num_undelivered_messages"
      target = 100
    }
  }
}
