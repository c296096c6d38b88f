resource "aws_cloudwatch_event_rule" "x" {
  schedule_expression = null
}

resource "azurerm_automation_schedule" "x" {
  interval = 2
}

resource "google_compute_resource_policy" "x" {
  snapshot_schedule_policy {
    schedule {
      daily_schedule {
      }
    }
  }
}

resource "google_sql_database_instance" "x" {
  settings {
    maintenance_window {
      hour = 3
    }
  }
}

resource "azurerm_dev_test_global_vm_shutdown_schedule" "x" {
  daily_recurrence_time = "in the evening"
}
