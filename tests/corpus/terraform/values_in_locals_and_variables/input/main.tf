locals {
  hour  = var.hour
  zone  = "Europe/Madrid"
  tasks = {
    nightly = { schedule = "cron(0 1 * * ? *)" }
    weekly  = { schedule = "cron(0 2 ? * 1 *)", comment = "on sundays" }
    paused  = { comment = "no schedule yet" }
  }
  merged = merge(local.tasks, { yearly = { schedule = "cron(0 5 1 1 ? *)" } })
}

resource "aws_scheduler_schedule" "tasks" {
  for_each                     = local.tasks
  name                         = "task-${each.key}"
  schedule_expression          = each.value.schedule
  schedule_expression_timezone = local.zone
}

resource "aws_cloudwatch_event_rule" "filtered" {
  for_each            = { for key, task in local.tasks : key => task if task.comment != "" }
  schedule_expression = lookup(each.value, "schedule", null)
}

resource "aws_cloudwatch_event_rule" "at_hour" {
  schedule_expression = "cron(${var.minute} ${local.hour} * * ? *)"
}

resource "aws_cloudwatch_event_rule" "formatted" {
  schedule_expression = format("cron(0 %s * * ? *)", var.hour)
}

resource "aws_cloudwatch_event_rule" "inline" {
  for_each            = { a = { when = "rate(1 hour)" }, b = { when = "rate(2 days)" } }
  schedule_expression = each.value["when"]
}

resource "aws_cloudwatch_event_rule" "listed" {
  count               = length(var.crons)
  schedule_expression = var.crons[count.index]
}

resource "aws_backup_plan" "rules" {
  name = "rules"
  dynamic "rule" {
    for_each = var.rules
    content {
      rule_name = rule.value.name
      schedule  = rule.value.schedule
    }
  }
}

resource "aws_cloudwatch_event_rule" "nowhere" {
  schedule_expression = var.nowhere
}

resource "aws_cloudwatch_event_rule" "computed" {
  schedule_expression = module.names.expressions[upper(each.key)]
}

resource "aws_cloudwatch_event_rule" "braces" {
  schedule_expression = "cron(0 ${lookup({ a = 1 }, "a")} * * ? *)"
}
