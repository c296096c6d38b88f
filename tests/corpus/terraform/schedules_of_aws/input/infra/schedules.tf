resource "aws_cloudwatch_event_rule" "nightly_report" {
  name                = "nightly-report"
  schedule_expression = "cron(30 2 * * ? *)"
}

resource "aws_cloudwatch_event_rule" "old_cleanup" {
  schedule_expression = "rate(7 days)"
  is_enabled          = false
}

resource "aws_scheduler_schedule" "invoices" {
  name                         = "invoices"
  schedule_expression          = "cron(0 6 1 * ? *)"
  schedule_expression_timezone = "Europe/Dublin"
  state                        = "DISABLED"

  target {
    arn = aws_lambda_function.invoices.arn
  }
}

resource "aws_backup_plan" "shop" {
  name = "shop"

  rule {
    rule_name         = "daily"
    target_vault_name = "main"
    schedule          = "cron(0 3 * * ? *)"
  }

  rule {
    rule_name         = "monthly"
    target_vault_name = "main"
    schedule          = "cron(0 4 1 * ? *)"
  }
}

resource "aws_dlm_lifecycle_policy" "volumes" {
  state = "ENABLED"

  policy_details {
    schedule {
      name = "every night"
      create_rule {
        interval      = 24
        interval_unit = "HOURS"
        times         = ["23:45"]
      }
    }
  }
}

resource "aws_autoscaling_schedule" "evening" {
  scheduled_action_name = "evening"
  recurrence            = "0 19 * * 1-5"
  time_zone             = "Europe/Dublin"
}

resource "aws_secretsmanager_secret_rotation" "database" {
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_config_config_rule" "tags" {
  name                        = "tags"
  maximum_execution_frequency = "TwentyFour_Hours"
}
