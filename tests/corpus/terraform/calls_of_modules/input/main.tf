module "reports" {
  source             = "./modules/reports"
  report_cron        = "0 7 * * 1"
  maintenance_window = "Tue:03:00-Tue:04:00"
  timeout            = "30"
  recurrence_name    = "weekly"
  backup_schedule    = var.backup_schedule
}

module "planner" {
  source = "registry.example.org/planner/aws"
  name   = "planner"

  rules = {
    crons = {
      description         = "nightly"
      schedule_expression = "cron(0 1 * * ? *)"
      enabled             = false
    }
  }

  autoscaling_cron = {
    "down" : "0 21 * * *",
    "up" : "0 5 * * *"
  }
}
