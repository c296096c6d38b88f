resource "aws_cloudwatch_event_rule" "on_upload" {
  name          = "on-upload"
  event_pattern = jsonencode({ source = ["aws.s3"] })
}

resource "aws_backup_plan" "manual" {
  name = "manual"
  rule {
    rule_name         = "default"
    target_vault_name = "main"
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name             = "cpu"
  estimated_warmup = 300
  period           = "60"
  window           = "five minutes of a window"
}

data "aws_ssm_maintenance_windows" "all" {
  schedule = "cron(0 3 * * ? *)"
}

output "schedule" {
  value = "cron(0 3 * * ? *)"
}
