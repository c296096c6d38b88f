locals {
  backup_schedule = "cron(0 3 * * ? *)"
  retention       = "30"
  patching = {
    group_a = { cron = "0 2 * * 6", enabled = false, timezone = "Europe/Zurich" }
    group_b = { cron = "0 2 * * 0" }
  }
  at_noon = ["cron(0 12 * * ? *)"]
  used    = "rate(1 day)"
}

variable "cleanup_cron" {
  default = "0 4 * * *"
}

variable "maintenance_window" {
  default = "Mon:03:00-Mon:04:00"
}

resource "aws_cloudwatch_event_rule" "used" {
  schedule_expression = local.used
}
