variable "enabled" {
  default = false
}

resource "aws_cloudwatch_event_rule" "none" {
  count               = 0
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_rule" "switched_off" {
  count               = var.enabled ? 1 : 0
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_rule" "somewhere" {
  count               = var.production ? 1 : 0
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_rule" "some" {
  for_each            = var.production ? local.jobs : {}
  schedule_expression = each.value
}

resource "aws_cloudwatch_event_rule" "twice" {
  count               = var.production ? 2 : 1
  schedule_expression = "rate(1 day)"
}

resource "aws_cloudwatch_event_rule" "off_by_default" {
  schedule_expression = "rate(1 day)"
  is_enabled          = var.enabled
}

resource "aws_cloudwatch_event_rule" "depends" {
  schedule_expression = "rate(1 day)"
  state               = var.state
}

resource "aws_cloudwatch_event_rule" "either" {
  schedule_expression = var.stage == "prod" ? "rate(1 hour)" : var.stage == "test" ? "rate(1 day)" : "rate(7 days)"
}

resource "aws_cloudwatch_event_rule" "perhaps" {
  schedule_expression = var.pattern == null ? "rate(12 hours)" : null
}

locals {
  jobs = { alpha = "rate(10 days)" }
  hour = {
    default = local.jobs
  }
}
