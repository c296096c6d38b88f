resource "kubernetes_cron_job_v1" "prune" {
  metadata {
    name = "prune-uploads"
  }
  spec {
    schedule  = "0 5 * * 0"
    timezone  = "Etc/UTC"
    suspend   = true
    job_template {
      spec {
        template {
          spec {
            container {
              name    = "prune"
              command = ["/bin/prune", "--older-than"]
              args    = ["30d"]
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_manifest" "rotate" {
  manifest = {
    apiVersion = "batch/v1"
    kind       = "CronJob"
    metadata   = { name = "rotate" }
    spec = {
      schedule = "@monthly"
      timeZone = "Europe/Rome"
    }
  }
}

resource "kubernetes_manifest" "settings" {
  manifest = {
    kind = "ConfigMap"
    spec = { schedule = "0 5 * * 0" }
  }
}

resource "gitlab_pipeline_schedule" "scan" {
  description   = "scan"
  cron          = "0 1 * * 1"
  cron_timezone = "Europe/Berlin"
  active        = false
}

resource "cloudflare_workers_cron_trigger" "purge" {
  script_name = "purge"
  schedules   = ["0 3 * * 1", "0 12 * * *"]
}

resource "databricks_job" "etl" {
  name = "etl"
  schedule {
    quartz_cron_expression = "0 15 3 * * ?"
    timezone_id            = "UTC"
    pause_status           = "PAUSED"
  }
}

resource "snowflake_task" "refresh" {
  name          = "refresh"
  schedule      = "USING CRON 0 9 * * 1-5 America/New_York"
  sql_statement = "call refresh()"
}

resource "snowflake_task" "poll" {
  name     = "poll"
  schedule = "60 MINUTE"
}

resource "snowflake_task" "odd" {
  name     = "odd"
  schedule = "sometimes"
}

resource "harbor_garbage_collection" "registry" {
  schedule = "Weekly"
}

resource "harbor_retention_policy" "registry" {
  schedule = "0 0 2 * * 6"
}

resource "harbor_retention_policy" "never" {
  schedule = "None"
}

resource "time_rotating" "key" {
  rotation_days = 90
}

resource "acme_report" "unknown_provider" {
  cron_schedule = "10 1 * * *"
  retention     = "keep 5 of each one"
}
