resource "google_cloud_scheduler_job" "sweep" {
  name      = "sweep"
  schedule  = "15 4 * * *"
  time_zone = "America/Toronto"

  http_target {
    uri = "https://sweep.example.org/run"
  }
}

resource "google_cloud_scheduler_job" "paused" {
  name     = "paused"
  schedule = "every 24 hours"
  paused   = true
}

resource "google_sql_database_instance" "main" {
  settings {
    maintenance_window {
      day  = 7
      hour = 3
    }
    backup_configuration {
      enabled    = true
      start_time = "02:00"
    }
  }
}

resource "google_sql_database_instance" "open" {
  settings {
    maintenance_window {
      day  = var.day
      hour = 3
    }
  }
}

resource "google_compute_resource_policy" "snapshots" {
  snapshot_schedule_policy {
    schedule {
      weekly_schedule {
        day_of_weeks {
          day        = "MONDAY"
          start_time = "05:00"
        }
        day_of_weeks {
          day        = "THURSDAY"
          start_time = "05:00"
        }
      }
    }
  }
}

resource "google_compute_resource_policy" "hourly" {
  snapshot_schedule_policy {
    schedule {
      hourly_schedule {
        hours_in_cycle = 6
        start_time     = "00:00"
      }
    }
  }
}

resource "google_compute_resource_policy" "daily" {
  snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "04:00"
      }
    }
  }
}

resource "google_container_cluster" "apps" {
  maintenance_policy {
    recurring_window {
      start_time = "2024-01-06T09:00:00Z"
      end_time   = "2024-01-06T17:00:00Z"
      recurrence = "FREQ=WEEKLY;BYDAY=SA,SU"
    }
  }
}

resource "google_redis_instance" "cache" {
  maintenance_policy {
    weekly_maintenance_window {
      day = "TUESDAY"
      start_time {
        hours   = 0
        minutes = 30
      }
    }
  }
}
