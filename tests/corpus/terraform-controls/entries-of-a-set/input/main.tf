locals {
  queues = toset(["flow-logs", "audit-logs"])
}

resource "aws_sqs_queue" "logging" {
  for_each                = local.queues
  name                    = each.key
  sqs_managed_sse_enabled = true
}
